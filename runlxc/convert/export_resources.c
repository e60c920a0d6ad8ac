/* SPDX-License-Identifier: Apache-2.0 */
/* Exports linux.resources in the words of cgroup v1 and of v2: liblxc leaves out those that are not for this host. */
#include <inttypes.h>
#include <stdio.h>

#include "runlxc/cgroup/cgroup.h"
#include "runlxc/convert/writer.h"
#include "runlxc/spec/spec.h"

static const char memory_field[] = "linux.resources.memory", cpu_field[] = "linux.resources.cpu";

/* Bytes, or -1 for no limit, which v2 calls max. 0 and absence say nothing. */
static void put_bytes(struct convert_writer *writer, const int64_t *bytes, const char *legacy,
		      const char *unified)
{
	if (!bytes || *bytes == 0)
		return;
	convert_write(writer, memory_field, legacy, "%" PRId64, *bytes);
	if (unified && *bytes > 0)
		convert_write(writer, memory_field, unified, "%" PRId64, *bytes);
	else if (unified)
		convert_write(writer, memory_field, unified, "max");
}

static void put_memory(struct convert_writer *writer, const struct spec_memory *memory)
{
	if (!memory)
		return;
	put_bytes(writer, memory->limit, "lxc.cgroup.memory.limit_in_bytes", "lxc.cgroup2.memory.max");
	put_bytes(writer, memory->reservation, "lxc.cgroup.memory.soft_limit_in_bytes",
		  "lxc.cgroup2.memory.low");
	put_bytes(writer, memory->swap, "lxc.cgroup.memory.memsw.limit_in_bytes", NULL);
	if (memory->swap && *memory->swap < 0)
		convert_write(writer, memory_field, "lxc.cgroup2.memory.swap.max", "max");
	if (memory->swap && memory->limit && *memory->swap >= *memory->limit && *memory->limit > 0)
		convert_write(writer, memory_field, "lxc.cgroup2.memory.swap.max", "%" PRId64,
			      *memory->swap - *memory->limit);
	if (memory->swappiness && *memory->swappiness <= 100)
		convert_write(writer, memory_field, "lxc.cgroup.memory.swappiness", "%" PRIu64,
			      *memory->swappiness);
	if (memory->disable_oom_killer && *memory->disable_oom_killer)
		convert_write(writer, memory_field, "lxc.cgroup.memory.oom_control", "1");
	if ((memory->kernel && *memory->kernel > 0) || (memory->kernel_tcp && *memory->kernel_tcp > 0))
		convert_lose(writer, memory_field, "limits of kernel memory, which kernels no longer have");
}

static void put_number(struct convert_writer *writer, const char *key, const uint64_t *number)
{
	if (number && *number)
		convert_write(writer, cpu_field, key, "%" PRIu64, *number);
}

static void put_text(struct convert_writer *writer, const char *legacy, const char *unified, const char *text)
{
	if (!text)
		return;
	convert_write(writer, cpu_field, legacy, "%s", text);
	convert_write(writer, cpu_field, unified, "%s", text);
}

static void put_cpu(struct convert_writer *writer, const struct spec_cpu *cpu)
{
	if (!cpu)
		return;
	put_number(writer, "lxc.cgroup.cpu.shares", cpu->shares);
	if (cpu->shares && *cpu->shares)
		convert_write(writer, cpu_field, "lxc.cgroup2.cpu.weight", "%" PRIu64,
			      cgroup_weight_of_shares(*cpu->shares));
	put_number(writer, "lxc.cgroup.cpu.cfs_period_us", cpu->period);
	if (cpu->quota && *cpu->quota)
		convert_write(writer, cpu_field, "lxc.cgroup.cpu.cfs_quota_us", "%" PRId64, *cpu->quota);
	if (cpu->quota && *cpu->quota > 0)
		convert_write(writer, cpu_field, "lxc.cgroup2.cpu.max", "%" PRId64 " %" PRIu64, *cpu->quota,
			      cpu->period && *cpu->period ? *cpu->period : 100000);
	put_number(writer, "lxc.cgroup.cpu.cfs_burst_us", cpu->burst);
	put_number(writer, "lxc.cgroup.cpu.rt_period_us", cpu->realtime_period);
	if (cpu->realtime_runtime)
		convert_write(writer, cpu_field, "lxc.cgroup.cpu.rt_runtime_us", "%" PRId64,
			      *cpu->realtime_runtime);
	if (cpu->idle)
		convert_write(writer, cpu_field, "lxc.cgroup2.cpu.idle", "%" PRId64, *cpu->idle);
	put_text(writer, "lxc.cgroup.cpuset.cpus", "lxc.cgroup2.cpuset.cpus", cpu->cpus);
	put_text(writer, "lxc.cgroup.cpuset.mems", "lxc.cgroup2.cpuset.mems", cpu->mems);
}

static void put_number_or_all(char *text, size_t size, const int64_t *number)
{
	if (number && *number >= 0)
		(void)snprintf(text, size, "%" PRId64, *number);
	else
		(void)snprintf(text, size, "*");
}

