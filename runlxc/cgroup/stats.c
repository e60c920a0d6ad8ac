/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what the kernel counts in the container's cgroups: tables of files, numbers and keys. */
#include "runlxc/cgroup/stats.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"
#include "runlxc/cgroup/stats_internal.h"

enum { TICK_NS = 10 * 1000 * 1000, USEC_NS = 1000, PATH_SIZE = 512 };

#define AT(member) offsetof(struct cgroup_stats, member)
/* The number in a file, or after a key in one with a key in every line. Rows of a file stand together: it is read once. */
static const struct number {
	const char *controller, *file, *key;
	size_t offset;
	bool unified;
	uint64_t factor;
} numbers[] = {
	{ "cpuacct", "cpuacct.usage", NULL, AT(cpu.total), false, 1 },
	{ "cpuacct", "cpuacct.stat", "user", AT(cpu.user), false, TICK_NS },
	{ "cpuacct", "cpuacct.stat", "system", AT(cpu.kernel), false, TICK_NS },
	{ "cpu", "cpu.stat", "nr_periods", AT(cpu.periods), false, 1 },
	{ "cpu", "cpu.stat", "nr_throttled", AT(cpu.throttled_periods), false, 1 },
	{ "cpu", "cpu.stat", "throttled_time", AT(cpu.throttled_time), false, 1 },
	{ "cpuset", "cpuset.cpu_exclusive", NULL, AT(cpuset.cpu_exclusive), false, 1 },
	{ "cpuset", "cpuset.mem_hardwall", NULL, AT(cpuset.mem_hardwall), false, 1 },
	{ "cpuset", "cpuset.mem_exclusive", NULL, AT(cpuset.mem_exclusive), false, 1 },
	{ "cpuset", "cpuset.memory_migrate", NULL, AT(cpuset.memory_migrate), false, 1 },
	{ "cpuset", "cpuset.memory_spread_page", NULL, AT(cpuset.memory_spread_page), false, 1 },
	{ "cpuset", "cpuset.memory_spread_slab", NULL, AT(cpuset.memory_spread_slab), false, 1 },
	{ "cpuset", "cpuset.memory_pressure", NULL, AT(cpuset.memory_pressure), false, 1 },
	{ "cpuset", "cpuset.sched_load_balance", NULL, AT(cpuset.sched_load_balance), false, 1 },
	{ "cpuset", "cpuset.sched_relax_domain_level", NULL, AT(cpuset.sched_relax_domain_level), false, 1 },
	{ "memory", "memory.usage_in_bytes", NULL, AT(memory.usage.usage), false, 1 },
	{ "memory", "memory.max_usage_in_bytes", NULL, AT(memory.usage.max), false, 1 },
	{ "memory", "memory.failcnt", NULL, AT(memory.usage.failcnt), false, 1 },
	{ "memory", "memory.limit_in_bytes", NULL, AT(memory.usage.limit), false, 1 },
	{ "memory", "memory.memsw.usage_in_bytes", NULL, AT(memory.swap.usage), false, 1 },
	{ "memory", "memory.memsw.max_usage_in_bytes", NULL, AT(memory.swap.max), false, 1 },
	{ "memory", "memory.memsw.failcnt", NULL, AT(memory.swap.failcnt), false, 1 },
	{ "memory", "memory.memsw.limit_in_bytes", NULL, AT(memory.swap.limit), false, 1 },
	{ "memory", "memory.kmem.usage_in_bytes", NULL, AT(memory.kernel.usage), false, 1 },
	{ "memory", "memory.kmem.max_usage_in_bytes", NULL, AT(memory.kernel.max), false, 1 },
	{ "memory", "memory.kmem.failcnt", NULL, AT(memory.kernel.failcnt), false, 1 },
	{ "memory", "memory.kmem.limit_in_bytes", NULL, AT(memory.kernel.limit), false, 1 },
	{ "memory", "memory.kmem.tcp.usage_in_bytes", NULL, AT(memory.kernel_tcp.usage), false, 1 },
	{ "memory", "memory.kmem.tcp.max_usage_in_bytes", NULL, AT(memory.kernel_tcp.max), false, 1 },
	{ "memory", "memory.kmem.tcp.failcnt", NULL, AT(memory.kernel_tcp.failcnt), false, 1 },
	{ "memory", "memory.kmem.tcp.limit_in_bytes", NULL, AT(memory.kernel_tcp.limit), false, 1 },
	{ "pids", "pids.current", NULL, AT(pids.current), false, 1 },
	{ "pids", "pids.max", NULL, AT(pids.limit), false, 1 },
	{ "cpuacct", "cpu.stat", "usage_usec", AT(cpu.total), true, USEC_NS },
	{ "cpuacct", "cpu.stat", "user_usec", AT(cpu.user), true, USEC_NS },
	{ "cpuacct", "cpu.stat", "system_usec", AT(cpu.kernel), true, USEC_NS },
	{ "cpu", "cpu.stat", "nr_periods", AT(cpu.periods), true, 1 },
	{ "cpu", "cpu.stat", "nr_throttled", AT(cpu.throttled_periods), true, 1 },
	{ "cpu", "cpu.stat", "throttled_usec", AT(cpu.throttled_time), true, USEC_NS },
	{ "memory", "memory.current", NULL, AT(memory.usage.usage), true, 1 },
	{ "memory", "memory.max", NULL, AT(memory.usage.limit), true, 1 },
	{ "memory", "memory.peak", NULL, AT(memory.usage.max), true, 1 },
	{ "memory", "memory.swap.current", NULL, AT(memory.swap.usage), true, 1 },
	{ "memory", "memory.swap.max", NULL, AT(memory.swap.limit), true, 1 },
	{ "pids", "pids.current", NULL, AT(pids.current), true, 1 },
	{ "pids", "pids.max", NULL, AT(pids.limit), true, 1 },
};

