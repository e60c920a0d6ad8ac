/* SPDX-License-Identifier: Apache-2.0 */
/* cgroup v2 on plain files: which value goes to which file, what is refused, freezing, enabling controllers. */
#include "runlxc/cgroup/internal.h"
#include "runlxc/spec/spec.h"
#include "tests/unit/cgroup_fixture.h"
#include "tests/unit/unit.h"

#define POINTER(type, value) (&(const type){ value })

static struct cgroup_fixture fixture;

static void setup(void)
{
	static const char *const files[] = {
		"v2/box/memory.max",
		"v2/box/memory.low",
		"v2/box/memory.swap.max",
		"v2/box/memory.high",
		"v2/box/cpu.weight",
		"v2/box/cpu.max.burst",
		"v2/box/cpu.idle",
		"v2/box/cpuset.cpus",
		"v2/box/cpuset.mems",
		"v2/box/io.bfq.weight",
		"v2/box/io.max",
		"v2/box/pids.max",
		"v2/box/hugetlb.2MB.max",
		"v2/box/hugetlb.2MB.rsvd.max",
		"v2/box/hugetlb.1GB.max",
		"v2/box/rdma.max",
		"v2/box/cgroup.freeze",
		"v2/box/cgroup.max.depth",
		"v2/cgroup.subtree_control",
	};

	cgroup_fixture_init(&fixture);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		cgroup_fixture_put(&fixture, files[i], "");
	cgroup_fixture_put(&fixture, "v2/box/cpu.max", "max 100000\n");
	cgroup_fixture_put(&fixture, "v2/box/memory.current", "5000\n");
	cgroup_fixture_put(&fixture, "v2/box/cgroup.controllers", "cpuset cpu io memory hugetlb pids rdma\n");
	cgroup_fixture_add_unified(&fixture, "cpuset,cpu,io,memory,hugetlb,pids,rdma,misc", "v2");
}

static void teardown(void)
{
	cgroup_fixture_clear(&fixture);
}

/* Without cgroup_apply()'s devices, which take no plain file. */
static void update(const struct spec_resources *resources)
{
	int r = cgroup_update(&fixture.cgroup, resources, &fixture.err);

	ck_assert_msg(r == 0, "%s", fixture.err.message);
}

static void refuse(const struct spec_resources *resources, int number, const char *message)
{
	ck_assert_int_eq(cgroup_update(&fixture.cgroup, resources, &fixture.err), -number);
	ck_assert_msg(strstr(fixture.err.message, message), "'%s' is not in '%s'", message,
		      fixture.err.message);
}

static void expect(const char *file, const char *text)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "v2/box/%s", file);
	cgroup_fixture_expect(&fixture, path, text);
}

START_TEST(memory_and_swap_are_apart)
{
	const struct spec_memory memory = { .limit = POINTER(int64_t, 6000),
					    .reservation = POINTER(int64_t, 4000),
					    .swap = POINTER(int64_t, 10000) };

	update(&(struct spec_resources){ .memory = &memory });
	expect("memory.max", "6000");
	expect("memory.low", "4000");
	expect("memory.swap.max", "4000");
}
END_TEST

START_TEST(swap_as_large_as_memory_is_none)
{
	const struct spec_memory memory = { .limit = POINTER(int64_t, 6000), .swap = POINTER(int64_t, 6000) };

	update(&(struct spec_resources){ .memory = &memory });
	expect("memory.swap.max", "0");
}
END_TEST

START_TEST(no_limit_is_max_for_swap_too)
{
	const struct spec_memory memory = { .limit = POINTER(int64_t, -1) };

	update(&(struct spec_resources){ .memory = &memory });
	expect("memory.max", "max");
	expect("memory.swap.max", "max");
}
END_TEST

START_TEST(the_sum_alone_is_counted_from_the_limit_that_holds)
{
	const struct spec_memory memory = { .swap = POINTER(int64_t, 10000) };

	refuse(&(struct spec_resources){ .memory = &memory }, EINVAL,
	       "memory.swap: unable to set swap limit without memory limit");
	cgroup_fixture_put(&fixture, "v2/box/memory.max", "7000\n");
	update(&(struct spec_resources){ .memory = &memory });
	expect("memory.swap.max", "3000");
}
END_TEST

