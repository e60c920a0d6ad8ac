/* SPDX-License-Identifier: Apache-2.0 */
/* Stops and continues all processes of the container: the freezer controller, or cgroup.freeze of cgroup v2. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"

enum {
	PASSES_MAX = 1000,
	PASSES_UNTIL_PAUSE = 25, /* the first passes do not wait: most are done at once */
	PAUSE_NANOSECONDS = 1000000,
	PASSES_UNTIL_THAW = 100,
};

static int read_state(const char *directory, char **ret_state)
{
	int r = cgroup_file_read(directory, "freezer.state", ret_state);

	if (r == 0)
		(*ret_state)[strcspn(*ret_state, "\n")] = '\0';
	return r;
}

/* What was asked for: a cgroup on its way to be frozen counts, as FREEZING does on v1. */
static bool is_frozen_unified(const struct cgroup *cgroup)
{
	const struct cgroup_hierarchy *unified = cgroup_unified(cgroup);
	auto_free char *text = NULL;

	return unified && cgroup_file_read(unified->directory, "cgroup.freeze", &text) == 0 && text[0] == '1';
}

bool cgroup_is_frozen(const struct cgroup *cgroup)
{
	const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, "freezer");
	auto_free char *state = NULL;

	if (!hierarchy)
		return is_frozen_unified(cgroup);
	if (read_state(hierarchy->directory, &state) < 0)
		return false;
	return strcmp(state, "FROZEN") == 0 || strcmp(state, "FREEZING") == 0;
}

/* Linux 3.9: a cgroup is frozen with its parent, and has a file that tells the two apart. */
static bool is_hierarchical(const char *directory)
{
	char path[PATH_MAX];
	int length = snprintf(path, sizeof(path), "%s/freezer.self_freezing", directory);

	return length > 0 && length < PATH_MAX && access(path, F_OK) == 0;
}

/*
 * 1: asked for and not there yet; 0, or -errno. The state is written again on every pass: old kernels count
 * a task that came late only then.
 */
static int set_state(const char *directory, const char *state, struct err *err)
{
	auto_free char *now = NULL;
	int r = cgroup_file_write(directory, "freezer.state", state);

	if (r == 0)
		r = read_state(directory, &now);
	if (r < 0)
		return err_set_errno(err, -r, "%s/freezer.state: %s", directory, state);
	return strcmp(now, state) != 0;
}

static int pass(const char *directory, const char *state, struct err *err)
{
	struct cgroup_tree tree = { 0 };
	int r, pending = 0;

	r = set_state(directory, state, err);
	if (r < 0 || is_hierarchical(directory))
		return r;
	pending |= r;
	r = cgroup_tree_read(directory, &tree, err);
	for (size_t i = 1; r >= 0 && i < tree.count; i++) {
		r = set_state(tree.directories[i], state, err);
		if (r == -ENOENT || r == -ENODEV)
			r = 0;
		pending |= r == 1;
	}
	cgroup_tree_clear(&tree);
	return r < 0 ? r : pending;
}

static int set_all(const char *directory, bool frozen, struct err *err)
{
	const char *state = frozen ? "FROZEN" : "THAWED";
	int r = 1;

	for (int i = 1; r == 1 && i <= PASSES_MAX; i++) {
		r = pass(directory, state, err);
		/* Processes that fork all the time keep it FREEZING; a break helps. */
		if (r == 1 && frozen && i % PASSES_UNTIL_THAW == 0)
			(void)pass(directory, "THAWED", NULL);
		if (r == 1 && i >= PASSES_UNTIL_PAUSE)
			(void)nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NANOSECONDS }, NULL);
	}
	return r == 1 ? err_set(err, EBUSY, "%s/freezer.state: does not become %s", directory, state) : r;
}

/* cgroup.events has a line "frozen 0" or "frozen 1". 1: not as wanted yet; 0 or -errno. */
static int is_pending_unified(const char *directory, bool frozen)
{
	auto_free char *text = NULL;
	int r = cgroup_file_read(directory, "cgroup.events", &text);

	if (r < 0)
		return r;
	return !strstr(text, frozen ? "frozen 1" : "frozen 0");
}

static int freeze_unified(const struct cgroup_hierarchy *unified, bool frozen, struct err *err)
{
	int r = cgroup_file_write(unified->directory, "cgroup.freeze", frozen ? "1" : "0");

	if (r == -ENOENT)
		return err_set(err, ENOTSUP, "%s has no cgroup.freeze, which cgroup v2 has since Linux 5.2",
			       unified->directory);
	for (int i = 1; r >= 0 && i <= PASSES_MAX; i++) {
		r = is_pending_unified(unified->directory, frozen);
		if (r <= 0)
			break;
		if (i >= PASSES_UNTIL_PAUSE)
			(void)nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NANOSECONDS }, NULL);
	}
	if (r != 0 && frozen)
		(void)cgroup_file_write(unified->directory, "cgroup.freeze", "0");
	if (r > 0)
		return err_set(err, EBUSY, "%s/cgroup.events: does not become frozen %d", unified->directory,
			       frozen);
	return r < 0 ? err_set_errno(err, -r, "%s/cgroup.freeze: %d", unified->directory, frozen) : 0;
}

int cgroup_freeze(const struct cgroup *cgroup, bool frozen, struct err *err)
{
	const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, "freezer");
	int r;

	if (!hierarchy && cgroup_unified(cgroup))
		return freeze_unified(cgroup_unified(cgroup), frozen, err);
	if (!hierarchy)
		return err_set(err, ENOTSUP, "no cgroup hierarchy with the freezer controller is mounted");
	r = set_all(hierarchy->directory, frozen, err);
	/* Half frozen is the worst of all. */
	if (r < 0 && frozen)
		(void)pass(hierarchy->directory, "THAWED", NULL);
	return r;
}
