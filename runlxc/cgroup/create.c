/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the container's directory in each hierarchy and what a process needs to enter it. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/log.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"

/*
 * Beside v1 the unified hierarchy holds no limit and no device rule: where it cannot be written (an engine in a container)
 * it is left out. A user who is not root may do without any.
 */
static bool may_do_without(const struct cgroup *cgroup, const struct cgroup_hierarchy *hierarchy, int r)
{
	if (r != -EROFS && r != -EACCES && r != -EPERM)
		return false;
	return cgroup->rootless || (hierarchy->unified && !cgroup_is_v2(cgroup));
}

/* What the hierarchy is used for that takes more than a directory. */
struct duties {
	bool cpuset, memory, freezer;
};

static struct duties duties_of(const struct cgroup *cgroup, const struct cgroup_hierarchy *hierarchy)
{
	if (hierarchy->unified)
		return (struct duties){ 0 };
	return (struct duties){
		.cpuset = cgroup_with(cgroup, "cpuset") == hierarchy,
		.memory = cgroup_with(cgroup, "memory") == hierarchy,
		.freezer = cgroup_with(cgroup, "freezer") == hierarchy,
	};
}

/*
 * The limit of a cgroup binds those below it only with use_hierarchy, which can be switched on only before
 * the first child is there. Refused (EINVAL) by old kernels where the parent has it on, which is as good.
 */
static void use_hierarchy(const char *directory)
{
	(void)cgroup_file_write(directory, "memory.use_hierarchy", "1");
}

/* A directory above the container's that is of our making. */
static int prepare_parent(const struct cgroup_hierarchy *hierarchy, struct duties duties,
			  const char *directory, struct err *err)
{
	int r;

	if (duties.memory)
		use_hierarchy(directory);
	if (!duties.cpuset)
		return 0;
	r = cgroup_cpuset_fill(hierarchy, directory, true, err);
	/* The next containers here are born with a filled cpuset. Linux 3.0; filled by hand before. */
	(void)cgroup_file_write(directory, "cgroup.clone_children", "1");
	return r;
}

static int make_parents(const struct cgroup_hierarchy *hierarchy, struct duties duties, struct err *err)
{
	auto_free char *path = strdup(hierarchy->directory);
	char *slash;

	if (!path)
		return err_set(err, ENOMEM, "making %s", hierarchy->directory);
	slash = path + strlen(hierarchy->mount_point);
	while ((slash = strchr(slash + 1, '/'))) {
		int r = 0;

		*slash = '\0';
		if (mkdir(path, 0755) == 0)
			r = prepare_parent(hierarchy, duties, path, err);
		else if (errno != EEXIST)
			r = err_set_errno(err, errno, "mkdir %s", path);
		if (r < 0)
			return r;
		*slash = '/';
	}
	return 0;
}

static int make_directory(struct cgroup_hierarchy *hierarchy, struct duties duties, struct err *err)
{
	int r;

	hierarchy->made = mkdir(hierarchy->directory, 0755) == 0;
	if (!hierarchy->made && errno == ENOENT) {
		r = make_parents(hierarchy, duties, err);
		if (r < 0)
			return r;
		hierarchy->made = mkdir(hierarchy->directory, 0755) == 0;
	}
	if (!hierarchy->made && errno != EEXIST)
		return err_set_errno(err, errno, "mkdir %s", hierarchy->directory);
	return 0;
}

static int make(const struct cgroup *cgroup, struct cgroup_hierarchy *hierarchy, struct err *err)
{
	struct duties duties = duties_of(cgroup, hierarchy);
	int r = make_directory(hierarchy, duties, err);

	if (r < 0)
		return r;
	/* Whoever enters a frozen cgroup stops there, and create would hang. */
	if (!hierarchy->made && (duties.freezer || hierarchy->unified) && cgroup_is_frozen(cgroup))
		return err_set(err, EBUSY, "%s: the cgroup exists and is frozen", hierarchy->directory);
	if (hierarchy->made && duties.memory)
		use_hierarchy(hierarchy->directory);
	/* Beside v1 it has few controllers or none, and they are enabled when a limit asks for one. */
	if (hierarchy->unified && cgroup_is_v2(cgroup))
		cgroup_unified_enable_all(hierarchy);
	if (!duties.cpuset)
		return 0;
	r = cgroup_cpuset_fill(hierarchy, hierarchy->directory, hierarchy->made, err);
	/* A sibling has CPUs for itself (cpu_exclusive): linux.resources.cpu must say which ones are left. */
	if (r == -EINVAL) {
		log_debug("%s: cannot have all CPUs and memory nodes of its parent", hierarchy->directory);
		return 0;
	}
	return r;
}

int cgroup_create(struct cgroup *cgroup, struct err *err)
{
	size_t done;
	int r = 0;

	for (done = 0; r == 0 && done < cgroup->count;) {
		r = make(cgroup, &cgroup->hierarchies[done], err);
		if (may_do_without(cgroup, &cgroup->hierarchies[done], r)) {
			r = 0;
			cgroup->forbidden = cgroup->rootless;
			cgroup_leave_out(cgroup, done);
		} else {
			done++;
		}
	}
	if (r == 0)
		return 0;
	while (done-- > 0) {
		struct cgroup_hierarchy *hierarchy = &cgroup->hierarchies[done];

		if (hierarchy->made)
			(void)rmdir(hierarchy->directory);
		hierarchy->made = false;
	}
	return r;
}
