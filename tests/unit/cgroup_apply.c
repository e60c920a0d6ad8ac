/* SPDX-License-Identifier: Apache-2.0 */
/* cgroup_apply() and cgroup_update() on plain files: which value goes to which file, and what is refused. */
#include "runlxc/spec/spec.h"
#include "tests/unit/cgroup_fixture.h"
#include "tests/unit/unit.h"

#define POINTER(type, value) (&(const type){ value })

#define DEFAULT_DEVICES \
	"c *:* mb *:* mc 1:3 rwmc 1:5 rwmc 1:7 rwmc 1:8 rwmc 1:9 rwmc 5:0 rwmc 5:2 rwmc 136:* rwmc 10:200 rwm"

static struct cgroup_fixture fixture;

/* Every file is there and empty, since cgroup files are never made by those who write them. */
static void setup(void)
{
	static const char *const files[] = {
		"memory/box/memory.limit_in_bytes",
		"memory/box/memory.memsw.limit_in_bytes",
		"memory/box/memory.soft_limit_in_bytes",
		"memory/box/memory.kmem.tcp.limit_in_bytes",
		"memory/box/memory.kmem.limit_in_bytes",
		"memory/box/memory.swappiness",
		"memory/box/memory.oom_control",
		"memory/box/memory.use_hierarchy",
		"cpu/box/cpu.shares",
		"cpu/box/cpu.cfs_period_us",
		"cpu/box/cpu.cfs_quota_us",
		"cpu/box/cpu.cfs_burst_us",
		"cpu/box/cpu.rt_period_us",
		"cpu/box/cpu.rt_runtime_us",
		"cpu/box/cpu.idle",
		"cpuset/box/cpuset.cpus",
		"cpuset/box/cpuset.mems",
		"pids/box/pids.max",
		"blkio/box/blkio.bfq.weight",
		"blkio/box/blkio.bfq.weight_device",
		"blkio/box/blkio.leaf_weight",
		"blkio/box/blkio.leaf_weight_device",
		"blkio/box/blkio.throttle.read_bps_device",
		"blkio/box/blkio.throttle.write_bps_device",
		"blkio/box/blkio.throttle.read_iops_device",
		"blkio/box/blkio.throttle.write_iops_device",
		"hugetlb/box/hugetlb.2MB.limit_in_bytes",
		"hugetlb/box/hugetlb.1GB.limit_in_bytes",
		"hugetlb/box/hugetlb.1GB.rsvd.limit_in_bytes",
		"net/box/net_cls.classid",
		"net/box/net_prio.ifpriomap",
		"rdma/box/rdma.max",
		"devices/box/devices.allow",
		"devices/box/devices.deny",
	};

	cgroup_fixture_init(&fixture);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		cgroup_fixture_put(&fixture, files[i], "");
	cgroup_fixture_add(&fixture, "memory", "memory");
	cgroup_fixture_add(&fixture, "cpu,cpuacct", "cpu");
	cgroup_fixture_add(&fixture, "cpuset", "cpuset");
	cgroup_fixture_add(&fixture, "pids", "pids");
	cgroup_fixture_add(&fixture, "blkio", "blkio");
	cgroup_fixture_add(&fixture, "hugetlb", "hugetlb");
	cgroup_fixture_add(&fixture, "net_cls,net_prio", "net");
	cgroup_fixture_add(&fixture, "rdma", "rdma");
	cgroup_fixture_add(&fixture, "devices", "devices");
}

static void teardown(void)
{
	cgroup_fixture_clear(&fixture);
}

static void apply(const struct spec_resources *resources)
{
	int r = cgroup_apply(&fixture.cgroup, resources, &fixture.err);

	if (r == 0)
		r = cgroup_apply_pids(&fixture.cgroup, resources, &fixture.err);
	ck_assert_msg(r == 0, "%s", fixture.err.message);
}

static void expect(const char *file, const char *text)
{
	cgroup_fixture_expect(&fixture, file, text);
}

static void refuse(const struct spec_resources *resources, int number, const char *message)
{
	int r = cgroup_apply(&fixture.cgroup, resources, &fixture.err);

	if (r == 0)
		r = cgroup_apply_pids(&fixture.cgroup, resources, &fixture.err);
	ck_assert_int_eq(r, -number);
	ck_assert_msg(strstr(fixture.err.message, message), "'%s' is not in '%s'", message,
		      fixture.err.message);
}

