/* SPDX-License-Identifier: Apache-2.0 */
/* cgroup_find() on the mountinfo of several distributions. */
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

static void find(const char *mountinfo)
{
	cgroup_fixture_put(&fixture, "self/mountinfo", mountinfo);
	ck_assert_int_eq(cgroup_find(&fixture.cgroup, fixture.top, &fixture.err), 0);
}

static void expect(size_t index, const char *controllers, const char *mount_point, const char *mount_root)
{
	const struct cgroup_hierarchy *hierarchy = &fixture.cgroup.hierarchies[index];

	ck_assert_uint_lt(index, fixture.cgroup.count);
	ck_assert_str_eq(hierarchy->controllers, controllers);
	ck_assert_str_eq(hierarchy->mount_point, mount_point);
	ck_assert_str_eq(hierarchy->mount_root, mount_root);
	ck_assert_ptr_null(hierarchy->path);
}

START_TEST(systemd_layout_with_comounted_controllers)
{
	find("1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
	     "22 1 0:20 / /sys/fs/cgroup ro,nosuid shared:9 - tmpfs tmpfs ro,mode=755\n"
	     "23 22 0:21 / /sys/fs/cgroup/systemd rw,nosuid shared:10 - cgroup cgroup "
	     "rw,xattr,release_agent=/usr/lib/systemd/systemd-cgroups-agent,name=systemd\n"
	     "24 22 0:22 / /sys/fs/cgroup/cpu,cpuacct rw shared:11 master:3 - cgroup cgroup "
	     "rw,seclabel,cpu,cpuacct\n"
	     "25 22 0:23 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory,clone_children\n");
	ck_assert_uint_eq(fixture.cgroup.count, 3);
	expect(0, "name=systemd", "/sys/fs/cgroup/systemd", "/");
	expect(1, "cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct", "/");
	expect(2, "memory", "/sys/fs/cgroup/memory", "/");
}
END_TEST

START_TEST(red_hat_6_layout_without_tags)
{
	find("14 1 253:0 / / rw,relatime - ext4 /dev/mapper/root rw,barrier=1\n"
	     "20 14 0:16 / /cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset\n"
	     "21 14 0:17 / /cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n"
	     "22 14 0:18 / /cgroup/ns rw,relatime - cgroup none rw,ns\n");
	ck_assert_uint_eq(fixture.cgroup.count, 2);
	expect(0, "cpuset", "/cgroup/cpuset", "/");
	expect(1, "cpu", "/cgroup/cpu", "/");
}
END_TEST

START_TEST(hybrid_has_both)
{
	find("30 29 0:26 / /sys/fs/cgroup/nowhere rw - cgroup2 cgroup2 rw,nsdelegate\n"
	     "31 29 0:27 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n");
	ck_assert_uint_eq(fixture.cgroup.count, 2);
	expect(0, "", "/sys/fs/cgroup/nowhere", "/");
	expect(1, "pids", "/sys/fs/cgroup/pids", "/");
	ck_assert_ptr_eq(cgroup_unified(&fixture.cgroup), &fixture.cgroup.hierarchies[0]);
	ck_assert(!cgroup_is_v2(&fixture.cgroup));
}
END_TEST

START_TEST(controllers_of_cgroup2_are_those_it_says)
{
	char line[PATH_MAX];

	cgroup_fixture_put(&fixture, "cgroup.controllers", "cpuset cpu io memory pids\n");
	(void)snprintf(line, sizeof(line),
		       "29 1 0:25 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n"
		       "30 29 0:26 / %s rw - cgroup2 cgroup2 rw,nsdelegate\n"
		       "31 29 0:26 / /again rw - cgroup2 none rw\n",
		       fixture.top);
	find(line);
	ck_assert_uint_eq(fixture.cgroup.count, 2);
	expect(1, "cpuset,cpu,io,memory,pids", fixture.top, "/");
	ck_assert_ptr_eq(cgroup_with(&fixture.cgroup, "memory"), &fixture.cgroup.hierarchies[1]);
	ck_assert_ptr_null(cgroup_with(&fixture.cgroup, "freezer"));
	ck_assert(cgroup_is_v2(&fixture.cgroup));
}
END_TEST

