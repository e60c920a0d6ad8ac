/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc create */
#include "runlxc/cmd/cmd.h"
#include "runlxc/cmd/request.h"
#include "runlxc/command.h"
#include "runlxc/lifecycle/lifecycle.h"

static const struct command_option options[] = { CMD_REQUEST_OPTION_ROWS };

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	struct lifecycle_request request;
	int r = cmd_request_make(call, &request, err);

	(void)ret_status;
	return r < 0 ? r : lifecycle_create(&request, NULL, err);
}

const struct command cmd_create = {
	.name = "create",
	.arguments = "CONTAINER",
	.summary = "create a container; its program runs after `start`",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct cmd_request_options),
	.enters_container = true,
	.run = run,
};
