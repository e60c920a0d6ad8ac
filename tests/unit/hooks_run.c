/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/hooks/run, with hooks that are shell scripts. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/process.h"
#include "runlxc/hooks/hooks.h"
#include "runlxc/spec/spec.h"
#include "tests/unit/unit.h"

#define STRINGS(...)                                                                            \
	{                                                                                       \
		sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), (const char *const[]) \
		{                                                                               \
			__VA_ARGS__, NULL                                                       \
		}                                                                               \
	}

enum { LONG_STATE = 200000 };

static char directory[64];
static int dirfd_ = -EBADF;
static struct err err;

static void set_up(void)
{
	strcpy(directory, "/tmp/unit-hooks-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	dirfd_ = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_eq(chdir(directory), 0);
	err = (struct err){ 0 };
}

static void tear_down(void)
{
	cleanup_close(&dirfd_);
	(void)file_remove_tree_at(AT_FDCWD, directory);
}

static int run(const struct spec_hook *hook, const char *state)
{
	const struct spec_hook_list list = { 1, hook };
	int r = hooks_run("poststart", &list, state, &err);

	/* Whatever became of it, no child is left unwaited for. */
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
	return r;
}

static int run_script(const char *script, const char *state)
{
	const char *const arguments[] = { "sh", "-c", script, NULL };
	const struct spec_hook hook = { .path = "/bin/sh", .args = { 3, arguments } };

	return run(&hook, state);
}

static void expect_file(const char *name, const char *expected)
{
	auto_free char *text = NULL;

	ck_assert_int_eq(file_read_at(dirfd_, name, 1 << 24, &text, NULL), 0);
	ck_assert_msg(strcmp(text, expected) == 0, "%s holds '%s' instead of '%s'", name, text, expected);
}

static char *long_state(void)
{
	char *text = malloc(LONG_STATE + 1);

	ck_assert_ptr_nonnull(text);
	memset(text, 's', LONG_STATE);
	text[LONG_STATE] = '\0';
	return text;
}

START_TEST(a_hook_reads_the_state_to_its_end)
{
	auto_free char *state = long_state();

	ck_assert_int_eq(run_script("cat >got", "{\"id\":\"x\"}"), 0);
	expect_file("got", "{\"id\":\"x\"}");
	ck_assert_int_eq(run_script("cat >got", state), 0);
	expect_file("got", state);
	ck_assert_int_eq(err.number, 0);
}
END_TEST

START_TEST(a_hook_need_not_read_its_state)
{
	auto_free char *state = long_state();
	void (*before)(int) = signal(SIGPIPE, SIG_DFL);

	ck_assert_int_eq(run_script(":", state), 0);
	ck_assert_int_eq(run_script("exec <&-; sleep 0.1", state), 0);
	ck_assert_int_eq(run_script("head -c 10 >got", state), 0);
	ck_assert_ptr_eq((void *)signal(SIGPIPE, before), (void *)SIG_DFL);
}
END_TEST

START_TEST(waiting_for_a_hook_that_does_not_read_costs_nothing)
{
	auto_free char *state = long_state();
	clock_t start = clock();

	ck_assert_int_eq(run_script("exec <&-; sleep 1", state), 0);
	ck_assert_int_lt(clock() - start, CLOCKS_PER_SEC / 2);
}
END_TEST

START_TEST(what_a_hook_says_is_in_the_message)
{
	ck_assert_int_eq(run_script("echo no luck >&2; exit 3", "{}"), -ECANCELED);
	ck_assert_str_eq(err.message, "hooks.poststart[0] (/bin/sh): exit status 3: no luck");
	ck_assert_int_eq(run_script("echo out; echo and err >&2; echo; echo; exit 1", "{}"), -ECANCELED);
	ck_assert_str_eq(err.message, "hooks.poststart[0] (/bin/sh): exit status 1: out and err");
	ck_assert_int_eq(run_script("exit 255", "{}"), -ECANCELED);
	ck_assert_str_eq(err.message, "hooks.poststart[0] (/bin/sh): exit status 255");
	ck_assert_int_eq(run_script("echo bye; kill -TERM $$", "{}"), -ECANCELED);
	ck_assert_str_eq(err.message, "hooks.poststart[0] (/bin/sh): killed by signal 15: bye");
}
END_TEST

START_TEST(a_hook_that_cannot_be_executed_fails)
{
	const struct spec_hook none = { .path = "/nonexistent/hook" }, directory_ = { .path = "/tmp" };

	ck_assert_int_eq(run(&none, "{}"), -ECANCELED);
	ck_assert_str_eq(err.message, "hooks.poststart[0] (/nonexistent/hook): exit status 127: "
				      "execve: No such file or directory");
	ck_assert_int_eq(run(&directory_, "{}"), -ECANCELED);
	ck_assert_str_eq(err.message,
			 "hooks.poststart[0] (/tmp): exit status 127: execve: Permission denied");
}
END_TEST

START_TEST(much_output_is_read_and_cut)
{
	ck_assert_int_eq(run_script("head -c 1000000 /dev/zero | tr '\\0' x", "{}"), 0);
	ck_assert_int_eq(run_script("echo start; head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 4", "{}"),
			 -ECANCELED);
	ck_assert_ptr_nonnull(strstr(err.message, "exit status 4: start xxxxxxxx"));
	ck_assert_uint_gt(strlen(err.message), 1000);
	ck_assert_uint_lt(strlen(err.message), 1200);
}
END_TEST

START_TEST(a_timeout_kills)
{
	const int64_t seconds = 1;
	const struct spec_hook hook = { .path = "/bin/sh",
					.args = STRINGS("sh", "-c", "echo $$ >pid; exec sleep 20"),
					.timeout = &seconds };
	auto_free char *pid = NULL;
	int64_t start = process_clock_ms(), took;

	ck_assert_int_eq(run(&hook, "{}"), -ETIMEDOUT);
	took = process_clock_ms() - start;
	ck_assert_str_eq(err.message, "hooks.poststart[0] (/bin/sh): killed after its timeout of 1 s");
	ck_assert_int_ge(took, 1000);
	ck_assert_int_lt(took, 10000);
	ck_assert_int_eq(file_read_at(dirfd_, "pid", 100, &pid, NULL), 0);
	ck_assert_int_eq(kill((pid_t)strtol(pid, NULL, 10), 0), -1);
	ck_assert_int_eq(errno, ESRCH);
}
END_TEST

START_TEST(a_timeout_that_is_not_reached_does_nothing)
{
	static const int64_t seconds[] = { 5, INT32_MAX, INT64_MAX / 1000, INT64_MAX };

	for (size_t i = 0; i < sizeof(seconds) / sizeof(*seconds); i++) {
		const struct spec_hook hook = { .path = "/bin/sh",
						.args = STRINGS("sh", "-c", "sleep 0.1; cat >got"),
						.timeout = &seconds[i] };

		ck_assert_msg(run(&hook, "{}") == 0, "%lld s: %s", (long long)seconds[i], err.message);
		expect_file("got", "{}");
	}
}
END_TEST

START_TEST(a_child_in_the_background_is_not_waited_for)
{
	auto_free char *pid = NULL;
	int64_t start = process_clock_ms();
	pid_t child;

	ck_assert_int_eq(run_script("sleep 20 & echo $! >pid; echo said; exit 5", "{}"), -ECANCELED);
	ck_assert_int_lt(process_clock_ms() - start, 10000);
	ck_assert_str_eq(err.message, "hooks.poststart[0] (/bin/sh): exit status 5: said");
	ck_assert_int_eq(file_read_at(dirfd_, "pid", 100, &pid, NULL), 0);
	child = (pid_t)strtol(pid, NULL, 10);
	ck_assert_int_gt(child, 1);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
}
END_TEST

START_TEST(the_environment_is_the_hooks_own)
{
	const struct spec_hook own = { .path = "/bin/sh",
				       .args = STRINGS("sh", "-c", "echo \"$A|$UNIT_TEST\" >got"),
				       .env = STRINGS("A=b c", "B=") };
	const struct spec_hook ours = { .path = "/bin/sh", .args = own.args };

	ck_assert_int_eq(setenv("UNIT_TEST", "from outside", 1), 0);
	ck_assert_int_eq(run(&own, "{}"), 0);
	expect_file("got", "b c|\n");
	ck_assert_int_eq(run(&ours, "{}"), 0);
	expect_file("got", "|from outside\n");
}
END_TEST

START_TEST(the_first_argument_is_the_name)
{
	const struct spec_hook hook = { .path = "/bin/sh",
					.args = STRINGS("called so", "-c", "echo \"$0|$1|$#\" >got", "zero",
							"o ne") };
	static const char text[] = "#!/bin/sh\necho \"$0|$#\" >got\n";
	char path[128];
	const struct spec_hook bare = { .path = path };

	ck_assert_int_eq(run(&hook, "{}"), 0);
	expect_file("got", "zero|o ne|1\n");
	(void)snprintf(path, sizeof(path), "%s/script", directory);
	ck_assert_int_eq(file_replace_at(dirfd_, "script", text, strlen(text), 0700), 0);
	ck_assert_int_eq(run(&bare, "{}"), 0);
	(void)strcat(path, "|0\n");
	expect_file("got", path);
}
END_TEST

START_TEST(a_hook_has_no_descriptors_and_signals_of_ours)
{
	int fds[2];
	sigset_t blocked;

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(dup2(fds[0], 9), 9);
	(void)sigfillset(&blocked);
	ck_assert_int_eq(sigprocmask(SIG_BLOCK, &blocked, NULL), 0);
	(void)signal(SIGUSR1, SIG_IGN);
	ck_assert_int_eq(run_script("ls /proc/self/fd | tr '\\n' ' ' >fds; kill -USR1 $$; :", "{}"),
			 -ECANCELED);
	ck_assert_msg(strstr(err.message, "killed by signal 10"), "%s", err.message);
	/* The fourth is the folder that ls reads. */
	expect_file("fds", "0 1 2 3 ");
	(void)close(9);
	(void)close(fds[0]);
	(void)close(fds[1]);
}
END_TEST

START_TEST(a_hook_ends_with_the_runtime)
{
	int64_t start = process_clock_ms();
	sigset_t blocked;

	(void)sigemptyset(&blocked);
	(void)sigaddset(&blocked, SIGTERM);
	ck_assert_int_eq(sigprocmask(SIG_BLOCK, &blocked, NULL), 0);
	ck_assert_int_eq(run_script("kill -TERM $PPID; exec sleep 20", "{}"), -EINTR);
	ck_assert_str_eq(err.message,
			 "hooks.poststart[0] (/bin/sh): killed, as the runtime was interrupted by a signal");
	ck_assert_int_lt(process_clock_ms() - start, 10000);
	/* Left pending, it would end the test. */
	ck_assert_int_eq(sigwaitinfo(&blocked, NULL), SIGTERM);
}
END_TEST

START_TEST(hooks_run_in_order_up_to_the_first_that_fails)
{
	const struct spec_hook hooks[] = {
		{ .path = "/bin/sh", .args = STRINGS("sh", "-c", "echo one >>got") },
		{ .path = "/bin/sh", .args = STRINGS("sh", "-c", "echo two >>got; exit 1") },
		{ .path = "/bin/sh", .args = STRINGS("sh", "-c", "echo three >>got") },
	};
	const struct spec_hook_list list = { 3, hooks }, none = { 0 };

	ck_assert_int_eq(hooks_run("prestart", &list, "{}", &err), -ECANCELED);
	ck_assert_str_eq(err.message, "hooks.prestart[1] (/bin/sh): exit status 1");
	expect_file("got", "one\ntwo\n");
	ck_assert_int_eq(hooks_run("prestart", &none, "{}", &err), 0);
}
END_TEST

Suite *suite_hooks_run(void)
{
	Suite *suite = suite_create("hooks_run");
	TCase *tests = tcase_create("all");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_hook_reads_the_state_to_its_end);
	tcase_add_test(tests, a_hook_need_not_read_its_state);
	tcase_add_test(tests, waiting_for_a_hook_that_does_not_read_costs_nothing);
	tcase_add_test(tests, what_a_hook_says_is_in_the_message);
	tcase_add_test(tests, a_hook_that_cannot_be_executed_fails);
	tcase_add_test(tests, much_output_is_read_and_cut);
	tcase_add_test(tests, a_timeout_kills);
	tcase_add_test(tests, a_timeout_that_is_not_reached_does_nothing);
	tcase_add_test(tests, a_child_in_the_background_is_not_waited_for);
	tcase_add_test(tests, the_environment_is_the_hooks_own);
	tcase_add_test(tests, the_first_argument_is_the_name);
	tcase_add_test(tests, a_hook_has_no_descriptors_and_signals_of_ours);
	tcase_add_test(tests, a_hook_ends_with_the_runtime);
	tcase_add_test(tests, hooks_run_in_order_up_to_the_first_that_fails);
	suite_add_tcase(suite, tests);
	return suite;
}
