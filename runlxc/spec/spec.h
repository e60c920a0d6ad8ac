/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.json of the OCI runtime specification 1.3 (Linux) as plain structs.
 *
 * A pointer to a number or struct is NULL when the field is absent; a list has a count beside it, 0 when
 * absent; a string is NULL when absent. bool fields are false when absent, as the specification says.
 * Everything belongs to the struct spec and is valid until spec_free(); nothing here is ever changed after
 * spec_read() but by spec_amend_*(), right after it, so a forked process may keep using it.
 *
 * Field names are those of the specification, in our spelling: section numbers refer to config.md (C) and
 * config-linux.md (L).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* gnu11 still defines `linux` as 1; here it is a field. */
#undef linux

struct err;

/* items[count] is NULL, so that the list serves as argv. */
struct spec_strings {
	size_t count;
	const char *const *items;
};

struct spec_pair {
	const char *key, *value;
};

/* A JSON object whose values are strings: annotations, sysctl, unified. In the file's order. */
struct spec_map {
	size_t count;
	const struct spec_pair *items;
};

/* C: process.user, POSIX */
struct spec_user {
	uint32_t uid, gid;
	const uint32_t *umask;
	struct {
		size_t count;
		const uint32_t *items;
	} additional_gids;
};

/* C: process.capabilities. Bit n stands for capability number n (linux/capability.h). */
struct spec_capabilities {
	uint64_t bounding, effective, inheritable, permitted, ambient;
};

/* C: process.rlimits. `resource` is RLIMIT_*. */
struct spec_rlimit {
	int resource;
	uint64_t soft, hard;
};

struct spec_box {
	uint32_t height, width;
};

/* C: process.scheduler; policy is SCHED_*, flags are SCHED_FLAG_* together. */
struct spec_scheduler {
	const int *policy;
	const int32_t *nice, *priority;
	uint64_t flags;
	const uint64_t *runtime, *deadline, *period;
};

/* C: process.ioPriority; class is IOPRIO_CLASS_*. */
struct spec_io_priority {
	const int *class;
	int32_t priority;
};

/* Lists such as "0-3,7" of numbers below SPEC_CPUS_MAX, checked on reading. */
enum { SPEC_CPUS_MAX = 8192, SPEC_NODES_MAX = 1024 };
struct spec_exec_cpu_affinity {
	const char *initial, *final;
};

struct spec_process {
	bool terminal, no_new_privileges;
	const struct spec_box *console_size;
	struct spec_user user;
	struct spec_strings args, env;
	const char *cwd;
	const struct spec_capabilities *capabilities;
	struct {
		size_t count;
		const struct spec_rlimit *items;
	} rlimits;
	const char *apparmor_profile, *selinux_label;
	const int32_t *oom_score_adj;
	const struct spec_scheduler *scheduler;
	const struct spec_io_priority *io_priority;
	const struct spec_exec_cpu_affinity *exec_cpu_affinity;
};

struct spec_root {
	const char *path;
	bool readonly;
};

/* C: uid/gid mappings, here and in linux. */
struct spec_id_mapping {
	uint32_t container_id, host_id, size;
};

struct spec_id_mappings {
	size_t count;
	const struct spec_id_mapping *items;
};

/* True, and *ret_host, when the container's `id` is one of the host's. */
bool spec_id_to_host(const struct spec_id_mappings *mappings, uint32_t id, uint32_t *ret_host);

struct spec_mount {
	const char *destination, *source, *type;
	struct spec_strings options;
	struct spec_id_mappings uid_mappings, gid_mappings;
};

/* C: POSIX-platform hooks. `timeout` in seconds, above 0. */
struct spec_hook {
	const char *path;
	struct spec_strings args, env;
	const int64_t *timeout;
};

struct spec_hook_list {
	size_t count;
	const struct spec_hook *items;
};

struct spec_hooks {
	struct spec_hook_list prestart, create_runtime, create_container, start_container, poststart,
		poststop;
};

/* L: namespaces. `type` is CLONE_NEW*. path NULL: a new one. */
struct spec_namespace {
	int type;
	const char *path;
};

/* L: devices. `type` is 'c', 'b', 'u' or 'p' (u is c by another name); file_mode without the type bits. */
struct spec_device {
	char type;
	const char *path;
	const int64_t *major, *minor;
	const uint32_t *file_mode, *uid, *gid;
};

/* L: resources.devices. `type` is 'a', 'c' or 'b'; an absent major or minor means all; access of "rwm". */
struct spec_device_rule {
	bool allow;
	char type;
	const int64_t *major, *minor;
	const char *access;
};

/* Bytes; -1 is unlimited. */
struct spec_memory {
	const int64_t *limit, *reservation, *swap, *kernel, *kernel_tcp;
	const uint64_t *swappiness;
	const bool *disable_oom_killer, *use_hierarchy, *check_before_update;
};

/* Times in microseconds. */
struct spec_cpu {
	const uint64_t *shares, *period, *realtime_period, *burst;
	const int64_t *quota, *realtime_runtime, *idle;
	const char *cpus, *mems;
};

struct spec_weight_device {
	int64_t major, minor;
	const uint16_t *weight, *leaf_weight;
};

struct spec_throttle_device {
	int64_t major, minor;
	uint64_t rate;
};

struct spec_throttle_list {
	size_t count;
	const struct spec_throttle_device *items;
};

struct spec_block_io {
	const uint16_t *weight, *leaf_weight;
	struct {
		size_t count;
		const struct spec_weight_device *items;
	} weight_device;
	struct spec_throttle_list throttle_read_bps, throttle_write_bps, throttle_read_iops,
		throttle_write_iops;
};

