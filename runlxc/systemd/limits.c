/* SPDX-License-Identifier: Apache-2.0 */
/* linux.resources as properties: what systemd writes by itself, now and after every reload. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/parse.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/spec/spec.h"
#include "runlxc/systemd/message.h"
#include "runlxc/systemd/property.h"

enum { CPUS_MAX = 8192, SECOND = 1000000, PERCENT = SECOND / 100, PERIOD_DEFAULT = 100000 };

/* 0 says "not set", and a negative number is "infinity", which is UINT64_MAX to systemd as well. */
static void add_bytes(struct systemd_message *message, const char *name, const int64_t *value)
{
	if (value && *value)
		systemd_property_u64(message, name, *value < 0 ? UINT64_MAX : (uint64_t)*value);
}

static void add_memory(struct systemd_message *message, const struct spec_memory *memory, bool v2)
{
	int64_t limit = memory->limit ? *memory->limit : 0, both = memory->swap ? *memory->swap : 0;

	if (!v2) {
		add_bytes(message, "MemoryLimit", memory->limit);
		return;
	}
	add_bytes(message, "MemoryMax", memory->limit);
	add_bytes(message, "MemoryLow", memory->reservation);
	if (both < 0 || (both == 0 && limit < 0))
		systemd_property_u64(message, "MemorySwapMax", UINT64_MAX);
	else if (both > 0 && limit < 0)
		systemd_property_u64(message, "MemorySwapMax", (uint64_t)both);
	else if (both >= limit && limit > 0)
		systemd_property_u64(message, "MemorySwapMax", (uint64_t)(both - limit));
}

/* systemd keeps whole percents of a CPU across a reload and cuts the rest off: rounded up, nothing is taken away. */
static void add_quota(struct systemd_message *message, int64_t quota, uint64_t period, enum systemd_age age)
{
	uint64_t per_second = UINT64_MAX;

	if (quota == 0 && period == 0)
		return;
	if (period && age >= SYSTEMD_AGE_244)
		systemd_property_u64(message, "CPUQuotaPeriodUSec", period);
	if (quota > 0 && (uint64_t)quota < UINT64_MAX / SECOND) {
		per_second = (uint64_t)quota * SECOND / (period ? period : PERIOD_DEFAULT);
		per_second = (per_second + PERCENT - 1) / PERCENT * PERCENT;
	}
	systemd_property_u64(message, "CPUQuotaPerSecUSec", per_second);
}

/* "0-2,5" as bits, the lowest first. A list that is none the kernel refuses by the field's name. */
static void add_set(struct systemd_message *message, const char *name, const char *list)
{
	uint8_t bits[CPUS_MAX / 8] = { 0 };
	size_t count = 0;

	while (list && *list) {
		char *end;
		unsigned long first = strtoul(list, &end, 10), last = first;

		if (end == list)
			return;
		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		if (last < first || last >= CPUS_MAX)
			return;
		for (unsigned long i = first; i <= last; i++)
			bits[i / 8] |= (uint8_t)(1 << i % 8);
		count = last / 8 + 1 > count ? last / 8 + 1 : count;
		list = end + strspn(end, ", \n");
	}
	if (count)
		systemd_property_bytes(message, name, bits, count);
}

static void add_cpu(struct systemd_message *message, const struct spec_cpu *cpu, bool v2,
		    enum systemd_age age)
{
	bool idle = cpu->idle && *cpu->idle;

	if (cpu->shares && *cpu->shares && !v2)
		systemd_property_u64(message, "CPUShares", *cpu->shares);
	if (cpu->shares && *cpu->shares && v2 && !idle)
		systemd_property_u64(message, "CPUWeight", cgroup_weight_of_shares(*cpu->shares));
	add_quota(message, cpu->quota ? *cpu->quota : 0, cpu->period ? *cpu->period : 0, age);
	if (age < SYSTEMD_AGE_244)
		return;
	add_set(message, "AllowedCPUs", cpu->cpus);
	add_set(message, "AllowedMemoryNodes", cpu->mems);
}

static uint64_t number_of(const char *text)
{
	uint64_t number;

	return parse_uint64(text, &number) < 0 ? UINT64_MAX : number;
}

static void add_maximum(struct systemd_message *message, const char *value, enum systemd_age age)
{
	uint64_t period = PERIOD_DEFAULT;
	char quota[32] = "max";

	if (sscanf(value, "%31s %" SCNu64, quota, &period) < 1)
		return;
	add_quota(message, strcmp(quota, "max") == 0 ? -1 : (int64_t)number_of(quota), period, age);
}

/* Files that have a property. The others stay as we write them. */
static void add_unified(struct systemd_message *message, const struct spec_map *unified, enum systemd_age age)
{
	static const struct {
		const char *file, *property;
	} numbers[] = {
		{ "cpu.weight", "CPUWeight" },   { "memory.high", "MemoryHigh" },
		{ "memory.low", "MemoryLow" },   { "memory.max", "MemoryMax" },
		{ "memory.min", "MemoryMin" },   { "memory.swap.max", "MemorySwapMax" },
		{ "pids.max", "TasksMax" },
	};

	for (size_t i = 0; i < unified->count; i++) {
		const char *key = unified->items[i].key, *value = unified->items[i].value;

		for (size_t j = 0; j < sizeof(numbers) / sizeof(*numbers); j++)
			if (strcmp(key, numbers[j].file) == 0)
				systemd_property_u64(message, numbers[j].property, number_of(value));
		if (strcmp(key, "cpu.max") == 0)
			add_maximum(message, value, age);
		if (strcmp(key, "cpuset.cpus") == 0 && age >= SYSTEMD_AGE_244)
			add_set(message, "AllowedCPUs", value);
		if (strcmp(key, "cpuset.mems") == 0 && age >= SYSTEMD_AGE_244)
			add_set(message, "AllowedMemoryNodes", value);
	}
}

void systemd_limits(struct systemd_message *message, const struct spec_resources *resources, bool v2,
		    enum systemd_age age)
{
	if (resources->memory)
		add_memory(message, resources->memory, v2);
	if (resources->cpu)
		add_cpu(message, resources->cpu, v2, age);
	if (!v2 && resources->block_io && resources->block_io->weight && *resources->block_io->weight)
		systemd_property_u64(message, "BlockIOWeight", *resources->block_io->weight);
	if (resources->pids_limit && *resources->pids_limit)
		systemd_property_u64(message, "TasksMax",
				     *resources->pids_limit < 0 ? UINT64_MAX :
								  (uint64_t)*resources->pids_limit);
	if (v2)
		add_unified(message, &resources->unified, age);
}
