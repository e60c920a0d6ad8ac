/* SPDX-License-Identifier: Apache-2.0 */
/* Removes the container's cgroups, once the last process has left them. */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"

enum {
	WAIT_NANOSECONDS = 2000000000,
	PAUSE_MIN = 100000,
	PAUSE_MAX = 10000000,
};

/* -EBUSY: it holds processes or cgroups. */
static int remove_one(const char *directory)
{
	if (rmdir(directory) == 0 || errno == ENOENT || errno == ENODEV)
		return 0;
	return errno == ENOTEMPTY ? -EBUSY : -errno;
}

static int remove_tree(const char *top, struct err *err)
{
	struct cgroup_tree tree = { 0 };
	int r = remove_one(top), first = 0;

	if (r == 0)
		return 0;
	if (r != -EBUSY)
		return err_set_errno(err, -r, "rmdir %s", top);
	r = cgroup_tree_read(top, &tree, err);
	/* The top alone: nothing below, so it is a process that keeps it. */
	if (r == 0 && tree.count == 1)
		first = err_set_errno(err, EBUSY, "rmdir %s", top);
	for (size_t i = tree.count; tree.count > 1 && i-- > 0;) {
		r = remove_one(tree.directories[i]);
		if (r < 0 && first == 0)
			first = err_set_errno(err, -r, "rmdir %s", tree.directories[i]);
	}
	cgroup_tree_clear(&tree);
	return first ? first : r;
}

int cgroup_remove(const struct cgroup *cgroup, struct err *err)
{
	bool removed[CGROUP_HIERARCHY_MAX] = { false };
	long pause = PAUSE_MIN, waited = 0;
	int r;

	for (;;) {
		r = 0;
		for (size_t i = 0; i < cgroup->count; i++) {
			const char *directory = cgroup->hierarchies[i].directory;
			int one = removed[i] ? 0 : remove_tree(directory, r == 0 ? err : NULL);

			removed[i] = one == 0;
			r = r == 0 ? one : r;
		}
		if (r != -EBUSY || waited >= WAIT_NANOSECONDS)
			return r;
		(void)nanosleep(&(struct timespec){ .tv_nsec = pause }, NULL);
		waited += pause;
		pause = pause * 2 < PAUSE_MAX ? pause * 2 : PAUSE_MAX;
	}
}
