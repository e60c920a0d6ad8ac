/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc update */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/parse.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"
#include "runlxc/lifecycle/lifecycle.h"

enum { RESOURCES_LIMIT = 32 * 1024 * 1024 };

struct values {
	const char *resources, *blkio_weight, *cpu_burst, *cpu_idle, *cpu_period, *cpu_quota, *cpu_rt_period,
		*cpu_rt_runtime, *cpu_share, *cpuset_cpus, *cpuset_mems, *kernel_memory, *kernel_memory_tcp,
		*l3_cache_schema, *mem_bw_schema, *memory, *memory_reservation, *memory_swap, *pids_limit;
};

#define OPTION(name, member, help)                                                 \
	{                                                                          \
		name, NULL, COMMAND_STRING, offsetof(struct values, member), help, \
	}

static const struct command_option options[] = {
	{ "resources", "r", COMMAND_STRING, offsetof(struct values, resources),
	  "file with a linux.resources object, - for standard input; every other option is ignored then" },
	OPTION("blkio-weight", blkio_weight, "weight for block input and output, 10 to 1000"),
	OPTION("cpu-burst", cpu_burst, "microseconds by which the quota may be exceeded"),
	OPTION("cpu-idle", cpu_idle, "1: only what nobody else needs (SCHED_IDLE); 0: not so"),
	OPTION("cpu-period", cpu_period, "microseconds that the quota is for"),
	OPTION("cpu-quota", cpu_quota, "microseconds of CPU time in a period; -1: no limit"),
	OPTION("cpu-rt-period", cpu_rt_period, "the period of real-time tasks"),
	OPTION("cpu-rt-runtime", cpu_rt_runtime, "the quota of real-time tasks"),
	OPTION("cpu-share", cpu_share, "weight for CPU time, 2 to 262144"),
	OPTION("cpuset-cpus", cpuset_cpus, "CPUs to use, such as 0-2,7"),
	OPTION("cpuset-mems", cpuset_mems, "memory nodes to use"),
	OPTION("kernel-memory", kernel_memory, "ignored with a warning"),
	OPTION("kernel-memory-tcp", kernel_memory_tcp, "ignored with a warning"),
	OPTION("l3-cache-schema", l3_cache_schema, "line of Intel RDT for the L3 cache"),
	OPTION("mem-bw-schema", mem_bw_schema, "line of Intel RDT for memory bandwidth"),
	OPTION("memory", memory, "limit in bytes or with k, m, g; -1: none"),
	OPTION("memory-reservation", memory_reservation, "what is left when memory is short"),
	OPTION("memory-swap", memory_swap, "limit of memory and swap together; -1: none"),
	OPTION("pids-limit", pids_limit, "how many processes; 0 or less: no limit"),
};

enum kind { TEXT, SIGNED, UNSIGNED, SIZE };

#define FIELD(name, member, part, field, kind)                            \
	{                                                                 \
		name, offsetof(struct values, member), part, field, kind, \
	}

/* Where an option goes in linux.resources. */
static const struct field {
	const char *option;
	size_t offset;
	const char *part, *field;
	enum kind kind;
} fields[] = {
	FIELD("blkio-weight", blkio_weight, "blockIO", "weight", UNSIGNED),
	FIELD("cpu-burst", cpu_burst, "cpu", "burst", UNSIGNED),
	FIELD("cpu-idle", cpu_idle, "cpu", "idle", SIGNED),
	FIELD("cpu-period", cpu_period, "cpu", "period", UNSIGNED),
	FIELD("cpu-quota", cpu_quota, "cpu", "quota", SIGNED),
	FIELD("cpu-rt-period", cpu_rt_period, "cpu", "realtimePeriod", UNSIGNED),
	FIELD("cpu-rt-runtime", cpu_rt_runtime, "cpu", "realtimeRuntime", SIGNED),
	FIELD("cpu-share", cpu_share, "cpu", "shares", UNSIGNED),
	FIELD("cpuset-cpus", cpuset_cpus, "cpu", "cpus", TEXT),
	FIELD("cpuset-mems", cpuset_mems, "cpu", "mems", TEXT),
	FIELD("kernel-memory", kernel_memory, "memory", "kernel", SIZE),
	FIELD("kernel-memory-tcp", kernel_memory_tcp, "memory", "kernelTCP", SIZE),
	FIELD("memory", memory, "memory", "limit", SIZE),
	FIELD("memory-reservation", memory_reservation, "memory", "reservation", SIZE),
	FIELD("memory-swap", memory_swap, "memory", "swap", SIZE),
	FIELD("pids-limit", pids_limit, "pids", "limit", SIGNED),
};

