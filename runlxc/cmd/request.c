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

int cmd_request_preserve_fds(const char *text, unsigned int *ret, struct err *err)
{
	uint64_t count = 0;

	if (text && parse_uint_max(text, PRESERVE_MAX, &count) < 0)
		return err_set(err, EINVAL, "--preserve-fds: '%s' is no number from 0 to %d", text,
			       PRESERVE_MAX);
	*ret = (unsigned int)count;
	return 0;
}

/* The words are checked by then. */
static enum lifecycle_cgroups cgroups_of(const struct globals *globals)
{
	const char *manager = globals->cgroup_manager;

	if (manager && strcmp(manager, "disabled") == 0)
		return LIFECYCLE_CGROUPS_DISABLED;
	return globals->systemd_cgroup || (manager && strcmp(manager, "systemd") == 0) ?
		       LIFECYCLE_CGROUPS_SYSTEMD :
		       LIFECYCLE_CGROUPS_FILES;
}

int cmd_request_make(const struct command_call *call, struct lifecycle_request *ret, struct err *err)
{
	const struct cmd_request_options *options = call->values;
	int r;

	*ret = (struct lifecycle_request){
		.root = call->globals->root,
		.id = call->argv[0],
		.bundle = options->bundle ? options->bundle : ".",
		.console_socket = options->console_socket,
		.pid_file = options->pid_file,
		.pidfd_socket = options->pidfd_socket,
		.no_subreaper = options->no_subreaper,
		.no_new_keyring = options->no_new_keyring,
		.strict = call->globals->strict,
		.cgroups = cgroups_of(call->globals),
		.detach = options->detach,
		.keep = options->keep,
	};
	if (call->globals->rootless && strcmp(call->globals->rootless, "auto") != 0)
		ret->rootless = strcmp(call->globals->rootless, "true") == 0 ? LIFECYCLE_ROOTLESS_YES :
									       LIFECYCLE_ROOTLESS_NO;
	r = cmd_request_preserve_fds(options->preserve_fds, &ret->preserve_fds, err);
	if (r == 0 && options->monitor)
		r = parse_monitor(options->monitor, &ret->monitor, err);
	return r;
}
