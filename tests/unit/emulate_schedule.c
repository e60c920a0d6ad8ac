/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/emulate/schedule in two ways: with sched_setattr(2), and without it. */
#include <errno.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "compat/emulate/emulate.h"
#include "compat/syscall/syscall.h"
#include "tests/unit/forbid.h"
#include "tests/unit/unit.h"

enum { DEADLINE = 6, RESET_ON_FORK = 1, KEEP_POLICY = 8 };

static void choose_way(int round)
{
	if (round > 0)
		forbid_call(SYS_sched_setattr);
}

START_TEST(policy_and_nice_value_are_set)
{
	const struct syscall_sched_attr attributes = { .policy = SCHED_BATCH, .nice = 5 };

	choose_way(_i);
	ck_assert_int_eq(emulate_schedule(&attributes), 0);
	ck_assert_int_eq(sched_getscheduler(0), SCHED_BATCH);
	ck_assert_int_eq(getpriority(PRIO_PROCESS, 0), 5);
}
END_TEST

START_TEST(children_can_be_reset)
{
	const struct syscall_sched_attr attributes = { .policy = SCHED_OTHER, .flags = RESET_ON_FORK };

	choose_way(_i);
	ck_assert_int_eq(emulate_schedule(&attributes), 0);
	ck_assert_int_eq(sched_getscheduler(0), SCHED_OTHER | SCHED_RESET_ON_FORK);
}
END_TEST

START_TEST(a_policy_that_is_none_is_refused)
{
	const struct syscall_sched_attr attributes = { .policy = 77 };

	choose_way(_i);
	ck_assert_int_eq(emulate_schedule(&attributes), -1);
	ck_assert_int_eq(errno, EINVAL);
}
END_TEST

START_TEST(what_only_sched_setattr_can_do_is_refused_without_it)
{
	const struct syscall_sched_attr deadline = { .policy = DEADLINE, .runtime = 1, .period = 2 };
	const struct syscall_sched_attr flag = { .policy = SCHED_OTHER, .flags = KEEP_POLICY };

	choose_way(1);
	ck_assert_int_eq(emulate_schedule(&deadline), -1);
	ck_assert_int_eq(errno, ENOSYS);
	ck_assert_int_eq(emulate_schedule(&flag), -1);
	ck_assert_int_eq(errno, ENOSYS);
}
END_TEST

Suite *suite_emulate_schedule(void)
{
	Suite *suite = suite_create("emulate_schedule");
	TCase *tests = tcase_create("all");

	tcase_add_loop_test(tests, policy_and_nice_value_are_set, 0, 2);
	tcase_add_loop_test(tests, children_can_be_reset, 0, 2);
	tcase_add_loop_test(tests, a_policy_that_is_none_is_refused, 0, 2);
	tcase_add_test(tests, what_only_sched_setattr_can_do_is_refused_without_it);
	suite_add_tcase(suite, tests);
	return suite;
}