/* NULL: not of this kind. */
static json_t *value_of(enum kind kind, const char *text)
{
	uint64_t positive;
	int64_t number;
	int r;

	switch (kind) {
	case TEXT:
		return json_string(text);
	case UNSIGNED:
		r = parse_uint_max(text, INT64_MAX, &positive);
		return r < 0 ? NULL : json_integer((json_int_t)positive);
	case SIZE:
		r = strcmp(text, "-1") == 0 ? parse_int64(text, &number) : parse_size(text, &number);
		return r < 0 ? NULL : json_integer(number);
	default:
		r = parse_int64(text, &number);
		return r < 0 ? NULL : json_integer(number);
	}
}

static int add_field(json_t *resources, const struct field *field, const char *text, struct err *err)
{
	json_t *part = json_object_get(resources, field->part);
	json_t *value;

	if (!text || !*text)
		return 0;
	value = value_of(field->kind, text);
	if (!value)
		return err_set(err, EINVAL, "invalid value for %s: '%s'", field->option, text);
	if (!part) {
		part = json_object();
		if (json_object_set_new(resources, field->part, part) < 0)
			part = NULL;
	}
	return json_object_set_new(part, field->field, value) < 0 ? err_set(err, ENOMEM, "out of memory") : 0;
}

static int resources_of(const struct values *values, char **ret_text, struct err *err)
{
	json_t *resources = json_object();
	int r = resources ? 0 : err_set(err, ENOMEM, "out of memory");

	for (size_t i = 0; r == 0 && i < sizeof(fields) / sizeof(*fields); i++) {
		const char *const *text = (const void *)((const char *)values + fields[i].offset);

		r = add_field(resources, &fields[i], *text, err);
	}
	if (r == 0) {
		*ret_text = json_dumps(resources, JSON_COMPACT);
		if (!*ret_text)
			r = err_set(err, ENOMEM, "out of memory");
	}
	json_decref(resources);
	return r;
}

static int read_file(const char *path, char **ret_text, size_t *ret_length, struct err *err)
{
	bool standard_input = strcmp(path, "-") == 0;
	int r = standard_input ? file_read_fd(STDIN_FILENO, RESOURCES_LIMIT, ret_text, ret_length) :
				 file_read_at(AT_FDCWD, path, RESOURCES_LIMIT, ret_text, ret_length);

	return r < 0 ? err_set_errno(err, -r, "--resources: %s", standard_input ? "standard input" : path) :
		       0;
}

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	const struct values *values = call->values;
	struct lifecycle_update update = { 0 };
	auto_free char *text = NULL;
	int r;

	(void)ret_status;
	if (values->resources && *values->resources) {
		r = read_file(values->resources, &text, &update.length, err);
	} else {
		r = resources_of(values, &text, err);
		update.length = r == 0 ? strlen(text) : 0;
	}
	update.l3_cache_schema = values->l3_cache_schema;
	update.mem_bw_schema = values->mem_bw_schema;
	update.resources = text;
	return r < 0 ? r : lifecycle_update(call->globals->root, call->argv[0], &update, err);
}

const struct command cmd_update = {
	.name = "update",
	.arguments = "CONTAINER",
	.summary = "change the limits of a container",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct values),
	.run = run,
};
