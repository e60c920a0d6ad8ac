/* SPDX-License-Identifier: Apache-2.0 */
/* What walks the tree of a cgroup, on plain directories: pids, freezer of old kernels, cpuset, removal. */
#include "tests/unit/cgroup_fixture.h"
#include "tests/unit/unit.h"

static struct cgroup_fixture fixture;

static void setup(void)
{
	cgroup_fixture_init(&fixture);
}

static void teardown(void)
{
	cgroup_fixture_clear(&fixture);
}

START_TEST(pids_are_collected_once_from_all_levels)
{
	pid_t *pids = NULL;
	size_t count = 0;

	cgroup_fixture_put(&fixture, "f/box/cgroup.procs", "12\n7\n12\n0\n");
	cgroup_fixture_put(&fixture, "f/box/a/b/cgroup.procs", "300\n7\n");
	cgroup_fixture_put(&fixture, "f/box/c/other", "");
	cgroup_fixture_add(&fixture, "freezer", "f");
	ck_assert_int_eq(cgroup_pids(&fixture.cgroup, &pids, &count, &fixture.err), 0);
	ck_assert_uint_eq(count, 3);
	ck_assert_int_eq(pids[0], 7);
	ck_assert_int_eq(pids[1], 12);
	ck_assert_int_eq(pids[2], 300);
	free(pids);
}
END_TEST

START_TEST(a_missing_cgroup_holds_nobody)
{
	pid_t *pids = NULL;
	size_t count = 1;

	cgroup_fixture_add(&fixture, "freezer", "f");
	ck_assert_int_eq(cgroup_pids(&fixture.cgroup, &pids, &count, &fixture.err), 0);
	ck_assert_uint_eq(count, 0);
	free(pids);
	ck_assert_int_eq(cgroup_kill(&fixture.cgroup, 0, &fixture.err), 0);
	ck_assert(!cgroup_is_frozen(&fixture.cgroup));
	ck_assert_int_eq(cgroup_remove(&fixture.cgroup, &fixture.err), 0);
}
END_TEST

START_TEST(old_freezers_are_set_on_every_level)
{
	cgroup_fixture_put(&fixture, "f/box/freezer.state", "THAWED\n");
	cgroup_fixture_put(&fixture, "f/box/a/freezer.state", "THAWED\n");
	cgroup_fixture_put(&fixture, "f/box/a/b/freezer.state", "THAWED\n");
	cgroup_fixture_add(&fixture, "freezer", "f");
	ck_assert_int_eq(cgroup_freeze(&fixture.cgroup, true, &fixture.err), 0);
	ck_assert(cgroup_is_frozen(&fixture.cgroup));
	cgroup_fixture_expect(&fixture, "f/box/a/b/freezer.state", "FROZEN\n");
	ck_assert_int_eq(cgroup_freeze(&fixture.cgroup, false, &fixture.err), 0);
	ck_assert(!cgroup_is_frozen(&fixture.cgroup));
	cgroup_fixture_expect(&fixture, "f/box/freezer.state", "THAWED\n");
	cgroup_fixture_expect(&fixture, "f/box/a/b/freezer.state", "THAWED\n");
}
END_TEST

START_TEST(hierarchical_freezers_are_set_at_the_top)
{
	cgroup_fixture_put(&fixture, "f/box/freezer.state", "THAWED\n");
	cgroup_fixture_put(&fixture, "f/box/freezer.self_freezing", "0\n");
	cgroup_fixture_put(&fixture, "f/box/a/freezer.state", "THAWED\n");
	cgroup_fixture_add(&fixture, "freezer", "f");
	ck_assert_int_eq(cgroup_freeze(&fixture.cgroup, true, &fixture.err), 0);
	cgroup_fixture_expect(&fixture, "f/box/freezer.state", "FROZEN\n");
	cgroup_fixture_expect(&fixture, "f/box/a/freezer.state", "THAWED\n");
}
END_TEST

START_TEST(without_a_freezer_freezing_fails)
{
	ck_assert_int_eq(cgroup_freeze(&fixture.cgroup, true, &fixture.err), -ENOTSUP);
}
END_TEST

START_TEST(freezing_counts_as_frozen)
{
	cgroup_fixture_put(&fixture, "f/box/freezer.state", "FREEZING\n");
	cgroup_fixture_add(&fixture, "freezer", "f");
	ck_assert(cgroup_is_frozen(&fixture.cgroup));
}
END_TEST

START_TEST(an_existing_frozen_cgroup_is_not_used)
{
	cgroup_fixture_put(&fixture, "n/other", "");
	cgroup_fixture_put(&fixture, "f/box/freezer.state", "FROZEN\n");
	cgroup_fixture_add(&fixture, "name=n", "n");
	cgroup_fixture_add(&fixture, "freezer", "f");
	ck_assert_int_eq(cgroup_create(&fixture.cgroup, &fixture.err), -EBUSY);
	ck_assert_ptr_nonnull(strstr(fixture.err.message, "f/box: the cgroup exists and is frozen"));
	ck_assert_int_eq(access(fixture.cgroup.hierarchies[0].directory, F_OK), -1);
	ck_assert_int_eq(access(fixture.cgroup.hierarchies[1].directory, F_OK), 0);
}
END_TEST

