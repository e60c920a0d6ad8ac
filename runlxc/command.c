/* SPDX-License-Identifier: Apache-2.0 */
/* The table of commands, and the parser of their options. */
#include "runlxc/command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/cmd/cmd.h"

const struct command *const command_table[] = {
	&cmd_checkpoint, &cmd_create,   &cmd_delete, &cmd_doctor, &cmd_events, &cmd_exec,  &cmd_explain,
	&cmd_export,     &cmd_features, &cmd_import, &cmd_kill,   &cmd_list,   &cmd_pause, &cmd_ps,
	&cmd_restore,    &cmd_resume,   &cmd_run,    &cmd_spec,   &cmd_start,  &cmd_state, &cmd_update,
};

const size_t command_table_count = sizeof(command_table) / sizeof(*command_table);

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < command_table_count; i++)
		if (strcmp(command_table[i]->name, name) == 0)
			return command_table[i];
	return NULL;
}

static const struct command_option *find_option(const struct command_option *options, size_t count,
						const char *name, size_t length)
{
	for (size_t i = 0; i < count; i++) {
		const char *words[] = { options[i].name, options[i].letter };

		for (size_t j = 0; j < 2; j++)
			if (words[j] && strlen(words[j]) == length && memcmp(words[j], name, length) == 0)
				return &options[i];
	}
	return NULL;
}

static int set_flag(bool *flag, const char *name, const char *value, struct err *err)
{
	if (!value || strcmp(value, "true") == 0 || strcmp(value, "1") == 0)
		*flag = true;
	else if (strcmp(value, "false") == 0 || strcmp(value, "0") == 0)
		*flag = false;
	else
		return err_set(err, EINVAL, "--%s: '%s' is neither true nor false", name, value);
	return 0;
}

static int add_value(struct command_list *list, const char *value, struct err *err)
{
	const char **items = realloc(list->items, (list->count + 1) * sizeof(*items));

	if (!items)
		return err_set(err, ENOMEM, "out of memory");
	list->items = items;
	list->items[list->count++] = value;
	return 0;
}

/* Returns how many elements of argv the option at argv[0] takes, 1 or 2. */
static int take_option(const struct command_option *options, size_t count, int argc, char **argv,
		       void *values, struct err *err)
{
	const char *word = argv[0] + (argv[0][1] == '-' ? 2 : 1);
	size_t length = strcspn(word, "=");
	const char *value = word[length] ? word + length + 1 : NULL;
	const struct command_option *option = find_option(options, count, word, length);
	int r;

	if (!option)
		return err_set(err, EINVAL, "flag provided but not defined: %s", argv[0]);
	if (option->kind == COMMAND_FLAG) {
		r = set_flag((bool *)((char *)values + option->offset), option->name, value, err);
		return r < 0 ? r : 1;
	}
	if (!value && argc < 2)
		return err_set(err, EINVAL, "flag needs an argument: %s", argv[0]);
	if (option->kind == COMMAND_STRING)
		*(const char **)(void *)((char *)values + option->offset) = value ? value : argv[1];
	else if (add_value((void *)((char *)values + option->offset), value ? value : argv[1], err) < 0)
		return -ENOMEM;
	return value ? 1 : 2;
}

int command_parse(const struct command_option *options, size_t count, bool stop, int argc, char **argv,
		  void *values, struct err *err)
{
	int left = 0, at = 0;

	while (at < argc) {
		int taken;

		if (strcmp(argv[at], "--") == 0) {
			at++;
			break;
		}
		if (argv[at][0] != '-' || !argv[at][1]) {
			if (stop)
				break;
			argv[left++] = argv[at++];
			continue;
		}
		taken = take_option(options, count, argc - at, argv + at, values, err);
		if (taken < 0)
			return taken;
		at += taken;
	}
	while (at < argc)
		argv[left++] = argv[at++];
	argv[left] = NULL;
	return left;
}

void command_values_clear(const struct command_option *options, size_t count, void *values)
{
	for (size_t i = 0; i < count; i++)
		if (options[i].kind == COMMAND_LIST)
			free(((struct command_list *)(void *)((char *)values + options[i].offset))->items);
}

bool command_asks_for_help(const struct command *command, int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const struct command_option *option;

		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
		if (!command->options_first)
			continue;
		if (argv[i][0] != '-' || !argv[i][1])
			return false;
		option = find_option(command->options, command->option_count, argv[i] + strspn(argv[i], "-"),
				     strlen(argv[i] + strspn(argv[i], "-")));
		i += option && option->kind != COMMAND_FLAG;
	}
	return false;
}

void command_print_options(const struct command_option *options, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char words[64];

		(void)snprintf(words, sizeof(words), "--%s%s%s%s", options[i].name,
			       options[i].letter ? ", -" : "", options[i].letter ? options[i].letter : "",
			       options[i].kind != COMMAND_FLAG ? " value" : "");
		(void)printf("   %-28s %s\n", words, options[i].help);
	}
}

void command_print_help(const struct command *command)
{
	(void)printf("runlxc %s - %s\n\nUsage: runlxc %s %s%s\n", command->name, command->summary,
		     command->name, command->option_count ? "[options] " : "", command->arguments);
	if (command->option_count)
		(void)puts("\nOptions:");
	command_print_options(command->options, command->option_count);
}

void command_print_usage(void)
{
	(void)puts(
		"runlxc - runs OCI containers through liblxc\n\nUsage: runlxc [global options] command [options] [arguments]\n"
		"\nCommands:");
	for (size_t i = 0; i < command_table_count; i++)
		(void)printf("   %-28s %s\n", command_table[i]->name, command_table[i]->summary);
}
