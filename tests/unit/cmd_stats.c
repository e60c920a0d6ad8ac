/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/cgroup/stats and runlxc/cmd/stats: files of v1 and v2 in, one line of JSON out. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/stats.h"
#include "runlxc/cmd/stats.h"
#include "tests/unit/unit.h"

static char directory[64];
static struct cgroup cgroup;

static void set_up(void)
{
	strcpy(directory, "/tmp/unit-stats-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
}

static void tear_down(void)
{
	cgroup_clear(&cgroup);
	(void)file_remove_tree_at(AT_FDCWD, directory);
}

/* A hierarchy whose directory is NAME in ours. */
static void add(const char *name, const char *controllers, bool unified)
{
	struct cgroup_hierarchy *hierarchy = &cgroup.hierarchies[cgroup.count++];
	char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	*hierarchy = (struct cgroup_hierarchy){ .unified = unified,
						.controllers = strdup(controllers),
						.mount_point = strdup(path),
						.directory = strdup(path) };
}

static void put(const char *file, const char *text)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", directory, file);
	ck_assert_int_eq(file_replace_at(AT_FDCWD, path, text, strlen(text), 0600), 0);
}

static void huge_pages(void)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/sys", directory);
	for (const char *at = "/kernel/mm/hugepages/hugepages-2048kB"; at; at = strchr(at + 1, '/')) {
		const char *end = strchr(at + 1, '/');

		(void)mkdir(path, 0700);
		(void)snprintf(path + strlen(path), sizeof(path) - strlen(path), "%.*s",
			       end ? (int)(end - at) : (int)strlen(at), at);
	}
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void expect(const struct cmd_interface *interfaces, size_t count, const char *data)
{
	auto_free char *line = NULL, *wanted = NULL;
	struct cgroup_stats stats;
	struct err err = { 0 };
	char sysfs[128];

	(void)snprintf(sysfs, sizeof(sysfs), "%s/sys", directory);
	ck_assert_msg(cgroup_stats(&cgroup, sysfs, &stats, &err) == 0, "%s", err.message);
	line = cmd_stats_render("a", &stats, interfaces, count);
	cgroup_stats_clear(&stats);
	ck_assert_int_gt(asprintf(&wanted, "{\"type\":\"stats\",\"id\":\"a\",\"data\":{%s}}\n", data), 0);
	ck_assert_str_eq(line, wanted);
}

#define NO_CPUSET                                                                                           \
	"\"cpuset\":{\"cpu_exclusive\":0,\"mem_hardwall\":0,\"mem_exclusive\":0,\"memory_migrate\":0,"      \
	"\"memory_spread_page\":0,\"memory_spread_slab\":0,\"memory_pressure\":0,\"sched_load_balance\":0," \
	"\"sched_relax_domain_level\":0}"

START_TEST(without_any_cgroup_the_shape_is_there)
{
	expect(NULL, 0,
	       "\"cpu\":{\"usage\":{\"kernel\":0,\"user\":0}}," NO_CPUSET
	       ",\"memory\":{},\"pids\":{},\"blkio\":{},\"hugetlb\":{},\"intel_rdt\":{},\"network_interfaces\":null");
}
END_TEST