START_TEST(the_mount_that_shows_the_root_wins)
{
	find("40 1 0:30 /docker/a /var/lib/a/cgroup/memory ro - cgroup cgroup rw,memory\n"
	     "41 1 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
	     "42 1 0:30 / /other/memory rw - cgroup cgroup rw,memory\n"
	     "43 1 0:31 /docker/a /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
	     "44 1 0:31 /docker/b /other/pids rw - cgroup cgroup rw,pids\n");
	ck_assert_uint_eq(fixture.cgroup.count, 2);
	expect(0, "memory", "/sys/fs/cgroup/memory", "/");
	expect(1, "pids", "/sys/fs/cgroup/pids", "/docker/a");
}
END_TEST

START_TEST(octal_escapes_are_undone)
{
	find("40 1 0:30 /a\\040b /mnt/c\\011d\\134040\\012\\04 rw - cgroup cgroup rw,memory\n");
	expect(0, "memory", "/mnt/c\td\\040\n\\04", "/a b");
}
END_TEST

START_TEST(name_follows_the_controllers)
{
	find("40 1 0:30 / /mnt rw - cgroup my\\040source rw,name=mine,freezer,noprefix\n");
	expect(0, "freezer,name=mine", "/mnt", "/");
}
END_TEST

START_TEST(broken_lines_are_skipped)
{
	find("\n40 - cgroup\n40 1 0:30 / - cgroup cgroup rw,cpu\n40 1 0:30 / /m rw - cgroup cgroup\n"
	     "41 1 0:30 / /sys rw - cgroup  rw,cpu");
	ck_assert_uint_eq(fixture.cgroup.count, 1);
	expect(0, "cpu", "/sys", "/");
}
END_TEST

START_TEST(more_hierarchies_than_places_are_left_out)
{
	char text[64 * 64] = "";

	for (int i = 0; i < 40; i++)
		(void)sprintf(text + strlen(text), "1 1 0:%d / /m/%d rw - cgroup cgroup rw,name=n%d\n", i, i,
			      i);
	find(text);
	ck_assert_uint_eq(fixture.cgroup.count, CGROUP_HIERARCHY_MAX);
}
END_TEST

START_TEST(a_missing_mountinfo_is_named)
{
	ck_assert_int_eq(cgroup_find(&fixture.cgroup, "/nowhere", &fixture.err), -ENOENT);
	ck_assert_str_eq(fixture.err.message, "read /nowhere/self/mountinfo: no such file or directory");
}
END_TEST

START_TEST(with_compares_whole_names)
{
	find("23 22 0:21 / /a rw - cgroup cgroup rw,cpuacct,cpuset\n"
	     "24 22 0:22 / /b rw - cgroup cgroup rw,cpu,name=systemd\n");
	ck_assert_ptr_eq(cgroup_with(&fixture.cgroup, "cpu"), &fixture.cgroup.hierarchies[1]);
	ck_assert_ptr_eq(cgroup_with(&fixture.cgroup, "cpuset"), &fixture.cgroup.hierarchies[0]);
	ck_assert_ptr_eq(cgroup_with(&fixture.cgroup, "name=systemd"), &fixture.cgroup.hierarchies[1]);
	ck_assert_ptr_null(cgroup_with(&fixture.cgroup, "memory"));
	ck_assert_ptr_null(cgroup_with(&fixture.cgroup, "systemd"));
}
END_TEST

Suite *suite_cgroup_find(void)
{
	Suite *suite = suite_create("cgroup_find");
	TCase *tcase = tcase_create("mountinfo");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, systemd_layout_with_comounted_controllers);
	tcase_add_test(tcase, red_hat_6_layout_without_tags);
	tcase_add_test(tcase, hybrid_has_both);
	tcase_add_test(tcase, controllers_of_cgroup2_are_those_it_says);
	tcase_add_test(tcase, the_mount_that_shows_the_root_wins);
	tcase_add_test(tcase, octal_escapes_are_undone);
	tcase_add_test(tcase, name_follows_the_controllers);
	tcase_add_test(tcase, broken_lines_are_skipped);
	tcase_add_test(tcase, more_hierarchies_than_places_are_left_out);
	tcase_add_test(tcase, a_missing_mountinfo_is_named);
	tcase_add_test(tcase, with_compares_whole_names);
	suite_add_tcase(suite, tcase);
	return suite;
}
