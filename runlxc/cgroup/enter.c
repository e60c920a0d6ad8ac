/* SPDX-License-Identifier: Apache-2.0 */
/* Moves the calling process into the container's cgroups. */
#include <errno.h>

#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"

int cgroup_enter_self(const struct cgroup *cgroup, struct err *err)
{
	for (size_t i = 0; i < cgroup->count; i++) {
		const char *directory = cgroup->hierarchies[i].directory;
		int r = cgroup_file_write(directory, "tasks", "0");

		if (r == -ENOSPC)
			return err_set(err, ENOSPC, "write %s/tasks: cpuset.cpus or cpuset.mems is empty",
				       directory);
		if (r < 0)
			return err_set_errno(err, -r, "write %s/tasks", directory);
	}
	return 0;
}
