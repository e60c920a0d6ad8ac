/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc kill */
#include <errno.h>
#include <signal.h>

#include "compat/base/err.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"
#include "runlxc/lifecycle/lifecycle.h"
#include "runlxc/table/table.h"

struct values {
	bool all;
};

static const struct command_option options[] = {
	{ "all", "a", COMMAND_FLAG, offsetof(struct values, all), "send it to every process of the container" },
};

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	const struct values *values = call->values;
	int number = SIGTERM;

	(void)ret_status;
	if (call->argv[1] && table_signal_parse(call->argv[1], &number) < 0)
		return err_set(err, EINVAL, "unknown signal \"%s\"", call->argv[1]);
	return lifecycle_kill(call->globals->root, call->argv[0], number, values->all, err);
}

const struct command cmd_kill = {
	.name = "kill",
	.arguments = "CONTAINER [SIGNAL]",
	.summary = "send a signal (default: TERM) to a container's init",
	.minimum = 1,
	.maximum = 2,
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct values),
	.run = run,
};