struct spec_hugepage_limit {
	const char *page_size;
	uint64_t limit;
};

struct spec_interface_priority {
	const char *name;
	uint32_t priority;
};

struct spec_network {
	const uint32_t *class_id;
	struct {
		size_t count;
		const struct spec_interface_priority *items;
	} priorities;
};

struct spec_rdma {
	const char *device;
	const uint32_t *hca_handles, *hca_objects;
};

struct spec_resources {
	struct {
		size_t count;
		const struct spec_device_rule *items;
	} devices;
	const struct spec_memory *memory;
	const struct spec_cpu *cpu;
	const int64_t *pids_limit;
	const struct spec_block_io *block_io;
	struct {
		size_t count;
		const struct spec_hugepage_limit *items;
	} hugepage_limits;
	const struct spec_network *network;
	struct {
		size_t count;
		const struct spec_rdma *items;
	} rdma;
	struct spec_map unified;
};

/* L: seccomp. Actions and operators keep the specification's names, checked on reading. */
struct spec_seccomp_argument {
	uint32_t index;
	uint64_t value, value_two;
	const char *op;
};

struct spec_seccomp_rule {
	struct spec_strings names;
	const char *action;
	const uint32_t *errno_ret;
	struct {
		size_t count;
		const struct spec_seccomp_argument *items;
	} args;
};

struct spec_seccomp {
	const char *default_action;
	const uint32_t *default_errno_ret;
	struct spec_strings architectures, flags;
	const char *listener_path, *listener_metadata;
	struct {
		size_t count;
		const struct spec_seccomp_rule *items;
	} syscalls;
};

struct spec_intel_rdt {
	const char *clos_id, *l3_cache_schema, *mem_bw_schema;
	struct spec_strings schemata;
	bool enable_monitoring;
};

/* L: memoryPolicy; nodes is a list of numbers below SPEC_NODES_MAX. */
struct spec_memory_policy {
	const char *mode, *nodes;
	struct spec_strings flags;
};

struct spec_personality {
	const char *domain;
	struct spec_strings flags;
};

/* L: timeOffsets; clock is "monotonic" or "boottime". */
struct spec_time_offset {
	const char *clock;
	int64_t secs;
	uint32_t nanosecs;
};

struct spec_net_device {
	const char *host_name, *name;
};

struct spec_linux {
	struct {
		size_t count;
		const struct spec_namespace *items;
	} namespaces;
	struct spec_id_mappings uid_mappings, gid_mappings;
	struct {
		size_t count;
		const struct spec_device *items;
	} devices;
	struct {
		size_t count;
		const struct spec_net_device *items;
	} net_devices;
	const char *cgroups_path;
	const struct spec_resources *resources;
	const struct spec_intel_rdt *intel_rdt;
	const struct spec_memory_policy *memory_policy;
	struct spec_map sysctl;
	const struct spec_seccomp *seccomp;
	const char *rootfs_propagation;
	struct spec_strings masked_paths, readonly_paths;
	const char *mount_label;
	const struct spec_personality *personality;
	struct {
		size_t count;
		const struct spec_time_offset *items;
	} time_offsets;
};

struct spec {
	const char *oci_version;
	const struct spec_root *root;
	const struct spec_process *process;
	const char *hostname, *domainname;
	struct {
		size_t count;
		const struct spec_mount *items;
	} mounts;
	const struct spec_hooks *hooks;
	struct spec_map annotations;
	const struct spec_linux *linux;
	const struct spec_document *document;
};

/* The version this reader was written for; any 1.x is read, unknown fields are no error. */
#define SPEC_VERSION "1.3.0"

/*
 * Reads and checks a config.json (`length` bytes of JSON text). A wrong type, a value out of range or a
 * broken rule of the specification is -EINVAL with err naming the place: "mounts[2].destination: must be
 * absolute". root, process, process.args, process.cwd and linux are there after success, since nothing starts
 * without. The caller frees *ret_spec with spec_free().
 */
int spec_read(const char *text, size_t length, struct spec **ret_spec, struct err *err);

/*
 * Reads a process object of its own (the file of `exec --process`, the same rules as config.json's
 * `process`). It belongs to *ret_spec, whose other fields are empty.
 */
int spec_read_process(const char *text, size_t length, struct spec **ret_spec, struct err *err);

/*
 * Reads a resources object of its own (the file of `update --resources`); a field that the specification does not have is
 * an error here, which would else be a limit that is not set. It is linux->resources of *ret_spec, whose other fields are
 * empty.
 */
int spec_read_resources(const char *text, size_t length, struct spec **ret_spec, struct err *err);

/* Appends "NAME=VALUE" to process.env; a mount whose options live as long as the spec. Texts are copied. */
int spec_amend_environment(struct spec *spec, const char *variable, struct err *err);
int spec_amend_mount(struct spec *spec, const struct spec_mount *mount, struct err *err);

/* NULL is fine. */
void spec_free(struct spec *spec);

/* The namespace entry of a type (CLONE_NEW*), or NULL when the container shares the host's. */
const struct spec_namespace *spec_namespace_find(const struct spec *spec, int type);

/* The type of namespace (CLONE_NEW*) that a sysctl belongs to, or 0 when it is the whole host's. */
int spec_sysctl_namespace(const char *key);

/*
 * The config.json of `runlxc spec`: a new text the caller frees, or NULL when out of memory. With a user it is for that one,
 * who becomes the container's root; NULL: for root.
 */
struct spec_sample_user {
	uint32_t uid, gid;
};
char *spec_sample(const struct spec_sample_user *user);
