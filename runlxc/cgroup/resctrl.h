/* SPDX-License-Identifier: Apache-2.0 */
/*
 * linux.intelRdt: groups of the resctrl file system (Linux 4.10), which are made, entered and removed like cgroups. Paths are
 * absolute; NULL stands for a group that is not there. Zero-initialise; cgroup_resctrl_clear() frees.
 */
#pragma once

#include <stdbool.h>

struct err;
struct spec_intel_rdt;

struct cgroup_resctrl {
	char *group, *monitor; /* the class of service, and the monitoring group of this container alone */
	bool owns_group;       /* it was not there and no closID asked for it: it goes with the container */
};

/* Where resctrl is mounted: the caller frees *ret_root. -ENOTSUP: nowhere. `proc` is "/proc", or a test's. */
int cgroup_resctrl_find(const char *proc, char **ret_root, struct err *err);

/* Decides on the groups and makes nothing. Errors name the field. */
int cgroup_resctrl_resolve(const char *root, const struct spec_intel_rdt *rdt, const char *id,
			   struct cgroup_resctrl *ret, struct err *err);

/* Makes them and writes the schemata. */
int cgroup_resctrl_create(const struct cgroup_resctrl *groups, const struct spec_intel_rdt *rdt,
			  struct err *err);

/* The calling process, and its children to come. */
int cgroup_resctrl_enter_self(const struct cgroup_resctrl *groups, struct err *err);

/* What belongs to the container alone. A group that is gone is no error. */
int cgroup_resctrl_remove(const struct cgroup_resctrl *groups, struct err *err);
void cgroup_resctrl_clear(struct cgroup_resctrl *groups);
