/* SPDX-License-Identifier: Apache-2.0 */
/* Tells when the kernel kills one of the container's processes for want of memory. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct cgroup;
struct err;

/* Set `fd` to -EBADF; cgroup_oom_close(). */
struct cgroup_oom {
	int fd; /* to poll for POLLIN, then cgroup_oom_take() */
	bool unified;
	uint64_t killed;       /* v2: how many so far */
	const char *directory; /* borrowed from the cgroup */
};

/* -ENOTSUP without a memory controller. v1: eventfd on memory.oom_control; v2: inotify on memory.events, Linux 4.18. */
int cgroup_oom_open(const struct cgroup *cgroup, struct cgroup_oom *ret, struct err *err);

/* After POLLIN: true when it was for want of memory; the end of the cgroup wakes the reader, too. */
bool cgroup_oom_take(struct cgroup_oom *oom);

void cgroup_oom_close(struct cgroup_oom *oom);
