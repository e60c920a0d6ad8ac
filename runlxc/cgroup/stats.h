/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the kernel counts in the container's cgroups, in the units of `runc events`: the same numbers from v1 and v2. Of
 * what a kernel does not count the number is 0 and the list empty.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compat/base/arena.h"

struct cgroup;
struct err;

struct cgroup_stats_list {
	size_t count;
	const uint64_t *items;
};

/* Pressure stall information: percent, and microseconds in total. Linux 4.20, in the directory of v2 only. */
struct cgroup_stats_stall {
	double avg10, avg60, avg300;
	uint64_t total;
};

struct cgroup_stats_pressure {
	bool known;
	struct cgroup_stats_stall some, full;
};

/* Bytes. No limit is what the kernel of v1 says, or UINT64_MAX. */
struct cgroup_stats_memory {
	uint64_t limit, usage, max, failcnt;
};

struct cgroup_stats_pair {
	const char *key;
	uint64_t value;
};

/* `operation` is "Read", "Write", ..., or "". */
struct cgroup_stats_block_entry {
	uint64_t major, minor, value;
	const char *operation;
};

struct cgroup_stats_block_list {
	size_t count;
	const struct cgroup_stats_block_entry *items;
};

struct cgroup_stats_hugetlb {
	const char *page_size; /* "2MB" */
	uint64_t usage, max, failcnt;
};

/* Zero-initialise; all memory is the arena's: cgroup_stats_clear(). */
struct cgroup_stats {
	struct arena arena;
	struct {
		uint64_t total, kernel, user; /* nanoseconds */
		struct cgroup_stats_list percpu, percpu_kernel, percpu_user;
		uint64_t periods, throttled_periods, throttled_time;
		struct cgroup_stats_pressure pressure;
	} cpu;
	struct {
		struct cgroup_stats_list cpus, mems;
		uint64_t cpu_exclusive, mem_hardwall, mem_exclusive, memory_migrate, memory_spread_page,
			memory_spread_slab, memory_pressure, sched_load_balance;
		int64_t sched_relax_domain_level;
	} cpuset; /* v1 only */
	struct {
		uint64_t cache;
		struct cgroup_stats_memory usage, swap, kernel,
			kernel_tcp; /* swap: memory and swap together */
		size_t raw_count;
		const struct cgroup_stats_pair *raw; /* all of memory.stat */
		struct cgroup_stats_pressure pressure;
	} memory;
	struct {
		uint64_t current, limit; /* limit 0: none */
	} pids;
	struct {
		struct cgroup_stats_block_list service_bytes, serviced, queued, service_time, wait_time,
			merged, time, sectors;
		struct cgroup_stats_pressure pressure;
	} block_io;
	size_t hugetlb_count;
	const struct cgroup_stats_hugetlb *hugetlb;
};

/*
 * Reads all of it. A file that is not there is no error: the controller is not mounted, the kernel too old, or the container
 * just gone. `sysfs` is its path ("/sys" outside of tests), for the sizes of huge pages. -ENOMEM, or what read(2) says.
 */
int cgroup_stats(const struct cgroup *cgroup, const char *sysfs, struct cgroup_stats *ret, struct err *err);

void cgroup_stats_clear(struct cgroup_stats *stats);
