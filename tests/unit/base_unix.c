/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/base/unix. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/file.h"
#include "compat/base/unix.h"
#include "tests/unit/unit.h"

enum { SUN_PATH = 108, FDS_MAX = 3 };

static char directory[PATH_MAX / 4];
static int dirfd_ = -EBADF, pair[2];

static void open_directory(void)
{
	cleanup_close(&dirfd_);
	dirfd_ = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(dirfd_, 0);
}

static void set_up(void)
{
	strcpy(directory, "/tmp/unit-unix-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	open_directory();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
}

static void tear_down(void)
{
	cleanup_close(&dirfd_);
	cleanup_close(&pair[0]);
	cleanup_close(&pair[1]);
	directory[strlen("/tmp/unit-unix-XXXXXX")] = '\0';
	(void)file_remove_tree_at(AT_FDCWD, directory);
}

/* Goes down until no socket address has room for the path. */
static void go_deep(void)
{
	while (strlen(directory) < 2 * SUN_PATH) {
		(void)strcat(directory, "/a_directory_with_a_long_name");
		ck_assert_int_eq(mkdir(directory, 0700), 0);
	}
	open_directory();
}

/* What is written into `from` arrives at the first connection that `listener` accepts. */
static void expect_connected(int listener, int from)
{
	auto_close int to = accept(listener, NULL, NULL);
	char byte = 0;

	ck_assert_int_ge(to, 0);
	ck_assert_int_ge(from, 0);
	ck_assert_int_eq(fcntl(from, F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(fcntl(listener, F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(write(from, "k", 1), 1);
	ck_assert_int_eq(read(to, &byte, 1), 1);
	ck_assert_int_eq(byte, 'k');
	(void)close(from);
}

static int open_fds(void)
{
	auto_closedir DIR *fds = opendir("/proc/self/fd");
	int count = 0;

	ck_assert_ptr_nonnull(fds);
	while (readdir(fds))
		count++;
	return count;
}

START_TEST(a_socket_is_bound_and_connected_to_in_its_directory)
{
	auto_close int listener = unix_listen_at(dirfd_, "sock");

	ck_assert_int_ge(listener, 0);
	expect_connected(listener, unix_connect_at(dirfd_, "sock"));
	ck_assert_int_eq(unix_listen_at(dirfd_, "sock"), -EADDRINUSE);
}
END_TEST

START_TEST(directories_may_be_longer_than_an_address)
{
	auto_close int listener = -EBADF;
	char path[PATH_MAX];

	go_deep();
	listener = unix_listen_at(dirfd_, "sock");
	ck_assert_int_ge(listener, 0);
	expect_connected(listener, unix_connect_at(dirfd_, "sock"));
	(void)snprintf(path, sizeof(path), "%s/sock", directory);
	expect_connected(listener, unix_connect_at(AT_FDCWD, path));
	expect_connected(listener, unix_connect_at(dirfd_, path));
}
END_TEST

START_TEST(short_paths_need_no_directory)
{
	auto_close int listener = -EBADF;
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/sock", directory);
	listener = unix_listen_at(AT_FDCWD, path);
	ck_assert_int_ge(listener, 0);
	expect_connected(listener, unix_connect_at(AT_FDCWD, path));
	ck_assert_int_eq(chdir(directory), 0);
	expect_connected(listener, unix_connect_at(AT_FDCWD, "sock"));
}
END_TEST

START_TEST(names_that_fit_nowhere_are_too_long)
{
	char name[SUN_PATH + 1], path[PATH_MAX];

	memset(name, 'n', SUN_PATH);
	name[SUN_PATH] = '\0';
	ck_assert_int_eq(unix_listen_at(dirfd_, name), -ENAMETOOLONG);
	ck_assert_int_eq(unix_connect_at(dirfd_, name), -ENAMETOOLONG);
	ck_assert_int_eq(unix_connect_at(AT_FDCWD, name), -ENAMETOOLONG);
	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	ck_assert_int_eq(unix_connect_at(AT_FDCWD, path), -ENAMETOOLONG);
}
END_TEST

START_TEST(nobody_there_is_told_from_nothing_there)
{
	int listener = unix_listen_at(dirfd_, "sock"), before;

	ck_assert_int_ge(listener, 0);
	(void)close(listener);
	before = open_fds();
	ck_assert_int_eq(unix_connect_at(dirfd_, "sock"), -ECONNREFUSED);
	ck_assert_int_eq(unix_connect_at(dirfd_, "none"), -ENOENT);
	ck_assert_int_eq(unix_listen_at(dirfd_, "none/sock"), -ENOENT);
	go_deep();
	(void)strcat(directory, "/none/sock");
	ck_assert_int_eq(unix_connect_at(AT_FDCWD, directory), -ENOENT);
	ck_assert_int_eq(open_fds(), before);
}
END_TEST

START_TEST(a_descriptor_is_sent_with_its_text)
{
	auto_close int received = -EBADF;
	char text[16] = "", byte = 0;
	int pipe_fds[2];

	ck_assert_int_eq(pipe(pipe_fds), 0);
	ck_assert_int_eq(unix_send_fd(pair[0], "master", 6, pipe_fds[0]), 0);
	(void)close(pipe_fds[0]);
	received = unix_receive_fd(pair[1], text, sizeof(text));
	ck_assert_int_ge(received, 0);
	ck_assert_str_eq(text, "master");
	ck_assert_int_eq(fcntl(received, F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(write(pipe_fds[1], "y", 1), 1);
	ck_assert_int_eq(read(received, &byte, 1), 1);
	ck_assert_int_eq(byte, 'y');
	(void)close(pipe_fds[1]);
}
END_TEST

START_TEST(a_long_text_is_cut)
{
	char text[4];
	int fd;

	ck_assert_int_eq(unix_send_fd(pair[0], "master", 6, STDIN_FILENO), 0);
	fd = unix_receive_fd(pair[1], text, sizeof(text));
	ck_assert_int_ge(fd, 0);
	ck_assert_str_eq(text, "mas");
	(void)close(fd);
}
END_TEST

static void send_fds(int count)
{
	union {
		char buffer[CMSG_SPACE(sizeof(int) * FDS_MAX)];
		struct cmsghdr align;
	} control = { { 0 } };
	char byte = 'b';
	struct iovec vector = { &byte, 1 };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1 };
	int fds[FDS_MAX] = { 0, 1, 2 };

	if (count) {
		message.msg_control = control.buffer;
		message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
		CMSG_FIRSTHDR(&message)->cmsg_level = SOL_SOCKET;
		CMSG_FIRSTHDR(&message)->cmsg_type = SCM_RIGHTS;
		CMSG_FIRSTHDR(&message)->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
		memcpy(CMSG_DATA(CMSG_FIRSTHDR(&message)), fds, sizeof(int) * (size_t)count);
	}
	ck_assert_int_eq(sendmsg(pair[0], &message, 0), 1);
}

START_TEST(not_one_descriptor_is_a_bad_message_and_none_stays_open)
{
	int before = open_fds();
	char text[16];

	send_fds(0);
	ck_assert_int_eq(unix_receive_fd(pair[1], text, sizeof(text)), -EBADMSG);
	ck_assert_str_eq(text, "b");
	for (int count = 2; count <= FDS_MAX; count++) {
		send_fds(count);
		ck_assert_int_eq(unix_receive_fd(pair[1], text, sizeof(text)), -EBADMSG);
		ck_assert_int_eq(open_fds(), before);
	}
	cleanup_close(&pair[0]);
	ck_assert_int_eq(unix_receive_fd(pair[1], text, sizeof(text)), -EBADMSG);
}
END_TEST

START_TEST(sending_to_nobody_is_an_error_and_no_signal)
{
	cleanup_close(&pair[1]);
	ck_assert_int_eq(unix_send_fd(pair[0], "x", 1, STDIN_FILENO), -EPIPE);
	ck_assert_int_eq(unix_send_fd(pair[0], "x", 1, -1), -EBADF);
}
END_TEST

Suite *suite_base_unix(void)
{
	Suite *suite = suite_create("base_unix");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_socket_is_bound_and_connected_to_in_its_directory);
	tcase_add_test(tests, directories_may_be_longer_than_an_address);
	tcase_add_test(tests, short_paths_need_no_directory);
	tcase_add_test(tests, names_that_fit_nowhere_are_too_long);
	tcase_add_test(tests, nobody_there_is_told_from_nothing_there);
	tcase_add_test(tests, a_descriptor_is_sent_with_its_text);
	tcase_add_test(tests, a_long_text_is_cut);
	tcase_add_test(tests, not_one_descriptor_is_a_bad_message_and_none_stays_open);
	tcase_add_test(tests, sending_to_nobody_is_an_error_and_no_signal);
	suite_add_tcase(suite, tests);
	return suite;
}
