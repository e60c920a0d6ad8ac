/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc run */
#include "runlxc/cmd/cmd.h"
#include "runlxc/cmd/request.h"
#include "runlxc/command.h"
#include "runlxc/lifecycle/lifecycle.h"

static const struct command_option options[] = {
	CMD_REQUEST_OPTION_ROWS,
	{ "detach", "d", COMMAND_FLAG, offsetof(struct cmd_request_options, detach), "do not wait for the end" },
	{ "keep", NULL, COMMAND_FLAG, offsetof(struct cmd_request_options, keep), "do not delete the container at its end" },
	{ "no-subreaper", NULL, COMMAND_FLAG, offsetof(struct cmd_request_options, no_subreaper),
	  "do not collect what the container leaves" },
};

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	struct lifecycle_request request;
	int r = cmd_request_make(call, &request, err);

	return r < 0 ? r : lifecycle_run(&request, ret_status, err);
}

const struct command cmd_run = {
	.name = "run",
	.arguments = "CONTAINER",
	.summary = "create and start a container, wait for it and delete it",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct cmd_request_options),
	.enters_container = true,
	.run = run,
};
