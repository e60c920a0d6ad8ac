/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the command, prints the one error there may be, and turns it into the exit status. */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/log.h"
#include "compat/emulate/emulate.h"
#include "runlxc/command.h"
#include "runlxc/lxc/lxc.h"
#include "runlxc/spec/spec.h"

struct global_values {
	struct command_globals globals;
	const char *rootless, *criu, *cgroup_manager;
	bool help, version;
};

const struct command_option command_global_options[] = {
	{ "cgroup-manager", NULL, COMMAND_STRING, offsetof(struct global_values, cgroup_manager), "cgroupfs; others are not supported yet" },
	{ "criu", NULL, COMMAND_STRING, offsetof(struct global_values, criu), "accepted and not used" },
	{ "debug", NULL, COMMAND_FLAG, offsetof(struct global_values, globals.debug), "log what is done, liblxc's messages too" },
	{ "log", NULL, COMMAND_STRING, offsetof(struct global_values, globals.log), "file for messages (default: stderr)" },
	{ "log-format", NULL, COMMAND_STRING, offsetof(struct global_values, globals.log_format), "text (default) or json" },
	{ "root", NULL, COMMAND_STRING, offsetof(struct global_values, globals.root), "directory of container states (default: /run/runlxc)" },
	{ "rootless", NULL, COMMAND_STRING, offsetof(struct global_values, rootless), "true, false or auto: accepted" },
	{ "systemd-cgroup", NULL, COMMAND_FLAG, offsetof(struct global_values, globals.systemd_cgroup), "not supported yet" },
};

const size_t command_global_option_count = sizeof(command_global_options) / sizeof(*command_global_options);

static const struct command_option help_options[] = {
	{ "help", "h", COMMAND_FLAG, offsetof(struct global_values, help), "" },
	{ "version", "v", COMMAND_FLAG, offsetof(struct global_values, version), "" },
};

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "-help") == 0;
}

static int print_version(void)
{
	const struct scmp_version *seccomp = seccomp_version();
	struct err err = { 0 };
	const char *lxc = lxc_version(&err);

	(void)printf("runlxc version %s\nspec: %s\n", RUNLXC_VERSION, SPEC_VERSION);
	(void)printf("libseccomp: %u.%u.%u\nliblxc: %s\n", seccomp->major, seccomp->minor, seccomp->micro, lxc ? lxc : err.message);
	return 0;
}

/* Not root: below the user's own runtime directory. */
static char *default_root(void)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	char *path = NULL;

	if (geteuid() == 0 || !runtime)
		return strdup("/run/runlxc");
	return asprintf(&path, "%s/runlxc", runtime) < 0 ? NULL : path;
}

static int open_log(const struct command_globals *globals, struct err *err)
{
	const char *format = globals->log_format ? globals->log_format : "text";
	bool json = strcmp(format, "json") == 0;

	if (!json && strcmp(format, "text") != 0)
		return err_set(err, EINVAL, "--log-format: '%s' is neither text nor json", format);
	return log_open(globals->log, json ? LOG_FORMAT_JSON : LOG_FORMAT_TEXT,
			globals->debug ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARNING, err);
}

static int check_globals(const struct global_values *values, struct err *err)
{
	const char *rootless = values->rootless, *manager = values->cgroup_manager;

	if (rootless && strcmp(rootless, "true") != 0 && strcmp(rootless, "false") != 0 && strcmp(rootless, "auto") != 0)
		return err_set(err, EINVAL, "--rootless: '%s' is neither true, false nor auto", rootless);
	if (manager && strcmp(manager, "cgroupfs") != 0)
		return err_set(err, ENOTSUP, "--cgroup-manager: '%s' is not supported yet", manager);
	return 0;
}

static int run_command(const struct command *command, const struct command_globals *globals, int argc, char **argv,
		       char *const all[], int *ret_status, struct err *err)
{
	auto_free void *values = calloc(1, command->values_size + 1);
	struct command_call call = { .globals = globals, .values = values, .argv = argv };

	if (!values)
		return err_set(err, ENOMEM, "out of memory");
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (is_help(argv[i])) {
			command_print_help(command);
			return 0;
		}
	if (command->enters_container) {
		int r = emulate_protect_executable(all, err);

		if (r < 0)
			return r;
	}
	call.argc = command_parse(command->options, command->option_count, false, argc, argv, values, err);
	if (call.argc < 0)
		return call.argc;
	if (call.argc < command->minimum || call.argc > command->maximum)
		return err_set(err, EINVAL, "\"%s\" takes %s%s, got %d argument%s (runlxc %s --help)", command->name,
			       *command->arguments ? command->arguments : "no argument", "", call.argc,
			       call.argc == 1 ? "" : "s", command->name);
	return command->run(&call, ret_status, err);
}

/* The words before the command; returns the index of the command in argv, or -errno. */
static int parse_globals(struct global_values *values, int argc, char **argv, struct err *err)
{
	struct command_option options[command_global_option_count + 2];
	int left;

	memcpy(options, command_global_options, sizeof(command_global_options));
	memcpy(options + command_global_option_count, help_options, sizeof(help_options));
	left = command_parse(options, command_global_option_count + 2, true, argc, argv, values, err);
	return left;
}

static int dispatch(int argc, char **argv, int *ret_status, struct err *err)
{
	struct global_values values = { 0 };
	const struct command *command;
	/* Parsing moves the elements of argv; the program may have to start itself again with the original ones. */
	char *words[argc + 1];
	auto_free char *root = NULL;
	int left, r;

	memcpy(words, argv, sizeof(words));
	left = parse_globals(&values, argc - 1, words + 1, err);
	if (left < 0)
		return left;
	if (values.version)
		return print_version();
	if (values.help || left == 0 || strcmp(words[1], "help") == 0) {
		command_print_usage();
		*ret_status = 0;
		return 0;
	}
	root = default_root();
	if (!values.globals.root)
		values.globals.root = root;
	r = open_log(&values.globals, err);
	if (r == 0)
		r = check_globals(&values, err);
	if (r < 0)
		return r;
	command = command_find(words[1]);
	if (!command)
		return err_set(err, EINVAL, "no such command: '%s' (runlxc --help lists them)", words[1]);
	return run_command(command, &values.globals, left - 1, words + 2, argv, ret_status, err);
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	int status = EXIT_SUCCESS;

	if (dispatch(argc, argv, &status, &err) < 0) {
		if (log_is_file())
			log_error("%s", err.message);
		(void)fprintf(stderr, "runlxc: %s\n", err.message);
		return EXIT_FAILURE;
	}
	if (fflush(stdout) != 0) {
		(void)fprintf(stderr, "runlxc: writing to standard output: %s\n", strerror(errno));
		return EXIT_FAILURE;
	}
	return status;
}