START_TEST(memory_values_reach_their_files)
{
	const struct spec_memory memory = {
		.limit = POINTER(int64_t, 104857600),
		.reservation = POINTER(int64_t, 50000),
		.swap = POINTER(int64_t, 209715200),
		.kernel = POINTER(int64_t, 4096),
		.kernel_tcp = POINTER(int64_t, 8192),
		.swappiness = POINTER(uint64_t, 0),
		.disable_oom_killer = POINTER(bool, true),
		.use_hierarchy = POINTER(bool, true),
	};

	apply(&(struct spec_resources){ .memory = &memory });
	expect("memory/box/memory.limit_in_bytes", "104857600");
	expect("memory/box/memory.memsw.limit_in_bytes", "209715200");
	expect("memory/box/memory.soft_limit_in_bytes", "50000");
	expect("memory/box/memory.kmem.limit_in_bytes", "");
	expect("memory/box/memory.kmem.tcp.limit_in_bytes", "8192");
	expect("memory/box/memory.swappiness", "0");
	expect("memory/box/memory.oom_control", "1");
	expect("memory/box/memory.use_hierarchy", "1");
}
END_TEST

START_TEST(memory_zero_and_false_write_nothing)
{
	const struct spec_memory memory = {
		.limit = POINTER(int64_t, 0),
		.swap = POINTER(int64_t, 0),
		.swappiness = POINTER(uint64_t, UINT64_MAX),
		.disable_oom_killer = POINTER(bool, false),
	};

	apply(&(struct spec_resources){ .memory = &memory });
	expect("memory/box/memory.limit_in_bytes", "");
	expect("memory/box/memory.memsw.limit_in_bytes", "");
	expect("memory/box/memory.swappiness", "");
	expect("memory/box/memory.oom_control", "");
}
END_TEST

START_TEST(memory_without_limit_lifts_swap_too)
{
	const struct spec_memory memory = { .limit = POINTER(int64_t, -1) };

	apply(&(struct spec_resources){ .memory = &memory });
	expect("memory/box/memory.limit_in_bytes", "-1");
	expect("memory/box/memory.memsw.limit_in_bytes", "-1");
}
END_TEST

START_TEST(memory_without_limit_needs_no_swap_accounting)
{
	const struct spec_memory memory = { .limit = POINTER(int64_t, -1) };
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/memory/box/memory.memsw.limit_in_bytes", fixture.top);
	ck_assert_int_eq(unlink(path), 0);
	apply(&(struct spec_resources){ .memory = &memory });
	expect("memory/box/memory.limit_in_bytes", "-1");
}
END_TEST

START_TEST(a_missing_file_names_the_field_and_the_file)
{
	const struct spec_memory memory = { .swap = POINTER(int64_t, 1) };
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/memory/box/memory.memsw.limit_in_bytes", fixture.top);
	ck_assert_int_eq(unlink(path), 0);
	refuse(&(struct spec_resources){ .memory = &memory }, ENOENT,
	       "linux.resources.memory.swap: write /tmp/");
	ck_assert_ptr_nonnull(strstr(fixture.err.message, "memory.memsw.limit_in_bytes: no such file"));
}
END_TEST

START_TEST(swappiness_above_100_is_refused)
{
	const struct spec_memory memory = { .swappiness = POINTER(uint64_t, 101) };

	refuse(&(struct spec_resources){ .memory = &memory }, EINVAL,
	       "linux.resources.memory.swappiness: 101 is above 100");
}
END_TEST

