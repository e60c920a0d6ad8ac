/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a container's cgroups on the kernel that runs the tests. Needs root and cgroup v1. */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "runlxc/spec/spec.h"
#include "tests/unit/cgroup_fixture.h"
#include "tests/unit/unit.h"

#define POINTER(type, value) (&(const type){ value })

static struct cgroup cgroup;
static struct err err;
static char parent[64];

static void check(int r)
{
	ck_assert_msg(r >= 0, "%s", err.message);
}

static void setup(void)
{
	char path[96];

	(void)snprintf(parent, sizeof(parent), "/runlxc-unit-%d", getpid());
	(void)snprintf(path, sizeof(path), "%s/up/box", parent);
	check(cgroup_find(&cgroup, "/proc", &err));
	check(cgroup_resolve(&cgroup, "/proc", path, "id", &err));
	check(cgroup_create(&cgroup, &err));
}

static void teardown(void)
{
	char path[PATH_MAX];

	check(cgroup_kill(&cgroup, SIGKILL, &err));
	while (waitpid(-1, NULL, 0) > 0)
		continue;
	check(cgroup_remove(&cgroup, &err));
	for (size_t i = 0; i < cgroup.count; i++) {
		(void)snprintf(path, sizeof(path), "%s%s/up", cgroup.hierarchies[i].mount_point, parent);
		ck_assert_int_eq(rmdir(path), 0);
		*strrchr(path, '/') = '\0';
		ck_assert_int_eq(rmdir(path), 0);
	}
	cgroup_clear(&cgroup);
}

/* Compares the first line of a file of the container's cgroup. */
static void expect(const char *controller, const char *file, const char *expected)
{
	char path[PATH_MAX], *text = NULL;

	(void)snprintf(path, sizeof(path), "%s/%s", cgroup_with(&cgroup, controller)->directory, file);
	ck_assert_msg(file_read_at(AT_FDCWD, path, 1 << 20, &text, NULL) == 0, "cannot read %s", path);
	text[strcspn(text, "\n")] = '\0';
	ck_assert_msg(strcmp(text, expected) == 0, "%s: '%s' instead of '%s'", path, text, expected);
	free(text);
}

/* A child in the cgroups that waits for a signal; it has entered when this returns. */
static pid_t start_child(void)
{
	int ready[2];
	pid_t pid;
	char byte;

	ck_assert_int_eq(pipe2(ready, O_CLOEXEC), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		byte = cgroup_enter_self(&cgroup, &err) == 0 ? 'y' : 'n';
		if (byte == 'n')
			(void)fprintf(stderr, "%s\n", err.message);
		if (write(ready[1], &byte, 1) != 1)
			_exit(1);
		for (;;)
			(void)pause();
	}
	(void)close(ready[1]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	(void)close(ready[0]);
	ck_assert_int_eq(byte, 'y');
	return pid;
}

START_TEST(limits_reach_the_kernel)
{
	const struct spec_memory memory = {
		.limit = POINTER(int64_t, 64 << 20),
		.swap = POINTER(int64_t, 96 << 20),
		.reservation = POINTER(int64_t, 32 << 20),
	};
	const struct spec_cpu cpu = {
		.shares = POINTER(uint64_t, 512),
		.quota = POINTER(int64_t, 50000),
		.period = POINTER(uint64_t, 200000),
		.cpus = "0",
		.mems = "0",
	};
	const struct spec_device_rule rule = { true, 'c', POINTER(int64_t, 10), POINTER(int64_t, 229), "rw" };

	check(cgroup_apply(&cgroup,
			   &(struct spec_resources){ .memory = &memory,
						     .cpu = &cpu,
						     .pids_limit = POINTER(int64_t, 20),
						     .devices = { 1, &rule } },
			   &err));
	check(cgroup_apply_pids(&cgroup, &(struct spec_resources){ .pids_limit = POINTER(int64_t, 20) },
				&err));
	expect("memory", "memory.limit_in_bytes", "67108864");
	expect("memory", "memory.memsw.limit_in_bytes", "100663296");
	expect("memory", "memory.soft_limit_in_bytes", "33554432");
	expect("cpu", "cpu.shares", "512");
	expect("cpu", "cpu.cfs_quota_us", "50000");
	expect("cpu", "cpu.cfs_period_us", "200000");
	expect("cpuset", "cpuset.cpus", "0");
	expect("pids", "pids.max", "20");
	expect("devices", "devices.list", "c 10:229 rw");
}
END_TEST

/* Each step is refused by the kernel when written in one fixed order. */
START_TEST(dependent_values_may_go_up_and_down)
{
	static const int64_t limits[][2] = { { 64, 96 }, { 128, 256 }, { 16, 32 }, { 512, 512 }, { -1, -1 } };
	static const int64_t quotas[][2] = { { 50000, 100000 }, { 900000, 1000000 }, { 5000, 10000 } };

	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
		int64_t unit = limits[i][0] < 0 ? 1 : 1 << 20, limit = limits[i][0] * unit,
			swap = limits[i][1] * unit;
		struct spec_memory memory = { .limit = &limit, .swap = &swap };
		char text[32];

		check(cgroup_update(&cgroup, &(struct spec_resources){ .memory = &memory }, &err));
		(void)snprintf(text, sizeof(text), "%lld", (long long)swap);
		if (limit > 0)
			expect("memory", "memory.memsw.limit_in_bytes", text);
	}
	for (size_t i = 0; i < sizeof(quotas) / sizeof(*quotas); i++) {
		uint64_t period = (uint64_t)quotas[i][1];
		struct spec_cpu cpu = { .quota = &quotas[i][0], .period = &period };

		check(cgroup_update(&cgroup, &(struct spec_resources){ .cpu = &cpu }, &err));
	}
}
END_TEST

