/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Renders what is counted of a container, with runc's names and its way to leave out what is 0. By hand: the numbers go up to
 * 18446744073709551615, which jansson cannot hold.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/strbuf.h"
#include "runlxc/cgroup/stats.h"
#include "runlxc/cmd/stats.h"

enum omit { KEEP_ZERO, OMIT_ZERO };

/* A comma unless it is the first; the name unless it is an element of a list. */
static void begin(struct strbuf *out, const char *name, const char *bracket)
{
	char last = out->length ? out->text[out->length - 1] : '{';

	if (last != '{' && last != '[')
		strbuf_puts(out, ",");
	if (name)
		strbuf_printf(out, "\"%s\":", name);
	strbuf_puts(out, bracket);
}

static void number(struct strbuf *out, const char *name, uint64_t value, enum omit omit)
{
	if (value == 0 && omit == OMIT_ZERO)
		return;
	begin(out, name, "");
	strbuf_printf(out, "%" PRIu64, value);
}

static void text(struct strbuf *out, const char *name, const char *value)
{
	json_t *string = json_string(value);
	auto_free char *quoted = string ? json_dumps(string, JSON_ENCODE_ANY) : NULL;

	json_decref(string);
	begin(out, name, quoted ? quoted : "\"\"");
}

static void list(struct strbuf *out, const char *name, const struct cgroup_stats_list *numbers)
{
	if (!numbers->count)
		return;
	begin(out, name, "[");
	for (size_t i = 0; i < numbers->count; i++)
		number(out, NULL, numbers->items[i], KEEP_ZERO);
	strbuf_puts(out, "]");
}

static void stall(struct strbuf *out, const char *name, const struct cgroup_stats_stall *value)
{
	if (value->avg10 == 0 && value->avg60 == 0 && value->avg300 == 0 && value->total == 0)
		return;
	begin(out, name, "{");
	strbuf_printf(out, "\"avg10\":%.10g,\"avg60\":%.10g,\"avg300\":%.10g,\"total\":%" PRIu64 "}",
		      value->avg10, value->avg60, value->avg300, value->total);
}

static void pressure(struct strbuf *out, const struct cgroup_stats_pressure *value)
{
	if (!value->known)
		return;
	begin(out, "psi", "{");
	stall(out, "some", &value->some);
	stall(out, "full", &value->full);
	strbuf_puts(out, "}");
}

static void render_cpu(struct strbuf *out, const struct cgroup_stats *stats)
{
	begin(out, "cpu", "{");
	begin(out, "usage", "{");
	number(out, "total", stats->cpu.total, OMIT_ZERO);
	list(out, "percpu", &stats->cpu.percpu);
	list(out, "percpu_kernel", &stats->cpu.percpu_kernel);
	list(out, "percpu_user", &stats->cpu.percpu_user);
	number(out, "kernel", stats->cpu.kernel, KEEP_ZERO);
	number(out, "user", stats->cpu.user, KEEP_ZERO);
	strbuf_puts(out, "}");
	if (stats->cpu.periods || stats->cpu.throttled_periods || stats->cpu.throttled_time) {
		begin(out, "throttling", "{");
		number(out, "periods", stats->cpu.periods, OMIT_ZERO);
		number(out, "throttledPeriods", stats->cpu.throttled_periods, OMIT_ZERO);
		number(out, "throttledTime", stats->cpu.throttled_time, OMIT_ZERO);
		strbuf_puts(out, "}");
	}
	pressure(out, &stats->cpu.pressure);
	strbuf_puts(out, "}");
}

static void render_cpuset(struct strbuf *out, const struct cgroup_stats *stats)
{
	begin(out, "cpuset", "{");
	list(out, "cpus", &stats->cpuset.cpus);
	number(out, "cpu_exclusive", stats->cpuset.cpu_exclusive, KEEP_ZERO);
	list(out, "mems", &stats->cpuset.mems);
	number(out, "mem_hardwall", stats->cpuset.mem_hardwall, KEEP_ZERO);
	number(out, "mem_exclusive", stats->cpuset.mem_exclusive, KEEP_ZERO);
	number(out, "memory_migrate", stats->cpuset.memory_migrate, KEEP_ZERO);
	number(out, "memory_spread_page", stats->cpuset.memory_spread_page, KEEP_ZERO);
	number(out, "memory_spread_slab", stats->cpuset.memory_spread_slab, KEEP_ZERO);
	number(out, "memory_pressure", stats->cpuset.memory_pressure, KEEP_ZERO);
	number(out, "sched_load_balance", stats->cpuset.sched_load_balance, KEEP_ZERO);
	begin(out, "sched_relax_domain_level", "");
	strbuf_printf(out, "%" PRId64 "}", stats->cpuset.sched_relax_domain_level);
}

