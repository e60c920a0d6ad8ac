/* SPDX-License-Identifier: Apache-2.0 */
/* What a container is doing now. */
#include <fcntl.h>
#include <sys/stat.h>

#include "compat/base/process.h"
#include "runlxc/state/state.h"

enum state_status state_status(int dirfd, const struct state *state, bool locked)
{
	struct stat status;

	/* Whoever makes or deletes it holds the lock; without one create was killed, and what there is of it is remains. */
	if (!state->ready)
		return !locked && state_is_locked(dirfd) ? STATE_CREATING : STATE_STOPPED;
	if (!process_is_alive(state->init.pid, state->init.start_time))
		return STATE_STOPPED;
	/* Before the gate: one that is frozen there must not be started, it would never answer. */
	if (cgroup_is_frozen(&state->cgroup))
		return STATE_PAUSED;
	return fstatat(dirfd, STATE_GATE, &status, AT_SYMLINK_NOFOLLOW) == 0 ? STATE_CREATED : STATE_RUNNING;
}

const char *state_status_name(enum state_status status)
{
	static const char *const names[] = {
		[STATE_CREATING] = "creating", [STATE_CREATED] = "created", [STATE_RUNNING] = "running",
		[STATE_PAUSED] = "paused",     [STATE_STOPPED] = "stopped",
	};

	return names[status];
}
