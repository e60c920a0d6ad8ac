/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc exec */
#include <limits.h>

#include "runlxc/cmd/cmd.h"
#include "runlxc/cmd/request.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"
#include "runlxc/lifecycle/exec.h"

enum { FAILURE = 255 };

struct values {
	const char *console_socket, *pidfd_socket, *cwd, *user, *process, *pid_file, *process_label,
		*apparmor, *preserve_fds;
	struct command_list env, additional_gids, cap, cgroup;
	bool tty, detach, no_new_privs, ignore_paused;
};

static const struct command_option options[] = {
	{ "additional-gids", "g", COMMAND_LIST, offsetof(struct values, additional_gids), "one more group" },
	{ "apparmor", NULL, COMMAND_STRING, offsetof(struct values, apparmor), "AppArmor profile" },
	{ "cap", "c", COMMAND_LIST, offsetof(struct values, cap), "one more capability" },
	{ "cgroup", NULL, COMMAND_LIST, offsetof(struct values, cgroup), "[controller:]path below the container's cgroup" },
	{ "console-socket", NULL, COMMAND_STRING, offsetof(struct values, console_socket), "unix socket that receives the terminal's master" },
	{ "cwd", NULL, COMMAND_STRING, offsetof(struct values, cwd), "working directory" },
	{ "detach", "d", COMMAND_FLAG, offsetof(struct values, detach), "do not wait for the end" },
	{ "env", "e", COMMAND_LIST, offsetof(struct values, env), "one more variable, NAME=VALUE" },
	{ "ignore-paused", NULL, COMMAND_FLAG, offsetof(struct values, ignore_paused), "wait in a paused container" },
	{ "no-new-privs", NULL, COMMAND_FLAG, offsetof(struct values, no_new_privs), "set no_new_privs" },
	{ "pid-file", NULL, COMMAND_STRING, offsetof(struct values, pid_file), "file for the pid of the process" },
	{ "pidfd-socket", NULL, COMMAND_STRING, offsetof(struct values, pidfd_socket), "unix socket that receives a pidfd of the process" },
	{ "preserve-fds", NULL, COMMAND_STRING, offsetof(struct values, preserve_fds), "how many descriptors from 3 on the program keeps" },
	{ "process", "p", COMMAND_STRING, offsetof(struct values, process), "file with a process object, in place of COMMAND and of the options about the process" },
	{ "process-label", NULL, COMMAND_STRING, offsetof(struct values, process_label), "SELinux label" },
	{ "tty", "t", COMMAND_FLAG, offsetof(struct values, tty), "give it a terminal" },
	{ "user", "u", COMMAND_STRING, offsetof(struct values, user), "UID[:GID]" },
};

static struct spec_strings strings_of(const struct command_list *list)
{
	return (struct spec_strings){ list->count, list->items };
}

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	const struct values *values = call->values;
	struct lifecycle_exec_request request = {
		.root = call->globals->root,
		.id = call->argv[0],
		.process = values->process,
		.args = { (size_t)call->argc - 1, (const char *const *)call->argv + 1 },
		.env = strings_of(&values->env),
		.capabilities = strings_of(&values->cap),
		.additional_gids = strings_of(&values->additional_gids),
		.cwd = values->cwd,
		.user = values->user,
		.apparmor = values->apparmor,
		.process_label = values->process_label,
		.terminal = values->tty,
		.no_new_privileges = values->no_new_privs,
		.cgroups = strings_of(&values->cgroup),
		.console_socket = values->console_socket,
		.pidfd_socket = values->pidfd_socket,
		.pid_file = values->pid_file,
		.detach = values->detach,
		.ignore_paused = values->ignore_paused,
	};
	int r = cmd_request_preserve_fds(values->preserve_fds, &request.preserve_fds, err);

	return r < 0 ? r : lifecycle_exec(&request, ret_status, err);
}

const struct command cmd_exec = {
	.name = "exec",
	.arguments = "CONTAINER [COMMAND [ARGUMENT...]]",
	.summary = "run one more process in a container",
	.minimum = 1,
	.maximum = INT_MAX,
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct values),
	.enters_container = true,
	.options_first = true,
	.failure = FAILURE,
	.run = run,
};