const char *cgroup_stats_directory(const struct cgroup_stats_source *source, const char *controller,
				   bool unified)
{
	const struct cgroup_hierarchy *hierarchy = cgroup_with(source->cgroup, controller);

	if (!hierarchy || hierarchy->unified)
		hierarchy = cgroup_unified(source->cgroup);
	return hierarchy && hierarchy->unified == unified ? hierarchy->directory : NULL;
}

int cgroup_stats_read(const struct cgroup_stats_source *source, const char *directory, const char *file,
		      char **ret_text)
{
	int r = cgroup_file_read(directory, file, ret_text);

	/* Some kernels have the pressure files and answer EOPNOTSUPP. */
	if (r == -ENOENT || r == -ENODEV || r == -EOPNOTSUPP)
		return 0;
	return r < 0 ? err_set_errno(source->err, -r, "read %s/%s", directory, file) : 0;
}

/* "max" is no limit. */
static uint64_t number_of(const char *text)
{
	return strncmp(text, "max", 3) == 0 ? UINT64_MAX : strtoull(text, NULL, 10);
}

/* What stands behind the key and a blank, or NULL. */
static const char *value_of_key(const char *text, const char *key)
{
	size_t length = strlen(key);

	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (strncmp(line, key, length) == 0 && line[length] == ' ')
			return line + length + 1;
	return NULL;
}

static int read_numbers(const struct cgroup_stats_source *source)
{
	auto_free char *text = NULL;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		const struct number *number = &numbers[i], *before = i ? &numbers[i - 1] : NULL;
		const char *directory = cgroup_stats_directory(source, number->controller, number->unified);
		const char *value;

		if (!directory)
			continue;
		if (!before || before->unified != number->unified ||
		    strcmp(before->file, number->file) != 0 ||
		    strcmp(before->controller, number->controller) != 0) {
			int r;

			free(take_ptr(text));
			r = cgroup_stats_read(source, directory, number->file, &text);
			if (r < 0)
				return r;
		}
		value = text && number->key ? value_of_key(text, number->key) : text;
		if (value)
			*(uint64_t *)(void *)((char *)source->stats + number->offset) =
				number_of(value) * number->factor;
	}
	return 0;
}

