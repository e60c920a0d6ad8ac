/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc delete */
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"
#include "runlxc/lifecycle/lifecycle.h"

struct values {
	bool force;
};

static const struct command_option options[] = {
	{ "force", "f", COMMAND_FLAG, offsetof(struct values, force), "kill a container that still runs; none is no error" },
};

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	const struct values *values = call->values;

	(void)ret_status;
	return lifecycle_delete(call->globals->root, call->argv[0], values->force, err);
}

const struct command cmd_delete = {
	.name = "delete",
	.arguments = "CONTAINER",
	.summary = "remove a stopped container and all that is left of it",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct values),
	.run = run,
};
