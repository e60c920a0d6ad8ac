/* SPDX-License-Identifier: Apache-2.0 */
/* Opens the gate of a created container. */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/process.h"
#include "runlxc/hooks/hooks.h"
#include "runlxc/init/gate.h"
#include "runlxc/lifecycle/lifecycle.h"
#include "runlxc/lifecycle/notify.h"
#include "runlxc/spec/spec.h"

/* Since version 1.3 of the specification a poststart hook that fails stops the container. */
static int run_poststart(int dirfd, const struct state *state, struct err *err)
{
	auto_free char *text = NULL;
	struct spec *spec = NULL;
	int r;

	if (!state->has_poststart)
		return 0;
	if (lifecycle_config_read(dirfd, &spec, err) < 0)
		return err_wrap(err, "hooks.poststart");
	text = hooks_state(spec, state->id, state->bundle, state->init.pid, "running");
	r = text ? hooks_run("poststart", &spec->hooks->poststart, text, err) :
		   err_set(err, ENOMEM, "hooks: out of memory");
	if (r < 0 && process_is_alive(state->init.pid, state->init.start_time))
		(void)kill(state->init.pid, SIGKILL);
	spec_free(spec);
	return r;
}

static int refuse_status(const char *id, enum state_status status, struct err *err)
{
	if (status == STATE_STOPPED)
		return err_set(err, EINVAL, "cannot start a container that has stopped");
	if (status == STATE_CREATING)
		return err_set(err, EINVAL, "container %s: its creation has not finished", id);
	if (status == STATE_PAUSED)
		return err_set(err, EINVAL, "cannot start a container in the paused state");
	return err_set(err, EINVAL, "cannot start an already running container");
}

/*
 * From the moment that init is told to go the container runs: the gate goes, so that whoever asks sees it running, and the
 * lock goes, since hooks may take as long as they like and others may want to kill the container meanwhile.
 */
int lifecycle_start_open(int dirfd, const struct state *state, int *ret_notify, struct err *err)
{
	auto_close int connection = -EBADF, notify = -EBADF;
	int r = lifecycle_notify_listen(dirfd, &notify, err);

	if (r < 0)
		return r;
	connection = init_gate_open(dirfd, STATE_GATE, err);
	(void)unlinkat(dirfd, STATE_GATE, 0);
	if (connection < 0)
		return connection;
	state_directory_unlock(dirfd);
	r = init_gate_result(connection, err);
	if (r == 0)
		r = run_poststart(dirfd, state, err);
	if (r == 0 && ret_notify)
		*ret_notify = take_fd(&notify);
	return r == 0 && notify >= 0 ? lifecycle_notify_wait(notify, state, err) : r;
}

int lifecycle_start(const char *root, const char *id, struct err *err)
{
	auto_close int dirfd = -EBADF;
	struct state state = { 0 };
	enum state_status status;
	int r = lifecycle_open_locked(root, id, &dirfd, &state, &status, err);

	if (r < 0)
		return r;
	r = status == STATE_CREATED ? lifecycle_start_open(dirfd, &state, NULL, err) :
				      refuse_status(id, status, err);
	state_clear(&state);
	return r;
}