START_TEST(swap_below_memory_is_refused)
{
	const struct spec_memory memory = { .limit = POINTER(int64_t, 6000), .swap = POINTER(int64_t, 5999) };

	refuse(&(struct spec_resources){ .memory = &memory }, EINVAL,
	       "linux.resources.memory.swap: memory+swap limit");
}
END_TEST

START_TEST(without_swap_accounting_only_a_real_limit_is_refused)
{
	const struct spec_memory none = { .limit = POINTER(int64_t, 6000), .swap = POINTER(int64_t, 6000) };
	const struct spec_memory some = { .limit = POINTER(int64_t, 6000), .swap = POINTER(int64_t, 6001) };
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/v2/box/memory.swap.max", fixture.top);
	ck_assert_int_eq(unlink(path), 0);
	update(&(struct spec_resources){ .memory = &none });
	refuse(&(struct spec_resources){ .memory = &some }, ENOENT, "linux.resources.memory.swap: write ");
}
END_TEST

START_TEST(a_limit_below_the_usage_is_refused_if_that_is_wished)
{
	const struct spec_memory memory = { .limit = POINTER(int64_t, 4999),
					    .check_before_update = POINTER(bool, true) };

	refuse(&(struct spec_resources){ .memory = &memory }, EBUSY,
	       "rejecting memory limit 4999 <= usage 5000");
	expect("memory.max", "");
}
END_TEST

