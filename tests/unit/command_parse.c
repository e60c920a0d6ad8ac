/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/command: the options parser, and the tables of all commands. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"
#include "tests/unit/unit.h"

enum { WORDS_MAX = 16 };

struct values {
	const char *bundle, *log;
	struct command_list env;
	bool detach, keep;
};

static const struct command_option options[] = {
	{ "bundle", "b", COMMAND_STRING, offsetof(struct values, bundle), "help" },
	{ "detach", "d", COMMAND_FLAG, offsetof(struct values, detach), "help" },
	{ "env", "e", COMMAND_LIST, offsetof(struct values, env), "help" },
	{ "keep", NULL, COMMAND_FLAG, offsetof(struct values, keep), "help" },
	{ "log", NULL, COMMAND_STRING, offsetof(struct values, log), "help" },
};

static struct values values;
static struct err err;
static char *words[WORDS_MAX], *copies[WORDS_MAX];

static void set_up(void)
{
	values = (struct values){ 0 };
	err = (struct err){ 0 };
}

static void forget(void)
{
	command_values_clear(options, sizeof(options) / sizeof(*options), &values);
	values = (struct values){ 0 };
	for (size_t i = 0; i < WORDS_MAX; i++) {
		free(copies[i]);
		copies[i] = words[i] = NULL;
	}
}

/* `line` has single spaces between the words. Returns how many. */
static int split(const char *line)
{
	int count = 0;

	forget();
	for (size_t length; *line; line += length + (line[length] == ' ')) {
		length = strcspn(line, " ");
		ck_assert_int_lt(count, WORDS_MAX - 1);
		copies[count] = strndup(line, length);
		words[count] = copies[count];
		count++;
	}
	return count;
}

static int parse_line(const char *line, bool stop)
{
	int count = split(line);

	values = (struct values){ 0 };
	return command_parse(options, sizeof(options) / sizeof(*options), stop, count, words, &values, &err);
}

/* The arguments that are left are these, and NULL behind them. */
static void expect(const char *line, bool stop, const char *const *left)
{
	int count = 0, r = parse_line(line, stop);

	ck_assert_msg(r >= 0, "%s: %s", line, err.message);
	for (; left[count]; count++)
		ck_assert_msg(words[count] && strcmp(words[count], left[count]) == 0, "%s: argument %d is %s",
			      line, count, words[count]);
	ck_assert_msg(r == count && !words[count], "%s: %d arguments are left", line, r);
}

#define LEFT(...) ((const char *const[]){ __VA_ARGS__ })

static void expect_refused(const char *line, const char *message)
{
	ck_assert_msg(parse_line(line, false) == -EINVAL, "%s was accepted", line);
	ck_assert_str_eq(err.message, message);
}

START_TEST(values_are_given_in_five_ways)
{
	static const char *const lines[] = {
		"--bundle /b id", "--bundle=/b id", "-b /b id",  "-b=/b id",
		"-bundle /b id",  "-bundle=/b id",  "--b /b id", "id --bundle /b"
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		expect(lines[i], false, LEFT("id", NULL));
		ck_assert_str_eq(values.bundle, "/b");
		ck_assert_ptr_null(values.log);
		ck_assert(!values.detach);
	}
}
END_TEST

START_TEST(values_may_be_anything)
{
	expect("--bundle --log --log -- id", false, LEFT("id", NULL));
	ck_assert_str_eq(values.bundle, "--log");
	ck_assert_str_eq(values.log, "--");
	expect("--bundle= --log==a=b", false, LEFT(NULL));
	ck_assert_str_eq(values.bundle, "");
	ck_assert_str_eq(values.log, "=a=b");
	expect("--bundle one --bundle two", false, LEFT(NULL));
	ck_assert_str_eq(values.bundle, "two");
}
END_TEST

START_TEST(flags_are_set_and_unset)
{
	static const struct {
		const char *line;
		bool detach;
	} lines[] = {
		{ "--detach", true },	    { "-d", true },	   { "-detach", true },
		{ "--detach=true", true },  { "-d=1", true },	   { "--detach=false", false },
		{ "-d=0", false },	    { "-d -d=false", false }, { "-d=false -d", true },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		expect(lines[i].line, false, LEFT(NULL));
		ck_assert_msg(values.detach == lines[i].detach, "%s", lines[i].line);
		ck_assert(!values.keep);
	}
	expect("--detach false", false, LEFT("false", NULL));
	ck_assert(values.detach);
}
END_TEST

