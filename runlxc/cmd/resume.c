/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc resume */
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"
#include "runlxc/lifecycle/lifecycle.h"

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	(void)ret_status;
	return lifecycle_resume(call->globals->root, call->argv[0], err);
}

const struct command cmd_resume = {
	.name = "resume",
	.arguments = "CONTAINER",
	.summary = "let a paused container go on",
	.minimum = 1,
	.maximum = 1,
	.run = run,
};