START_TEST(swap_below_memory_is_refused_by_name)
{
	const struct spec_memory memory = { .limit = POINTER(int64_t, 64 << 20),
					    .swap = POINTER(int64_t, 32 << 20) };

	ck_assert_int_eq(cgroup_update(&cgroup, &(struct spec_resources){ .memory = &memory }, &err),
			 -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.message, "linux.resources.memory."));
	ck_assert_ptr_nonnull(strstr(err.message, "limit_in_bytes: invalid argument"));
}
END_TEST

START_TEST(a_refused_update_leaves_the_old_limits)
{
	const struct spec_memory before = { .limit = POINTER(int64_t, 64 << 20),
					    .swap = POINTER(int64_t, 96 << 20) },
				 after = { .limit = POINTER(int64_t, 256 << 20),
					   .swap = POINTER(int64_t, 512 << 20) };
	const struct spec_cpu cpu_before = { .quota = POINTER(int64_t, 50000),
					     .period = POINTER(uint64_t, 200000) },
			      cpu_after = { .quota = POINTER(int64_t, 5000),
					    .period = POINTER(uint64_t, 10000),
					    .shares = POINTER(uint64_t, 77),
					    .cpus = "4095" };

	check(cgroup_update(&cgroup, &(struct spec_resources){ .memory = &before, .cpu = &cpu_before },
			    &err));
	ck_assert_int_lt(
		cgroup_update(&cgroup, &(struct spec_resources){ .memory = &after, .cpu = &cpu_after }, &err),
		0);
	ck_assert_ptr_nonnull(strstr(err.message, "linux.resources.cpu.cpus: "));
	ck_assert_ptr_null(strstr(err.message, "old limits"));
	expect("memory", "memory.limit_in_bytes", "67108864");
	expect("memory", "memory.memsw.limit_in_bytes", "100663296");
	expect("cpu", "cpu.cfs_quota_us", "50000");
	expect("cpu", "cpu.cfs_period_us", "200000");
	expect("cpu", "cpu.shares", "1024");
}
END_TEST

START_TEST(cut_shares_are_an_error)
{
	const struct spec_cpu big = { .shares = POINTER(uint64_t, 262145) },
			      small = { .shares = POINTER(uint64_t, 1) };

	ck_assert_int_eq(cgroup_update(&cgroup, &(struct spec_resources){ .cpu = &big }, &err), -EINVAL);
	ck_assert_str_eq(err.message, "linux.resources.cpu.shares: the maximum allowed cpu-shares is 262144");
	ck_assert_int_eq(cgroup_update(&cgroup, &(struct spec_resources){ .cpu = &small }, &err), -EINVAL);
	ck_assert_str_eq(err.message, "linux.resources.cpu.shares: the minimum allowed cpu-shares is 2");
}
END_TEST

