/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the command, prints the one error there may be, and turns it into the exit status. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/log.h"
#include "compat/emulate/emulate.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"

/* `all` is the whole command line as it was, for the program to start itself again. */
static int run_command(const struct command *command, const struct globals *globals, int argc, char **argv,
		       char *const all[], int *ret_status, struct err *err)
{
	auto_free void *values = calloc(1, command->values_size + 1);
	struct command_call call = { .globals = globals, .values = values, .argv = argv };
	int r = 0;

	if (!values)
		return err_set(err, ENOMEM, "out of memory");
	if (command_asks_for_help(command, argc, argv)) {
		command_print_help(command);
		return 0;
	}
	if (command->enters_container)
		r = emulate_protect_executable(all, err);
	if (r < 0)
		return r;
	call.argc = command_parse(command->options, command->option_count, command->options_first, argc, argv,
				  values, err);
	if (call.argc < 0)
		r = call.argc;
	else if (call.argc < command->minimum || call.argc > command->maximum)
		r = err_set(err, EINVAL, "\"%s\" takes %s, got %d argument%s (runlxc %s --help)",
			    command->name, *command->arguments ? command->arguments : "no argument",
			    call.argc, call.argc == 1 ? "" : "s", command->name);
	else
		r = command->run(&call, ret_status, err);
	command_values_clear(command->options, command->option_count, values);
	return r;
}

/* *ret_status is the exit status; after a failure 0 stands for the usual one. */
static int dispatch(struct globals *globals, int argc, char **argv, int *ret_status, struct err *err)
{
	const struct command *command;
	/* Parsing moves the words. */
	char *words[argc + 1];
	int left, r;

	memcpy(words, argv, sizeof(words));
	left = globals_parse(globals, argc - 1, words + 1, err);
	if (left < 0)
		return left;
	if (globals->version) {
		cmd_version_print();
		return 0;
	}
	if (globals->help || left == 0 || strcmp(words[1], "help") == 0) {
		command_print_usage();
		globals_print_help();
		return 0;
	}
	r = globals_apply(globals, err);
	if (r < 0)
		return r;
	command = command_find(words[1]);
	if (!command)
		return err_set(err, EINVAL, "no such command: '%s' (runlxc --help lists them)", words[1]);
	r = run_command(command, globals, left - 1, words + 2, argv, ret_status, err);
	if (r < 0)
		*ret_status = command->failure;
	return r;
}

/*
 * What a careless caller may have left: standard descriptors that are closed, so that ours would be taken for them, and a
 * SIGCHLD that is ignored, so that no child could be waited for.
 */
static void prepare_process(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		(void)close(fd);
	(void)signal(SIGCHLD, SIG_DFL);
}

/* jansson would open /dev/urandom for its hash tables; the kernel has given every process random bytes already. */
static void seed_hashes(void)
{
	const void *random = (const void *)getauxval(AT_RANDOM);
	size_t seed = 0;

	if (random)
		memcpy(&seed, random, sizeof(seed));
	if (seed)
		json_object_seed(seed);
}

int main(int argc, char **argv)
{
	struct globals globals = { 0 };
	struct err err = { 0 };
	int status = EXIT_SUCCESS;
	int r;

	prepare_process();
	seed_hashes();
	r = dispatch(&globals, argc, argv, &status, &err);

	if (r == 0 && fflush(stdout) != 0)
		r = err_set_errno(&err, errno, "writing to standard output");
	free(globals.own_root);
	if (r == 0)
		return status;
	if (log_is_file())
		log_error("%s", err.message);
	(void)fprintf(stderr, "runlxc: %s\n", err.message);
	return status ? status : EXIT_FAILURE;
}
