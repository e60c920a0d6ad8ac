/* SPDX-License-Identifier: Apache-2.0 */
/* Describes `process`, in config.json and in the file of exec --process. */
#include "runlxc/spec/objects.h"

static const struct spec_field box_fields[] = {
	SPEC_FIELD(struct spec_box, height, "height", SPEC_UINT32, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_box, width, "width", SPEC_UINT32, .flags = SPEC_REQUIRED),
};
static const struct spec_object box_object = SPEC_OBJECT_OF(struct spec_box, box_fields);

/* uid and gid are required, but runc takes an absent one for 0 and callers count on it. */
static const struct spec_field user_fields[] = {
	SPEC_FIELD(struct spec_user, uid, "uid", SPEC_UINT32),
	SPEC_FIELD(struct spec_user, gid, "gid", SPEC_UINT32),
	SPEC_FIELD(struct spec_user, umask, "umask", SPEC_UINT32, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_user, additional_gids, "additionalGids", SPEC_NUMBERS),
};
static const struct spec_object user_object = SPEC_OBJECT_OF(struct spec_user, user_fields);

static const struct spec_field capabilities_fields[] = {
	SPEC_FIELD(struct spec_capabilities, bounding, "bounding", SPEC_WORD_BITS,
		   .words = &table_capability),
	SPEC_FIELD(struct spec_capabilities, effective, "effective", SPEC_WORD_BITS,
		   .words = &table_capability),
	SPEC_FIELD(struct spec_capabilities, inheritable, "inheritable", SPEC_WORD_BITS,
		   .words = &table_capability),
	SPEC_FIELD(struct spec_capabilities, permitted, "permitted", SPEC_WORD_BITS,
		   .words = &table_capability),
	SPEC_FIELD(struct spec_capabilities, ambient, "ambient", SPEC_WORD_BITS, .words = &table_capability),
};
static const struct spec_object capabilities_object =
	SPEC_OBJECT_OF(struct spec_capabilities, capabilities_fields);

static const struct spec_field rlimit_fields[] = {
	SPEC_FIELD(struct spec_rlimit, resource, "type", SPEC_WORD_NUMBER, .flags = SPEC_REQUIRED,
		   .words = &table_rlimit),
	SPEC_FIELD(struct spec_rlimit, soft, "soft", SPEC_UINT64, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_rlimit, hard, "hard", SPEC_UINT64, .flags = SPEC_REQUIRED),
};
static const struct spec_object rlimit_object = SPEC_OBJECT_OF(struct spec_rlimit, rlimit_fields);

static const struct spec_field scheduler_fields[] = {
	SPEC_FIELD(struct spec_scheduler, policy, "policy", SPEC_WORD_NUMBER,
		   .flags = SPEC_REQUIRED | SPEC_POINTER, .words = &table_scheduler_policy),
	SPEC_FIELD(struct spec_scheduler, nice, "nice", SPEC_INT32, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_scheduler, priority, "priority", SPEC_INT32, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_scheduler, flags, "flags", SPEC_WORD_FLAGS, .words = &table_scheduler_flag),
	SPEC_FIELD(struct spec_scheduler, runtime, "runtime", SPEC_UINT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_scheduler, deadline, "deadline", SPEC_UINT64, .flags = SPEC_POINTER),
	SPEC_FIELD(struct spec_scheduler, period, "period", SPEC_UINT64, .flags = SPEC_POINTER),
};
static const struct spec_object scheduler_object = SPEC_OBJECT_OF(struct spec_scheduler, scheduler_fields);

static const struct spec_field io_priority_fields[] = {
	SPEC_FIELD(struct spec_io_priority, class, "class", SPEC_WORD_NUMBER,
		   .flags = SPEC_REQUIRED | SPEC_POINTER, .words = &table_io_class),
	SPEC_FIELD(struct spec_io_priority, priority, "priority", SPEC_INT32, .flags = SPEC_REQUIRED,
		   .minimum = 0, .maximum = 7),
};
static const struct spec_object io_priority_object =
	SPEC_OBJECT_OF(struct spec_io_priority, io_priority_fields);

static const struct spec_field affinity_fields[] = {
	SPEC_FIELD(struct spec_exec_cpu_affinity, initial, "initial", SPEC_STRING),
	SPEC_FIELD(struct spec_exec_cpu_affinity, final, "final", SPEC_STRING),
};
static const struct spec_object affinity_object =
	SPEC_OBJECT_OF(struct spec_exec_cpu_affinity, affinity_fields);

static const struct spec_field fields[] = {
	SPEC_FIELD(struct spec_process, terminal, "terminal", SPEC_BOOL),
	SPEC_FIELD(struct spec_process, no_new_privileges, "noNewPrivileges", SPEC_BOOL),
	SPEC_FIELD(struct spec_process, console_size, "consoleSize", SPEC_OBJECT, .object = &box_object),
	SPEC_FIELD(struct spec_process, user, "user", SPEC_EMBEDDED, .object = &user_object),
	SPEC_FIELD(struct spec_process, args, "args", SPEC_STRINGS),
	SPEC_FIELD(struct spec_process, env, "env", SPEC_STRINGS),
	SPEC_FIELD(struct spec_process, cwd, "cwd", SPEC_STRING, .flags = SPEC_REQUIRED | SPEC_ABSOLUTE),
	SPEC_FIELD(struct spec_process, capabilities, "capabilities", SPEC_OBJECT,
		   .object = &capabilities_object),
	SPEC_FIELD(struct spec_process, rlimits, "rlimits", SPEC_LIST, .object = &rlimit_object),
	SPEC_FIELD(struct spec_process, apparmor_profile, "apparmorProfile", SPEC_STRING),
	SPEC_FIELD(struct spec_process, selinux_label, "selinuxLabel", SPEC_STRING),
	SPEC_FIELD(struct spec_process, oom_score_adj, "oomScoreAdj", SPEC_INT32, .flags = SPEC_POINTER,
		   .minimum = -1000, .maximum = 1000),
	SPEC_FIELD(struct spec_process, scheduler, "scheduler", SPEC_OBJECT, .object = &scheduler_object),
	SPEC_FIELD(struct spec_process, io_priority, "ioPriority", SPEC_OBJECT,
		   .object = &io_priority_object),
	SPEC_FIELD(struct spec_process, exec_cpu_affinity, "execCPUAffinity", SPEC_OBJECT,
		   .object = &affinity_object),
};

const struct spec_object spec_process_object = SPEC_OBJECT_OF(struct spec_process, fields);
