/* SPDX-License-Identifier: Apache-2.0 */
/* Freezes a container and lets it go on. */
#include <errno.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/lifecycle/lifecycle.h"

int lifecycle_pause(const char *root, const char *id, struct err *err)
{
	auto_close int dirfd = -EBADF;
	struct state state = { 0 };
	enum state_status status;
	int r = lifecycle_open_locked(root, id, &dirfd, &state, &status, err);

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
	int r = lifecycle_open_locked(root, id, &dirfd, &state, &status, err);

	if (r < 0)
		return r;
	if (status != STATE_PAUSED)
		r = err_set(err, EINVAL, "container %s: container not paused", id);
	else
		r = cgroup_freeze(&state.cgroup, false, err);
	state_clear(&state);
	return r;
}