const char *const convert_usual_devices[] = { "c *:* m",   "b *:* m",     "c 1:3 rwm", "c 1:5 rwm",
					      "c 1:7 rwm", "c 1:8 rwm",   "c 1:9 rwm", "c 5:0 rwm",
					      "c 5:2 rwm", "c 136:* rwm", NULL };

/* What every container may use comes last, as when runlxc runs the bundle. */
static void put_devices(struct convert_writer *writer, const struct spec_resources *resources)
{
	static const char field[] = "linux.resources.devices";
	static const char *const keys[2][2] = { { "lxc.cgroup.devices.deny", "lxc.cgroup.devices.allow" },
						{ "lxc.cgroup2.devices.deny", "lxc.cgroup2.devices.allow" } };

	for (size_t version = 0; version < 2 && resources->devices.count; version++) {
		for (size_t i = 0; i < resources->devices.count; i++) {
			const struct spec_device_rule *rule = &resources->devices.items[i];
			const char *key = keys[version][rule->allow];
			char major[24], minor[24];

			put_number_or_all(major, sizeof(major), rule->major);
			put_number_or_all(minor, sizeof(minor), rule->minor);
			if (rule->type == 'a' && major[0] == '*' && minor[0] == '*')
				convert_write(writer, field, key, "a");
			else
				convert_write(writer, field, key, "%c %s:%s %s", rule->type, major, minor,
					      rule->access ? rule->access : "rwm");
		}
		for (const char *const *rule = convert_usual_devices; *rule; rule++)
			convert_write(writer, field, keys[version][1], "%s", *rule);
	}
}

static void put_throttle(struct convert_writer *writer, const char *file, const char *word,
			 const struct spec_throttle_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct spec_throttle_device *device = &list->items[i];
		char key[80];

		(void)snprintf(key, sizeof(key), "lxc.cgroup.blkio.throttle.%s_device", file);
		convert_write(writer, "linux.resources.blockIO", key, "%" PRId64 ":%" PRId64 " %" PRIu64,
			      device->major, device->minor, device->rate);
		convert_write(writer, "linux.resources.blockIO", "lxc.cgroup2.io.max",
			      "%" PRId64 ":%" PRId64 " %s=%" PRIu64, device->major, device->minor, word,
			      device->rate);
	}
}

static void put_block_io(struct convert_writer *writer, const struct spec_block_io *block_io)
{
	if (!block_io)
		return;
	if (block_io->weight && *block_io->weight)
		convert_write(writer, "linux.resources.blockIO", "lxc.cgroup.blkio.weight", "%u",
			      *block_io->weight);
	if ((block_io->leaf_weight && *block_io->leaf_weight) || block_io->weight_device.count)
		convert_lose(writer, "linux.resources.blockIO", "weights of leaves and devices");
	put_throttle(writer, "read_bps", "rbps", &block_io->throttle_read_bps);
	put_throttle(writer, "write_bps", "wbps", &block_io->throttle_write_bps);
	put_throttle(writer, "read_iops", "riops", &block_io->throttle_read_iops);
	put_throttle(writer, "write_iops", "wiops", &block_io->throttle_write_iops);
}

static void put_rest(struct convert_writer *writer, const struct spec_resources *resources)
{
	static const char field[] = "linux.resources";
	char key[300];

	if (resources->pids_limit && *resources->pids_limit > 0) {
		convert_write(writer, field, "lxc.cgroup.pids.max", "%" PRId64, *resources->pids_limit);
		convert_write(writer, field, "lxc.cgroup2.pids.max", "%" PRId64, *resources->pids_limit);
	}
	for (size_t i = 0; i < resources->hugepage_limits.count; i++) {
		const struct spec_hugepage_limit *limit = &resources->hugepage_limits.items[i];

		(void)snprintf(key, sizeof(key), "lxc.cgroup.hugetlb.%s.limit_in_bytes", limit->page_size);
		convert_write(writer, field, key, "%" PRIu64, limit->limit);
		(void)snprintf(key, sizeof(key), "lxc.cgroup2.hugetlb.%s.max", limit->page_size);
		convert_write(writer, field, key, "%" PRIu64, limit->limit);
	}
	if (resources->network && resources->network->class_id)
		convert_write(writer, field, "lxc.cgroup.net_cls.classid", "%" PRIu32,
			      *resources->network->class_id);
	for (size_t i = 0; resources->network && i < resources->network->priorities.count; i++)
		convert_write(writer, field, "lxc.cgroup.net_prio.ifpriomap", "%s %" PRIu32,
			      resources->network->priorities.items[i].name,
			      resources->network->priorities.items[i].priority);
	for (size_t i = 0; i < resources->unified.count; i++) {
		(void)snprintf(key, sizeof(key), "lxc.cgroup2.%s", resources->unified.items[i].key);
		convert_write(writer, field, key, "%s", resources->unified.items[i].value);
	}
	if (resources->rdma.count)
		convert_lose(writer, "linux.resources.rdma", "no word for it");
}

void convert_export_resources(struct convert_writer *writer)
{
	const struct spec_resources *resources = writer->spec->linux->resources;

	if (!resources)
		return;
	put_devices(writer, resources);
	put_memory(writer, resources->memory);
	put_cpu(writer, resources->cpu);
	put_block_io(writer, resources->block_io);
	put_rest(writer, resources);
}
