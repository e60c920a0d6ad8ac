/* SPDX-License-Identifier: Apache-2.0 */
/* Chooses cgroups below the container's, for a process of exec. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"

enum { CONTROLLER_MAX = 64 };

/* ".." may not lead above where it starts. */
static bool stays_below(const char *path)
{
	int depth = 0;

	while (*path) {
		size_t length = strcspn(path, "/");

		if (length == 2 && memcmp(path, "..", 2) == 0)
			depth--;
		else if (length > 1 || (length == 1 && *path != '.'))
			depth++;
		if (depth < 0)
			return false;
		path += length + (path[length] == '/');
	}
	return true;
}

static int go_below(struct cgroup_hierarchy *hierarchy, const char *path, struct err *err)
{
	char *directory;

	if (!hierarchy->directory)
		return 0;
	if (asprintf(&directory, "%s/%s", hierarchy->directory, path) < 0)
		return err_set(err, ENOMEM, "--cgroup: out of memory");
	free(hierarchy->directory);
	hierarchy->directory = directory;
	return 0;
}

/* The number of the hierarchy that has this controller, or -EINVAL. */
static int find(const struct cgroup *cgroup, const char *name, size_t length)
{
	char controller[CONTROLLER_MAX];
	const struct cgroup_hierarchy *hierarchy;

	if (length == 0 || length >= sizeof(controller))
		return -EINVAL;
	memcpy(controller, name, length);
	controller[length] = '\0';
	hierarchy = cgroup_with(cgroup, controller);
	return hierarchy ? (int)(hierarchy - cgroup->hierarchies) : -EINVAL;
}

/* "cpu,cpuacct" may be one hierarchy or two; one that was chosen by another argument already is a contradiction. */
static int choose(struct cgroup *cgroup, const char *argument, const char *path,
		  const char *chosen[CGROUP_HIERARCHY_MAX], struct err *err)
{
	const char *name = argument;

	while (name < path) {
		size_t length = strcspn(name, ",:");
		int i = find(cgroup, name, length);

		if (i < 0)
			return err_set(err, EINVAL, "--cgroup: unknown controller '%.*s'", (int)length, name);
		if (chosen[i] && chosen[i] != path)
			return err_set(err, EINVAL, "--cgroup: controller '%.*s' is there more than once",
				       (int)length, name);
		if (!chosen[i] && go_below(&cgroup->hierarchies[i], path, err) < 0)
			return -ENOMEM;
		chosen[i] = path;
		name += length + 1;
	}
	return 0;
}

int cgroup_go_below(struct cgroup *cgroup, const char *const *arguments, size_t count, struct err *err)
{
	const char *chosen[CGROUP_HIERARCHY_MAX] = { NULL };
	int r = 0;

	for (size_t i = 0; i < count && r == 0; i++) {
		const char *colon = strchr(arguments[i], ':');
		const char *path = colon ? colon + 1 : arguments[i];

		if (!stays_below(path))
			return err_set(err, EINVAL, "--cgroup: bad sub cgroup path: %s", path);
		if (colon)
			r = choose(cgroup, arguments[i], path, chosen, err);
		else if (count > 1)
			return err_set(err, EINVAL, "--cgroup: '%s': missing <controller>: prefix",
				       arguments[i]);
		else
			for (size_t j = 0; j < cgroup->count && r == 0; j++)
				r = go_below(&cgroup->hierarchies[j], path, err);
	}
	return r;
}