START_TEST(arguments_and_options_may_be_mixed)
{
	expect("one --keep two -b x three", false, LEFT("one", "two", "three", NULL));
	ck_assert(values.keep);
	ck_assert_str_eq(values.bundle, "x");
	expect("- one -", false, LEFT("-", "one", "-", NULL));
	expect("", false, LEFT(NULL));
}
END_TEST

START_TEST(two_dashes_end_the_options)
{
	expect("-d -- --keep -x --", false, LEFT("--keep", "-x", "--", NULL));
	ck_assert(values.detach);
	ck_assert(!values.keep);
	expect("one -- two", false, LEFT("one", "two", NULL));
	expect("--", false, LEFT(NULL));
	expect("-- create --keep", true, LEFT("create", "--keep", NULL));
}
END_TEST

START_TEST(the_first_argument_may_end_the_options)
{
	expect("-d create --keep -b x", true, LEFT("create", "--keep", "-b", "x", NULL));
	ck_assert(values.detach);
	ck_assert(!values.keep);
	ck_assert_ptr_null(values.bundle);
	expect("-b create start", true, LEFT("start", NULL));
	ck_assert_str_eq(values.bundle, "create");
	expect("- -d", true, LEFT("-", "-d", NULL));
	ck_assert(!values.detach);
}
END_TEST

START_TEST(a_list_keeps_every_value_in_its_order)
{
	expect("--env A=1 id --env=B=2 -e C -e=D --env --keep", false, LEFT("id", NULL));
	ck_assert_uint_eq(values.env.count, 5);
	ck_assert_str_eq(values.env.items[0], "A=1");
	ck_assert_str_eq(values.env.items[1], "B=2");
	ck_assert_str_eq(values.env.items[2], "C");
	ck_assert_str_eq(values.env.items[3], "D");
	ck_assert_str_eq(values.env.items[4], "--keep");
	ck_assert(!values.keep);
	expect("-d", false, LEFT(NULL));
	ck_assert_uint_eq(values.env.count, 0);
	expect_refused("-e A --env", "flag needs an argument: --env");
}
END_TEST

START_TEST(help_is_an_option_only_where_options_are)
{
	static const struct {
		const char *line;
		bool stops, asks;
	} lines[] = {
		{ "--help", false, true },      { "id -h", false, true },   { "id -- --help", false, false },
		{ "--help id", true, true },    { "-h", true, true },	    { "id --help", true, false },
		{ "-e A id -h", true, false },  { "-e A -h id", true, true }, { "-d id -h", true, false },
		{ "-e=A id -h", true, false },  { "-d -h id", true, true }, { "- --help", true, false },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		const struct command command = { .options = options,
						 .option_count = sizeof(options) / sizeof(*options),
						 .options_first = lines[i].stops };
		int count = split(lines[i].line);

		ck_assert_msg(command_asks_for_help(&command, count, words) == lines[i].asks, "%s",
			      lines[i].line);
	}
}
END_TEST

START_TEST(unknown_options_are_refused)
{
	expect_refused("--nope", "flag provided but not defined: --nope");
	expect_refused("-x y", "flag provided but not defined: -x");
	expect_refused("--bundles=x", "flag provided but not defined: --bundles=x");
	expect_refused("--bund x", "flag provided but not defined: --bund");
	expect_refused("-db x", "flag provided but not defined: -db");
	expect_refused("---bundle x", "flag provided but not defined: ---bundle");
	expect_refused("--= x", "flag provided but not defined: --=");
}
END_TEST

START_TEST(wrong_values_are_refused)
{
	expect_refused("--bundle", "flag needs an argument: --bundle");
	expect_refused("id -b", "flag needs an argument: -b");
	expect_refused("--detach=maybe", "--detach: 'maybe' is neither true nor false");
	expect_refused("-d=", "--detach: '' is neither true nor false");
}
END_TEST

static size_t size_of(const struct command_option *option)
{
	if (option->kind == COMMAND_LIST)
		return sizeof(struct command_list);
	return option->kind == COMMAND_FLAG ? sizeof(bool) : sizeof(char *);
}

