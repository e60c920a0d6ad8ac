/* SPDX-License-Identifier: Apache-2.0 */
/* cgroup_resolve(): absolute, relative and missing paths, on hosts and in containers. */
#include "tests/unit/cgroup_fixture.h"
#include "tests/unit/unit.h"

#define HOST                                                               \
	"24 22 0:22 / /cg/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n" \
	"25 22 0:23 / /cg/systemd rw - cgroup cgroup rw,name=systemd\n"
#define HOST_PROC "3:name=systemd:/user.slice/a:b\n2:cpu,cpuacct:/\n1:cpuset:/x\n0::/unified\n"
#define DOCKER "24 22 0:22 /docker/d1 /cg/cpu ro - cgroup cgroup rw,cpu\n"

static struct cgroup_fixture fixture;

static void setup(void)
{
	cgroup_fixture_init(&fixture);
}

static void teardown(void)
{
	cgroup_fixture_clear(&fixture);
}

static void use(const char *mountinfo, const char *own)
{
	cgroup_fixture_put(&fixture, "self/mountinfo", mountinfo);
	cgroup_fixture_put(&fixture, "self/cgroup", own);
	ck_assert_int_eq(cgroup_find(&fixture.cgroup, fixture.top, &fixture.err), 0);
}

static void expect(size_t index, const char *path, const char *directory)
{
	ck_assert_str_eq(fixture.cgroup.hierarchies[index].path, path);
	ck_assert_str_eq(fixture.cgroup.hierarchies[index].directory, directory);
}

static int resolve(const char *cgroups_path)
{
	return cgroup_resolve(&fixture.cgroup, fixture.top, cgroups_path, "id1", &fixture.err);
}

START_TEST(an_absolute_path_starts_at_the_root)
{
	use(HOST, HOST_PROC);
	ck_assert_int_eq(resolve("/podman/abc"), 0);
	expect(0, "/podman/abc", "/cg/cpu,cpuacct/podman/abc");
	expect(1, "/podman/abc", "/cg/systemd/podman/abc");
}
END_TEST

START_TEST(a_relative_path_starts_at_the_own_cgroup)
{
	use(HOST, HOST_PROC);
	ck_assert_int_eq(resolve("podman/abc"), 0);
	expect(0, "/podman/abc", "/cg/cpu,cpuacct/podman/abc");
	expect(1, "/user.slice/a:b/podman/abc", "/cg/systemd/user.slice/a:b/podman/abc");
}
END_TEST

START_TEST(without_a_path_the_id_is_used)
{
	use(HOST, HOST_PROC);
	ck_assert_int_eq(resolve(NULL), 0);
	expect(1, "/user.slice/a:b/id1", "/cg/systemd/user.slice/a:b/id1");
	ck_assert_int_eq(resolve(""), 0);
	expect(0, "/id1", "/cg/cpu,cpuacct/id1");
}
END_TEST

START_TEST(dots_and_slashes_are_taken_out)
{
	use(HOST, HOST_PROC);
	ck_assert_int_eq(resolve("//a/./b/../..c/"), 0);
	expect(0, "/a/..c", "/cg/cpu,cpuacct/a/..c");
}
END_TEST

START_TEST(leaving_is_refused)
{
	static const char *const paths[] = { "/..", "../x", "/a/../../x", "a/../.." };

	use(HOST, HOST_PROC);
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		ck_assert_int_eq(resolve(paths[i]), -EINVAL);
		ck_assert_ptr_nonnull(strstr(fixture.err.message, "linux.cgroupsPath: '"));
		ck_assert_ptr_nonnull(strstr(fixture.err.message, "leaves"));
	}
}
END_TEST

START_TEST(a_path_without_a_name_is_refused)
{
	static const char *const paths[] = { "/", ".", "/a/..", "//./" };

	use(HOST, HOST_PROC);
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		ck_assert_int_eq(resolve(paths[i]), -EINVAL);
}
END_TEST

START_TEST(docker_in_docker_sees_its_own_part)
{
	use(DOCKER, "2:cpu:/docker/d1\n");
	ck_assert_int_eq(resolve("/podman/abc"), 0);
	expect(0, "/docker/d1/podman/abc", "/cg/cpu/podman/abc");
	ck_assert_int_eq(resolve("abc"), 0);
	expect(0, "/docker/d1/abc", "/cg/cpu/abc");
}
END_TEST

START_TEST(docker_in_docker_below_its_top)
{
	use(DOCKER, "2:cpu:/docker/d1/init\n");
	ck_assert_int_eq(resolve("abc"), 0);
	expect(0, "/docker/d1/init/abc", "/cg/cpu/init/abc");
}
END_TEST

START_TEST(a_mount_of_another_part_is_used_from_its_top)
{
	use(DOCKER, "2:cpu:/docker/d12/init\n");
	ck_assert_int_eq(resolve("abc"), 0);
	expect(0, "/docker/d1/abc", "/cg/cpu/abc");
	use(HOST, "2:cpu,cpuacct:/../other\n1:name=systemd:/..\n");
	ck_assert_int_eq(resolve("abc"), 0);
	expect(0, "/abc", "/cg/cpu,cpuacct/abc");
	expect(1, "/abc", "/cg/systemd/abc");
}
END_TEST

START_TEST(a_hierarchy_that_proc_does_not_list_starts_at_the_root)
{
	use(HOST, "1:cpuset,name=systemd2:/x\nbroken\n:\n");
	ck_assert_int_eq(resolve("abc"), 0);
	expect(0, "/abc", "/cg/cpu,cpuacct/abc");
	expect(1, "/abc", "/cg/systemd/abc");
}
END_TEST

START_TEST(an_absolute_path_does_not_read_proc)
{
	char path[PATH_MAX];

	use(HOST, "");
	(void)snprintf(path, sizeof(path), "%s/self/cgroup", fixture.top);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(resolve("/abc"), 0);
	ck_assert_int_eq(resolve("abc"), -ENOENT);
}
END_TEST

Suite *suite_cgroup_resolve(void)
{
	Suite *suite = suite_create("cgroup_resolve");
	TCase *tcase = tcase_create("paths");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, an_absolute_path_starts_at_the_root);
	tcase_add_test(tcase, a_relative_path_starts_at_the_own_cgroup);
	tcase_add_test(tcase, without_a_path_the_id_is_used);
	tcase_add_test(tcase, dots_and_slashes_are_taken_out);
	tcase_add_test(tcase, leaving_is_refused);
	tcase_add_test(tcase, a_path_without_a_name_is_refused);
	tcase_add_test(tcase, docker_in_docker_sees_its_own_part);
	tcase_add_test(tcase, docker_in_docker_below_its_top);
	tcase_add_test(tcase, a_mount_of_another_part_is_used_from_its_top);
	tcase_add_test(tcase, a_hierarchy_that_proc_does_not_list_starts_at_the_root);
	tcase_add_test(tcase, an_absolute_path_does_not_read_proc);
	suite_add_tcase(suite, tcase);
	return suite;
}