START_TEST(cgroup_v1_is_read_and_rendered)
{
	static const struct cmd_interface interfaces[] = { { "eth0", { 1, 2, 3, 4 }, { 5, 6, 7, 8 } },
							   { "a\"b", { 0 }, { 0 } } };

	add("cpu", "cpu,cpuacct", false);
	add("cpuset", "cpuset", false);
	add("memory", "memory", false);
	add("pids", "pids", false);
	add("blkio", "blkio", false);
	add("hugetlb", "hugetlb", false);
	huge_pages();
	put("cpu/cpuacct.usage", "1000\n");
	put("cpu/cpuacct.stat", "user 3\nsystem 4\n");
	put("cpu/cpuacct.usage_percpu", "600 400 \n");
	put("cpu/cpuacct.usage_all", "cpu user system\n0 500 100\n1 300 100\n");
	put("cpu/cpu.stat", "nr_periods 9\nnr_throttled 8\nthrottled_time 7\nnr_bursts 1\n");
	put("cpuset/cpuset.cpus", "0-1,5\n");
	put("cpuset/cpuset.mems", "0\n");
	put("cpuset/cpuset.sched_load_balance", "1\n");
	put("cpuset/cpuset.sched_relax_domain_level", "-1\n");
	put("memory/memory.usage_in_bytes", "4096\n");
	put("memory/memory.max_usage_in_bytes", "8192\n");
	put("memory/memory.failcnt", "2\n");
	put("memory/memory.limit_in_bytes", "9223372036854771712\n");
	put("memory/memory.memsw.usage_in_bytes", "5000\n");
	put("memory/memory.kmem.usage_in_bytes", "6000\n");
	put("memory/memory.stat", "cache 100\nrss 200\ntotal_cache 300\n");
	put("pids/pids.current", "3\n");
	put("pids/pids.max", "max\n");
	put("blkio/blkio.bfq.sectors_recursive", "");
	put("blkio/blkio.throttle.io_serviced_recursive", "8:0 Read 5\n8:0 Total 5\nTotal 5\n");
	put("blkio/blkio.throttle.io_service_bytes_recursive", "8:0 Read 4096\nTotal 4096\n");
	put("blkio/blkio.throttle.io_serviced", "9:9 Read 1\n");
	put("hugetlb/hugetlb.2MB.usage_in_bytes", "2097152\n");
	put("hugetlb/hugetlb.2MB.rsvd.usage_in_bytes", "4194304\n");
	put("hugetlb/hugetlb.2MB.failcnt", "1\n");
	expect(interfaces, 2,
	       "\"cpu\":{\"usage\":{\"total\":1000,\"percpu\":[600,400],\"percpu_kernel\":[100,100],\"percpu_user\":[500,300],"
	       "\"kernel\":40000000,\"user\":30000000},"
	       "\"throttling\":{\"periods\":9,\"throttledPeriods\":8,\"throttledTime\":7}},"
	       "\"cpuset\":{\"cpus\":[0,1,5],\"cpu_exclusive\":0,\"mems\":[0],\"mem_hardwall\":0,\"mem_exclusive\":0,"
	       "\"memory_migrate\":0,\"memory_spread_page\":0,\"memory_spread_slab\":0,\"memory_pressure\":0,"
	       "\"sched_load_balance\":1,\"sched_relax_domain_level\":-1},"
	       "\"memory\":{\"cache\":100,\"usage\":{\"limit\":9223372036854771712,\"usage\":4096,\"max\":8192,\"failcnt\":2},"
	       "\"swap\":{\"limit\":0,\"usage\":5000,\"failcnt\":0},\"kernel\":{\"limit\":0,\"usage\":6000,\"failcnt\":0},"
	       "\"raw\":{\"cache\":100,\"rss\":200,\"total_cache\":300}},\"pids\":{\"current\":3},"
	       "\"blkio\":{\"ioServiceBytesRecursive\":[{\"major\":8,\"op\":\"Read\",\"value\":4096}],"
	       "\"ioServicedRecursive\":[{\"major\":8,\"op\":\"Read\",\"value\":5},{\"major\":8,\"op\":\"Total\",\"value\":5}]},"
	       "\"hugetlb\":{\"2MB\":{\"usage\":4194304,\"failcnt\":1}},\"intel_rdt\":{},"
	       "\"network_interfaces\":[{\"Name\":\"eth0\",\"RxBytes\":1,\"RxPackets\":2,\"RxErrors\":3,\"RxDropped\":4,"
	       "\"TxBytes\":5,\"TxPackets\":6,\"TxErrors\":7,\"TxDropped\":8},"
	       "{\"Name\":\"a\\\"b\",\"RxBytes\":0,\"RxPackets\":0,\"RxErrors\":0,\"RxDropped\":0,"
	       "\"TxBytes\":0,\"TxPackets\":0,\"TxErrors\":0,\"TxDropped\":0}]");
}
END_TEST

