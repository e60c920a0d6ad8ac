/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc state */
#include <errno.h>
#include <stdio.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"
#include "runlxc/state/state.h"

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	const char *id = call->argv[0];
	auto_close int dirfd = -EBADF;
	auto_free char *text = NULL;
	struct state state = { 0 };
	int r = state_check_id(id, err);

	(void)ret_status;
	if (r == 0)
		r = state_load(call->globals->root, id, &dirfd, &state, err);
	if (r < 0)
		return r;
	text = state_show(&state, state_status(dirfd, &state, false), "", true);
	state_clear(&state);
	if (!text)
		return err_set(err, ENOMEM, "container %s: out of memory", id);
	/* No newline at the end, as runc has it. */
	return fputs(text, stdout) < 0 ? err_set_errno(err, errno, "writing to standard output") : 0;
}

const struct command cmd_state = {
	.name = "state",
	.arguments = "CONTAINER",
	.summary = "show a container's state as JSON",
	.minimum = 1,
	.maximum = 1,
	.run = run,
};
