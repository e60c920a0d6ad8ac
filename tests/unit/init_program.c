/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/init/program: where the program is found, in whose words it is not, and HOME. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"
#include "tests/unit/unit.h"

#define EXEC "unable to start container process: exec: "

static char directory[64];
static int dirfd_ = -EBADF;
static struct err err;

static void put(const char *name, mode_t mode)
{
	ck_assert_int_eq(file_replace_at(dirfd_, name, name, strlen(name), mode), 0);
}

static void set_up(void)
{
	(void)umask(022);
	strcpy(directory, "/tmp/unit-prog-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	dirfd_ = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_eq(chdir(directory), 0);
	for (const char *const *at = (const char *const[]){ "a", "b", "c", "b/sub", "a/folder", "etc", NULL };
	     *at; at++)
		ck_assert_int_eq(mkdirat(dirfd_, *at, 0755), 0);
	put("a/plain", 0644);
	put("b/plain", 0644);
	put("b/two", 0755);
	put("c/two", 0755);
	put("c/plain_then_good", 0755);
	put("a/plain_then_good", 0644);
	put("b/folder", 0755);
	put("here", 0755);
	put("b/sub/low", 0755);
	err = (struct err){ 0 };
}

static void tear_down(void)
{
	cleanup_close(&dirfd_);
	(void)file_remove_tree_at(AT_FDCWD, directory);
}

static int find(const char *name, const char *path, char **ret_path)
{
	const char *const arguments[] = { name, "ignored", NULL };
	const struct spec_process process = { .args = { 2, arguments } };
	const struct spec spec = { .process = &process };
	char variable[256], other[] = "NOPATH=b:c";
	char *environment[] = { other, path ? variable : NULL, NULL };

	if (path)
		(void)snprintf(variable, sizeof(variable), "PATH=%s", path);
	return init_find_program(&spec, environment, ret_path, &err);
}

static void expect_found(const char *name, const char *path, const char *expected)
{
	auto_free char *found = NULL;
	int r = find(name, path, &found);

	ck_assert_msg(r == 0, "%s in %s: %s", name, path, err.message);
	ck_assert_str_eq(found, expected);
}

static void expect_refused(const char *name, const char *path, int number, const char *words)
{
	char *found = NULL;

	ck_assert_int_eq(find(name, path, &found), -number);
	ck_assert_ptr_null(found);
	ck_assert_int_eq(err.number, number);
	ck_assert_str_eq(err.message, words);
}

START_TEST(the_first_directory_that_has_it_wins)
{
	expect_found("two", "a:b:c", "b/two");
	expect_found("two", "c:b", "c/two");
	expect_found("two", "/nonexistent:here:b", "b/two");
	expect_found("two", "b/", "b//two");
}
END_TEST

START_TEST(what_cannot_be_executed_is_passed_over)
{
	expect_found("plain_then_good", "a:c", "c/plain_then_good");
	expect_found("folder", "a:b", "b/folder");
}
END_TEST

START_TEST(an_empty_element_is_the_working_directory)
{
	expect_found("here", ":a", "./here");
	expect_found("here", "a::b", "./here");
	expect_found("here", "a:", "./here");
	expect_found("here", ":", "./here");
	expect_found("here", ".", "./here");
}
END_TEST

START_TEST(nothing_found_is_said_in_words_that_engines_know)
{
	static const char words[] = EXEC "\"x\": executable file not found in $PATH";

	expect_refused("x", "a:b:c", ENOENT, words);
	expect_refused("x", "", ENOENT, words);
	expect_refused("x", NULL, ENOENT, words);
	expect_refused("two", NULL, ENOENT, EXEC "\"two\": executable file not found in $PATH");
	expect_refused("here", "", ENOENT, EXEC "\"here\": executable file not found in $PATH");
	expect_refused("folder", "a", ENOENT, EXEC "\"folder\": executable file not found in $PATH");
	expect_refused("", "a", ENOENT, EXEC "\"\": executable file not found in $PATH");
}
END_TEST

START_TEST(not_executable_is_permission_denied)
{
	expect_refused("plain", "a:b:c", EACCES, EXEC "\"plain\": permission denied");
	expect_refused("a/plain", "b", EACCES, EXEC "\"a/plain\": permission denied");
}
END_TEST

START_TEST(a_name_with_a_slash_is_not_searched)
{
	expect_found("./here", "a", "./here");
	expect_found("b/sub/low", NULL, "b/sub/low");
	expect_refused("sub/low", "b", ENOENT, EXEC "\"sub/low\": stat sub/low: no such file or directory");
	expect_refused("./none", "a", ENOENT, EXEC "\"./none\": stat ./none: no such file or directory");
	expect_refused("a/folder", "b", EISDIR, EXEC "\"a/folder\": permission denied: is a directory");
	expect_refused("here/x", "b", ENOTDIR, EXEC "\"here/x\": not a directory");
}
END_TEST

static char **environment_of(uint32_t uid, const char *const *items, size_t count)
{
	const struct spec_process process = { .env = { count, items }, .user = { .uid = uid } };
	const struct spec spec = { .process = &process };
	char **environment = init_environment(&spec);

	ck_assert_ptr_nonnull(environment);
	return environment;
}

static void free_environment(char **environment)
{
	for (size_t i = 0; environment[i]; i++)
		free(environment[i]);
	free(environment);
}

START_TEST(home_is_kept_where_the_bundle_has_it)
{
	static const char *const items[] = { "A=1", "HOME=/given", "B=2", "HOMER=x", "noequals", "=" };
	char **environment = environment_of(0, items, 6);

	for (size_t i = 0; i < 6; i++)
		ck_assert_str_eq(environment[i], items[i]);
	ck_assert_ptr_null(environment[6]);
	free_environment(environment);
}
END_TEST

START_TEST(of_entries_with_one_name_the_last_counts)
{
	static const char *const items[] = { "A=1", "HOME=/x", "AB=2", "A=3", "HOME=/y", "B=", "A=4" };
	static const char *const expected[] = { "AB=2", "HOME=/y", "B=", "A=4" };
	char **environment = environment_of(0, items, 7);

	for (size_t i = 0; i < 4; i++)
		ck_assert_str_eq(environment[i], expected[i]);
	ck_assert_ptr_null(environment[4]);
	free_environment(environment);
}
END_TEST

START_TEST(home_is_the_root_without_an_entry)
{
	static const char *const items[] = { "HOME=", "HOMER=x" };
	char **environment = environment_of(4294967290U, items, 2);

	ck_assert_str_eq(environment[0], "HOMER=x");
	ck_assert_str_eq(environment[1], "HOME=/");
	ck_assert_ptr_null(environment[2]);
	free_environment(environment);
}
END_TEST

/* The exit status tells whether uid's HOME is `expected` for a process whose root is our directory. */
static void expect_home(uint32_t uid, const char *expected)
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		char **environment;

		if (chroot(directory) < 0 || chdir("/") < 0)
			_exit(2);
		environment = environment_of(uid, NULL, 0);
		_exit(strncmp(environment[0], "HOME=", 5) == 0 && strcmp(environment[0] + 5, expected) == 0 ?
			      0 :
			      1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(status == 0, "uid %u: not %s", uid, expected);
}

START_TEST(home_is_that_of_the_containers_passwd)
{
	static const char text[] =
		"# comment\n\nshort:x:1:1\nnoid:x::7::/noid:/bin/sh\nroot:x:0:0:root:/the root:/bin/sh\n"
		"empty:x:5:5:::/bin/sh\nx:y:7:7:a:/seven\n"
		"second:x:7:7:a:/other:/bin/sh\nlast:x:8:8:a:/eight";

	ck_assert_int_eq(file_replace_at(dirfd_, "etc/passwd", text, strlen(text), 0644), 0);
	expect_home(0, "/the root");
	expect_home(1, "/");
	expect_home(5, "/");
	expect_home(7, "/seven");
	expect_home(8, "/eight");
	expect_home(9, "/");
	ck_assert_int_eq(unlinkat(dirfd_, "etc/passwd", 0), 0);
	expect_home(0, "/");
	/* The image's file may be anything: nobody waits for what is no file. */
	ck_assert_int_eq(mkfifoat(dirfd_, "etc/passwd", 0600), 0);
	expect_home(0, "/");
}
END_TEST

Suite *suite_init_program(void)
{
	Suite *suite = suite_create("init_program");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, the_first_directory_that_has_it_wins);
	tcase_add_test(tests, what_cannot_be_executed_is_passed_over);
	tcase_add_test(tests, an_empty_element_is_the_working_directory);
	tcase_add_test(tests, nothing_found_is_said_in_words_that_engines_know);
	tcase_add_test(tests, not_executable_is_permission_denied);
	tcase_add_test(tests, a_name_with_a_slash_is_not_searched);
	tcase_add_test(tests, home_is_kept_where_the_bundle_has_it);
	tcase_add_test(tests, of_entries_with_one_name_the_last_counts);
	tcase_add_test(tests, home_is_the_root_without_an_entry);
	if (geteuid() == 0)
		tcase_add_test(tests, home_is_that_of_the_containers_passwd);
	else
		(void)fprintf(stderr, "init_program: HOME of a passwd file skipped, chroot needs root\n");
	suite_add_tcase(suite, tests);
	return suite;
}
