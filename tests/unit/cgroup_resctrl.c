/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/cgroup/resctrl on a tree of plain files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/cgroup/resctrl.h"
#include "runlxc/spec/spec.h"
#include "tests/unit/unit.h"

static char root[32];
static struct cgroup_resctrl groups;
static struct err err;

static const char *at(const char *name)
{
	static char path[2][128];
	static int turn;

	turn = !turn;
	(void)snprintf(path[turn], sizeof(path[turn]), "%s/%s", root, name);
	return path[turn];
}

static void make_directory(const char *name)
{
	ck_assert_int_eq(mkdir(at(name), 0700), 0);
}

static void make_file(const char *name, const char *text)
{
	ck_assert_int_eq(file_replace_at(AT_FDCWD, at(name), text, strlen(text), 0600), 0);
}

static void check_text(const char *name, const char *wanted)
{
	auto_free char *text = NULL;

	ck_assert_int_eq(file_read_at(AT_FDCWD, at(name), 4096, &text, NULL), 0);
	ck_assert_str_eq(text, wanted);
}

/* A group as the kernel makes it, since mkdir(2) here makes none of its files. */
static void make_group(const char *name)
{
	static const char *const files[] = { "schemata", "tasks" };

	make_directory(name);
	for (size_t i = 0; i < 2; i++) {
		char path[64];

		(void)snprintf(path, sizeof(path), "%s/%s", name, files[i]);
		make_file(path, "");
	}
}

