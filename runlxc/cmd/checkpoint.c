/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc checkpoint */
#include "runlxc/cmd/cmd.h"
#include "runlxc/cmd/criu_options.h"
#include "runlxc/globals.h"
#include "runlxc/lifecycle/lifecycle.h"

static const struct command_option options[] = {
	CMD_CRIU_OPTION_ROWS,
	{ "leave-running", NULL, COMMAND_FLAG, CMD_CRIU_AT(criu.leave_running), "let it run on" },
	{ "link-remap", NULL, COMMAND_FLAG, CMD_CRIU_AT(criu.link_remap), "give names to open files that were removed" },
	{ "page-server", NULL, COMMAND_STRING, CMD_CRIU_AT(criu.page_server), "ADDRESS:PORT that takes the memory" },
	{ "parent-path", NULL, COMMAND_STRING, CMD_CRIU_AT(criu.parent_path), "images of a pre-dump, as seen from --image-path" },
	{ "pre-dump", NULL, COMMAND_FLAG, CMD_CRIU_AT(criu.pre_dump), "only memory, and let it run on" },
	{ "status-fd", NULL, COMMAND_STRING, CMD_CRIU_AT(criu.status_fd), "descriptor that hears when criu is ready" },
	{ "tcp-skip-in-flight", NULL, COMMAND_FLAG, CMD_CRIU_AT(criu.tcp_skip_in_flight), "leave out connections that are being made" },
};

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	struct cmd_criu_options *values = call->values;

	(void)ret_status;
	values->criu.program = call->globals->criu;
	values->criu.empty_ns = values->empty_ns.items;
	values->criu.empty_ns_count = values->empty_ns.count;
	return lifecycle_checkpoint(call->globals->root, call->argv[0], &values->criu, err);
}

const struct command cmd_checkpoint = {
	.name = "checkpoint",
	.arguments = "CONTAINER",
	.summary = "write a running container to files, with criu",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct cmd_criu_options),
	.run = run,
};
