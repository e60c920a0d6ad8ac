/* SPDX-License-Identifier: Apache-2.0 */
/* Describes `linux`, except resources and seccomp. */
#include "runlxc/spec/objects.h"

static const struct table_word device_types[] = { { "b", 'b' }, { "c", 'c' }, { "p", 'p' }, { "u", 'u' } };
static const struct table_words device_type_words = { "device type", 4, device_types };

static const struct spec_field namespace_fields[] = {
	SPEC_FIELD(struct spec_namespace, type, "type", SPEC_WORD_NUMBER, .flags = SPEC_REQUIRED,
		   .words = &table_namespace_type),
	SPEC_FIELD(struct spec_namespace, path, "path", SPEC_STRING, .flags = SPEC_ABSOLUTE),
};
static const struct spec_object namespace_object = SPEC_OBJECT_OF(struct spec_namespace, namespace_fields);

/* Some callers put st_mode into fileMode: the bits of the type are dropped. */
static const struct spec_field device_fields[] = {
	SPEC_FIELD(struct spec_device, type, "type", SPEC_WORD_LETTER, .flags = SPEC_REQUIRED,
		   .words = &device_type_words),
	SPEC_FIELD(struct spec_device, path, "path", SPEC_STRING, .flags = SPEC_REQUIRED | SPEC_ABSOLUTE),
	SPEC_FIELD(struct spec_device, major, "major", SPEC_INT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_device, minor, "minor", SPEC_INT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_device, file_mode, "fileMode", SPEC_UINT32, .flags = SPEC_POINTER,
		   .mask = 07777),
	SPEC_FIELD(struct spec_device, uid, "uid", SPEC_UINT32, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_device, gid, "gid", SPEC_UINT32, .flags = SPEC_POINTER),
};
static const struct spec_object device_object = SPEC_OBJECT_OF(struct spec_device, device_fields);

static const struct spec_field net_device_fields[] = {
	SPEC_FIELD(struct spec_net_device, name, "name", SPEC_STRING),
};
static const struct spec_object net_device_object = SPEC_OBJECT_OF(struct spec_net_device, net_device_fields);

static const struct spec_field intel_rdt_fields[] = {
	SPEC_FIELD(struct spec_intel_rdt, clos_id, "closID", SPEC_STRING),
	SPEC_FIELD(struct spec_intel_rdt, l3_cache_schema, "l3CacheSchema", SPEC_STRING),
	SPEC_FIELD(struct spec_intel_rdt, mem_bw_schema, "memBwSchema", SPEC_STRING),
	SPEC_FIELD(struct spec_intel_rdt, schemata, "schemata", SPEC_STRINGS),
	SPEC_FIELD(struct spec_intel_rdt, enable_monitoring, "enableMonitoring", SPEC_BOOL),
};
static const struct spec_object intel_rdt_object = SPEC_OBJECT_OF(struct spec_intel_rdt, intel_rdt_fields);

static const struct spec_field memory_policy_fields[] = {
	SPEC_FIELD(struct spec_memory_policy, mode, "mode", SPEC_WORD, .flags = SPEC_REQUIRED,
		   .words = &table_memory_policy),
	SPEC_FIELD(struct spec_memory_policy, nodes, "nodes", SPEC_STRING),
	SPEC_FIELD(struct spec_memory_policy, flags, "flags", SPEC_WORDS, .words = &table_memory_policy_flag),
};
static const struct spec_object memory_policy_object =
	SPEC_OBJECT_OF(struct spec_memory_policy, memory_policy_fields);

static const struct spec_field personality_fields[] = {
	SPEC_FIELD(struct spec_personality, domain, "domain", SPEC_WORD, .flags = SPEC_REQUIRED,
		   .words = &table_personality),
	SPEC_FIELD(struct spec_personality, flags, "flags", SPEC_STRINGS),
};
static const struct spec_object personality_object =
	SPEC_OBJECT_OF(struct spec_personality, personality_fields);

static const struct spec_field time_offset_fields[] = {
	SPEC_FIELD(struct spec_time_offset, secs, "secs", SPEC_INT64),
	SPEC_FIELD(struct spec_time_offset, nanosecs, "nanosecs", SPEC_UINT32, .minimum = 0,
		   .maximum = 999999999),
};
static const struct spec_object time_offset_object =
	SPEC_OBJECT_OF(struct spec_time_offset, time_offset_fields);

static const struct spec_field fields[] = {
	SPEC_FIELD(struct spec_linux, namespaces, "namespaces", SPEC_LIST, .object = &namespace_object),
	SPEC_FIELD(struct spec_linux, uid_mappings, "uidMappings", SPEC_LIST,
		   .object = &spec_mappings_object),
	SPEC_FIELD(struct spec_linux, gid_mappings, "gidMappings", SPEC_LIST,
		   .object = &spec_mappings_object),
	SPEC_FIELD(struct spec_linux, devices, "devices", SPEC_LIST, .object = &device_object),
	SPEC_FIELD(struct spec_linux, net_devices, "netDevices", SPEC_KEYED, .object = &net_device_object),
	SPEC_FIELD(struct spec_linux, cgroups_path, "cgroupsPath", SPEC_STRING),
	SPEC_FIELD(struct spec_linux, resources, "resources", SPEC_OBJECT, .object = &spec_resources_object),
	SPEC_FIELD(struct spec_linux, intel_rdt, "intelRdt", SPEC_OBJECT, .object = &intel_rdt_object),
	SPEC_FIELD(struct spec_linux, memory_policy, "memoryPolicy", SPEC_OBJECT,
		   .object = &memory_policy_object),
	SPEC_FIELD(struct spec_linux, sysctl, "sysctl", SPEC_MAP),
	SPEC_FIELD(struct spec_linux, seccomp, "seccomp", SPEC_OBJECT, .object = &spec_seccomp_object),
	SPEC_FIELD(struct spec_linux, rootfs_propagation, "rootfsPropagation", SPEC_WORD,
		   .words = &table_propagation),
	SPEC_FIELD(struct spec_linux, masked_paths, "maskedPaths", SPEC_STRINGS, .flags = SPEC_ABSOLUTE),
	SPEC_FIELD(struct spec_linux, readonly_paths, "readonlyPaths", SPEC_STRINGS, .flags = SPEC_ABSOLUTE),
	SPEC_FIELD(struct spec_linux, mount_label, "mountLabel", SPEC_STRING),
	SPEC_FIELD(struct spec_linux, personality, "personality", SPEC_OBJECT, .object = &personality_object),
	SPEC_FIELD(struct spec_linux, time_offsets, "timeOffsets", SPEC_KEYED, .object = &time_offset_object),
};

const struct spec_object spec_linux_object = SPEC_OBJECT_OF(struct spec_linux, fields);
