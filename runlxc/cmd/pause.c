/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc pause */
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"
#include "runlxc/lifecycle/lifecycle.h"

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	(void)ret_status;
	return lifecycle_pause(call->globals->root, call->argv[0], err);
}

const struct command cmd_pause = {
	.name = "pause",
	.arguments = "CONTAINER",
	.summary = "freeze all processes of a container",
	.minimum = 1,
	.maximum = 1,
	.run = run,
};
