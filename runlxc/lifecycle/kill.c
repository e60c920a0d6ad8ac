/* SPDX-License-Identifier: Apache-2.0 */
/* Sends a signal to a container. */
#include <errno.h>
#include <signal.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/process.h"
#include "runlxc/lifecycle/lifecycle.h"

static int send_signal(const struct state *state, int number, bool all, struct err *err)
{
	int r;

	if (all || (number == SIGKILL && state->shares_pid_namespace)) {
		r = cgroup_kill(&state->cgroup, number, err);
		return r < 0 ? r : 0;
	}
	/* Never a pid of nobody, 0 (our own process group) or of another process by now. */
	if (!process_is_alive(state->init.pid, state->init.start_time))
		return err_set(err, ESRCH, "container %s: container not running", state->id);
	if (kill(state->init.pid, number) < 0)
		return err_set_errno(err, errno, "container %s: kill %d", state->id, state->init.pid);
	/* A frozen task does not even die of SIGKILL before it is thawed. */
	if (number == SIGKILL && cgroup_is_frozen(&state->cgroup))
		return cgroup_freeze(&state->cgroup, false, err);
	return 0;
}

int lifecycle_kill(const char *root, const char *id, int number, bool all, struct err *err)
{
	auto_close int dirfd = -EBADF;
	struct state state = { 0 };
	int r = state_check_id(id, err);

	if (r == 0)
		r = state_load(root, id, &dirfd, &state, err);
	if (r < 0)
		return r;
	if (!all && state_status(dirfd, &state, false) == STATE_STOPPED)
		r = err_set(err, ESRCH, "container %s: container not running", id);
	else
		r = send_signal(&state, number, all, err);
	state_clear(&state);
	return r;
}
