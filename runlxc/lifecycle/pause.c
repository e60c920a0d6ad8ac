/* SPDX-License-Identifier: Apache-2.0 */
/* Freezes a container and lets it go on. */
#include <errno.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/lifecycle/lifecycle.h"

/* The lock is held until the caller closes *ret_dirfd, so that no delete comes between the look and the deed. */
static int open_locked(const char *root, const char *id, int *ret_dirfd, struct state *ret_state,
		       enum state_status *ret_status, struct err *err)
{
	int r = state_check_id(id, err);

	if (r == 0)
		r = state_directory_open(root, id, true, ret_dirfd, err);
	if (r == 0)
		r = state_read(*ret_dirfd, id, ret_state, err);
	if (r == 0)
		*ret_status = state_status(*ret_dirfd, ret_state, true);
	return r;
}

int lifecycle_pause(const char *root, const char *id, struct err *err)
{
	auto_close int dirfd = -EBADF;
	struct state state = { 0 };
	enum state_status status;
	int r = open_locked(root, id, &dirfd, &state, &status, err);

	if (r < 0)
		return r;
	/* One that is paused is not running either: runc's answer. */
	if (status != STATE_RUNNING && status != STATE_CREATED)
		r = err_set(err, EINVAL, "container %s: container not running", id);
	else
		r = cgroup_freeze(&state.cgroup, true, err);
	state_clear(&state);
	return r;
}

int lifecycle_resume(const char *root, const char *id, struct err *err)
{
	auto_close int dirfd = -EBADF;
	struct state state = { 0 };
	enum state_status status;
	int r = open_locked(root, id, &dirfd, &state, &status, err);

	if (r < 0)
		return r;
	if (status != STATE_PAUSED)
		r = err_set(err, EINVAL, "container %s: container not paused", id);
	else
		r = cgroup_freeze(&state.cgroup, false, err);
	state_clear(&state);
	return r;
}
