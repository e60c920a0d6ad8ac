/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc start */
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"
#include "runlxc/lifecycle/lifecycle.h"

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	(void)ret_status;
	return lifecycle_start(call->globals->root, call->argv[0], err);
}

const struct command cmd_start = {
	.name = "start",
	.arguments = "CONTAINER",
	.summary = "run the program of a created container",
	.minimum = 1,
	.maximum = 1,
	.run = run,
};