START_TEST(shares_become_a_weight)
{
	static const struct {
		uint64_t shares, weight;
	} rows[] = { { 1, 1 },      { 2, 1 },      { 3, 2 },         { 256, 35 },       { 512, 59 },
		     { 1024, 100 }, { 2048, 174 }, { 100000, 4340 }, { 262144, 10000 }, { 999999, 10000 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		ck_assert_uint_eq(cgroup_weight_of_shares(rows[i].shares), rows[i].weight);
	for (uint64_t shares = 3; shares < 262145; shares++)
		ck_assert_uint_ge(cgroup_weight_of_shares(shares), cgroup_weight_of_shares(shares - 1));
}
END_TEST

START_TEST(cpu_values_reach_their_files)
{
	const struct spec_cpu cpu = { .shares = POINTER(uint64_t, 1024),
				      .quota = POINTER(int64_t, 50000),
				      .period = POINTER(uint64_t, 200000),
				      .burst = POINTER(uint64_t, 1000),
				      .idle = POINTER(int64_t, 0),
				      .cpus = "0-1",
				      .mems = "0" };

	update(&(struct spec_resources){ .cpu = &cpu });
	expect("cpu.weight", "100");
	expect("cpu.max", "50000 200000");
	expect("cpu.max.burst", "1000");
	expect("cpu.idle", "0");
	expect("cpuset.cpus", "0-1");
	expect("cpuset.mems", "0");
}
END_TEST

START_TEST(quota_and_period_keep_each_other)
{
	const struct spec_cpu quota = { .quota = POINTER(int64_t, 333333) },
			      period = { .period = POINTER(uint64_t, 500000) },
			      none = { .quota = POINTER(int64_t, -1) };

	cgroup_fixture_put(&fixture, "v2/box/cpu.max", "111111 222222");
	update(&(struct spec_resources){ .cpu = &quota });
	expect("cpu.max", "333333 222222");
	update(&(struct spec_resources){ .cpu = &period });
	expect("cpu.max", "333333 500000");
	cgroup_fixture_put(&fixture, "v2/box/cpu.max", "111111 222222");
	update(&(struct spec_resources){ .cpu = &none });
	expect("cpu.max", "max 222222222");
}
END_TEST

START_TEST(what_v2_does_not_have_is_refused_by_name)
{
	const struct spec_cpu realtime = { .realtime_runtime = POINTER(int64_t, 1) };
	const struct spec_network network = { .class_id = POINTER(uint32_t, 1) };
	const struct spec_block_io leaf = { .leaf_weight = POINTER(uint16_t, 100) };

	refuse(&(struct spec_resources){ .cpu = &realtime }, ENOTSUP,
	       "linux.resources.cpu.realtimeRuntime: cgroup v2");
	refuse(&(struct spec_resources){ .network = &network }, ENOTSUP,
	       "linux.resources.network.classID: cgroup v2 has no net_cls controller");
	refuse(&(struct spec_resources){ .block_io = &leaf }, ENOTSUP,
	       "linux.resources.blockIO.leafWeight: cgroup v2");
}
END_TEST

START_TEST(block_io_values_reach_their_files)
{
	const struct spec_throttle_device read = { 8, 16, 1000 }, write = { 8, 16, 0 };
	const struct spec_block_io block_io = { .weight = POINTER(uint16_t, 500),
						.throttle_read_bps = { 1, &read } },
				   lifted = { .throttle_write_iops = { 1, &write } };

	update(&(struct spec_resources){ .block_io = &block_io });
	expect("io.bfq.weight", "500");
	expect("io.max", "8:16 rbps=1000");
	cgroup_fixture_put(&fixture, "v2/box/io.max", "");
	update(&(struct spec_resources){ .block_io = &lifted });
	expect("io.max", "8:16 wiops=max");
}
END_TEST

START_TEST(without_bfq_weights_are_converted)
{
	const struct spec_weight_device device = { 8, 0, POINTER(uint16_t, 10), NULL };
	const struct spec_block_io all = { .weight = POINTER(uint16_t, 1000) },
				   one = { .weight_device = { 1, &device } };
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s/v2/box/io.bfq.weight", fixture.top);
	ck_assert_int_eq(unlink(path), 0);
	cgroup_fixture_put(&fixture, "v2/box/io.weight", "");
	update(&(struct spec_resources){ .block_io = &all });
	expect("io.weight", "10000");
	cgroup_fixture_put(&fixture, "v2/box/io.weight", "");
	update(&(struct spec_resources){ .block_io = &one });
	expect("io.weight", "8:0 1");
}
END_TEST

START_TEST(small_values_reach_their_files)
{
	const struct spec_hugepage_limit pages[] = { { "2MB", 4194304 }, { "1GB", 0 } };
	const struct spec_rdma rdma = { "mlx5_0", POINTER(uint32_t, 3), NULL };

	update(&(struct spec_resources){
		.pids_limit = POINTER(int64_t, 20), .hugepage_limits = { 2, pages }, .rdma = { 1, &rdma } });
	expect("pids.max", "20");
	expect("hugetlb.2MB.max", "4194304");
	expect("hugetlb.2MB.rsvd.max", "4194304");
	expect("hugetlb.1GB.max", "0");
	expect("rdma.max", "mlx5_0 hca_handle=3");
}
END_TEST

START_TEST(unified_names_any_file)
{
	const struct spec_pair pairs[] = { { "memory.high", "5000" }, { "cgroup.max.depth", "3" } };
	const struct spec_pair unknown = { "misc.max", "x 1" };

	update(&(struct spec_resources){ .unified = { 2, pairs } });
	expect("memory.high", "5000");
	expect("cgroup.max.depth", "3");
	refuse(&(struct spec_resources){ .unified = { 1, &unknown } }, ENOENT, "unified[misc.max]: write");
	ck_assert_ptr_nonnull(strstr(fixture.err.message, "do not give it the misc controller"));
}
END_TEST

START_TEST(controllers_are_given_on_the_way_down)
{
	struct cgroup_hierarchy *hierarchy = &fixture.cgroup.hierarchies[0];

	free(hierarchy->directory);
	ck_assert_int_ge(asprintf(&hierarchy->directory, "%s/v2/a/b", fixture.top), 0);
	cgroup_fixture_put(&fixture, "v2/a/cgroup.subtree_control", "");
	cgroup_fixture_put(&fixture, "v2/a/b/cgroup.subtree_control", "");
	ck_assert_int_eq(cgroup_create(&fixture.cgroup, &fixture.err), 0);
	cgroup_fixture_expect(&fixture, "v2/cgroup.subtree_control",
			      "+cpuset +cpu +io +memory +hugetlb +pids +rdma +misc");
	cgroup_fixture_expect(&fixture, "v2/a/cgroup.subtree_control",
			      "+cpuset +cpu +io +memory +hugetlb +pids +rdma +misc");
	cgroup_fixture_expect(&fixture, "v2/a/b/cgroup.subtree_control", "");
}
END_TEST

START_TEST(freezing_waits_for_the_event)
{
	cgroup_fixture_put(&fixture, "v2/box/cgroup.events", "populated 1\nfrozen 1\n");
	ck_assert(!cgroup_is_frozen(&fixture.cgroup));
	ck_assert_int_eq(cgroup_freeze(&fixture.cgroup, true, &fixture.err), 0);
	ck_assert(cgroup_is_frozen(&fixture.cgroup));
	cgroup_fixture_put(&fixture, "v2/box/cgroup.events", "populated 1\nfrozen 0\n");
	ck_assert_int_eq(cgroup_freeze(&fixture.cgroup, false, &fixture.err), 0);
	ck_assert(!cgroup_is_frozen(&fixture.cgroup));
	ck_assert_int_eq(cgroup_freeze(&fixture.cgroup, true, &fixture.err), -EBUSY);
	ck_assert(!cgroup_is_frozen(&fixture.cgroup));
}
END_TEST

START_TEST(a_refused_update_leaves_no_trace)
{
	const struct spec_memory memory = { .limit = POINTER(int64_t, 6000) };
	const struct spec_throttle_device read = { 8, 16, 1000 };
	const struct spec_block_io block_io = { .throttle_read_bps = { 1, &read } };
	const struct spec_pair unknown = { "misc.max", "x 1" };

	cgroup_fixture_put(&fixture, "v2/box/memory.max", "7000\n");
	cgroup_fixture_put(&fixture, "v2/box/cpuset.cpus", "\n");
	cgroup_fixture_put(&fixture, "v2/box/io.max", "8:32 rbps=1\n");
	refuse(&(struct spec_resources){ .memory = &memory,
					 .block_io = &block_io,
					 .unified = { 1, &unknown } },
	       ENOENT, "misc");
	expect("memory.max", "7000\n");
	/* A plain file keeps the end of what was longer: "8:16 rbps=max ..." was written, then the old line. */
	ck_assert_ptr_null(strstr(fixture.err.message, "old limits"));
	cgroup_fixture_expect(&fixture, "v2/box/io.max", "8:32 rbps=1ax wbps=max riops=max wiops=max");
}
END_TEST

Suite *suite_cgroup_unified(void)
{
	Suite *suite = suite_create("cgroup_unified");
	TCase *tcase = tcase_create("files");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, memory_and_swap_are_apart);
	tcase_add_test(tcase, swap_as_large_as_memory_is_none);
	tcase_add_test(tcase, no_limit_is_max_for_swap_too);
	tcase_add_test(tcase, the_sum_alone_is_counted_from_the_limit_that_holds);
	tcase_add_test(tcase, swap_below_memory_is_refused);
	tcase_add_test(tcase, without_swap_accounting_only_a_real_limit_is_refused);
	tcase_add_test(tcase, a_limit_below_the_usage_is_refused_if_that_is_wished);
	tcase_add_test(tcase, shares_become_a_weight);
	tcase_add_test(tcase, cpu_values_reach_their_files);
	tcase_add_test(tcase, quota_and_period_keep_each_other);
	tcase_add_test(tcase, what_v2_does_not_have_is_refused_by_name);
	tcase_add_test(tcase, block_io_values_reach_their_files);
	tcase_add_test(tcase, without_bfq_weights_are_converted);
	tcase_add_test(tcase, small_values_reach_their_files);
	tcase_add_test(tcase, unified_names_any_file);
	tcase_add_test(tcase, controllers_are_given_on_the_way_down);
	tcase_add_test(tcase, freezing_waits_for_the_event);
	tcase_add_test(tcase, a_refused_update_leaves_no_trace);
	suite_add_tcase(suite, tcase);
	return suite;
}
