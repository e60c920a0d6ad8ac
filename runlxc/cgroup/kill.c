/* SPDX-License-Identifier: Apache-2.0 */
/* Signals every process of the container. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"

/*
 * A container that forks faster than we signal is frozen for the rest (SIGKILL only: the others may wait for
 * their children); the limit is for one that cannot be frozen.
 */
enum { PASSES_UNTIL_FREEZE = 10, PASSES_MAX = 1000 };

/* Who had the signal: sorted, as cgroup_pids() gives them. */
struct victims {
	pid_t *pids;
	size_t count;
	int signalled;
};

static int compare(const void *a, const void *b)
{
	pid_t left = *(const pid_t *)a, right = *(const pid_t *)b;

	return (left > right) - (left < right);
}

static bool knows(const struct victims *victims, pid_t pid)
{
	return victims->count && bsearch(&pid, victims->pids, victims->count, sizeof(pid), compare);
}

/* Signals those that are new and takes their list over. 1: there were some; 0, or -errno. */
static int pass(const struct cgroup *cgroup, int signal, struct victims *victims, struct err *err)
{
	auto_free pid_t *pids = NULL;
	bool found = false;
	size_t count;
	int r = cgroup_pids(cgroup, &pids, &count, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < count; i++) {
		if (pids[i] == getpid() || knows(victims, pids[i]))
			continue;
		found = true;
		if (kill(pids[i], signal) == 0)
			victims->signalled++;
		else if (errno != ESRCH)
			r = err_set_errno(err, errno, "kill %d", pids[i]);
	}
	/* Who is not listed any more is gone, and its number free for another. */
	free(victims->pids);
	victims->pids = take_ptr(pids);
	victims->count = count;
	return r < 0 ? r : found;
}

/* After SIGKILL only: the dead need no freezer that works. */
static void thaw(const struct cgroup *cgroup)
{
	const struct cgroup_hierarchy *freezer = cgroup_with(cgroup, "freezer");
	struct cgroup_tree tree = { 0 };

	if (!freezer || cgroup_tree_read(freezer->directory, &tree, NULL) < 0)
		return;
	for (size_t i = 0; i < tree.count; i++)
		(void)cgroup_file_write(tree.directories[i], "freezer.state", "THAWED");
	cgroup_tree_clear(&tree);
}

/*
 * Linux 5.14 kills a whole cgroup v2 by one write, forks under way included; frozen processes too, as v2 always does. 1: that
 * is not possible here, or would hit the caller.
 */
static int kill_unified(const struct cgroup *cgroup, int *ret_signalled, struct err *err)
{
	auto_free pid_t *pids = NULL;
	size_t count;
	pid_t self = getpid();
	int r = cgroup_pids(cgroup, &pids, &count, err);

	if (r < 0)
		return r;
	if (count == 0 || bsearch(&self, pids, count, sizeof(self), compare))
		return 1;
	*ret_signalled = (int)count;
	return cgroup_file_write(cgroup_unified(cgroup)->directory, "cgroup.kill", "1") < 0;
}

int cgroup_kill(const struct cgroup *cgroup, int signal, struct err *err)
{
	struct victims victims = { 0 };
	int r = 1, signalled;

	if (signal == SIGKILL && cgroup_is_v2(cgroup)) {
		r = kill_unified(cgroup, &signalled, err);
		if (r <= 0)
			return r < 0 ? r : signalled;
	}
	for (int i = 0; r == 1 && i < PASSES_MAX; i++) {
		if (i == PASSES_UNTIL_FREEZE && signal == SIGKILL)
			(void)cgroup_freeze(cgroup, true, NULL);
		r = pass(cgroup, signal, &victims, err);
	}
	if (signal == SIGKILL)
		thaw(cgroup);
	free(victims.pids);
	return r < 0 ? r : victims.signalled;
}