static void set_up(void)
{
	strcpy(root, "/tmp/unit-rdt-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	make_directory("info");
	make_directory("info/L3");
	make_file("info/last_cmd_status", "the reason\n");
}

static void tear_down(void)
{
	char command[64];

	cgroup_resctrl_clear(&groups);
	(void)snprintf(command, sizeof(command), "rm -rf %s", root);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(the_mount_is_found_in_mountinfo)
{
	auto_free char *found = NULL;

	make_directory("self");
	make_file("self/mountinfo",
		  "22 1 0:1 / /proc rw - proc proc rw\n"
		  "30 22 0:30 / /somewhere/resctrl rw,relatime shared:5 - resctrl resctrl rw\n");
	ck_assert_int_eq(cgroup_resctrl_find(root, &found, &err), 0);
	ck_assert_str_eq(found, "/somewhere/resctrl");
}
END_TEST

START_TEST(without_a_mount_the_field_is_named)
{
	char *found = NULL;

	make_directory("self");
	make_file("self/mountinfo", "22 1 0:1 / /proc rw - proc proc rw\n");
	ck_assert_int_eq(cgroup_resctrl_find(root, &found, &err), -ENOTSUP);
	ck_assert_ptr_nonnull(strstr(err.message, "linux.intelRdt is specified in config"));
}
END_TEST

START_TEST(a_group_without_closid_is_the_containers_own)
{
	const struct spec_intel_rdt rdt = { .l3_cache_schema = "L3:0=f", .enable_monitoring = true };

	ck_assert_int_eq(cgroup_resctrl_resolve(root, &rdt, "box", &groups, &err), 0);
	ck_assert(groups.owns_group);
	ck_assert_str_eq(groups.group, at("box"));
	ck_assert_str_eq(groups.monitor, at("box/mon_groups/box"));
	ck_assert_int_eq(mkdir(groups.group, 0700), 0);
	ck_assert_int_eq(cgroup_resctrl_remove(&groups, &err), 0);
	ck_assert_int_lt(access(groups.group, F_OK), 0);
	ck_assert_int_eq(cgroup_resctrl_remove(&groups, &err), 0);
}
END_TEST

START_TEST(a_group_that_was_there_stays)
{
	const struct spec_intel_rdt rdt = { .enable_monitoring = false };

	make_group("box");
	ck_assert_int_eq(cgroup_resctrl_resolve(root, &rdt, "box", &groups, &err), 0);
	ck_assert(!groups.owns_group);
	ck_assert_int_eq(cgroup_resctrl_remove(&groups, &err), 0);
	ck_assert_int_eq(access(groups.group, F_OK), 0);
}
END_TEST

START_TEST(a_closid_without_schemata_must_be_there)
{
	const struct spec_intel_rdt rdt = { .clos_id = "gold" };

	ck_assert_int_eq(cgroup_resctrl_resolve(root, &rdt, "box", &groups, &err), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.message, "linux.intelRdt.closID: "));
	make_group("gold");
	ck_assert_int_eq(cgroup_resctrl_resolve(root, &rdt, "box", &groups, &err), 0);
	ck_assert(!groups.owns_group);
	ck_assert_int_eq(cgroup_resctrl_create(&groups, &rdt, &err), 0);
	check_text("gold/schemata", "");
}
END_TEST

START_TEST(the_closid_slash_is_the_root)
{
	const struct spec_intel_rdt rdt = { .clos_id = "/", .enable_monitoring = true };

	make_directory("mon_groups");
	make_file("tasks", "");
	ck_assert_int_eq(cgroup_resctrl_resolve(root, &rdt, "box", &groups, &err), 0);
	ck_assert_str_eq(groups.group, root);
	ck_assert_int_eq(cgroup_resctrl_create(&groups, &rdt, &err), 0);
	make_file("mon_groups/box/tasks", "");
	ck_assert_int_eq(cgroup_resctrl_enter_self(&groups, &err), 0);
	check_text("tasks", "0");
	check_text("mon_groups/box/tasks", "0");
	ck_assert_int_eq(unlink(at("mon_groups/box/tasks")), 0);
	ck_assert_int_eq(cgroup_resctrl_remove(&groups, &err), 0);
	ck_assert_int_lt(access(at("mon_groups/box"), F_OK), 0);
	ck_assert_int_eq(access(root, F_OK), 0);
}
END_TEST

START_TEST(schemata_are_written_in_their_order)
{
	static const char *const lines[] = { "L2:0=1", "L2:1=3", NULL };
	const struct spec_intel_rdt rdt = { .clos_id = "gold",
					    .l3_cache_schema = "L3:0=f",
					    .mem_bw_schema = "MB:0=20",
					    .schemata = { 2, lines } };

	make_directory("info/MB");
	make_group("gold");
	ck_assert_int_eq(cgroup_resctrl_resolve(root, &rdt, "box", &groups, &err), 0);
	ck_assert_int_eq(cgroup_resctrl_create(&groups, &rdt, &err), 0);
	check_text("gold/schemata", "L3:0=f\nMB:0=20\nL2:0=1\nL2:1=3\n");
}
END_TEST

START_TEST(what_the_machine_lacks_is_refused_by_name)
{
	const struct spec_intel_rdt rdt = { .mem_bw_schema = "MB:0=20" };

	ck_assert_int_eq(cgroup_resctrl_resolve(root, &rdt, "box", &groups, &err), -ENOTSUP);
	ck_assert_str_eq(err.message, "linux.intelRdt.memBwSchema: this machine has no info/MB");
	ck_assert_ptr_null(groups.group);
}
END_TEST

START_TEST(a_failure_has_the_kernels_own_words)
{
	const struct spec_intel_rdt rdt = { .l3_cache_schema = "L3:0=f" };

	ck_assert_int_eq(cgroup_resctrl_resolve(root, &rdt, "box", &groups, &err), 0);
	/* mkdir(2) made no schemata file: the write fails. */
	ck_assert_int_eq(cgroup_resctrl_create(&groups, &rdt, &err), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.message, "last_cmd_status: the reason"));
}
END_TEST

Suite *suite_cgroup_resctrl(void)
{
	Suite *suite = suite_create("cgroup_resctrl");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, the_mount_is_found_in_mountinfo);
	tcase_add_test(tests, without_a_mount_the_field_is_named);
	tcase_add_test(tests, a_group_without_closid_is_the_containers_own);
	tcase_add_test(tests, a_group_that_was_there_stays);
	tcase_add_test(tests, a_closid_without_schemata_must_be_there);
	tcase_add_test(tests, the_closid_slash_is_the_root);
	tcase_add_test(tests, schemata_are_written_in_their_order);
	tcase_add_test(tests, what_the_machine_lacks_is_refused_by_name);
	tcase_add_test(tests, a_failure_has_the_kernels_own_words);
	suite_add_tcase(suite, tests);
	return suite;
}