static int read_lists(const struct cgroup_stats_source *source)
{
	struct cgroup_stats *stats = source->stats;
	const char *cpu = cgroup_stats_directory(source, "cpuacct", false);
	const char *set = cgroup_stats_directory(source, "cpuset", false);
	auto_free char *each = NULL, *all = NULL, *cpus = NULL, *mems = NULL;
	int r = 0;

	if (cpu)
		r = cgroup_stats_read(source, cpu, "cpuacct.usage_percpu", &each);
	if (r == 0 && each)
		r = cgroup_stats_numbers(&stats->arena, each, &stats->cpu.percpu);
	if (r == 0 && cpu)
		r = cgroup_stats_read(source, cpu, "cpuacct.usage_all", &all);
	if (r == 0 && all)
		r = cgroup_stats_column(&stats->arena, all, 1, &stats->cpu.percpu_user);
	if (r == 0 && all)
		r = cgroup_stats_column(&stats->arena, all, 2, &stats->cpu.percpu_kernel);
	if (r == 0 && set)
		r = cgroup_stats_read(source, set, "cpuset.cpus", &cpus);
	if (r == 0 && cpus)
		r = cgroup_stats_ranges(&stats->arena, cpus, &stats->cpuset.cpus);
	if (r == 0 && set)
		r = cgroup_stats_read(source, set, "cpuset.mems", &mems);
	if (r == 0 && mems)
		r = cgroup_stats_ranges(&stats->arena, mems, &stats->cpuset.mems);
	return r;
}

/* Adds what only one of the two versions counts as the other does. */
static void derive_memory(struct cgroup_stats *stats, bool unified, bool swap_known)
{
	if (unified && swap_known) {
		stats->memory.swap.usage += stats->memory.usage.usage;
		if (stats->memory.swap.limit != UINT64_MAX)
			stats->memory.swap.limit += stats->memory.usage.limit;
	}
	for (size_t i = 0; i < stats->memory.raw_count; i++)
		if (strcmp(stats->memory.raw[i].key, unified ? "file" : "cache") == 0)
			stats->memory.cache = stats->memory.raw[i].value;
}

static int read_raw_memory(const struct cgroup_stats_source *source)
{
	struct cgroup_stats *stats = source->stats;
	const char *directory = cgroup_stats_directory(source, "memory", false);
	bool unified = !directory;
	struct cgroup_stats_pair *pairs;
	auto_free char *text = NULL, *swap = NULL;
	char *rest, *line;
	int r;

	if (unified)
		directory = cgroup_stats_directory(source, "memory", true);
	r = directory ? cgroup_stats_read(source, directory, "memory.stat", &text) : 0;
	if (r == 0 && directory && unified)
		r = cgroup_stats_read(source, directory, "memory.swap.max", &swap);
	if (r < 0 || !text)
		return r;
	pairs = arena_alloc(&stats->arena, (strlen(text) / 4 + 1) * sizeof(*pairs));
	if (!pairs)
		return -ENOMEM;
	stats->memory.raw = pairs;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		const char *key = strsep(&line, " ");

		if (!line)
			continue;
		pairs[stats->memory.raw_count].value = number_of(line);
		pairs[stats->memory.raw_count].key = arena_strdup(&stats->arena, key);
		if (!pairs[stats->memory.raw_count++].key)
			return -ENOMEM;
	}
	derive_memory(stats, unified, swap != NULL);
	return 0;
}

/* "hugepages-2048kB" is "2MB" in the names of cgroup files. */
static char *page_size_of(struct arena *arena, const char *name)
{
	static const char units[] = "KMGTP";
	unsigned long long size;
	size_t unit = 0;

	if (sscanf(name, "hugepages-%llukB", &size) != 1)
		return NULL;
	for (; size >= 1024 && size % 1024 == 0 && units[unit + 1]; unit++)
		size /= 1024;
	return arena_printf(arena, "%llu%cB", size, units[unit]);
}

