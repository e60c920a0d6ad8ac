/* SPDX-License-Identifier: Apache-2.0 */
/* The table of commands, and how their options are described and read. May include: runlxc/cmd. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct err;
struct globals;

enum command_option_kind { COMMAND_FLAG, COMMAND_STRING };

/* What an option sets: a bool or a const char *, at `offset` in the command's own struct. */
struct command_option {
	const char *name, *letter; /* "bundle", "b" or NULL */
	enum command_option_kind kind;
	size_t offset;
	const char *help;
};

/* What a command gets: its values, filled in from the options, and what is left of argv, NULL at the end. */
struct command_call {
	const struct globals *globals;
	void *values;
	int argc;
	char **argv;
};

struct command {
	const char *name, *arguments, *summary;
	int minimum, maximum; /* how many arguments it takes */
	const struct command_option *options;
	size_t option_count, values_size;
	bool enters_container; /* its process becomes part of the container: see emulate_protect_executable() */
	/* Returns 0 with *ret_status as exit status, or -errno with err set, which is exit status 1. */
	int (*run)(const struct command_call *call, int *ret_status, struct err *err);
};

extern const struct command *const command_table[];
extern const size_t command_table_count;

/* NULL when there is none. */
const struct command *command_find(const char *name);

/*
 * Takes the options out of argv[0..argc): "--name value", "--name=value", "-n value", and with a single dash as Go's
 * programs accept it. "--" ends them. Returns how many arguments are left, at the front of argv, or -EINVAL.
 * With `stop` the first argument ends the options.
 */
int command_parse(const struct command_option *options, size_t count, bool stop, int argc, char **argv,
		  void *values, struct err *err);

void command_print_help(const struct command *command);
void command_print_usage(void);
void command_print_options(const struct command_option *options, size_t count);
