/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of runlxc/cgroup share with each other and with nobody else. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runlxc/cgroup/device_program.h"

struct cgroup;
struct cgroup_hierarchy;
struct err;
struct spec_block_io;
struct spec_cpu;
struct spec_device_rule;
struct spec_map;
struct spec_memory;
struct spec_resources;

/* find.c: takes a hierarchy out of the list. */
void cgroup_leave_out(struct cgroup *cgroup, size_t index);

/* file.c: `directory`/`file`, read whole (the caller frees) or written in one call. 0 or -errno. */
int cgroup_file_read(const char *directory, const char *file, char **ret_text);
int cgroup_file_write(const char *directory, const char *file, const char *value);

/* journal.c: what files said before they were written, so that a refused update leaves no trace. */
struct cgroup_journal {
	size_t count, size;
	struct cgroup_journal_entry {
		const char *directory; /* the hierarchy's */
		char *file, *text;
	} * entries;
};

/* Notes a file once. One that cannot be read is not noted: 0 then. -ENOMEM. */
int cgroup_journal_note(struct cgroup_journal *journal, const char *directory, const char *file);

/* Writes back what was noted. False when the kernel refuses some of it. */
bool cgroup_journal_restore(const struct cgroup_journal *journal);
void cgroup_journal_clear(struct cgroup_journal *journal);

/*
 * unified.c: gives a controller to the cgroups below `directory`; "+cpu +memory" are several. 0 or -errno; EBUSY where the
 * directory holds processes.
 */
int cgroup_unified_enable(const char *directory, const char *controllers);

/* Every controller there is, at the mount point and in each directory down to the container's parent. */
void cgroup_unified_enable_all(const struct cgroup_hierarchy *hierarchy);

/* Whether the controller is there in a directory, which its files depend on. */
bool cgroup_unified_has(const char *directory, const char *controller);

/* tree.c: a cgroup and all below it, parents before their children. */
struct cgroup_tree {
	size_t count, size;
	char **directories;
};

/* Directories that vanish meanwhile are no error; the first is listed even if it does not exist. */
int cgroup_tree_read(const char *top, struct cgroup_tree *ret_tree, struct err *err);
void cgroup_tree_clear(struct cgroup_tree *tree);

/* cpuset.c: gives empty cpuset.cpus and cpuset.mems the parent's; `fresh`: just made, has both or none. */
int cgroup_cpuset_fill(const struct cgroup_hierarchy *hierarchy, const char *directory, bool fresh,
		       struct err *err);

/* setting.c: one value of linux.resources for one file. */
enum cgroup_setting_type {
	CGROUP_SETTING_BOOL, /* const bool *, written when true */
	CGROUP_SETTING_INT64,
	CGROUP_SETTING_UINT64,
	CGROUP_SETTING_UINT32,
	CGROUP_SETTING_UINT16,
	CGROUP_SETTING_TEXT, /* const char *, written when not empty */
};

enum {
	CGROUP_SETTING_ZERO = 1 << 0,      /* 0 is a value; elsewhere it says "not set" */
	CGROUP_SETTING_MAX = 1 << 1,       /* the kernel spells a negative number "max" */
	CGROUP_SETTING_SATISFIED = 1 << 2, /* EINVAL says that it is so already */
};

/* A field of a spec struct, which holds a pointer at `offset`, and the file that takes it. */
struct cgroup_setting {
	const char *field, *controller, *file;
	size_t offset;
	enum cgroup_setting_type type;
	unsigned int flags;
};

/*
 * Writes the fields that are set, in this order. Some files refuse a value that does not fit the old value of
 * another one (a quota above its period, a memory limit above that of memory and swap): such are tried again
 * after the others, so that the order never matters.
 */
int cgroup_setting_apply(const struct cgroup *cgroup, const struct cgroup_setting *settings, size_t count,
			 const void *base, struct err *err);

/* Writes one value; an error names `field`, which is without "linux.resources.". */
int cgroup_setting_write(const struct cgroup *cgroup, const char *controller, const char *file,
			 const char *value, const char *field, struct err *err);

/* Writes one file, after noting it if there is a journal. 0 or -errno. */
int cgroup_setting_put(const struct cgroup *cgroup, const struct cgroup_hierarchy *hierarchy,
		       const char *file, const char *value);

/* Sets err to "no hierarchy with this controller is mounted"; returns -ENOTSUP. */
int cgroup_setting_missing(const struct cgroup *cgroup, const char *controller, const char *field,
			   struct err *err);

/* True where the controller is on cgroup v2, or on neither and v2 is there. */
bool cgroup_setting_is_unified(const struct cgroup *cgroup, const char *controller);

/* memory_unified.c, cpu_unified.c, block_io_unified.c, unified_map.c: the same fields on cgroup v2, and `unified`. */
int cgroup_memory_unified_apply(const struct cgroup *cgroup, const struct spec_memory *memory,
				struct err *err);
int cgroup_cpu_unified_apply(const struct cgroup *cgroup, const struct spec_cpu *cpu, struct err *err);
int cgroup_block_io_unified_apply(const struct cgroup *cgroup, const struct spec_block_io *block_io,
				  struct err *err);
int cgroup_unified_map_apply(const struct cgroup *cgroup, const struct spec_map *map, struct err *err);

/* memory.c, cpu.c, block_io.c, limits.c, devices.c: their parts of linux.resources. */
int cgroup_memory_apply(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err);
int cgroup_cpu_apply(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err);
int cgroup_block_io_apply(const struct cgroup *cgroup, const struct spec_resources *resources,
			  struct err *err);
int cgroup_limits_apply(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err);

/* devices.c: what every container may use, and whether a rule's access makes sense. */
int cgroup_devices_check_access(const struct spec_device_rule *rule, const char *field, struct err *err);

/* devices_unified.c: the rules as a BPF program on cgroup v2. `resources` may be NULL. */
int cgroup_devices_unified_apply(const struct cgroup *cgroup, const struct spec_resources *resources,
				 struct err *err);

/* `resources` may be NULL. */
int cgroup_devices_apply(const struct cgroup *cgroup, const struct spec_resources *resources,
			 struct err *err);
