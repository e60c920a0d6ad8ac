/* SPDX-License-Identifier: Apache-2.0 */
/* The options before the command. */
#include "runlxc/globals.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "compat/base/log.h"
#include "runlxc/command.h"

static const struct command_option options[] = {
	{ "cgroup-manager", NULL, COMMAND_STRING, offsetof(struct globals, cgroup_manager),
	  "cgroupfs; others are not supported yet" },
	{ "criu", NULL, COMMAND_STRING, offsetof(struct globals, criu), "accepted and not used" },
	{ "debug", NULL, COMMAND_FLAG, offsetof(struct globals, debug), "log what is done, liblxc's messages too" },
	{ "help", "h", COMMAND_FLAG, offsetof(struct globals, help), "show help, also after a command" },
	{ "log", NULL, COMMAND_STRING, offsetof(struct globals, log), "file for messages (default: stderr)" },
	{ "log-format", NULL, COMMAND_STRING, offsetof(struct globals, log_format), "text (default) or json" },
	{ "root", NULL, COMMAND_STRING, offsetof(struct globals, root), "directory of states (default: /run/runlxc)" },
	{ "rootless", NULL, COMMAND_STRING, offsetof(struct globals, rootless), "true, false or auto: accepted" },
	{ "strict", NULL, COMMAND_FLAG, offsetof(struct globals, strict), "refuse what this kernel gives only in part" },
	{ "systemd-cgroup", NULL, COMMAND_FLAG, offsetof(struct globals, systemd_cgroup), "not supported yet" },
	{ "version", "v", COMMAND_FLAG, offsetof(struct globals, version), "show the versions of all that is at work" },
};

enum { OPTIONS = sizeof(options) / sizeof(*options) };

int globals_parse(struct globals *globals, int argc, char **argv, struct err *err)
{
	return command_parse(options, OPTIONS, true, argc, argv, globals, err);
}

void globals_print_help(void)
{
	(void)puts("\nGlobal options:");
	command_print_options(options, OPTIONS);
}

/* Not root: below the user's own runtime directory. */
static int find_root(struct globals *globals, struct err *err)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	if (globals->root)
		return 0;
	if (geteuid() == 0 || !runtime)
		globals->own_root = strdup("/run/runlxc");
	else if (asprintf(&globals->own_root, "%s/runlxc", runtime) < 0)
		globals->own_root = NULL;
	globals->root = globals->own_root;
	return globals->root ? 0 : err_set(err, ENOMEM, "--root: out of memory");
}

static int open_log(const struct globals *globals, struct err *err)
{
	const char *format = globals->log_format ? globals->log_format : "text";
	bool json = strcmp(format, "json") == 0;

	if (!json && strcmp(format, "text") != 0)
		return err_set(err, EINVAL, "--log-format: '%s' is neither text nor json", format);
	return log_open(globals->log, json ? LOG_FORMAT_JSON : LOG_FORMAT_TEXT,
			globals->debug ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARNING, err);
}

static bool is_one_of(const char *word, const char *const list[])
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

int globals_apply(struct globals *globals, struct err *err)
{
	static const char *const rootless_words[] = { "true", "false", "auto", NULL };
	int r = open_log(globals, err);

	if (r < 0)
		return r;
	if (globals->rootless && !is_one_of(globals->rootless, rootless_words))
		return err_set(err, EINVAL, "--rootless: '%s' is neither true, false nor auto",
			       globals->rootless);
	if (globals->cgroup_manager && strcmp(globals->cgroup_manager, "cgroupfs") != 0)
		return err_set(err, ENOTSUP, "--cgroup-manager: '%s' is not supported yet",
			       globals->cgroup_manager);
	return find_root(globals, err);
}
