/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps a container out of cgroups that others live in: it would limit, kill and in the end remove them. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"

int cgroup_check_unused(const struct cgroup *cgroup, struct err *err)
{
	for (size_t i = 0; i < cgroup->count; i++) {
		const char *directory = cgroup->hierarchies[i].directory;
		auto_close int fd = -EBADF;
		char path[PATH_MAX], byte;

		(void)snprintf(path, sizeof(path), "%s/tasks", directory);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd >= 0 && read(fd, &byte, 1) > 0)
			return err_set(err, EBUSY,
				       "linux.cgroupsPath: %s is not empty: other processes live there",
				       directory);
	}
	return 0;
}
