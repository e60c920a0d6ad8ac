/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc events */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/log.h"
#include "compat/base/parse.h"
#include "compat/base/process.h"
#include "runlxc/cgroup/oom.h"
#include "runlxc/cgroup/stats.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/cmd/stats.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"
#include "runlxc/state/state.h"

/* How late the end of a container may be noticed where nothing tells of it. */
enum { LOOK_MS = 250, INTERVAL_MS = 5000 };

struct values {
	const char *interval;
	bool stats;
};

static const struct command_option options[] = {
	{ "interval", NULL, COMMAND_STRING, offsetof(struct values, interval), "time between statistics (default: 5s)" },
	{ "stats", NULL, COMMAND_FLAG, offsetof(struct values, stats), "show them once" },
};

static int print(const char *line, struct err *err)
{
	return fputs(line, stdout) < 0 || fflush(stdout) != 0 ?
		       err_set_errno(err, errno, "writing to standard output") :
		       0;
}

static int print_stats(const struct state *state, struct err *err)
{
	auto_free struct cmd_interface *interfaces = NULL;
	size_t count = cmd_interfaces_read(state->init.pid, &interfaces);
	struct cgroup_stats stats = { 0 };
	auto_free char *line = NULL;
	int r = cgroup_stats(&state->cgroup, "/sys", &stats, err);

	if (r < 0)
		return r;
	line = cmd_stats_render(state->id, &stats, interfaces, count);
	cgroup_stats_clear(&stats);
	return line ? print(line, err) : err_set(err, ENOMEM, "events: out of memory");
}

static int print_oom(const struct state *state, struct err *err)
{
	char line[1200];

	(void)snprintf(line, sizeof(line), "{\"type\":\"oom\",\"id\":\"%s\"}\n", state->id);
	return print(line, err);
}

static int watch(const struct state *state, struct cgroup_oom *oom, int64_t interval, struct err *err)
{
	int64_t next = process_clock_ms() + interval;
	int r = 0;

	while (r == 0 && process_is_alive(state->init.pid, state->init.start_time)) {
		struct pollfd fd = { oom->fd, POLLIN, 0 };
		int64_t left = next - process_clock_ms();

		if (poll(&fd, 1,
			 left <= 0      ? 0 :
			 left < LOOK_MS ? (int)left :
					  LOOK_MS) > 0 &&
		    cgroup_oom_take(oom))
			r = print_oom(state, err);
		if (r == 0 && process_clock_ms() >= next) {
			r = print_stats(state, err);
			next += interval;
		}
	}
	/* The kill that ended it. */
	if (r == 0 && oom->fd >= 0 && cgroup_oom_take(oom))
		r = print_oom(state, err);
	return r;
}

static int run_open(const struct state *state, const struct values *values, int64_t interval, struct err *err)
{
	struct cgroup_oom oom = { .fd = -EBADF };
	struct err no_oom = { 0 };
	int r;

	if (values->stats)
		return print_stats(state, err);
	if (cgroup_oom_open(&state->cgroup, &oom, &no_oom) < 0)
		log_warning("events: oom is not reported: %s", no_oom.message);
	r = watch(state, &oom, interval, err);
	cgroup_oom_close(&oom);
	return r;
}

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	const struct values *values = call->values;
	const char *id = call->argv[0];
	auto_close int dirfd = -EBADF;
	struct state state = { 0 };
	int64_t interval = INTERVAL_MS;
	enum state_status status;
	int r = state_check_id(id, err);

	(void)ret_status;
	if (r == 0)
		r = state_load(call->globals->root, id, &dirfd, &state, err);
	if (r < 0)
		return r;
	status = state_status(dirfd, &state, false);
	if (values->interval && parse_duration_ms(values->interval, &interval) < 0)
		r = err_set(err, EINVAL, "--interval: '%s' is no duration such as 5s or 100ms",
			    values->interval);
	else if (interval <= 0)
		r = err_set(err, EINVAL, "duration interval must be greater than 0");
	else if (status == STATE_STOPPED || status == STATE_CREATING)
		r = err_set(err, EINVAL, "container with id %s is not running", id);
	else
		r = run_open(&state, values, interval, err);
	state_clear(&state);
	return r;
}

const struct command cmd_events = {
	.name = "events",
	.arguments = "CONTAINER",
	.summary = "show a container's statistics, and when memory runs out",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct values),
	.run = run,
};
