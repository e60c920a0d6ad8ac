/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/state/directory. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/process.h"
#include "runlxc/state/state.h"
#include "tests/unit/unit.h"

enum { HELD_MS = 200 };

static char directory[64];
static struct err err;

static void set_up(void)
{
	strcpy(directory, "/tmp/unit-state-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	err = (struct err){ 0 };
}

static void tear_down(void)
{
	(void)file_remove_tree_at(AT_FDCWD, directory);
}

/* A path below the directory, good until the next two calls. */
static const char *below(const char *name)
{
	static char paths[2][PATH_MAX];
	static int turn;

	turn = !turn;
	(void)snprintf(paths[turn], sizeof(paths[turn]), "%s/%s", directory, name);
	return paths[turn];
}

START_TEST(ids_are_words_without_slashes)
{
	static const char *const good[] = { "a", "0", "A-Z_a.z+9", "...", ".a", "..a", "-", "_" };
	static const char *const bad[] = { "",    ".",   "..", "a/b", "/",        "a b", "a\n",
					   "a:b", "a\\", "~",  "$x",  "\xc3\xa4", "a*",  "%s" };
	char longest[1026];

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		ck_assert_msg(state_check_id(good[i], &err) == 0, "'%s': %s", good[i], err.message);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(state_check_id(bad[i], &err) == -EINVAL, "'%s' is an id", bad[i]);
	ck_assert_str_eq(err.message, "invalid container ID format: '%s'");
	memset(longest, 'x', sizeof(longest));
	longest[1024] = '\0';
	ck_assert_int_eq(state_check_id(longest, &err), 0);
	longest[1024] = 'x';
	longest[1025] = '\0';
	ck_assert_int_eq(state_check_id(longest, &err), -EINVAL);
}
END_TEST

START_TEST(the_root_is_made_with_all_above_it)
{
	auto_close int dirfd = -EBADF;
	const char *root = below("run/deep/runlxc");
	struct stat status;

	(void)umask(0);
	ck_assert_int_eq(state_directory_create(root, "box", &dirfd, &err), 0);
	ck_assert_int_eq(fcntl(dirfd, F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(stat(root, &status), 0);
	ck_assert_uint_eq(status.st_mode, S_IFDIR | 0711);
	ck_assert_int_eq(fstat(dirfd, &status), 0);
	ck_assert_uint_eq(status.st_mode, S_IFDIR | 0700);
	ck_assert_int_eq(stat(below("run/deep/runlxc/box"), &status), 0);
}
END_TEST

START_TEST(a_root_that_cannot_be_is_an_error)
{
	int dirfd = -EBADF;

	ck_assert_int_eq(file_replace_at(AT_FDCWD, below("file"), "", 0, 0600), 0);
	ck_assert_int_eq(state_directory_create(below("file/root"), "box", &dirfd, &err), -ENOTDIR);
	ck_assert_int_eq(strncmp(err.message, "--root: mkdir /tmp/", 19), 0);
	ck_assert_int_eq(state_directory_create("", "box", &dirfd, &err), -EINVAL);
	ck_assert_int_eq(state_directory_open(below("file"), "box", false, &dirfd, &err), -ENOTDIR);
	ck_assert_int_eq(state_directory_remove(below("none"), "box", &err), -ENOENT);
	ck_assert_int_eq(dirfd, -EBADF);
}
END_TEST

START_TEST(an_id_is_taken_once)
{
	auto_close int dirfd = -EBADF;
	int second = -EBADF;

	ck_assert_int_eq(state_directory_create(directory, "box", &dirfd, &err), 0);
	ck_assert_int_eq(state_directory_create(directory, "box", &second, &err), -EEXIST);
	ck_assert_str_eq(err.message, "container with given ID already exists: box");
	ck_assert_int_eq(second, -EBADF);
}
END_TEST

START_TEST(what_is_no_directory_is_no_container)
{
	int dirfd = -EBADF;

	ck_assert_int_eq(file_replace_at(AT_FDCWD, below("file"), "", 0, 0600), 0);
	ck_assert_int_eq(symlink("/tmp", below("link")), 0);
	ck_assert_int_eq(state_directory_open(directory, "none", false, &dirfd, &err), -ENOENT);
	ck_assert_str_eq(err.message, "container none: container does not exist");
	ck_assert_int_eq(state_directory_open(directory, "file", false, &dirfd, &err), -ENOENT);
	ck_assert_int_eq(state_directory_open(directory, "link", true, &dirfd, &err), -ENOENT);
	ck_assert_int_eq(state_directory_open(below("none"), "box", true, &dirfd, &err), -ENOENT);
	ck_assert_int_eq(dirfd, -EBADF);
}
END_TEST

START_TEST(a_directory_is_removed_with_all_in_it)
{
	int dirfd = -EBADF;

	ck_assert_int_eq(state_directory_create(directory, "box", &dirfd, &err), 0);
	ck_assert_int_eq(file_replace_at(dirfd, "state.json", "{}", 2, 0600), 0);
	ck_assert_int_eq(mkdirat(dirfd, "sub", 0700), 0);
	ck_assert_int_eq(state_directory_remove(directory, "box", &err), 0);
	cleanup_close(&dirfd);
	ck_assert_int_eq(access(below("box"), F_OK), -1);
	ck_assert_int_eq(state_directory_remove(directory, "box", &err), 0);
	ck_assert_int_eq(state_directory_create(directory, "box", &dirfd, &err), 0);
	cleanup_close(&dirfd);
}
END_TEST

START_TEST(the_lock_is_held_as_long_as_the_descriptor)
{
	auto_close int reader = -EBADF, again = -EBADF;
	int dirfd = -EBADF;

	ck_assert_int_eq(state_directory_create(directory, "box", &dirfd, &err), 0);
	ck_assert_int_eq(state_directory_open(directory, "box", false, &reader, &err), 0);
	ck_assert_int_eq(flock(reader, LOCK_EX | LOCK_NB), -1);
	ck_assert_int_eq(errno, EWOULDBLOCK);
	cleanup_close(&dirfd);
	ck_assert_int_eq(state_directory_open(directory, "box", true, &again, &err), 0);
	ck_assert_int_eq(flock(reader, LOCK_EX | LOCK_NB), -1);
	cleanup_close(&again);
	ck_assert_int_eq(flock(reader, LOCK_EX | LOCK_NB), 0);
}
END_TEST

START_TEST(a_lock_of_another_is_seen_and_not_taken)
{
	auto_close int reader = -EBADF;
	int dirfd = -EBADF;

	ck_assert_int_eq(state_directory_create(directory, "box", &dirfd, &err), 0);
	ck_assert_int_eq(state_directory_open(directory, "box", false, &reader, &err), 0);
	ck_assert(state_is_locked(reader));
	ck_assert(state_is_locked(reader));
	cleanup_close(&dirfd);
	ck_assert(!state_is_locked(reader));
	/* Looking took no lock. */
	ck_assert_int_eq(state_directory_open(directory, "box", true, &dirfd, &err), 0);
	ck_assert(state_is_locked(reader));
	state_directory_unlock(dirfd);
	ck_assert(!state_is_locked(reader));
	ck_assert_int_ge(fcntl(dirfd, F_GETFD), 0);
	cleanup_close(&dirfd);
}
END_TEST

/* A child that locks the container for HELD_MS and then does `last`; it has the lock when this returns. */
static pid_t hold_lock(void (*last)(int dirfd))
{
	struct timespec held = { .tv_nsec = HELD_MS * 1000000L };
	int ready[2], dirfd = -EBADF;
	pid_t pid;
	char byte = 'n';

	ck_assert_int_eq(pipe2(ready, O_CLOEXEC), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (state_directory_open(directory, "box", true, &dirfd, &err) < 0 ||
		    write(ready[1], "y", 1) != 1)
			_exit(1);
		(void)nanosleep(&held, NULL);
		if (last)
			last(dirfd);
		_exit(0);
	}
	(void)close(ready[1]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	(void)close(ready[0]);
	return pid;
}

static void make_box(void)
{
	int dirfd = -EBADF;

	ck_assert_int_eq(state_directory_create(directory, "box", &dirfd, &err), 0);
	cleanup_close(&dirfd);
}

static void expect_end(pid_t pid)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

START_TEST(a_lock_is_waited_for)
{
	auto_close int dirfd = -EBADF, reader = -EBADF;
	int64_t start;
	pid_t pid;

	make_box();
	start = process_clock_ms();
	pid = hold_lock(NULL);
	ck_assert_int_eq(state_directory_open(directory, "box", false, &reader, &err), 0);
	ck_assert_int_eq(waitpid(pid, NULL, WNOHANG), 0); /* reading did not wait */
	ck_assert_int_eq(state_directory_open(directory, "box", true, &dirfd, &err), 0);
	ck_assert_int_ge(process_clock_ms() - start, HELD_MS);
	expect_end(pid);
}
END_TEST

static void remove_box(int dirfd)
{
	(void)dirfd;
	if (state_directory_remove(directory, "box", &err) < 0)
		_exit(1);
}

static void replace_box(int dirfd)
{
	int made = -EBADF;

	remove_box(dirfd);
	if (state_directory_create(directory, "box", &made, &err) < 0)
		_exit(1);
}

START_TEST(a_container_removed_while_its_lock_was_awaited_does_not_exist)
{
	int dirfd = -EBADF;
	pid_t pid;

	make_box();
	pid = hold_lock(remove_box);
	ck_assert_int_eq(state_directory_open(directory, "box", true, &dirfd, &err), -ENOENT);
	ck_assert_str_eq(err.message, "container box: container does not exist");
	expect_end(pid);
}
END_TEST

START_TEST(a_namesake_is_not_the_container_that_was_awaited)
{
	int dirfd = -EBADF;
	pid_t pid;

	make_box();
	pid = hold_lock(replace_box);
	ck_assert_int_eq(state_directory_open(directory, "box", true, &dirfd, &err), -ENOENT);
	ck_assert_int_eq(dirfd, -EBADF);
	expect_end(pid);
	ck_assert_int_eq(state_directory_open(directory, "box", true, &dirfd, &err), 0);
	cleanup_close(&dirfd);
}
END_TEST

Suite *suite_state_directory(void)
{
	Suite *suite = suite_create("state_directory");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, ids_are_words_without_slashes);
	tcase_add_test(tests, the_root_is_made_with_all_above_it);
	tcase_add_test(tests, a_root_that_cannot_be_is_an_error);
	tcase_add_test(tests, an_id_is_taken_once);
	tcase_add_test(tests, what_is_no_directory_is_no_container);
	tcase_add_test(tests, a_directory_is_removed_with_all_in_it);
	tcase_add_test(tests, the_lock_is_held_as_long_as_the_descriptor);
	tcase_add_test(tests, a_lock_of_another_is_seen_and_not_taken);
	tcase_add_test(tests, a_lock_is_waited_for);
	tcase_add_test(tests, a_container_removed_while_its_lock_was_awaited_does_not_exist);
	tcase_add_test(tests, a_namesake_is_not_the_container_that_was_awaited);
	suite_add_tcase(suite, tests);
	return suite;
}