START_TEST(cpu_values_reach_their_files)
{
	const struct spec_cpu cpu = {
		.shares = POINTER(uint64_t, 512),
		.period = POINTER(uint64_t, 100000),
		.quota = POINTER(int64_t, -1),
		.burst = POINTER(uint64_t, 0),
		.realtime_period = POINTER(uint64_t, 1000000),
		.realtime_runtime = POINTER(int64_t, 950000),
		.idle = POINTER(int64_t, 1),
		.cpus = "0-3,7",
		.mems = "0",
	};

	apply(&(struct spec_resources){ .cpu = &cpu });
	expect("cpu/box/cpu.shares", "512");
	expect("cpu/box/cpu.cfs_period_us", "100000");
	expect("cpu/box/cpu.cfs_quota_us", "-1");
	expect("cpu/box/cpu.cfs_burst_us", "0");
	expect("cpu/box/cpu.rt_period_us", "1000000");
	expect("cpu/box/cpu.rt_runtime_us", "950000");
	expect("cpu/box/cpu.idle", "1");
	expect("cpuset/box/cpuset.cpus", "0-3,7");
	expect("cpuset/box/cpuset.mems", "0");
}
END_TEST

START_TEST(pids_zero_is_not_set_and_negative_is_max)
{
	apply(&(struct spec_resources){ .pids_limit = POINTER(int64_t, 0) });
	expect("pids/box/pids.max", "");
	apply(&(struct spec_resources){ .pids_limit = POINTER(int64_t, -1) });
	expect("pids/box/pids.max", "max");
}
END_TEST

START_TEST(block_io_uses_bfq_names_where_cfq_is_gone)
{
	const struct spec_weight_device devices[] = {
		{ 8, 0, POINTER(uint16_t, 300), POINTER(uint16_t, 400) },
		{ 8, 16, NULL, NULL },
	};
	const struct spec_throttle_device throttle = { 8, 0, 1048576 };
	const struct spec_block_io block_io = {
		.weight = POINTER(uint16_t, 500),
		.leaf_weight = POINTER(uint16_t, 200),
		.weight_device = { 2, devices },
		.throttle_read_bps = { 1, &throttle },
		.throttle_write_bps = { 1, &throttle },
		.throttle_read_iops = { 1, &throttle },
		.throttle_write_iops = { 1, &throttle },
	};

	apply(&(struct spec_resources){ .block_io = &block_io });
	expect("blkio/box/blkio.bfq.weight", "500");
	expect("blkio/box/blkio.bfq.weight_device", "8:0 300");
	expect("blkio/box/blkio.leaf_weight", "200");
	expect("blkio/box/blkio.leaf_weight_device", "8:0 400");
	expect("blkio/box/blkio.throttle.read_bps_device", "8:0 1048576");
	expect("blkio/box/blkio.throttle.write_bps_device", "8:0 1048576");
	expect("blkio/box/blkio.throttle.read_iops_device", "8:0 1048576");
	expect("blkio/box/blkio.throttle.write_iops_device", "8:0 1048576");
}
END_TEST

START_TEST(block_io_prefers_the_names_of_cfq)
{
	const struct spec_block_io block_io = { .weight = POINTER(uint16_t, 500) };

	cgroup_fixture_put(&fixture, "blkio/box/blkio.weight", "");
	apply(&(struct spec_resources){ .block_io = &block_io });
	expect("blkio/box/blkio.weight", "500");
	expect("blkio/box/blkio.bfq.weight", "");
}
END_TEST

START_TEST(hugepages_network_and_rdma_reach_their_files)
{
	const struct spec_hugepage_limit pages[] = { { "2MB", 2097152 }, { "1GB", 0 } };
	const struct spec_interface_priority priority = { "eth0", 5 };
	const struct spec_network network = { POINTER(uint32_t, 1048577), { 1, &priority } };
	const struct spec_rdma rdma[] = {
		{ "mlx5_1", POINTER(uint32_t, 3), POINTER(uint32_t, 10000) },
		{ "none", NULL, NULL },
	};

	apply(&(struct spec_resources){
		.hugepage_limits = { 2, pages }, .network = &network, .rdma = { 2, rdma } });
	expect("hugetlb/box/hugetlb.2MB.limit_in_bytes", "2097152");
	expect("hugetlb/box/hugetlb.1GB.limit_in_bytes", "0");
	expect("hugetlb/box/hugetlb.1GB.rsvd.limit_in_bytes", "0");
	expect("net/box/net_cls.classid", "1048577");
	expect("net/box/net_prio.ifpriomap", "eth0 5");
	expect("rdma/box/rdma.max", "mlx5_1 hca_handle=3 hca_object=10000");
}
END_TEST

