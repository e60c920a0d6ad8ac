/* SPDX-License-Identifier: Apache-2.0 */
/* The options before the command. */
#include "runlxc/globals.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "compat/base/log.h"
#include "compat/base/process.h"
#include "runlxc/command.h"

static const struct command_option options[] = {
	{ "cgroup-manager", NULL, COMMAND_STRING, offsetof(struct globals, cgroup_manager),
	  "who makes cgroups: cgroupfs, systemd or disabled" },
	{ "criu", NULL, COMMAND_STRING, offsetof(struct globals, criu), "the criu that checkpoint and restore run" },
	{ "debug", NULL, COMMAND_FLAG, offsetof(struct globals, debug), "log what is done, liblxc's messages too" },
	{ "help", "h", COMMAND_FLAG, offsetof(struct globals, help), "show help, also after a command" },
	{ "log", NULL, COMMAND_STRING, offsetof(struct globals, log), "file for messages (default: stderr)" },
	{ "log-format", NULL, COMMAND_STRING, offsetof(struct globals, log_format), "text (default) or json" },
	{ "root", NULL, COMMAND_STRING, offsetof(struct globals, root), "directory of states (default: /run/runlxc; a user: $XDG_RUNTIME_DIR/runlxc)" },
	{ "rootless", NULL, COMMAND_STRING, offsetof(struct globals, rootless), "true, false or auto (default): go without cgroups where none may be made" },
	{ "strict", NULL, COMMAND_FLAG, offsetof(struct globals, strict), "refuse what this kernel gives only in part" },
	{ "systemd-cgroup", NULL, COMMAND_FLAG, offsetof(struct globals, systemd_cgroup),
	  "cgroups are scopes of systemd: cgroupsPath is slice:prefix:name" },
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

/* Root of the host: as ever, whatever the environment says. In a user namespace root is whoever made it, as with runc. */
static bool has_runtime_directory(void)
{
	const char *user = getenv("USER");

	return geteuid() != 0 || (process_in_user_namespace() && (!user || strcmp(user, "root") != 0));
}

/* Where everybody may write, the directory must be ours already or be made by us: nobody else can put another there. */
static int check_own(const char *path, struct err *err)
{
	struct stat status;

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return err_set_errno(err, errno, "--root: mkdir %s", path);
	if (lstat(path, &status) < 0)
		return err_set_errno(err, errno, "--root: stat %s", path);
	if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 0022))
		return err_set(err, EPERM, "--root: %s is not a directory of this user's own", path);
	return 0;
}

static int find_root(struct globals *globals, struct err *err)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	bool shared = false;

	if (globals->root)
		return 0;
	if (runtime && *runtime && has_runtime_directory()) {
		if (asprintf(&globals->own_root, "%s/runlxc", runtime) < 0)
			globals->own_root = NULL;
	} else if (geteuid() == 0) {
		globals->own_root = strdup("/run/runlxc");
	} else {
		shared = true;
		if (asprintf(&globals->own_root, "/tmp/runlxc-%u", geteuid()) < 0)
			globals->own_root = NULL;
	}
	globals->root = globals->own_root;
	if (!globals->root)
		return err_set(err, ENOMEM, "--root: out of memory");
	return shared ? check_own(globals->root, err) : 0;
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
	static const char *const manager_words[] = { "cgroupfs", "systemd", "disabled", NULL };
	static const char *const rootless_words[] = { "true", "false", "auto", NULL };
	int r = open_log(globals, err);

	if (r < 0)
		return r;
	if (globals->rootless && !is_one_of(globals->rootless, rootless_words))
		return err_set(err, EINVAL, "--rootless: '%s' is neither true, false nor auto",
			       globals->rootless);
	if (globals->cgroup_manager && !is_one_of(globals->cgroup_manager, manager_words))
		return err_set(err, EINVAL,
			       "--cgroup-manager: '%s' is neither cgroupfs, systemd nor disabled",
			       globals->cgroup_manager);
	return find_root(globals, err);
}
