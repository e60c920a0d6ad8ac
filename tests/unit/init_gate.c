/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/init/gate: the tests are `start`, a child of theirs is the container's init. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/unix.h"
#include "runlxc/init/gate.h"
#include "tests/unit/unit.h"

static char directory[64];
static int dirfd_ = -EBADF, listener = -EBADF;
static struct err err;

static void set_up(void)
{
	strcpy(directory, "/tmp/unit-gate-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	dirfd_ = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	listener = unix_listen_at(dirfd_, "start.sock");
	ck_assert_int_ge(listener, 0);
	err = (struct err){ 0 };
}

static void tear_down(void)
{
	cleanup_close(&dirfd_);
	cleanup_close(&listener);
	(void)file_remove_tree_at(AT_FDCWD, directory);
}

static void execute(int connection)
{
	char name[] = "true", *arguments[] = { name, NULL };

	init_gate_announce(connection);
	(void)execve("/bin/true", arguments, environ);
	_exit(1);
}

static void refuse(int connection)
{
	struct err reason = { 0 };

	(void)err_set(&reason, ENOENT, "exec: \"x\": no such file");
	init_gate_refuse(connection, &reason);
}

static void refuse_without_a_number(int connection)
{
	const struct err reason = { 0, "strange" };

	init_gate_refuse(connection, &reason);
}

/* The exec that was announced fails. */
static void announce_and_refuse(int connection)
{
	init_gate_announce(connection);
	refuse(connection);
}

static void break_off(int connection)
{
	(void)send(connection, "\0ab", 3, MSG_NOSIGNAL);
}

static void break_off_late(int connection)
{
	init_gate_announce(connection);
	break_off(connection);
}

static void babble(int connection)
{
	(void)send(connection, "?abcdefgh", 9, MSG_NOSIGNAL);
}

static void say_nothing(int connection)
{
	(void)connection;
}

/* From the connection to the result, as `start` does. */
static int start(void)
{
	auto_close int connection = init_gate_open(dirfd_, "start.sock", &err);

	return connection < 0 ? connection : init_gate_result(connection, &err);
}

/* What `start` gets when init does `act` with the connection and ends. */
static int open_gate(void (*act)(int connection))
{
	pid_t pid = fork();
	int r, status, connection;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		connection = init_gate_wait(listener);
		if (connection < 0 || fcntl(connection, F_GETFD) != FD_CLOEXEC)
			_exit(2);
		act(connection);
		_exit(0);
	}
	r = start();
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	return r;
}

START_TEST(an_exec_opens_the_gate)
{
	ck_assert_int_eq(open_gate(execute), 0);
	ck_assert_int_eq(err.number, 0);
}
END_TEST

START_TEST(start_waits_for_the_exec)
{
	int go_on[2], status;
	pid_t init, starter;
	char byte;

	ck_assert_int_eq(pipe2(go_on, O_CLOEXEC), 0);
	init = fork();
	if (init == 0) {
		int connection = init_gate_wait(listener);

		(void)close(go_on[1]);
		if (connection < 0 || read(go_on[0], &byte, 1) != 0)
			_exit(2);
		execute(connection);
	}
	starter = fork();
	if (starter == 0) {
		/* Init waits for the end of this pipe, which nobody but the test shall hold open. */
		(void)close(go_on[1]);
		_exit(start() == 0 ? 0 : 1);
	}
	(void)usleep(100 * 1000);
	ck_assert_int_eq(waitpid(starter, &status, WNOHANG), 0);
	(void)close(go_on[1]);
	ck_assert_int_eq(waitpid(starter, &status, 0), starter);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(waitpid(init, &status, 0), init);
	ck_assert_int_eq(status, 0);
	(void)close(go_on[0]);
}
END_TEST

START_TEST(a_refusal_arrives_with_number_and_words)
{
	ck_assert_int_eq(open_gate(refuse), -ENOENT);
	ck_assert_int_eq(err.number, ENOENT);
	ck_assert_str_eq(err.message, "exec: \"x\": no such file");
	ck_assert_int_eq(open_gate(announce_and_refuse), -ENOENT);
	ck_assert_str_eq(err.message, "exec: \"x\": no such file");
	ck_assert_int_eq(open_gate(refuse_without_a_number), -EIO);
	ck_assert_str_eq(err.message, "strange");
}
END_TEST

START_TEST(an_end_without_an_exec_is_an_error)
{
	void (*const ends[])(int connection) = { say_nothing, break_off, break_off_late, babble };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		ck_assert_int_eq(open_gate(ends[i]), -ESRCH);
		ck_assert_str_eq(
			err.message,
			"start: the container's init ended before it executed the program (killed?)");
	}
}
END_TEST

START_TEST(nobody_behind_the_gate_is_told_from_no_gate)
{
	cleanup_close(&listener);
	ck_assert_int_eq(init_gate_open(dirfd_, "start.sock", &err), -ENOTCONN);
	ck_assert_int_eq(init_gate_open(dirfd_, "none.sock", &err), -ENOENT);
	ck_assert_str_eq(err.message, "start: connect to the container's init: no such file or directory");
}
END_TEST

START_TEST(refusing_nobody_is_no_signal)
{
	int pair[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	(void)close(pair[0]);
	(void)signal(SIGPIPE, SIG_DFL);
	init_gate_announce(pair[1]);
	refuse(pair[1]);
	(void)close(pair[1]);
}
END_TEST

static void interrupt(int number)
{
	(void)number;
}

START_TEST(waiting_survives_signals)
{
	const struct sigaction action = { .sa_handler = interrupt };
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		(void)sigaction(SIGALRM, &action, NULL);
		(void)ualarm(1000, 1000);
		_exit(init_gate_wait(listener) >= 0 ? 0 : 1);
	}
	(void)usleep(50 * 1000);
	ck_assert_int_eq(start(), -ESRCH);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(init_gate_wait(STDIN_FILENO), -ENOTSOCK);
}
END_TEST

Suite *suite_init_gate(void)
{
	Suite *suite = suite_create("init_gate");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, an_exec_opens_the_gate);
	tcase_add_test(tests, start_waits_for_the_exec);
	tcase_add_test(tests, a_refusal_arrives_with_number_and_words);
	tcase_add_test(tests, an_end_without_an_exec_is_an_error);
	tcase_add_test(tests, nobody_behind_the_gate_is_told_from_no_gate);
	tcase_add_test(tests, refusing_nobody_is_no_signal);
	tcase_add_test(tests, waiting_survives_signals);
	suite_add_tcase(suite, tests);
	return suite;
}