START_TEST(a_page_size_is_no_path)
{
	const struct spec_hugepage_limit page = { "../x", 1 };

	refuse(&(struct spec_resources){ .hugepage_limits = { 1, &page } }, EINVAL,
	       "linux.resources.hugepageLimits[0].pageSize: '../x'");
}
END_TEST

START_TEST(unified_is_refused)
{
	const struct spec_pair pair = { "memory.high", "1" };

	refuse(&(struct spec_resources){ .unified = { 1, &pair } }, ENOTSUP,
	       "linux.resources.unified: 'memory.high'");
}
END_TEST

START_TEST(a_missing_controller_names_the_field)
{
	const struct spec_hugepage_limit page = { "2MB", 1 };
	const struct spec_memory memory = { .limit = POINTER(int64_t, 1 << 20) };

	cgroup_clear(&fixture.cgroup);
	cgroup_fixture_add(&fixture, "cpu", "cpu");
	refuse(&(struct spec_resources){ .hugepage_limits = { 1, &page } }, ENOTSUP,
	       "linux.resources.hugepageLimits[0]: no cgroup hierarchy with the hugetlb controller is");
	ck_assert_ptr_null(strstr(fixture.err.message, "v2"));
	refuse(&(struct spec_resources){ .memory = &memory }, ENOTSUP,
	       "linux.resources.memory.limit: no cgroup");
}
END_TEST

START_TEST(named_hierarchies_limit_nothing)
{
	const struct spec_device_rule rule = { .allow = false, .type = 'a', .access = "rwm" };
	const struct spec_cpu cpu = { .shares = POINTER(uint64_t, 512) };

	cgroup_clear(&fixture.cgroup);
	cgroup_fixture_add(&fixture, "name=systemd", "systemd");
	refuse(&(struct spec_resources){ .cpu = &cpu }, ENOTSUP, "linux.resources.cpu.shares: no cgroup");
	refuse(&(struct spec_resources){ .devices = { 1, &rule } }, ENOTSUP,
	       "linux.resources.devices: no cgroup");
	apply(NULL);
}
END_TEST

START_TEST(no_limit_needs_no_controller)
{
	const struct spec_memory memory = { .limit = POINTER(int64_t, -1), .swap = POINTER(int64_t, -1) };
	const struct spec_cpu cpu = { .quota = POINTER(int64_t, -1),
				      .shares = POINTER(uint64_t, 0),
				      .cpus = "" };
	const struct spec_resources resources = { .memory = &memory,
						  .cpu = &cpu,
						  .pids_limit = POINTER(int64_t, -1) };

	cgroup_clear(&fixture.cgroup);
	apply(&resources);
}
END_TEST

START_TEST(without_rules_the_default_devices_are_left)
{
	apply(NULL);
	expect("devices/box/devices.deny", "a");
	expect("devices/box/devices.allow", DEFAULT_DEVICES);
}
END_TEST

START_TEST(device_rules_come_first_in_their_order)
{
	const struct spec_device_rule rules[] = {
		{ false, 'a', NULL, NULL, "rwm" },
		{ true, 'c', POINTER(int64_t, 10), POINTER(int64_t, 229), "rw" },
		{ true, 'b', POINTER(int64_t, 8), POINTER(int64_t, -1), "r" },
		{ false, 'c', POINTER(int64_t, 10), POINTER(int64_t, 229), "w" },
	};

	apply(&(struct spec_resources){ .devices = { 4, rules } });
	expect("devices/box/devices.deny", "aac 10:229 w");
	expect("devices/box/devices.allow", "c 10:229 rwb 8:* r" DEFAULT_DEVICES);
}
END_TEST

START_TEST(a_narrow_rule_for_all_types_is_not_everything)
{
	const struct spec_device_rule rules[] = {
		{ true, 'a', POINTER(int64_t, 7), NULL, "rwm" },
		{ true, 'a', NULL, NULL, "m" },
	};

	apply(&(struct spec_resources){ .devices = { 2, rules } });
	expect("devices/box/devices.allow", "c 7:* rwmb 7:* rwmc *:* mb *:* m" DEFAULT_DEVICES);
}
END_TEST

