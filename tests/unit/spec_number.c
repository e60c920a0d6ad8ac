/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/spec/number and text: integers to their limits, and places in the text. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/spec/spec.h"
#include "tests/unit/unit.h"

/* A process whose only limit has this text for a number. */
static int read_limit(const char *number, struct spec **ret_spec, struct err *err)
{
	char text[512];

	(void)snprintf(text, sizeof(text),
		       "{\"args\":[\"a\"],\"cwd\":\"/\","
		       "\"rlimits\":[{\"type\":\"RLIMIT_AS\",\"soft\":0,\"hard\":%s}]}",
		       number);
	return spec_read_process(text, strlen(text), ret_spec, err);
}

static const struct {
	const char *text;
	uint64_t number;
} numbers[] = {
	{ "0", 0 },
	{ "-0", 0 },
	{ "9223372036854775807", INT64_MAX },
	{ "9223372036854775808", UINT64_C(9223372036854775808) },
	{ "10000000000000000000", UINT64_C(10000000000000000000) },
	{ "18446744073709551614", UINT64_MAX - 1 },
	{ "18446744073709551615", UINT64_MAX },
};

START_TEST(unsigned_numbers_are_exact_to_the_last)
{
	struct spec *spec = NULL;
	struct err err = { 0 };

	ck_assert_msg(read_limit(numbers[_i].text, &spec, &err) == 0, "%s", err.message);
	ck_assert(spec->process->rlimits.items[0].hard == numbers[_i].number);
	spec_free(spec);
}
END_TEST

static const struct {
	const char *text, *message;
} refused[] = {
	{ "18446744073709551616", "must be from 0 to 18446744073709551615, is 18446744073709551616" },
	{ "-9223372036854775809", "must be from 0 to 18446744073709551615, is -9223372036854775809" },
	{ "1e3", "must be an integer, is a real number" },
	{ "18446744073709551615.0", "must be an integer, is a real number" },
	{ "18446744073709551615e0", "must be an integer, is a real number" },
	{ "\"18446744073709551615\"", "must be an integer, is a string" },
	{ "[18446744073709551615]", "must be an integer, is a list" },
};

START_TEST(other_numbers_are_refused_with_their_place)
{
	struct spec *spec = NULL;
	struct err err = { 0 };
	char expected[256];

	ck_assert_int_eq(read_limit(refused[_i].text, &spec, &err), -EINVAL);
	(void)snprintf(expected, sizeof(expected), "process.rlimits[0].hard: %s", refused[_i].message);
	ck_assert_str_eq(err.message, expected);
}
END_TEST

/* Large numbers are rewritten for the parser: that must not make a text of a number or a number of a text. */
static const struct {
	const char *text, *message;
} texts[] = {
	{ "{'args':[18446744073709551615],'cwd':'/'}", "process.args[0]: must be a string, is a number" },
	{ "{'args':['\\u000018446744073709551615'],'cwd':'/'}",
	  "process: line 1 column 11: a string must not contain a NUL character" },
	{ "{'cwd':'/',18446744073709551615:1}",
	  "process: line 1 column 31: NUL byte in object key not supported" },
	{ "{'a':018446744073709551615}", "process: line 1 column 6: invalid token near '0'" },
	{ "{'a':18446744073709551615,\n'b':18446744073709551615,'c':}",
	  "process: line 2 column 30: unexpected token near '}'" },
	{ "{'a':'\\", "process: line 1 column 7: invalid escape near '\"\\'" },
	{ "{'a':'x", "process: line 1 column 7: premature end of input near '\"x'" },
	{ "18446744073709551615", "process: must be an object, is a number" },
};

START_TEST(large_numbers_stay_numbers)
{
	auto_free char *text = unit_json(texts[_i].text);
	struct spec *spec = NULL;
	struct err err = { 0 };

	ck_assert_int_eq(spec_read_process(text, strlen(text), &spec, &err), -EINVAL);
	ck_assert_str_eq(err.message, texts[_i].message);
}
END_TEST

START_TEST(digits_and_escapes_within_strings_are_left_alone)
{
	auto_free char *text =
		unit_json("{'args':['18446744073709551616','\\\\u0000','\\'9999999999999999999\\''],"
			  "'cwd':'/','x-unknown':-99999999999999999999}");
	struct spec *spec = NULL;
	struct err err = { 0 };

	ck_assert_msg(spec_read_process(text, strlen(text), &spec, &err) == 0, "%s", err.message);
	ck_assert_str_eq(spec->process->args.items[0], "18446744073709551616");
	ck_assert_str_eq(spec->process->args.items[1], "\\u0000");
	ck_assert_str_eq(spec->process->args.items[2], "\"9999999999999999999\"");
	spec_free(spec);
}
END_TEST

START_TEST(the_length_counts_not_a_nul)
{
	struct spec *spec = NULL;
	struct err err = { 0 };

	ck_assert_int_eq(spec_read_process("{}\0", 3, &spec, &err), -EINVAL);
	ck_assert_int_eq(spec_read_process("{}}", 2, &spec, &err), -EINVAL);
	ck_assert_str_eq(err.message, "process.cwd: required");
}
END_TEST

Suite *suite_spec_number(void)
{
	Suite *suite = suite_create("spec_number");
	TCase *tests = tcase_create("all");

	tcase_add_loop_test(tests, unsigned_numbers_are_exact_to_the_last, 0,
			    sizeof(numbers) / sizeof(numbers[0]));
	tcase_add_loop_test(tests, other_numbers_are_refused_with_their_place, 0,
			    sizeof(refused) / sizeof(refused[0]));
	tcase_add_loop_test(tests, large_numbers_stay_numbers, 0, sizeof(texts) / sizeof(texts[0]));
	tcase_add_test(tests, digits_and_escapes_within_strings_are_left_alone);
	tcase_add_test(tests, the_length_counts_not_a_nul);
	suite_add_tcase(suite, tests);
	return suite;
}
