/* SPDX-License-Identifier: Apache-2.0 */
/* The options that create and run share. */
#include "runlxc/cmd/request.h"

#include <errno.h>
#include <string.h>

#include "compat/base/err.h"
#include "compat/base/parse.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"
#include "runlxc/lifecycle/lifecycle.h"

enum { PRESERVE_MAX = 1024 };

static int parse_monitor(const char *word, enum lifecycle_monitor *ret, struct err *err)
{
	static const struct {
		const char *word;
		enum lifecycle_monitor monitor;
	} words[] = {
		{ "auto", LIFECYCLE_MONITOR_AUTO },
		{ "handoff", LIFECYCLE_MONITOR_HANDOFF },
		{ "keep", LIFECYCLE_MONITOR_KEEP },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(word, words[i].word) == 0) {
			*ret = words[i].monitor;
			return 0;
		}
	return err_set(err, EINVAL, "--monitor: '%s' is neither auto, handoff nor keep", word);
}

int cmd_request_make(const struct command_call *call, struct lifecycle_request *ret, struct err *err)
{
	const struct cmd_request_options *options = call->values;
	uint64_t preserve = 0;
	int r = 0;

	*ret = (struct lifecycle_request){
		.root = call->globals->root,
		.id = call->argv[0],
		.bundle = options->bundle ? options->bundle : ".",
		.console_socket = options->console_socket,
		.pid_file = options->pid_file,
		.no_new_keyring = options->no_new_keyring,
		.strict = call->globals->strict,
		.detach = options->detach,
		.keep = options->keep,
	};
	if (call->globals->systemd_cgroup)
		return err_set(err, ENOTSUP, "--systemd-cgroup: not supported yet");
	if (options->pidfd_socket)
		return err_set(err, ENOTSUP, "--pidfd-socket: not supported yet");
	if (options->preserve_fds && parse_uint_max(options->preserve_fds, PRESERVE_MAX, &preserve) < 0)
		return err_set(err, EINVAL, "--preserve-fds: '%s' is no number from 0 to %d",
			       options->preserve_fds, PRESERVE_MAX);
	ret->preserve_fds = (unsigned int)preserve;
	if (options->monitor)
		r = parse_monitor(options->monitor, &ret->monitor, err);
	return r;
}