static int read_hugetlb_number(const struct cgroup_stats_source *source, const char *directory,
			       const char *page_size, const char *const names[2], const char *key,
			       uint64_t *ret)
{
	/* Pages that are reserved count, where the kernel knows them apart: Linux 5.7. */
	for (size_t i = 0; i < 2; i++) {
		auto_free char *text = NULL;
		char file[PATH_SIZE];
		const char *value;
		int r;

		(void)snprintf(file, sizeof(file), "hugetlb.%s%s", page_size, names[i]);
		r = cgroup_stats_read(source, directory, file, &text);
		if (r < 0)
			return r;
		value = text && key ? value_of_key(text, key) : text;
		if (!value)
			continue;
		*ret = number_of(value);
		break;
	}
	return 0;
}

static int read_hugetlb_size(const struct cgroup_stats_source *source, const char *directory, bool unified,
			     struct cgroup_stats_hugetlb *entry)
{
	static const char *const usage_v1[] = { ".rsvd.usage_in_bytes", ".usage_in_bytes" };
	static const char *const max_v1[] = { ".rsvd.max_usage_in_bytes", ".max_usage_in_bytes" };
	static const char *const failcnt_v1[] = { ".rsvd.failcnt", ".failcnt" };
	static const char *const usage_v2[] = { ".rsvd.current", ".current" }, *const events_v2[] = {
		".events", ".events"
	};
	const char *size = entry->page_size;
	int r;

	if (unified) {
		r = read_hugetlb_number(source, directory, size, usage_v2, NULL, &entry->usage);
		return r < 0 ? r :
			       read_hugetlb_number(source, directory, size, events_v2, "max",
						   &entry->failcnt);
	}
	r = read_hugetlb_number(source, directory, size, usage_v1, NULL, &entry->usage);
	if (r == 0)
		r = read_hugetlb_number(source, directory, size, max_v1, NULL, &entry->max);
	if (r == 0)
		r = read_hugetlb_number(source, directory, size, failcnt_v1, NULL, &entry->failcnt);
	return r;
}

static int read_hugetlb(const struct cgroup_stats_source *source)
{
	enum { SIZES_MAX = 16 };
	struct cgroup_stats *stats = source->stats;
	const struct cgroup_hierarchy *hierarchy = cgroup_with(source->cgroup, "hugetlb");
	auto_closedir DIR *sizes = NULL;
	struct cgroup_stats_hugetlb *items;
	char path[PATH_SIZE];
	struct dirent *entry;

	if (!hierarchy || !hierarchy->directory)
		return 0;
	(void)snprintf(path, sizeof(path), "%s/kernel/mm/hugepages", source->sysfs);
	sizes = opendir(path);
	items = arena_alloc(&stats->arena, SIZES_MAX * sizeof(*items));
	if (!items)
		return -ENOMEM;
	stats->hugetlb = items;
	while (sizes && stats->hugetlb_count < SIZES_MAX && (entry = readdir(sizes))) {
		struct cgroup_stats_hugetlb *item = &items[stats->hugetlb_count];
		int r;

		item->page_size = page_size_of(&stats->arena, entry->d_name);
		if (!item->page_size)
			continue;
		stats->hugetlb_count++;
		r = read_hugetlb_size(source, hierarchy->directory, hierarchy->unified, item);
		if (r < 0)
			return r;
	}
	return 0;
}

int cgroup_stats(const struct cgroup *cgroup, const char *sysfs, struct cgroup_stats *ret, struct err *err)
{
	static int (*const parts[])(const struct cgroup_stats_source *source) = {
		read_numbers,          read_lists,   read_raw_memory,
		cgroup_stats_block_io, read_hugetlb, cgroup_stats_pressure,
	};
	struct cgroup_stats stats = { 0 };
	const struct cgroup_stats_source source = { cgroup, &stats, sysfs, err };

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		int r = parts[i](&source);

		if (r < 0) {
			cgroup_stats_clear(&stats);
			return r == -ENOMEM ? err_set(err, ENOMEM, "reading the cgroups: out of memory") : r;
		}
	}
	/* "max" is said as 0, as it always was. */
	if (stats.pids.limit == UINT64_MAX)
		stats.pids.limit = 0;
	*ret = stats;
	return 0;
}

void cgroup_stats_clear(struct cgroup_stats *stats)
{
	arena_clear(&stats->arena);
	*stats = (struct cgroup_stats){ 0 };
}
