/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/base/cleanup.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "tests/unit/unit.h"

static int open_null(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

START_TEST(close_runs_at_the_end_of_the_scope_and_keeps_errno)
{
	int number;

	errno = EXDEV;
	{
		auto_close int fd = open_null();

		number = fd;
		errno = EXDEV;
	}
	ck_assert_int_eq(errno, EXDEV);
	ck_assert_int_eq(fcntl(number, F_GETFD), -1);
}
END_TEST

START_TEST(close_empties_the_variable)
{
	int fd = open_null();

	cleanup_close(&fd);
	ck_assert_int_eq(fd, -EBADF);
	errno = 0;
	cleanup_close(&fd);
	ck_assert_int_eq(errno, 0);
}
END_TEST

START_TEST(a_taken_fd_stays_open)
{
	int kept;

	{
		auto_close int fd = open_null();

		kept = take_fd(&fd);
		ck_assert_int_eq(fd, -EBADF);
	}
	ck_assert_int_ge(fcntl(kept, F_GETFD), 0);
	cleanup_close(&kept);
}
END_TEST

START_TEST(a_taken_pointer_is_not_freed)
{
	char *kept;

	{
		auto_free char *memory = malloc(1);

		kept = take_ptr(memory);
		ck_assert_ptr_null(memory);
	}
	ck_assert_ptr_nonnull(kept);
	*kept = 'x';
	free(kept);
}
END_TEST

Suite *suite_base_cleanup(void)
{
	Suite *suite = suite_create("base_cleanup");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, close_runs_at_the_end_of_the_scope_and_keeps_errno);
	tcase_add_test(tests, close_empties_the_variable);
	tcase_add_test(tests, a_taken_fd_stays_open);
	tcase_add_test(tests, a_taken_pointer_is_not_freed);
	suite_add_tcase(suite, tests);
	return suite;
}
