/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/state/status: processes that live or not, a gate, a freezer that is a plain file. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/file.h"
#include "compat/base/process.h"
#include "runlxc/state/state.h"
#include "tests/unit/unit.h"

static char directory[64];
static int dirfd_ = -EBADF;
static struct state state;

/* We are init ourselves. */
static void set_up(void)
{
	strcpy(directory, "/tmp/unit-status-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	dirfd_ = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	state = (struct state){ .ready = true, .init = { .pid = getpid() } };
	ck_assert_int_eq(process_start_time(getpid(), &state.init.start_time, NULL), 0);
	state.cgroup.count = 1;
	state.cgroup.hierarchies[0] = (struct cgroup_hierarchy){ .controllers = strdup("freezer"),
								 .mount_point = strdup(directory),
								 .directory = strdup(directory) };
}

static void tear_down(void)
{
	state_clear(&state);
	cleanup_close(&dirfd_);
	(void)file_remove_tree_at(AT_FDCWD, directory);
}

static void put(const char *name, const char *text)
{
	ck_assert_int_eq(file_replace_at(dirfd_, name, text, strlen(text), 0600), 0);
}

/* Without the lock. */
static enum state_status status(void)
{
	return state_status(dirfd_, &state, false);
}

/* A zombie, until it is reaped. */
static pid_t dead_child(uint64_t *ret_start_time)
{
	pid_t pid = fork();
	siginfo_t info;

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(0);
	ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	ck_assert_int_eq(process_start_time(pid, ret_start_time, NULL), 0);
	return pid;
}

START_TEST(while_create_holds_the_lock_it_is_creating)
{
	auto_close int creator = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	state.ready = false;
	ck_assert_int_eq(flock(creator, LOCK_EX), 0);
	ck_assert_int_eq(status(), STATE_CREATING);
	put(STATE_GATE, "");
	ck_assert_int_eq(status(), STATE_CREATING);
	state.init.pid = 0;
	ck_assert_int_eq(status(), STATE_CREATING);
}
END_TEST

START_TEST(a_create_that_was_killed_is_stopped)
{
	state.ready = false;
	put(STATE_GATE, "");
	ck_assert_int_eq(status(), STATE_STOPPED);
	/* The lock is ours: nobody creates. */
	ck_assert_int_eq(flock(dirfd_, LOCK_EX), 0);
	ck_assert_int_eq(state_status(dirfd_, &state, true), STATE_STOPPED);
}
END_TEST

START_TEST(who_holds_the_lock_sees_the_same_of_one_that_is_ready)
{
	auto_close int other = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	ck_assert_int_eq(flock(other, LOCK_EX), 0);
	ck_assert_int_eq(state_status(dirfd_, &state, false), STATE_RUNNING);
	ck_assert_int_eq(state_status(dirfd_, &state, true), STATE_RUNNING);
}
END_TEST

START_TEST(with_a_gate_it_is_created_and_without_it_runs)
{
	ck_assert_int_eq(status(), STATE_RUNNING);
	put(STATE_GATE, "");
	ck_assert_int_eq(status(), STATE_CREATED);
	put("freezer.state", "FROZEN\n");
	ck_assert_int_eq(status(), STATE_PAUSED);
}
END_TEST

START_TEST(frozen_is_paused)
{
	put("freezer.state", "THAWED\n");
	ck_assert_int_eq(status(), STATE_RUNNING);
	put("freezer.state", "FREEZING\n");
	ck_assert_int_eq(status(), STATE_PAUSED);
	put("freezer.state", "FROZEN\n");
	ck_assert_int_eq(status(), STATE_PAUSED);
	cgroup_clear(&state.cgroup);
	ck_assert_int_eq(status(), STATE_RUNNING);
}
END_TEST

START_TEST(without_its_process_it_is_stopped_whatever_else_is_there)
{
	put(STATE_GATE, "");
	put("freezer.state", "FROZEN\n");
	state.init.pid = dead_child(&state.init.start_time);
	ck_assert_int_eq(status(), STATE_STOPPED);
	ck_assert_int_eq(waitpid(state.init.pid, NULL, 0), state.init.pid);
	ck_assert_int_eq(status(), STATE_STOPPED);
	state.init.pid = 0;
	ck_assert_int_eq(status(), STATE_STOPPED);
}
END_TEST

START_TEST(another_process_with_its_pid_is_not_it)
{
	state.init.start_time++;
	ck_assert_int_eq(status(), STATE_STOPPED);
}
END_TEST

START_TEST(every_status_has_its_name)
{
	ck_assert_str_eq(state_status_name(STATE_CREATING), "creating");
	ck_assert_str_eq(state_status_name(STATE_CREATED), "created");
	ck_assert_str_eq(state_status_name(STATE_RUNNING), "running");
	ck_assert_str_eq(state_status_name(STATE_PAUSED), "paused");
	ck_assert_str_eq(state_status_name(STATE_STOPPED), "stopped");
}
END_TEST

Suite *suite_state_status(void)
{
	Suite *suite = suite_create("state_status");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, while_create_holds_the_lock_it_is_creating);
	tcase_add_test(tests, a_create_that_was_killed_is_stopped);
	tcase_add_test(tests, who_holds_the_lock_sees_the_same_of_one_that_is_ready);
	tcase_add_test(tests, with_a_gate_it_is_created_and_without_it_runs);
	tcase_add_test(tests, frozen_is_paused);
	tcase_add_test(tests, without_its_process_it_is_stopped_whatever_else_is_there);
	tcase_add_test(tests, another_process_with_its_pid_is_not_it);
	tcase_add_test(tests, every_status_has_its_name);
	suite_add_tcase(suite, tests);
	return suite;
}