START_TEST(an_empty_cpuset_is_filled_from_above)
{
	cgroup_fixture_put(&fixture, "c/cpuset.cpus", "0-7\n");
	cgroup_fixture_put(&fixture, "c/cpuset.mems", "0-1\n");
	cgroup_fixture_put(&fixture, "c/up/cpuset.cpus", "");
	cgroup_fixture_put(&fixture, "c/up/cpuset.mems", "1\n");
	cgroup_fixture_put(&fixture, "c/up/box/cpuset.cpus", "\n");
	cgroup_fixture_put(&fixture, "c/up/box/cpuset.mems", "");
	cgroup_fixture_add(&fixture, "cpuset", "c/up");
	free(fixture.cgroup.hierarchies[0].mount_point);
	ck_assert_int_ge(asprintf(&fixture.cgroup.hierarchies[0].mount_point, "%s/c", fixture.top), 0);
	ck_assert_int_eq(cgroup_create(&fixture.cgroup, &fixture.err), 0);
	ck_assert(!fixture.cgroup.hierarchies[0].made);
	cgroup_fixture_expect(&fixture, "c/up/cpuset.cpus", "0-7\n");
	cgroup_fixture_expect(&fixture, "c/up/cpuset.mems", "1\n");
	cgroup_fixture_expect(&fixture, "c/up/box/cpuset.cpus", "0-7\n");
	cgroup_fixture_expect(&fixture, "c/up/box/cpuset.mems", "1\n");
}
END_TEST

START_TEST(parents_are_made_and_stay)
{
	struct cgroup_hierarchy *hierarchy = &fixture.cgroup.hierarchies[0];

	cgroup_fixture_put(&fixture, "n/other", "");
	cgroup_fixture_add(&fixture, "name=n", "n/a/b");
	free(hierarchy->mount_point);
	ck_assert_int_ge(asprintf(&hierarchy->mount_point, "%s/n", fixture.top), 0);
	ck_assert_int_eq(cgroup_create(&fixture.cgroup, &fixture.err), 0);
	ck_assert(hierarchy->made);
	cgroup_fixture_put(&fixture, "n/a/b/box/x/y/z", "");
	ck_assert_int_eq(cgroup_create(&fixture.cgroup, &fixture.err), 0);
	ck_assert(!hierarchy->made);
}
END_TEST

START_TEST(removal_is_deepest_first)
{
	char path[PATH_MAX];

	cgroup_fixture_put(&fixture, "n/box/a/b/z", "");
	cgroup_fixture_put(&fixture, "n/box/c/d/z", "");
	for (const char *name = "ac"; *name; name++) {
		(void)snprintf(path, sizeof(path), "%s/n/box/%c/%c/z", fixture.top, *name, *name + 1);
		ck_assert_int_eq(unlink(path), 0);
	}
	cgroup_fixture_add(&fixture, "name=n", "n");
	ck_assert_int_eq(cgroup_remove(&fixture.cgroup, &fixture.err), 0);
	ck_assert_int_eq(access(fixture.cgroup.hierarchies[0].directory, F_OK), -1);
	ck_assert_int_eq(access(fixture.cgroup.hierarchies[0].mount_point, F_OK), 0);
}
END_TEST

START_TEST(what_stays_busy_is_named)
{
	cgroup_fixture_put(&fixture, "n/box/a/b/z", "");
	cgroup_fixture_add(&fixture, "name=n", "n");
	ck_assert_int_eq(cgroup_remove(&fixture.cgroup, &fixture.err), -EBUSY);
	ck_assert_ptr_nonnull(strstr(fixture.err.message, "/n/box/a/b: device or resource busy"));
}
END_TEST

Suite *suite_cgroup_tree(void)
{
	Suite *suite = suite_create("cgroup_tree");
	TCase *tcase = tcase_create("directories");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 20);
	tcase_add_test(tcase, pids_are_collected_once_from_all_levels);
	tcase_add_test(tcase, a_missing_cgroup_holds_nobody);
	tcase_add_test(tcase, old_freezers_are_set_on_every_level);
	tcase_add_test(tcase, hierarchical_freezers_are_set_at_the_top);
	tcase_add_test(tcase, without_a_freezer_freezing_fails);
	tcase_add_test(tcase, freezing_counts_as_frozen);
	tcase_add_test(tcase, an_existing_frozen_cgroup_is_not_used);
	tcase_add_test(tcase, an_empty_cpuset_is_filled_from_above);
	tcase_add_test(tcase, parents_are_made_and_stay);
	tcase_add_test(tcase, removal_is_deepest_first);
	tcase_add_test(tcase, what_stays_busy_is_named);
	suite_add_tcase(suite, tcase);
	return suite;
}