static void memory_entry(struct strbuf *out, const char *name, const struct cgroup_stats_memory *entry)
{
	if (!entry->limit && !entry->usage && !entry->max && !entry->failcnt)
		return;
	begin(out, name, "{");
	number(out, "limit", entry->limit, KEEP_ZERO);
	number(out, "usage", entry->usage, OMIT_ZERO);
	number(out, "max", entry->max, OMIT_ZERO);
	number(out, "failcnt", entry->failcnt, KEEP_ZERO);
	strbuf_puts(out, "}");
}

static void render_memory(struct strbuf *out, const struct cgroup_stats *stats)
{
	begin(out, "memory", "{");
	number(out, "cache", stats->memory.cache, OMIT_ZERO);
	memory_entry(out, "usage", &stats->memory.usage);
	memory_entry(out, "swap", &stats->memory.swap);
	memory_entry(out, "kernel", &stats->memory.kernel);
	memory_entry(out, "kernelTCP", &stats->memory.kernel_tcp);
	if (stats->memory.raw_count) {
		begin(out, "raw", "{");
		for (size_t i = 0; i < stats->memory.raw_count; i++)
			number(out, stats->memory.raw[i].key, stats->memory.raw[i].value, KEEP_ZERO);
		strbuf_puts(out, "}");
	}
	pressure(out, &stats->memory.pressure);
	strbuf_puts(out, "}");
}

static void block_list(struct strbuf *out, const char *name, const struct cgroup_stats_block_list *entries)
{
	if (!entries->count)
		return;
	begin(out, name, "[");
	for (size_t i = 0; i < entries->count; i++) {
		const struct cgroup_stats_block_entry *entry = &entries->items[i];

		begin(out, NULL, "{");
		number(out, "major", entry->major, OMIT_ZERO);
		number(out, "minor", entry->minor, OMIT_ZERO);
		if (*entry->operation)
			text(out, "op", entry->operation);
		number(out, "value", entry->value, OMIT_ZERO);
		strbuf_puts(out, "}");
	}
	strbuf_puts(out, "]");
}

static void render_block_io(struct strbuf *out, const struct cgroup_stats *stats)
{
	begin(out, "blkio", "{");
	block_list(out, "ioServiceBytesRecursive", &stats->block_io.service_bytes);
	block_list(out, "ioServicedRecursive", &stats->block_io.serviced);
	block_list(out, "ioQueueRecursive", &stats->block_io.queued);
	block_list(out, "ioServiceTimeRecursive", &stats->block_io.service_time);
	block_list(out, "ioWaitTimeRecursive", &stats->block_io.wait_time);
	block_list(out, "ioMergedRecursive", &stats->block_io.merged);
	block_list(out, "ioTimeRecursive", &stats->block_io.time);
	block_list(out, "sectorsRecursive", &stats->block_io.sectors);
	pressure(out, &stats->block_io.pressure);
	strbuf_puts(out, "}");
}

static void render_rest(struct strbuf *out, const struct cgroup_stats *stats)
{
	begin(out, "hugetlb", "{");
	for (size_t i = 0; i < stats->hugetlb_count; i++) {
		begin(out, stats->hugetlb[i].page_size, "{");
		number(out, "usage", stats->hugetlb[i].usage, OMIT_ZERO);
		number(out, "max", stats->hugetlb[i].max, OMIT_ZERO);
		number(out, "failcnt", stats->hugetlb[i].failcnt, KEEP_ZERO);
		strbuf_puts(out, "}");
	}
	strbuf_puts(out, "}");
	begin(out, "intel_rdt", "{}");
}

static void render_interfaces(struct strbuf *out, const struct cmd_interface *interfaces, size_t count)
{
	static const char *const received[] = { "RxBytes", "RxPackets", "RxErrors", "RxDropped" };
	static const char *const sent[] = { "TxBytes", "TxPackets", "TxErrors", "TxDropped" };

	begin(out, "network_interfaces", count ? "[" : "null");
	for (size_t i = 0; i < count; i++) {
		begin(out, NULL, "{");
		text(out, "Name", interfaces[i].name);
		for (size_t j = 0; j < 4; j++)
			number(out, received[j], interfaces[i].received[j], KEEP_ZERO);
		for (size_t j = 0; j < 4; j++)
			number(out, sent[j], interfaces[i].sent[j], KEEP_ZERO);
		strbuf_puts(out, "}");
	}
	strbuf_puts(out, count ? "]" : "");
}

char *cmd_stats_render(const char *id, const struct cgroup_stats *stats,
		       const struct cmd_interface *interfaces, size_t interface_count)
{
	struct strbuf out = { 0 };

	strbuf_printf(&out, "{\"type\":\"stats\",\"id\":\"%s\",\"data\":{", id);
	render_cpu(&out, stats);
	render_cpuset(&out, stats);
	render_memory(&out, stats);
	begin(&out, "pids", "{");
	number(&out, "current", stats->pids.current, OMIT_ZERO);
	number(&out, "limit", stats->pids.limit, OMIT_ZERO);
	strbuf_puts(&out, "}");
	render_block_io(&out, stats);
	render_rest(&out, stats);
	render_interfaces(&out, interfaces, interface_count);
	strbuf_puts(&out, "}}\n");
	return strbuf_take(&out);
}