static void check_options(const struct command *command)
{
	for (size_t i = 0; i < command->option_count; i++) {
		const struct command_option *option = &command->options[i];

		ck_assert_msg(strlen(option->name) > 1 && option->name[0] != '-', "%s: %s", command->name,
			      option->name);
		ck_assert_msg(!option->letter || strlen(option->letter) == 1, "%s --%s", command->name,
			      option->name);
		ck_assert_msg(option->help && *option->help, "%s --%s", command->name, option->name);
		ck_assert_msg(option->offset + size_of(option) <= command->values_size, "%s --%s",
			      command->name, option->name);
		/* main() takes these before a command sees them. */
		ck_assert_msg(strcmp(option->name, "help") != 0 &&
				      (!option->letter || strcmp(option->letter, "h") != 0),
			      "%s --%s", command->name, option->name);
		for (size_t j = 0; j < i; j++) {
			const struct command_option *other = &command->options[j];

			ck_assert_msg(strcmp(option->name, other->name) != 0, "%s --%s twice", command->name,
				      option->name);
			ck_assert_msg(!option->letter || !other->letter ||
					      strcmp(option->letter, other->letter) != 0,
				      "%s -%s twice", command->name, option->letter);
			ck_assert_msg(option->offset >= other->offset + size_of(other) ||
					      other->offset >= option->offset + size_of(option),
				      "%s: --%s and --%s share their place", command->name, option->name,
				      other->name);
		}
	}
}

START_TEST(every_option_of_every_command_is_sound)
{
	for (size_t i = 0; i < command_table_count; i++)
		check_options(command_table[i]);
}
END_TEST

START_TEST(commands_are_sorted_and_complete)
{
	ck_assert_uint_gt(command_table_count, 0);
	for (size_t i = 0; i < command_table_count; i++) {
		const struct command *command = command_table[i];

		ck_assert_msg(i == 0 || strcmp(command_table[i - 1]->name, command->name) < 0, "%s",
			      command->name);
		ck_assert_msg(command->summary && *command->summary, "%s", command->name);
		ck_assert_ptr_nonnull(command->arguments);
		ck_assert_msg((*command->arguments != '\0') == (command->maximum > 0), "%s", command->name);
		ck_assert_int_le(command->minimum, command->maximum);
		ck_assert_msg(command->run, "%s", command->name);
		ck_assert_ptr_eq(command_find(command->name), command);
	}
	ck_assert_ptr_null(command_find("nope"));
	ck_assert_ptr_null(command_find(""));
	ck_assert_ptr_null(command_find("creat"));
}
END_TEST

START_TEST(global_options_stand_before_the_command)
{
	char debug[] = "--debug", root[] = "--root=/r", create[] = "create", log[] = "--log";
	char *line[] = { debug, root, create, log, NULL };
	struct globals globals = { 0 };

	ck_assert_int_eq(globals_parse(&globals, 4, line, &err), 2);
	ck_assert(globals.debug);
	ck_assert_str_eq(globals.root, "/r");
	ck_assert_ptr_null(globals.log);
	ck_assert_str_eq(line[0], "create");
	ck_assert_str_eq(line[1], "--log");
}
END_TEST

Suite *suite_command_parse(void)
{
	Suite *suite = suite_create("command_parse");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, forget);
	tcase_add_test(tests, values_are_given_in_five_ways);
	tcase_add_test(tests, values_may_be_anything);
	tcase_add_test(tests, flags_are_set_and_unset);
	tcase_add_test(tests, arguments_and_options_may_be_mixed);
	tcase_add_test(tests, two_dashes_end_the_options);
	tcase_add_test(tests, the_first_argument_may_end_the_options);
	tcase_add_test(tests, a_list_keeps_every_value_in_its_order);
	tcase_add_test(tests, help_is_an_option_only_where_options_are);
	tcase_add_test(tests, unknown_options_are_refused);
	tcase_add_test(tests, wrong_values_are_refused);
	tcase_add_test(tests, every_option_of_every_command_is_sound);
	tcase_add_test(tests, commands_are_sorted_and_complete);
	tcase_add_test(tests, global_options_stand_before_the_command);
	suite_add_tcase(suite, tests);
	return suite;
}
