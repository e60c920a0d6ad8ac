/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/base/process. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/base/process.h"
#include "tests/unit/unit.h"

/* A child that waits for a signal; its command is `name`, unless that is NULL. */
static pid_t start_child(const char *name)
{
	int ready[2];
	pid_t pid;
	char byte;

	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (name)
			(void)prctl(PR_SET_NAME, name);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			(void)pause();
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	(void)close(ready[0]);
	(void)close(ready[1]);
	return pid;
}

/* The child is a zombie when this returns. */
static void kill_child(pid_t pid)
{
	siginfo_t info;

	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
}

static void reap_child(pid_t pid)
{
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

START_TEST(a_start_time_stays_and_is_that_of_the_process)
{
	uint64_t parent = 0, own = 0, again = 0, child = 0;
	char state = 0;
	pid_t pid;

	ck_assert_int_eq(process_start_time(getpid(), &own, &state), 0);
	ck_assert_int_eq(state, 'R');
	ck_assert_int_eq(process_start_time(getppid(), &parent, NULL), 0);
	ck_assert_uint_gt(own, 0);
	ck_assert_uint_le(parent, own);
	(void)usleep(30 * 1000); /* more than a tick */
	pid = start_child(NULL);
	ck_assert_int_eq(process_start_time(pid, &child, NULL), 0);
	ck_assert_uint_gt(child, own);
	ck_assert_int_eq(process_start_time(getpid(), &again, NULL), 0);
	ck_assert_uint_eq(again, own);
	kill_child(pid);
	reap_child(pid);
}
END_TEST

START_TEST(a_process_that_is_gone_is_esrch)
{
	pid_t pid = start_child(NULL);
	uint64_t ticks = 7;
	char state = 'x';

	kill_child(pid);
	reap_child(pid);
	ck_assert_int_eq(process_start_time(pid, &ticks, &state), -ESRCH);
	ck_assert_uint_eq(ticks, 7);
	ck_assert_int_eq(state, 'x');
}
END_TEST

START_TEST(a_command_may_be_called_anything)
{
	static const char *const names[] = { ") (", "a) S 1 (b", "))))))", "x y z",
					     "(",   ") Z 1 2 3", "\n) R\n" };
	uint64_t before = 0, after = 0, child = 0;

	ck_assert_int_eq(process_start_time(getpid(), &before, NULL), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		pid_t pid = start_child(names[i]);
		char state = 0;

		ck_assert_int_eq(process_start_time(pid, &child, &state), 0);
		ck_assert_msg(state == 'S' || state == 'R', "'%s' is in state %c", names[i], state);
		ck_assert_uint_ge(child, before);
		ck_assert(process_is_alive(pid, child));
		/* Our own time is known from before the name. */
		ck_assert_int_eq(prctl(PR_SET_NAME, names[i]), 0);
		ck_assert_int_eq(process_start_time(getpid(), &after, NULL), 0);
		ck_assert_uint_eq(after, before);
		kill_child(pid);
		reap_child(pid);
	}
}
END_TEST

START_TEST(a_zombie_is_not_alive)
{
	pid_t pid = start_child(NULL);
	uint64_t ticks = 0, after = 0;
	char state = 0;

	ck_assert_int_eq(process_start_time(pid, &ticks, NULL), 0);
	ck_assert(process_is_alive(pid, ticks));
	kill_child(pid);
	ck_assert_int_eq(process_start_time(pid, &after, &state), 0);
	ck_assert_uint_eq(after, ticks);
	ck_assert_int_eq(state, 'Z');
	ck_assert(!process_is_alive(pid, ticks));
	reap_child(pid);
	ck_assert(!process_is_alive(pid, ticks));
}
END_TEST

START_TEST(another_process_of_the_same_pid_is_not_the_one_meant)
{
	uint64_t ticks = 0;

	ck_assert_int_eq(process_start_time(getpid(), &ticks, NULL), 0);
	ck_assert(process_is_alive(getpid(), ticks));
	ck_assert(!process_is_alive(getpid(), ticks + 1));
	ck_assert(!process_is_alive(getpid(), ticks - 1));
	ck_assert(!process_is_alive(getpid(), 0));
}
END_TEST

START_TEST(no_pid_is_not_alive)
{
	ck_assert(!process_is_alive(0, 0));
	ck_assert(!process_is_alive(-1, 0));
	ck_assert(!process_is_alive(1 << 30, 0));
}
END_TEST

static void ignore(int number)
{
	(void)number;
}

START_TEST(waiting_gives_the_status_whatever_signals_come)
{
	const struct sigaction action = { .sa_handler = ignore };
	const struct itimerval every_millisecond = { { 0, 1000 }, { 0, 1000 } }, never = { 0 };
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		(void)usleep(50 * 1000);
		_exit(23);
	}
	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &every_millisecond, NULL), 0);
	status = process_wait(pid);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &never, NULL), 0);
	ck_assert_int_ge(status, 0);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 23);
	ck_assert_int_eq(process_wait(pid), -ECHILD);
}
END_TEST

START_TEST(signals_are_given_back)
{
	sigset_t all, blocked;
	struct sigaction action;

	(void)sigfillset(&all);
	ck_assert_int_eq(sigprocmask(SIG_BLOCK, &all, NULL), 0);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGUSR1, ignore);
	(void)signal(SIGRTMAX, SIG_IGN);
	process_reset_signals();
	ck_assert_int_eq(sigprocmask(SIG_BLOCK, NULL, &blocked), 0);
	for (int number = 1; number <= SIGRTMAX; number++) {
		ck_assert_msg(sigismember(&blocked, number) < 1, "signal %d is blocked", number);
		if (sigaction(number, NULL, &action) == 0)
			ck_assert_msg(action.sa_handler == SIG_DFL, "signal %d is handled", number);
	}
}
END_TEST

START_TEST(the_clock_counts_milliseconds_forward)
{
	int64_t start = process_clock_ms(), took;

	ck_assert_int_gt(start, 0);
	(void)usleep(50 * 1000);
	took = process_clock_ms() - start;
	ck_assert_int_ge(took, 49);
	ck_assert_int_lt(took, 5000);
}
END_TEST

Suite *suite_base_process(void)
{
	Suite *suite = suite_create("base_process");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, a_start_time_stays_and_is_that_of_the_process);
	tcase_add_test(tests, a_process_that_is_gone_is_esrch);
	tcase_add_test(tests, a_command_may_be_called_anything);
	tcase_add_test(tests, a_zombie_is_not_alive);
	tcase_add_test(tests, another_process_of_the_same_pid_is_not_the_one_meant);
	tcase_add_test(tests, no_pid_is_not_alive);
	tcase_add_test(tests, signals_are_given_back);
	tcase_add_test(tests, the_clock_counts_milliseconds_forward);
	tcase_add_test(tests, waiting_gives_the_status_whatever_signals_come);
	suite_add_tcase(suite, tests);
	return suite;
}
