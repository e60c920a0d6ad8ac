/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc restore */
#include <errno.h>

#include "compat/base/err.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/cmd/criu_options.h"
#include "runlxc/globals.h"
#include "runlxc/lifecycle/lifecycle.h"

static const struct command_option options[] = {
	CMD_CRIU_OPTION_ROWS,
	{ "bundle", "b", COMMAND_STRING, CMD_CRIU_AT(request.bundle), "directory of config.json (default: .)" },
	{ "console-socket", NULL, COMMAND_STRING, CMD_CRIU_AT(request.console_socket), "refused: terminals are not restored" },
	{ "detach", "d", COMMAND_FLAG, CMD_CRIU_AT(request.detach), "do not wait for the end" },
	{ "lsm-mount-context", NULL, COMMAND_STRING, CMD_CRIU_AT(criu.lsm_mount_context), "SELinux context of mounts" },
	{ "lsm-profile", NULL, COMMAND_STRING, CMD_CRIU_AT(criu.lsm_profile), "TYPE:NAME instead of the saved one" },
	{ "no-pivot", NULL, COMMAND_FLAG, CMD_CRIU_AT(request.no_pivot), "accepted: criu knows how" },
	{ "no-subreaper", NULL, COMMAND_FLAG, CMD_CRIU_AT(request.no_subreaper), "accepted" },
	{ "pid-file", NULL, COMMAND_STRING, CMD_CRIU_AT(request.pid_file), "file for the pid of init" },
};

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	struct cmd_criu_options *values = call->values;
	struct command_call inner = *call;
	struct lifecycle_request request;
	int r;

	inner.values = &values->request;
	r = cmd_request_make(&inner, &request, err);
	if (r == 0 && request.console_socket)
		r = err_set(err, ENOTSUP, "--console-socket: terminals cannot be restored");
	if (r < 0)
		return r;
	values->criu.program = call->globals->criu;
	values->criu.empty_ns = values->empty_ns.items;
	values->criu.empty_ns_count = values->empty_ns.count;
	return lifecycle_restore(&request, &values->criu, ret_status, err);
}

const struct command cmd_restore = {
	.name = "restore",
	.arguments = "CONTAINER",
	.summary = "make a running container from a checkpoint",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct cmd_criu_options),
	.run = run,
};
