/* SPDX-License-Identifier: Apache-2.0 */
/* Describes `linux.resources`. */
#include "runlxc/spec/objects.h"

static const struct table_word rule_types[] = { { "a", 'a' }, { "b", 'b' }, { "c", 'c' } };
static const struct table_words rule_type_words = { "device type", 3, rule_types };

static const struct spec_field device_fields[] = {
	SPEC_FIELD(struct spec_device_rule, allow, "allow", SPEC_BOOL, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_device_rule, type, "type", SPEC_WORD_LETTER, .words = &rule_type_words,
		   .minimum = 'a'),
	SPEC_FIELD(struct spec_device_rule, major, "major", SPEC_INT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_device_rule, minor, "minor", SPEC_INT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_device_rule, access, "access", SPEC_STRING),
};
static const struct spec_object device_object = SPEC_OBJECT_OF(struct spec_device_rule, device_fields);

static const struct spec_field memory_fields[] = {
	SPEC_FIELD(struct spec_memory, limit, "limit", SPEC_INT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_memory, reservation, "reservation", SPEC_INT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_memory, swap, "swap", SPEC_INT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_memory, kernel, "kernel", SPEC_INT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_memory, kernel_tcp, "kernelTCP", SPEC_INT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_memory, swappiness, "swappiness", SPEC_UINT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_memory, disable_oom_killer, "disableOOMKiller", SPEC_BOOL,
		   .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_memory, use_hierarchy, "useHierarchy", SPEC_BOOL, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_memory, check_before_update, "checkBeforeUpdate", SPEC_BOOL,
		   .flags = SPEC_POINTER),
};
static const struct spec_object memory_object = SPEC_OBJECT_OF(struct spec_memory, memory_fields);

static const struct spec_field cpu_fields[] = {
	SPEC_FIELD(struct spec_cpu, shares, "shares", SPEC_UINT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_cpu, period, "period", SPEC_UINT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_cpu, realtime_period, "realtimePeriod", SPEC_UINT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_cpu, burst, "burst", SPEC_UINT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_cpu, quota, "quota", SPEC_INT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_cpu, realtime_runtime, "realtimeRuntime", SPEC_INT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_cpu, idle, "idle", SPEC_INT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_cpu, cpus, "cpus", SPEC_STRING),
	SPEC_FIELD(struct spec_cpu, mems, "mems", SPEC_STRING),
};
static const struct spec_object cpu_object = SPEC_OBJECT_OF(struct spec_cpu, cpu_fields);

/* Its only field is a member of the struct around it. An empty object asks for nothing. */
static const struct spec_field pids_fields[] = {
	SPEC_FIELD(struct spec_resources, pids_limit, "limit", SPEC_INT64, .flags = SPEC_POINTER),
};
static const struct spec_object pids_object = SPEC_OBJECT_OF(struct spec_resources, pids_fields);

static const struct spec_field weight_fields[] = {
	SPEC_FIELD(struct spec_weight_device, major, "major", SPEC_INT64, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_weight_device, minor, "minor", SPEC_INT64, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_weight_device, weight, "weight", SPEC_UINT16, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_weight_device, leaf_weight, "leafWeight", SPEC_UINT16, .flags = SPEC_POINTER),
};
static const struct spec_object weight_object = SPEC_OBJECT_OF(struct spec_weight_device, weight_fields);

static const struct spec_field throttle_fields[] = {
	SPEC_FIELD(struct spec_throttle_device, major, "major", SPEC_INT64, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_throttle_device, minor, "minor", SPEC_INT64, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_throttle_device, rate, "rate", SPEC_UINT64, .flags = SPEC_REQUIRED),
};
static const struct spec_object throttle_object =
	SPEC_OBJECT_OF(struct spec_throttle_device, throttle_fields);

static const struct spec_field block_io_fields[] = {
	SPEC_FIELD(struct spec_block_io, weight, "weight", SPEC_UINT16, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_block_io, leaf_weight, "leafWeight", SPEC_UINT16, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_block_io, weight_device, "weightDevice", SPEC_LIST, .object = &weight_object),
	SPEC_FIELD(struct spec_block_io, throttle_read_bps, "throttleReadBpsDevice", SPEC_LIST,
		   .object = &throttle_object),
	SPEC_FIELD(struct spec_block_io, throttle_write_bps, "throttleWriteBpsDevice", SPEC_LIST,
		   .object = &throttle_object),
	SPEC_FIELD(struct spec_block_io, throttle_read_iops, "throttleReadIOPSDevice", SPEC_LIST,
		   .object = &throttle_object),
	SPEC_FIELD(struct spec_block_io, throttle_write_iops, "throttleWriteIOPSDevice", SPEC_LIST,
		   .object = &throttle_object),
};
static const struct spec_object block_io_object = SPEC_OBJECT_OF(struct spec_block_io, block_io_fields);

static const struct spec_field hugepage_fields[] = {
	SPEC_FIELD(struct spec_hugepage_limit, page_size, "pageSize", SPEC_STRING, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_hugepage_limit, limit, "limit", SPEC_UINT64, .flags = SPEC_REQUIRED),
};
static const struct spec_object hugepage_object = SPEC_OBJECT_OF(struct spec_hugepage_limit, hugepage_fields);

static const struct spec_field priority_fields[] = {
	SPEC_FIELD(struct spec_interface_priority, name, "name", SPEC_STRING, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_interface_priority, priority, "priority", SPEC_UINT32, .flags = SPEC_REQUIRED),
};
static const struct spec_object priority_object =
	SPEC_OBJECT_OF(struct spec_interface_priority, priority_fields);

static const struct spec_field network_fields[] = {
	SPEC_FIELD(struct spec_network, class_id, "classID", SPEC_UINT32, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_network, priorities, "priorities", SPEC_LIST, .object = &priority_object),
};
static const struct spec_object network_object = SPEC_OBJECT_OF(struct spec_network, network_fields);

static const struct spec_field rdma_fields[] = {
	SPEC_FIELD(struct spec_rdma, hca_handles, "hcaHandles", SPEC_UINT32, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_rdma, hca_objects, "hcaObjects", SPEC_UINT32, .flags = SPEC_POINTER),
};
static const struct spec_object rdma_object = SPEC_OBJECT_OF(struct spec_rdma, rdma_fields);

static const struct spec_field fields[] = {
	SPEC_FIELD(struct spec_resources, devices, "devices", SPEC_LIST, .object = &device_object),
	SPEC_FIELD(struct spec_resources, memory, "memory", SPEC_OBJECT, .object = &memory_object),
	SPEC_FIELD(struct spec_resources, cpu, "cpu", SPEC_OBJECT, .object = &cpu_object),
	{ .name = "pids", .kind = SPEC_EMBEDDED, .offset = 0, .object = &pids_object },
	SPEC_FIELD(struct spec_resources, block_io, "blockIO", SPEC_OBJECT, .object = &block_io_object),
	SPEC_FIELD(struct spec_resources, hugepage_limits, "hugepageLimits", SPEC_LIST,
		   .object = &hugepage_object),
	SPEC_FIELD(struct spec_resources, network, "network", SPEC_OBJECT, .object = &network_object),
	SPEC_FIELD(struct spec_resources, rdma, "rdma", SPEC_KEYED, .object = &rdma_object),
	SPEC_FIELD(struct spec_resources, unified, "unified", SPEC_MAP),
};

const struct spec_object spec_resources_object = SPEC_OBJECT_OF(struct spec_resources, fields);
