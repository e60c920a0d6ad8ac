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
#include "runlxc/cgroup/internal.h"

/* Cgroups below count too: killing and removing go down the tree. */
static int check_tree(const char *top, const char *file, struct err *err)
{
	struct cgroup_tree tree = { 0 };
	int r = cgroup_tree_read(top, &tree, err);

	for (size_t i = 0; i < tree.count && r == 0; i++) {
		char path[PATH_MAX], byte;
		auto_close int fd = -EBADF;

		(void)snprintf(path, sizeof(path), "%s/%s", tree.directories[i], file);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd >= 0 && read(fd, &byte, 1) > 0)
			r = err_set(err, EBUSY,
				    "linux.cgroupsPath: %s is not empty: other processes live there",
				    tree.directories[i]);
	}
	cgroup_tree_clear(&tree);
	return r;
}

int cgroup_check_unused(const struct cgroup *cgroup, struct err *err)
{
	for (size_t i = 0; i < cgroup->count; i++) {
		const char *directory = cgroup->hierarchies[i].directory;
		const char *file = cgroup->hierarchies[i].unified ? "cgroup.procs" : "tasks";
		int r = access(directory, F_OK) < 0 ? 0 : check_tree(directory, file, err);

		if (r < 0)
			return r;
	}
	return 0;
}