START_TEST(cgroup_v2_has_the_same_shape)
{
	add("v2", "cpu,io,memory,pids,hugetlb", true);
	huge_pages();
	put("v2/cpu.stat",
	    "usage_usec 12\nuser_usec 7\nsystem_usec 5\nnr_periods 3\nnr_throttled 2\nthrottled_usec 1\n");
	put("v2/cpu.pressure",
	    "some avg10=0.12 avg60=1.50 avg300=0.00 total=77\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
	put("v2/io.pressure", "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
	put("v2/memory.current", "4096\n");
	put("v2/memory.max", "max\n");
	put("v2/memory.peak", "8192\n");
	put("v2/memory.swap.current", "100\n");
	put("v2/memory.swap.max", "max\n");
	put("v2/memory.stat", "anon 1\nfile 42\n");
	put("v2/io.stat", "8:16 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0\n7:0 rbytes=30\n");
	put("v2/pids.current", "4\n");
	put("v2/pids.max", "32\n");
	put("v2/hugetlb.2MB.current", "6291456\n");
	put("v2/hugetlb.2MB.events", "max 5\n");
	expect(NULL, 0,
	       "\"cpu\":{\"usage\":{\"total\":12000,\"kernel\":5000,\"user\":7000},"
	       "\"throttling\":{\"periods\":3,\"throttledPeriods\":2,\"throttledTime\":1000},"
	       "\"psi\":{\"some\":{\"avg10\":0.12,\"avg60\":1.5,\"avg300\":0,\"total\":77}}}," NO_CPUSET
	       ",\"memory\":{\"cache\":42,\"usage\":{\"limit\":18446744073709551615,\"usage\":4096,\"max\":8192,\"failcnt\":0},"
	       "\"swap\":{\"limit\":18446744073709551615,\"usage\":4196,\"failcnt\":0},\"raw\":{\"anon\":1,\"file\":42}},"
	       "\"pids\":{\"current\":4,\"limit\":32},"
	       "\"blkio\":{\"ioServiceBytesRecursive\":[{\"major\":8,\"minor\":16,\"op\":\"Read\",\"value\":10},"
	       "{\"major\":8,\"minor\":16,\"op\":\"Write\",\"value\":20},{\"major\":7,\"op\":\"Read\",\"value\":30}],"
	       "\"ioServicedRecursive\":[{\"major\":8,\"minor\":16,\"op\":\"Read\",\"value\":1},"
	       "{\"major\":8,\"minor\":16,\"op\":\"Write\",\"value\":2}],\"psi\":{}},"
	       "\"hugetlb\":{\"2MB\":{\"usage\":6291456,\"failcnt\":5}},\"intel_rdt\":{},\"network_interfaces\":null");
}
END_TEST

START_TEST(a_limit_of_swap_is_that_of_memory_and_swap_together)
{
	add("v2", "memory", true);
	put("v2/memory.current", "10\n");
	put("v2/memory.max", "1000\n");
	put("v2/memory.swap.current", "0\n");
	put("v2/memory.swap.max", "0\n");
	put("v2/memory.stat", "file 0\n");
	expect(NULL, 0,
	       "\"cpu\":{\"usage\":{\"kernel\":0,\"user\":0}}," NO_CPUSET
	       ",\"memory\":{\"usage\":{\"limit\":1000,\"usage\":10,\"failcnt\":0},"
	       "\"swap\":{\"limit\":1000,\"usage\":10,\"failcnt\":0},\"raw\":{\"file\":0}},"
	       "\"pids\":{},\"blkio\":{},\"hugetlb\":{},\"intel_rdt\":{},\"network_interfaces\":null");
}
END_TEST

START_TEST(on_hybrid_hosts_numbers_are_of_v1_and_pressure_of_v2)
{
	add("cpu", "cpuacct,cpu", false);
	add("v2", "", true);
	put("cpu/cpuacct.usage", "5\n");
	put("v2/cpu.stat", "usage_usec 99\n");
	put("v2/cpu.pressure", "some avg10=0.00 avg60=0.00 avg300=0.00 total=3\n");
	expect(NULL, 0,
	       "\"cpu\":{\"usage\":{\"total\":5,\"kernel\":0,\"user\":0},"
	       "\"psi\":{\"some\":{\"avg10\":0,\"avg60\":0,\"avg300\":0,\"total\":3}}}," NO_CPUSET
	       ",\"memory\":{},\"pids\":{},\"blkio\":{},\"hugetlb\":{},\"intel_rdt\":{},\"network_interfaces\":null");
}
END_TEST

Suite *suite_cmd_stats(void)
{
	Suite *suite = suite_create("cmd_stats");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, without_any_cgroup_the_shape_is_there);
	tcase_add_test(tests, cgroup_v1_is_read_and_rendered);
	tcase_add_test(tests, cgroup_v2_has_the_same_shape);
	tcase_add_test(tests, a_limit_of_swap_is_that_of_memory_and_swap_together);
	tcase_add_test(tests, on_hybrid_hosts_numbers_are_of_v1_and_pressure_of_v2);
	suite_add_tcase(suite, tests);
	return suite;
}
