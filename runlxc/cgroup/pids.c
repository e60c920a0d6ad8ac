/* SPDX-License-Identifier: Apache-2.0 */
/* Lists the processes of the container. */
#include <errno.h>
#include <stdlib.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"

struct pids {
	pid_t *items;
	size_t count, size;
};

static int add(struct pids *pids, pid_t pid)
{
	if (pids->count == pids->size) {
		size_t size = pids->size ? pids->size * 2 : 64;
		pid_t *grown = realloc(pids->items, size * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		pids->items = grown;
		pids->size = size;
	}
	pids->items[pids->count++] = pid;
	return 0;
}

/* A directory that vanished holds nobody. */
static int read_directory(const char *directory, struct pids *pids)
{
	auto_free char *text = NULL;
	int r = cgroup_file_read(directory, "cgroup.procs", &text);

	/* EOPNOTSUPP: a threaded cgroup of v2, whose processes are listed above it. */
	if (r == -ENOENT || r == -ENODEV || r == -EOPNOTSUPP)
		return 0;
	for (char *at = text, *end; r == 0; at = end) {
		long pid = strtol(at, &end, 10);

		if (end == at)
			break;
		/* 0: a process that our pid namespace does not see. */
		if (pid > 0)
			r = add(pids, (pid_t)pid);
	}
	return r;
}

static int compare(const void *a, const void *b)
{
	pid_t left = *(const pid_t *)a, right = *(const pid_t *)b;

	return (left > right) - (left < right);
}

/* Old kernels list a process twice; so does one that moves while we read. */
static void sort_unique(struct pids *pids)
{
	size_t kept = 0;

	if (pids->count == 0)
		return;
	qsort(pids->items, pids->count, sizeof(*pids->items), compare);
	for (size_t i = 1; i < pids->count; i++)
		if (pids->items[i] != pids->items[kept])
			pids->items[++kept] = pids->items[i];
	pids->count = kept + 1;
}

/* Any hierarchy has them all; an init system in the container may sort its children in the named ones. */
static const struct cgroup_hierarchy *hierarchy_of(const struct cgroup *cgroup)
{
	static const char *const preferred[] = { "freezer", "devices", "pids", "memory" };

	if (cgroup_is_v2(cgroup))
		return cgroup_unified(cgroup);
	for (size_t i = 0; i < sizeof(preferred) / sizeof(*preferred); i++) {
		const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, preferred[i]);

		if (hierarchy)
			return hierarchy;
	}
	return cgroup->count ? &cgroup->hierarchies[0] : NULL;
}

int cgroup_pids(const struct cgroup *cgroup, pid_t **ret_pids, size_t *ret_count, struct err *err)
{
	const struct cgroup_hierarchy *hierarchy = hierarchy_of(cgroup);
	struct cgroup_tree tree = { 0 };
	struct pids pids = { 0 };
	int r = 0;

	if (hierarchy)
		r = cgroup_tree_read(hierarchy->directory, &tree, err);
	if (r < 0)
		return r;
	for (size_t i = 0; r == 0 && i < tree.count; i++) {
		r = read_directory(tree.directories[i], &pids);
		if (r < 0)
			(void)err_set_errno(err, -r, "read %s/cgroup.procs", tree.directories[i]);
	}
	cgroup_tree_clear(&tree);
	if (r < 0) {
		free(pids.items);
		return r;
	}
	sort_unique(&pids);
	*ret_pids = pids.items;
	*ret_count = pids.count;
	return 0;
}