START_TEST(everything_may_be_allowed)
{
	const struct spec_device_rule rules[] = {
		{ true, 'a', NULL, NULL, "rwm" },
		{ false, 'b', POINTER(int64_t, 8), NULL, "w" },
	};

	apply(&(struct spec_resources){ .devices = { 2, rules } });
	expect("devices/box/devices.deny", "ab 8:* w");
	expect("devices/box/devices.allow", "a" DEFAULT_DEVICES);
}
END_TEST

START_TEST(an_exception_the_kernel_would_ignore_is_refused)
{
	const struct spec_device_rule rules[] = {
		{ true, 'c', POINTER(int64_t, 1), NULL, "rw" },
		{ false, 'c', POINTER(int64_t, 1), POINTER(int64_t, 1), "m" },
		{ false, 'c', POINTER(int64_t, 1), POINTER(int64_t, 1), "w" },
	};

	refuse(&(struct spec_resources){ .devices = { 3, rules } }, EINVAL,
	       "linux.resources.devices[2]: cgroup v1 has no exceptions from the wider devices[0]");
}
END_TEST

START_TEST(a_rule_without_access_is_refused)
{
	const struct spec_device_rule deny = { false, 'a', NULL, NULL, NULL };
	const struct spec_device_rule allow = { true, 'c', NULL, NULL, NULL };
	const struct spec_device_rule wrong = { true, 'c', NULL, NULL, "rx" };

	apply(&(struct spec_resources){ .devices = { 1, &deny } });
	refuse(&(struct spec_resources){ .devices = { 1, &allow } }, EINVAL,
	       "linux.resources.devices[0].access: ''");
	refuse(&(struct spec_resources){ .devices = { 1, &wrong } }, EINVAL,
	       "linux.resources.devices[0].access: 'rx'");
}
END_TEST

START_TEST(update_leaves_devices_alone)
{
	const struct spec_resources resources = { .pids_limit = POINTER(int64_t, 7) };

	ck_assert_int_eq(cgroup_update(&fixture.cgroup, &resources, &fixture.err), 0);
	expect("pids/box/pids.max", "7");
	expect("devices/box/devices.deny", "");
}
END_TEST

Suite *suite_cgroup_apply(void)
{
	Suite *suite = suite_create("cgroup_apply");
	TCase *tcase = tcase_create("limits"), *devices = tcase_create("devices");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, memory_values_reach_their_files);
	tcase_add_test(tcase, memory_zero_and_false_write_nothing);
	tcase_add_test(tcase, memory_without_limit_lifts_swap_too);
	tcase_add_test(tcase, memory_without_limit_needs_no_swap_accounting);
	tcase_add_test(tcase, a_missing_file_names_the_field_and_the_file);
	tcase_add_test(tcase, swappiness_above_100_is_refused);
	tcase_add_test(tcase, cpu_values_reach_their_files);
	tcase_add_test(tcase, pids_zero_is_not_set_and_negative_is_max);
	tcase_add_test(tcase, block_io_uses_bfq_names_where_cfq_is_gone);
	tcase_add_test(tcase, block_io_prefers_the_names_of_cfq);
	tcase_add_test(tcase, hugepages_network_and_rdma_reach_their_files);
	tcase_add_test(tcase, a_page_size_is_no_path);
	tcase_add_test(tcase, unified_is_refused);
	tcase_add_test(tcase, a_missing_controller_names_the_field);
	tcase_add_test(tcase, named_hierarchies_limit_nothing);
	tcase_add_test(tcase, no_limit_needs_no_controller);
	tcase_add_test(tcase, update_leaves_devices_alone);
	suite_add_tcase(suite, tcase);

	tcase_add_checked_fixture(devices, setup, teardown);
	tcase_add_test(devices, without_rules_the_default_devices_are_left);
	tcase_add_test(devices, device_rules_come_first_in_their_order);
	tcase_add_test(devices, a_narrow_rule_for_all_types_is_not_everything);
	tcase_add_test(devices, everything_may_be_allowed);
	tcase_add_test(devices, an_exception_the_kernel_would_ignore_is_refused);
	tcase_add_test(devices, a_rule_without_access_is_refused);
	suite_add_tcase(suite, devices);
	return suite;
}
