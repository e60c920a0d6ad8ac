/* SPDX-License-Identifier: Apache-2.0 */
/* Ends what is left of a container and removes its traces. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/log.h"
#include "compat/base/process.h"
#include "runlxc/hooks/hooks.h"
#include "runlxc/lifecycle/lifecycle.h"
#include "runlxc/spec/spec.h"
#include "runlxc/systemd/systemd.h"

enum { WAIT_STEPS = 5000, WAIT_STEP_NS = 2 * 1000 * 1000 };

static void kill_if_same(pid_t pid, uint64_t start_time)
{
	if (process_is_alive(pid, start_time))
		(void)kill(pid, SIGKILL);
}

/* The kernel takes its time to end a process with much memory; a zombie is gone enough. */
static int wait_for_end(pid_t pid, uint64_t start_time, struct err *err)
{
	for (int i = 0; i < WAIT_STEPS; i++) {
		struct timespec step = { .tv_nsec = WAIT_STEP_NS };

		if (!process_is_alive(pid, start_time))
			return 0;
		(void)nanosleep(&step, NULL);
	}
	return err_set(err, EBUSY, "init (pid %d) did not end within 10 s of SIGKILL", pid);
}

/* The container is gone already: a hook that fails changes nothing any more. */
static void run_poststop(int dirfd, const struct state *state)
{
	auto_free char *text = NULL;
	struct err err = { 0 };
	struct spec *spec = NULL;

	if (!state->has_poststop)
		return;
	if (lifecycle_config_read(dirfd, &spec, &err) < 0) {
		log_warning("hooks.poststop: %s cannot be read any more", STATE_CONFIG);
		return;
	}
	text = hooks_state(spec, state->id, state->bundle, 0, "stopped");
	for (size_t i = 0; text && spec->hooks && i < spec->hooks->poststop.count; i++) {
		const struct spec_hook_list one = { 1, &spec->hooks->poststop.items[i] };

		if (hooks_run("poststop", &one, text, &err) < 0)
			log_warning("%s", err.message);
	}
	spec_free(spec);
}

static void remember(int r, int *first)
{
	if (r < 0 && *first == 0)
		*first = r;
}

int lifecycle_tear_down(const char *root, int dirfd, const struct state *state, bool kill_all,
			struct err *err)
{
	struct err later = { 0 };
	int first = 0;

	if (kill_all) {
		kill_if_same(state->monitor.pid, state->monitor.start_time);
		kill_if_same(state->init.pid, state->init.start_time);
	}
	/* Without a pid namespace of its own the container's processes outlive its init. */
	if ((kill_all || state->shares_pid_namespace) && state->cgroup.count) {
		int r = cgroup_kill(&state->cgroup, SIGKILL, err);

		remember(r, &first);
	}
	if (kill_all)
		remember(wait_for_end(state->init.pid, state->init.start_time, first ? &later : err), &first);
	/* Without an answer of systemd the scope ends all the same, with its last process. */
	if (state->systemd_unit && systemd_stop(state->systemd_unit, &later) < 0)
		log_warning("container %s: %s", state->id, later.message);
	remember(cgroup_remove(&state->cgroup, first ? &later : err), &first);
	remember(cgroup_resctrl_remove(&state->resctrl, first ? &later : err), &first);
	/* What still lives must be found again: the next delete takes it up from the directory. */
	if (first)
		return first;
	run_poststop(dirfd, state);
	return state_directory_remove(root, state->id, err);
}