START_TEST(default_devices_are_the_only_ones)
{
	check(cgroup_apply(&cgroup, NULL, &err));
	expect("devices", "devices.list", "c *:* m");
}
END_TEST

START_TEST(a_device_that_is_not_allowed_cannot_be_opened)
{
	int status;
	pid_t pid;

	check(cgroup_apply(&cgroup, NULL, &err));
	pid = fork();
	if (pid == 0) {
		if (cgroup_enter_self(&cgroup, &err) < 0)
			_exit(1);
		if (open("/dev/null", O_RDWR | O_CLOEXEC) < 0)
			_exit(2);
		/* EPERM is the devices cgroup; without it the kernel would open its log. */
		_exit(open("/dev/kmsg", O_RDONLY | O_CLOEXEC) < 0 && errno == EPERM ? 0 : 3);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(a_child_enters_all_hierarchies)
{
	char path[64], wanted[128], *text = NULL;
	pid_t pid = start_child(), *pids = NULL;
	size_t count = 0;

	(void)snprintf(path, sizeof(path), "/proc/%d/cgroup", pid);
	ck_assert_int_eq(file_read_at(AT_FDCWD, path, 1 << 20, &text, NULL), 0);
	for (size_t i = 0; i < cgroup.count; i++) {
		(void)snprintf(wanted, sizeof(wanted), ":%s:%s/up/box\n",
			       cgroup.hierarchies[i].unified ? "" : cgroup.hierarchies[i].controllers,
			       parent);
		ck_assert_msg(strstr(text, wanted), "%s is not in %s", wanted, text);
	}
	free(text);
	check(cgroup_pids(&cgroup, &pids, &count, &err));
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(pids[0], pid);
	free(pids);
}
END_TEST

START_TEST(kill_reaches_cgroups_below)
{
	const struct cgroup_hierarchy *freezer = cgroup_with(&cgroup, "freezer");
	pid_t first = start_child(), second = start_child();
	char path[PATH_MAX], digits[16];

	(void)snprintf(path, sizeof(path), "%s/sub", freezer->directory);
	ck_assert_int_eq(mkdir(path, 0755), 0);
	(void)strcat(path, "/tasks");
	(void)snprintf(digits, sizeof(digits), "%d", second);
	ck_assert_int_eq(file_write_at(AT_FDCWD, path, digits), 0);
	ck_assert_int_eq(cgroup_kill(&cgroup, 0, &err), 2);
	ck_assert_int_eq(cgroup_kill(&cgroup, SIGKILL, &err), 2);
	ck_assert_int_eq(waitpid(first, NULL, 0), first);
	ck_assert_int_eq(waitpid(second, NULL, 0), second);
	ck_assert_int_eq(cgroup_kill(&cgroup, SIGKILL, &err), 0);
}
END_TEST

START_TEST(kill_spares_the_caller)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (cgroup_enter_self(&cgroup, &err) < 0)
			_exit(1);
		_exit(cgroup_kill(&cgroup, SIGKILL, &err) == 0 ? 0 : 2);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(kill_outruns_a_fork_bomb)
{
	const struct spec_resources resources = { .pids_limit = POINTER(int64_t, 500) };
	pid_t pid, *pids = NULL;
	size_t count = 0;

	check(cgroup_update(&cgroup, &resources, &err));
	pid = fork();
	if (pid == 0) {
		(void)signal(SIGCHLD, SIG_IGN);
		if (cgroup_enter_self(&cgroup, &err) < 0)
			_exit(1);
		/* Eight families in which each forks and leaves, so that every pass sees new ones. */
		for (int i = 0; i < 8 && fork() != 0; i++)
			if (i == 7)
				(void)pause();
		while (fork() <= 0)
			continue;
		_exit(0);
	}
	(void)usleep(50000);
	ck_assert_int_gt(cgroup_kill(&cgroup, SIGKILL, &err), 0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert(!cgroup_is_frozen(&cgroup));
	(void)usleep(50000);
	check(cgroup_pids(&cgroup, &pids, &count, &err));
	free(pids);
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(frozen_processes_die_and_thaw)
{
	pid_t pid = start_child();

	ck_assert(!cgroup_is_frozen(&cgroup));
	check(cgroup_freeze(&cgroup, true, &err));
	ck_assert(cgroup_is_frozen(&cgroup));
	ck_assert_int_eq(cgroup_kill(&cgroup, SIGKILL, &err), 1);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert(!cgroup_is_frozen(&cgroup));
}
END_TEST

START_TEST(freezing_stops_and_thawing_continues)
{
	pid_t pid = start_child();

	check(cgroup_freeze(&cgroup, true, &err));
	ck_assert_int_eq(kill(pid, SIGUSR1), 0);
	(void)usleep(20000);
	ck_assert_int_eq(waitpid(pid, NULL, WNOHANG), 0);
	check(cgroup_freeze(&cgroup, false, &err));
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}
END_TEST

START_TEST(a_process_keeps_its_cgroup_from_being_removed)
{
	pid_t pid = start_child();

	ck_assert_int_eq(cgroup_remove(&cgroup, &err), -EBUSY);
	ck_assert_ptr_nonnull(strstr(err.message, "/up/box: device or resource busy"));
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	/* Nobody has waited for it yet: a dead process does not count. */
	check(cgroup_remove(&cgroup, &err));
}
END_TEST

START_TEST(cgroups_below_are_removed_too)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < cgroup.count; i++) {
		(void)snprintf(path, sizeof(path), "%s/a", cgroup.hierarchies[i].directory);
		ck_assert_int_eq(mkdir(path, 0755), 0);
		(void)strcat(path, "/b");
		ck_assert_int_eq(mkdir(path, 0755), 0);
	}
	check(cgroup_remove(&cgroup, &err));
	for (size_t i = 0; i < cgroup.count; i++)
		ck_assert_int_eq(access(cgroup.hierarchies[i].directory, F_OK), -1);
}
END_TEST

static bool can_run(void)
{
	static const char *const needed[] = { "memory", "cpu", "cpuset", "pids", "devices", "freezer" };
	struct cgroup found = { 0 };
	bool complete = geteuid() == 0 && cgroup_find(&found, "/proc", NULL) == 0;

	if (!complete)
		(void)fprintf(stderr, "cgroup_real: skipped, needs root\n");
	for (size_t i = 0; complete && i < sizeof(needed) / sizeof(*needed); i++) {
		const struct cgroup_hierarchy *hierarchy = cgroup_with(&found, needed[i]);

		complete = hierarchy && access(hierarchy->mount_point, W_OK) == 0;
		if (!complete)
			(void)fprintf(stderr, "cgroup_real: skipped, no writable v1 hierarchy '%s'\n",
				      needed[i]);
	}
	cgroup_clear(&found);
	return complete;
}

Suite *suite_cgroup_real(void)
{
	Suite *suite = suite_create("cgroup_real");
	TCase *tcase = tcase_create("kernel");

	suite_add_tcase(suite, tcase);
	if (!can_run())
		return suite;
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 20);
	tcase_add_test(tcase, limits_reach_the_kernel);
	tcase_add_test(tcase, dependent_values_may_go_up_and_down);
	tcase_add_test(tcase, swap_below_memory_is_refused_by_name);
	tcase_add_test(tcase, a_refused_update_leaves_the_old_limits);
	tcase_add_test(tcase, cut_shares_are_an_error);
	tcase_add_test(tcase, default_devices_are_the_only_ones);
	tcase_add_test(tcase, a_device_that_is_not_allowed_cannot_be_opened);
	tcase_add_test(tcase, a_child_enters_all_hierarchies);
	tcase_add_test(tcase, kill_reaches_cgroups_below);
	tcase_add_test(tcase, kill_spares_the_caller);
	tcase_add_test(tcase, kill_outruns_a_fork_bomb);
	tcase_add_test(tcase, frozen_processes_die_and_thaw);
	tcase_add_test(tcase, freezing_stops_and_thawing_continues);
	tcase_add_test(tcase, a_process_keeps_its_cgroup_from_being_removed);
	tcase_add_test(tcase, cgroups_below_are_removed_too);
	return suite;
}
