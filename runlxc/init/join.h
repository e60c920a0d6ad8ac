/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process that is added to a container that runs: from the fork to its program. May include: what init.h may.
 */
#pragma once

#include <stdint.h>

#include "runlxc/init/init.h"
#include "runlxc/init/namespaces.h"

struct init_join {
	/* spec->process is the new process; no plan, rootfs and gate; `cgroup` is entered, and may be below the container's. */
	struct init_request request;
	struct init_namespaces namespaces;    /* the pid namespace is joined already */
	const struct cgroup_resctrl *resctrl; /* NULL: none */
	const int32_t *oom_score_adj;         /* NULL: as the caller's */
	bool in_unified;                      /* born in the cgroup v2 */
	pid_t beside; /* the container's init, whose cgroup v2 will do when the container's does not; 0: no other will do */
};

/*
 * In the fork: becomes the program. Says CHANNEL_READY right before it, and CHANNEL_FAILED with the reason when there
 * will be none. Until then it dies with its parent.
 */
void init_join(const struct init_join *join) __attribute__((noreturn));
