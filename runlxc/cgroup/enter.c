/* SPDX-License-Identifier: Apache-2.0 */
/* Moves processes into the container's cgroups. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"

/* What the kernel means by an error. `file` NULL: any. */
static const struct {
	int error;
	const char *file, *meaning;
} meanings[] = {
	{ ENOSPC, NULL, "cpuset.cpus or cpuset.mems is empty" },
	{ EBUSY, "tasks", "the cgroup is frozen, and this kernel lets nobody into a frozen one" },
	/* cgroup v2: limits are for those below, and then no process may be in the cgroup itself. */
	{ EBUSY, NULL, "the cgroup gives controllers to cgroups below it (cgroup.subtree_control)" },
	{ EOPNOTSUPP, NULL, "a threaded cgroup, or one below it, which takes no process of another (cgroup.type)" },
};

static int enter(const char *directory, const char *file, const char *pid, struct err *err)
{
	int r = cgroup_file_write(directory, file, pid);

	for (size_t i = 0; r < 0 && i < sizeof(meanings) / sizeof(*meanings); i++)
		if (-r == meanings[i].error && (!meanings[i].file || strcmp(file, meanings[i].file) == 0))
			return err_set(err, -r, "write %s/%s: %s", directory, file, meanings[i].meaning);
	return r < 0 ? err_set_errno(err, -r, "write %s/%s", directory, file) : 0;
}

int cgroup_enter_self_v1(const struct cgroup *cgroup, struct err *err)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < cgroup->count; i++)
		if (!cgroup->hierarchies[i].unified)
			r = enter(cgroup->hierarchies[i].directory, "tasks", "0", err);
	return r;
}

int cgroup_enter_self(const struct cgroup *cgroup, struct err *err)
{
	const struct cgroup_hierarchy *unified = cgroup_unified(cgroup);
	int r = cgroup_enter_self_v1(cgroup, err);

	return r == 0 && unified ? enter(unified->directory, "cgroup.procs", "0", err) : r;
}

int cgroup_open_unified(const struct cgroup *cgroup)
{
	const struct cgroup_hierarchy *unified = cgroup_unified(cgroup);

	return unified ? open(unified->directory, O_PATH | O_DIRECTORY | O_CLOEXEC) : -EBADF;
}

int cgroup_enter_unified(const struct cgroup *cgroup, pid_t pid, struct err *err)
{
	const struct cgroup_hierarchy *unified = cgroup_unified(cgroup);
	char text[16];

	if (!unified)
		return 0;
	(void)snprintf(text, sizeof(text), "%d", pid);
	return enter(unified->directory, "cgroup.procs", text, err);
}

int cgroup_enter_beside(pid_t pid, struct err *err)
{
	struct cgroup cgroup = { 0 };
	char process[16];
	int r = cgroup_find(&cgroup, "/proc", err);

	(void)snprintf(process, sizeof(process), "%d", pid);
	if (r == 0)
		r = cgroup_resolve_process(&cgroup, "/proc", process, err);
	if (r == 0 && cgroup_unified(&cgroup))
		r = enter(cgroup_unified(&cgroup)->directory, "cgroup.procs", "0", err);
	cgroup_clear(&cgroup);
	return r;
}
