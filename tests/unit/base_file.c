/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/base/file. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/file.h"
#include "tests/unit/unit.h"

static char directory[64];
static int directory_fd;

static void set_up(void)
{
	strcpy(directory, "/tmp/unit-file-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	directory_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(directory_fd, 0);
}

static void tear_down(void)
{
	cleanup_close(&directory_fd);
	(void)file_remove_tree_at(AT_FDCWD, directory);
}

static void check_content(const char *path, const char *expected)
{
	auto_free char *text = NULL;
	size_t length = 0;

	ck_assert_int_eq(file_read_at(directory_fd, path, 1 << 20, &text, &length), 0);
	ck_assert_str_eq(text, expected);
	ck_assert_uint_eq(length, strlen(expected));
}

START_TEST(a_replaced_file_holds_the_new_bytes)
{
	ck_assert_int_eq(file_replace_at(directory_fd, "f", "one", 3, 0600), 0);
	check_content("f", "one");
	ck_assert_int_eq(file_replace_at(directory_fd, "f", "twice", 5, 0600), 0);
	check_content("f", "twice");
}
END_TEST

START_TEST(a_failed_replacement_leaves_the_old_file)
{
	ck_assert_int_eq(file_replace_at(directory_fd, "no/f", "one", 3, 0600), -ENOENT);
	ck_assert_int_eq(mkdirat(directory_fd, "d", 0700), 0);
	ck_assert_int_eq(file_replace_at(directory_fd, "d", "one", 3, 0600), -EISDIR);
	ck_assert_int_eq(unlinkat(directory_fd, "d", AT_REMOVEDIR), 0);
	ck_assert_int_eq(rmdir(directory), 0);
}
END_TEST

START_TEST(files_without_a_size_are_read_whole)
{
	auto_free char *text = NULL;
	size_t length = 0;

	ck_assert_int_eq(file_read_at(AT_FDCWD, "/proc/self/mountinfo", 1 << 24, &text, &length), 0);
	ck_assert_uint_gt(length, 0);
	ck_assert_uint_eq(strlen(text), length);
}
END_TEST

START_TEST(a_file_above_the_limit_is_refused)
{
	char *text = NULL;

	ck_assert_int_eq(file_replace_at(directory_fd, "f", "12345", 5, 0600), 0);
	ck_assert_int_eq(file_read_at(directory_fd, "f", 4, &text, NULL), -EFBIG);
	ck_assert_int_eq(file_read_at(AT_FDCWD, "/dev/zero", 10000, &text, NULL), -EFBIG);
	ck_assert_ptr_null(text);
	ck_assert_int_eq(file_read_at(directory_fd, "f", 5, &text, NULL), 0);
	free(text);
}
END_TEST

START_TEST(writing_needs_the_file_to_exist)
{
	ck_assert_int_eq(file_write_at(directory_fd, "f", "x"), -ENOENT);
	ck_assert_int_eq(file_replace_at(directory_fd, "f", "", 0, 0600), 0);
	ck_assert_int_eq(file_write_at(directory_fd, "f", "x"), 0);
	check_content("f", "x");
}
END_TEST

START_TEST(a_tree_is_removed_without_following_links)
{
	ck_assert_int_eq(mkdirat(directory_fd, "outside", 0700), 0);
	ck_assert_int_eq(file_replace_at(directory_fd, "outside/kept", "x", 1, 0600), 0);
	ck_assert_int_eq(mkdirat(directory_fd, "tree", 0700), 0);
	ck_assert_int_eq(mkdirat(directory_fd, "tree/below", 0700), 0);
	ck_assert_int_eq(file_replace_at(directory_fd, "tree/below/f", "x", 1, 0600), 0);
	ck_assert_int_eq(symlinkat("../outside", directory_fd, "tree/link"), 0);
	ck_assert_int_eq(file_remove_tree_at(directory_fd, "tree"), 0);
	ck_assert_int_eq(faccessat(directory_fd, "tree", F_OK, 0), -1);
	check_content("outside/kept", "x");
	ck_assert_int_eq(file_remove_tree_at(directory_fd, "tree"), 0);
}
END_TEST

Suite *suite_base_file(void)
{
	Suite *suite = suite_create("base_file");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_replaced_file_holds_the_new_bytes);
	tcase_add_test(tests, a_failed_replacement_leaves_the_old_file);
	tcase_add_test(tests, files_without_a_size_are_read_whole);
	tcase_add_test(tests, a_file_above_the_limit_is_refused);
	tcase_add_test(tests, writing_needs_the_file_to_exist);
	tcase_add_test(tests, a_tree_is_removed_without_following_links);
	suite_add_tcase(suite, tests);
	return suite;
}
