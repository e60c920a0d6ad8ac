/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of compat/emulate/close_from in three ways: with close_range(2), without it, and without /proc as well. In
 * children, since libcheck has descriptors of its own.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/emulate/emulate.h"
#include "tests/unit/forbid.h"
#include "tests/unit/unit.h"

enum { CLOSE_RANGE = 436, FIRST = 20, LIMIT = 2000 };

static char directory[32];

static void set_up(void)
{
	strcpy(directory, "/tmp/unit-close-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
}

static void tear_down(void)
{
	(void)rmdir(directory);
}

/* An empty root has no /proc; the limit is how far the last way looks. */
static bool choose_way(int round)
{
	const struct rlimit limit = { LIMIT, LIMIT };

	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return false;
	if (round > 0)
		forbid_call(CLOSE_RANGE);
	return round < 2 || (chroot(directory) == 0 && chdir("/") == 0);
}

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

/* The exit status of a child that closes from FIRST, having opened all of `fds`, up to a 0. */
static int check(int round, const int *fds)
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid > 0) {
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		return status;
	}
	if (!choose_way(round))
		_exit(2);
	/* None is free below, so that one opened to look around is among those to be closed. */
	for (int fd = 3; fd < FIRST; fd++)
		if (dup2(STDIN_FILENO, fd) < 0)
			_exit(2);
	for (; *fds; fds++)
		if (dup2(STDIN_FILENO, *fds) < 0)
			_exit(2);
	emulate_close_from(FIRST);
	for (int fd = FIRST; fd < LIMIT; fd++)
		if (is_open(fd))
			_exit(3);
	_exit(is_open(STDIN_FILENO) && is_open(STDERR_FILENO) && is_open(FIRST - 1) ? 0 : 4);
}

START_TEST(all_from_the_number_on_are_closed_and_none_below)
{
	ck_assert_int_eq(check(_i, (const int[]){ FIRST, FIRST + 1, FIRST + 17, 300, LIMIT - 1, 0 }), 0);
}
END_TEST

START_TEST(nothing_to_close_is_fine)
{
	ck_assert_int_eq(check(_i, (const int[]){ 0 }), 0);
}
END_TEST

START_TEST(hundreds_are_closed)
{
	int fds[LIMIT - FIRST] = { 0 };

	/* All but the first: looking may need a descriptor. */
	for (int i = 0; i < LIMIT - FIRST - 1; i++)
		fds[i] = FIRST + 1 + i;
	ck_assert_int_eq(check(_i, fds), 0);
}
END_TEST

Suite *suite_emulate_close_from(void)
{
	Suite *suite = suite_create("emulate_close_from");
	TCase *tests = tcase_create("all");
	int ways = geteuid() == 0 ? 3 : 2;

	if (ways < 3)
		(void)fprintf(stderr, "emulate_close_from: without /proc skipped, needs root\n");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, all_from_the_number_on_are_closed_and_none_below, 0, ways);
	tcase_add_loop_test(tests, nothing_to_close_is_fine, 0, ways);
	tcase_add_loop_test(tests, hundreds_are_closed, 0, ways);
	suite_add_tcase(suite, tests);
	return suite;
}
