/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/emulate/open_in_root: what is missing is made. With openat2(2) and by hand. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/file.h"
#include "compat/emulate/emulate.h"
#include "tests/unit/forbid.h"
#include "tests/unit/unit.h"

enum { OPENAT2 = 437, BOTH = 2 };

static char directory[64];
static int top = -EBADF, root = -EBADF;

static const char *const links[][2] = {
	{ "near", "/run" },
	{ "deep", "/no/such/place" },
	{ "out", "../../../elsewhere" },
	{ "chained", "near/further" },
	{ "loop", "loop" },
	{ "to_file", "etc/passwd" },
	{ "to_dir", "/etc" },
};

static void set_up(void)
{
	(void)umask(022);
	strcpy(directory, "/tmp/unit-make-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	top = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_eq(mkdirat(top, "root", 0755), 0);
	root = openat(top, "root", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_eq(mkdirat(root, "etc", 0755), 0);
	ck_assert_int_eq(file_replace_at(root, "etc/passwd", "x", 1, 0600), 0);
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		ck_assert_int_eq(symlinkat(links[i][1], root, links[i][0]), 0);
}

static void tear_down(void)
{
	struct stat status;
	int others = 0;

	/* Whatever was made, it is below root/. */
	if (fstat(top, &status) == 0)
		others = (int)status.st_nlink - 3;
	cleanup_close(&root);
	cleanup_close(&top);
	(void)file_remove_tree_at(AT_FDCWD, directory);
	ck_assert_int_eq(others, 0);
}

static void choose_way(int round)
{
	if (round == 1)
		forbid_call(OPENAT2);
}

static void expect_error(int fd, int number)
{
	int found = errno;

	ck_assert_int_eq(fd, -1);
	ck_assert_msg(found == number, "%s instead of %s", strerror(found), strerror(number));
}

/* fd is the file at `path`, without links, and has this type and mode. */
static void expect_made(int fd, const char *path, mode_t mode)
{
	struct stat opened, named;

	ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
	ck_assert_int_eq(fstat(fd, &opened), 0);
	ck_assert_msg(fstatat(root, path, &named, AT_SYMLINK_NOFOLLOW) == 0, "%s is not there", path);
	ck_assert_uint_eq(opened.st_ino, named.st_ino);
	ck_assert_uint_eq(opened.st_mode, mode);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(fcntl(fd, F_GETFL) & O_PATH, O_PATH);
	(void)close(fd);
}

static void expect_missing(const char *path)
{
	ck_assert_msg(faccessat(root, path, F_OK, AT_SYMLINK_NOFOLLOW) == -1, "%s was made", path);
}

static int make_directory(const char *path)
{
	return emulate_make_directory_in_root(root, path, 0755);
}

static int make_file(const char *path)
{
	return emulate_make_file_in_root(root, path);
}

START_TEST(directories_are_made_with_those_above)
{
	choose_way(_i);
	expect_made(make_directory("/one"), "one", S_IFDIR | 0755);
	expect_made(make_directory("/one/two/three"), "one/two/three", S_IFDIR | 0755);
	expect_made(make_directory("four/"), "four", S_IFDIR | 0755);
	expect_made(make_directory("//five//six//"), "five/six", S_IFDIR | 0755);
	expect_made(make_directory("seven/./eight/../nine"), "seven/nine", S_IFDIR | 0755);
	expect_made(make_directory("../../ten"), "ten", S_IFDIR | 0755);
	expect_made(emulate_make_directory_in_root(root, "eleven/twelve", 0700), "eleven/twelve",
		    S_IFDIR | 0700);
	expect_made(emulate_make_directory_in_root(root, "etc/private", 0700), "etc/private", S_IFDIR | 0700);
	expect_made(make_directory("eleven"), "eleven", S_IFDIR | 0700);
}
END_TEST

START_TEST(directories_that_are_there_are_opened)
{
	choose_way(_i);
	expect_made(make_directory("/etc"), "etc", S_IFDIR | 0755);
	expect_made(make_directory("to_dir"), "etc", S_IFDIR | 0755);
	expect_made(make_directory("/"), ".", S_IFDIR | 0755);
	expect_made(make_directory(""), ".", S_IFDIR | 0755);
	expect_made(make_directory("etc/.."), ".", S_IFDIR | 0755);
}
END_TEST

START_TEST(directories_are_made_through_links)
{
	choose_way(_i);
	expect_made(make_directory("to_dir/new/newer"), "etc/new/newer", S_IFDIR | 0755);
	expect_made(make_directory("near"), "run", S_IFDIR | 0755);
	expect_made(make_directory("near/lock"), "run/lock", S_IFDIR | 0755);
	expect_made(make_directory("out/there"), "elsewhere/there", S_IFDIR | 0755);
}
END_TEST

START_TEST(directories_are_made_behind_dangling_links)
{
	choose_way(_i);
	expect_made(make_directory("deep/down"), "no/such/place/down", S_IFDIR | 0755);
	expect_made(make_directory("chained"), "run/further", S_IFDIR | 0755);
}
END_TEST

START_TEST(files_in_the_way_of_directories_are_errors)
{
	choose_way(_i);
	expect_error(make_directory("etc/passwd"), ENOTDIR);
	expect_error(make_directory("etc/passwd/below"), ENOTDIR);
	expect_error(make_directory("to_file"), ENOTDIR);
	expect_error(make_directory("to_file/below"), ENOTDIR);
	expect_error(make_directory("loop"), ELOOP);
	expect_error(make_directory("loop/below"), ELOOP);
	expect_error(make_directory("new/../etc/passwd/below"), ENOTDIR);
}
END_TEST

START_TEST(files_are_made_with_the_directories_above)
{
	choose_way(_i);
	expect_made(make_file("/one"), "one", S_IFREG | 0644);
	expect_made(make_file("two/three/four"), "two/three/four", S_IFREG | 0644);
	expect_made(make_file("//five/..//six"), "six", S_IFREG | 0644);
	expect_made(make_file("../../seven"), "seven", S_IFREG | 0644);
}
END_TEST

START_TEST(files_that_are_there_are_opened_whatever_they_are)
{
	struct stat status;

	choose_way(_i);
	expect_made(make_file("etc/passwd"), "etc/passwd", S_IFREG | 0600);
	expect_made(make_file("to_file"), "etc/passwd", S_IFREG | 0600);
	expect_made(make_file("etc"), "etc", S_IFDIR | 0755);
	ck_assert_int_eq(fstatat(root, "etc/passwd", &status, 0), 0);
	ck_assert_int_eq(status.st_size, 1);
}
END_TEST

START_TEST(files_are_made_through_links)
{
	choose_way(_i);
	expect_made(make_file("to_dir/new"), "etc/new", S_IFREG | 0644);
	expect_made(make_file("near"), "run", S_IFREG | 0644);
	expect_made(make_file("out"), "elsewhere", S_IFREG | 0644);
	expect_made(make_file("deep"), "no/such/place", S_IFREG | 0644);
}
END_TEST

START_TEST(directories_in_the_way_of_files_are_errors)
{
	choose_way(_i);
	expect_error(make_file("etc/passwd/below"), ENOTDIR);
	expect_error(make_file("to_file/below"), ENOTDIR);
	expect_error(make_file("loop"), ELOOP);
	expect_error(make_file("new/"), EISDIR);
	expect_missing("new");
}
END_TEST

Suite *suite_emulate_make_in_root(void)
{
	Suite *suite = suite_create("emulate_make_in_root");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, directories_are_made_with_those_above, 0, BOTH);
	tcase_add_loop_test(tests, directories_that_are_there_are_opened, 0, BOTH);
	tcase_add_loop_test(tests, directories_are_made_through_links, 0, BOTH);
	tcase_add_loop_test(tests, directories_are_made_behind_dangling_links, 0, BOTH);
	tcase_add_loop_test(tests, files_in_the_way_of_directories_are_errors, 0, BOTH);
	tcase_add_loop_test(tests, files_are_made_with_the_directories_above, 0, BOTH);
	tcase_add_loop_test(tests, files_that_are_there_are_opened_whatever_they_are, 0, BOTH);
	tcase_add_loop_test(tests, files_are_made_through_links, 0, BOTH);
	tcase_add_loop_test(tests, directories_in_the_way_of_files_are_errors, 0, BOTH);
	suite_add_tcase(suite, tests);
	return suite;
}
