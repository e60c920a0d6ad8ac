/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of runlxc/cgroup share with each other and with nobody else. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct cgroup;
struct cgroup_hierarchy;
struct err;
struct spec_resources;

/* file.c: `directory`/`file`, read whole (the caller frees) or written in one call. 0 or -errno. */
int cgroup_file_read(const char *directory, const char *file, char **ret_text);
int cgroup_file_write(const char *directory, const char *file, const char *value);

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

/* Sets err to "no hierarchy with this controller is mounted"; returns -ENOTSUP. */
int cgroup_setting_missing(const struct cgroup *cgroup, const char *controller, const char *field,
			   struct err *err);

/* memory.c, cpu.c, block_io.c, limits.c, devices.c: their parts of linux.resources. */
int cgroup_memory_apply(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err);
int cgroup_cpu_apply(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err);
int cgroup_block_io_apply(const struct cgroup *cgroup, const struct spec_resources *resources,
			  struct err *err);
int cgroup_limits_apply(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err);

/* `resources` may be NULL. */
int cgroup_devices_apply(const struct cgroup *cgroup, const struct spec_resources *resources,
			 struct err *err);
