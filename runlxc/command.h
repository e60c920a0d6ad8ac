/* SPDX-License-Identifier: Apache-2.0 */
/* The table of commands, and how their options are described and read. May include: runlxc/cmd. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct err;
struct globals;

enum command_option_kind { COMMAND_FLAG, COMMAND_STRING, COMMAND_LIST };

/* The values of an option that may be given again and again, in their order; borrowed from argv. */
struct command_list {
	size_t count;
	const char **items; /* command_values_clear() frees the list */
};

/* What an option sets: a bool, a const char * or a struct command_list, at `offset` in the command's own struct. */
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
	bool options_first; /* the first argument ends the options: what follows belongs to another program */
	bool enters_container; /* its process becomes part of the container: see emulate_protect_executable() */
	int failure;           /* exit status when it fails; 0 stands for 1 */
	/* Returns 0 with *ret_status as exit status, or -errno with err set, which is exit status `failure`. */
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

/* Frees the lists that command_parse() made, also after it failed. */
void command_values_clear(const struct command_option *options, size_t count, void *values);

/* True when --help or -h stands where an option may: not behind what ends the options. */
bool command_asks_for_help(const struct command *command, int argc, char **argv);

void command_print_help(const struct command *command);
void command_print_usage(void);
void command_print_options(const struct command_option *options, size_t count);
