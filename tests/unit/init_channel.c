/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/init/channel. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/init/channel.h"
#include "tests/unit/unit.h"

static int fds[2];
static struct init_channel_message message;

static void set_up(void)
{
	ck_assert_int_eq(init_channel_open(fds), 0);
	/* What was received before must not show. */
	memset(&message, 'M', sizeof(message));
	(void)signal(SIGPIPE, SIG_DFL);
}

static void tear_down(void)
{
	cleanup_close(&fds[0]);
	cleanup_close(&fds[1]);
}

static void expect(int fd, enum init_channel_type type, int number, const char *text)
{
	ck_assert_int_eq(init_channel_receive(fd, &message), 1);
	ck_assert_int_eq(message.type, type);
	ck_assert_int_eq(message.number, number);
	ck_assert_str_eq(message.text, text);
}

START_TEST(messages_go_both_ways_and_keep_their_order)
{
	ck_assert_int_eq(fcntl(fds[0], F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(fcntl(fds[1], F_GETFD), FD_CLOEXEC);
	ck_assert_int_eq(init_channel_send(fds[1], CHANNEL_CLONED, 4711, NULL), 0);
	ck_assert_int_eq(init_channel_send(fds[1], CHANNEL_HOOKS, -1, "text"), 0);
	ck_assert_int_eq(init_channel_send(fds[0], CHANNEL_GO_ON, 0, ""), 0);
	expect(fds[0], CHANNEL_CLONED, 4711, "");
	expect(fds[0], CHANNEL_HOOKS, -1, "text");
	expect(fds[1], CHANNEL_GO_ON, 0, "");
}
END_TEST

START_TEST(an_error_is_sent_as_a_failure)
{
	struct err err = { 0 };

	(void)err_set(&err, EPERM, "mounts[0]: not allowed");
	init_channel_fail(fds[1], &err);
	expect(fds[0], CHANNEL_FAILED, EPERM, "mounts[0]: not allowed");
	/* The longest sentence there is arrives whole. */
	memset(err.message, 'x', sizeof(err.message) - 1);
	init_channel_fail(fds[1], &err);
	expect(fds[0], CHANNEL_FAILED, EPERM, err.message);
}
END_TEST

START_TEST(a_long_text_is_cut)
{
	char text[2 * CHANNEL_TEXT_SIZE];

	memset(text, 't', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ck_assert_int_eq(init_channel_send(fds[1], CHANNEL_READY, 1, text), 0);
	text[CHANNEL_TEXT_SIZE - 1] = '\0';
	expect(fds[0], CHANNEL_READY, 1, text);
}
END_TEST

START_TEST(the_end_comes_after_what_was_said)
{
	ck_assert_int_eq(init_channel_send(fds[1], CHANNEL_READY, 0, "last"), 0);
	cleanup_close(&fds[1]);
	expect(fds[0], CHANNEL_READY, 0, "last");
	ck_assert_int_eq(init_channel_receive(fds[0], &message), 0);
	ck_assert_int_eq(init_channel_receive(fds[0], &message), 0);
}
END_TEST

START_TEST(the_end_comes_even_when_something_was_left_unread)
{
	ck_assert_int_eq(init_channel_send(fds[0], CHANNEL_GO_ON, 0, "never read"), 0);
	cleanup_close(&fds[1]);
	ck_assert_int_eq(init_channel_receive(fds[0], &message), 0);
}
END_TEST

START_TEST(nobody_listening_is_an_error_and_no_signal)
{
	struct err err = { .number = 1 };

	cleanup_close(&fds[0]);
	ck_assert_int_eq(init_channel_send(fds[1], CHANNEL_READY, 0, NULL), -EPIPE);
	init_channel_fail(fds[1], &err);
	ck_assert_int_eq(init_channel_send(-1, CHANNEL_READY, 0, NULL), -EBADF);
	ck_assert_int_eq(init_channel_receive(-1, &message), -EBADF);
}
END_TEST

START_TEST(a_message_without_a_text_is_none)
{
	const int half[2] = { CHANNEL_READY, 0 };

	ck_assert_int_eq(send(fds[1], half, sizeof(half), 0), sizeof(half));
	ck_assert_int_eq(init_channel_receive(fds[0], &message), -EBADMSG);
	ck_assert_int_eq(send(fds[1], half, 1, 0), 1);
	ck_assert_int_eq(init_channel_receive(fds[0], &message), -EBADMSG);
}
END_TEST

START_TEST(a_message_too_long_is_cut_and_terminated)
{
	char bytes[sizeof(message) + 100];

	memset(bytes, 'b', sizeof(bytes));
	ck_assert_int_eq(send(fds[1], bytes, sizeof(bytes), 0), sizeof(bytes));
	ck_assert_int_eq(init_channel_receive(fds[0], &message), 1);
	ck_assert_uint_eq(strlen(message.text), CHANNEL_TEXT_SIZE - 1);
}
END_TEST

static void interrupt(int number)
{
	/* The second time the message is there. */
	static int count;

	(void)number;
	if (++count == 2)
		(void)init_channel_send(fds[1], CHANNEL_READY, 5, NULL);
}

START_TEST(waiting_survives_signals)
{
	const struct sigaction action = { .sa_handler = interrupt };

	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	(void)ualarm(20 * 1000, 20 * 1000);
	expect(fds[0], CHANNEL_READY, 5, "");
	(void)ualarm(0, 0);
}
END_TEST

Suite *suite_init_channel(void)
{
	Suite *suite = suite_create("init_channel");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, messages_go_both_ways_and_keep_their_order);
	tcase_add_test(tests, an_error_is_sent_as_a_failure);
	tcase_add_test(tests, a_long_text_is_cut);
	tcase_add_test(tests, the_end_comes_after_what_was_said);
	tcase_add_test(tests, the_end_comes_even_when_something_was_left_unread);
	tcase_add_test(tests, nobody_listening_is_an_error_and_no_signal);
	tcase_add_test(tests, a_message_without_a_text_is_none);
	tcase_add_test(tests, a_message_too_long_is_cut_and_terminated);
	tcase_add_test(tests, waiting_survives_signals);
	suite_add_tcase(suite, tests);
	return suite;
}
