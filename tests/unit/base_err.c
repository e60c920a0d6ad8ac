/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/base/err. */
#include <errno.h>
#include <string.h>

#include "compat/base/err.h"
#include "tests/unit/unit.h"

START_TEST(set_returns_the_negative_number_and_keeps_the_sentence)
{
	struct err err = { 0 };

	ck_assert_int_eq(err_set(&err, ENOENT, "no %s here", "file"), -ENOENT);
	ck_assert_int_eq(err.number, ENOENT);
	ck_assert_str_eq(err.message, "no file here");
}
END_TEST

START_TEST(set_errno_says_what_the_number_means)
{
	struct err err = { 0 };

	ck_assert_int_eq(err_set_errno(&err, ENOENT, "open %s", "x"), -ENOENT);
	ck_assert_str_eq(err.message, "open x: no such file or directory");
}
END_TEST

START_TEST(wrap_puts_context_before_the_sentence)
{
	struct err err = { 0 };

	(void)err_set(&err, EPERM, "refused");
	ck_assert_int_eq(err_wrap(&err, "mounts[%d]", 3), -EPERM);
	ck_assert_int_eq(err.number, EPERM);
	ck_assert_str_eq(err.message, "mounts[3]: refused");
}
END_TEST

START_TEST(a_thousand_wraps_do_not_overflow)
{
	struct err err = { 0 };

	(void)err_set(&err, EPERM, "refused");
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(err_wrap(&err, "context"), -EPERM);
	ck_assert_uint_lt(strlen(err.message), ERR_MESSAGE_SIZE);
}
END_TEST

START_TEST(a_message_is_one_line)
{
	struct err err = { 0 };

	(void)err_set(&err, EINVAL, "'%s'", "a\nb\033[2J\177");
	ck_assert_str_eq(err.message, "'a b [2J '");
}
END_TEST

START_TEST(without_an_err_the_number_is_returned)
{
	ck_assert_int_eq(err_set(NULL, ENOENT, "x"), -ENOENT);
	ck_assert_int_eq(err_set_errno(NULL, ENOENT, "x"), -ENOENT);
}
END_TEST

Suite *suite_base_err(void)
{
	Suite *suite = suite_create("base_err");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, set_returns_the_negative_number_and_keeps_the_sentence);
	tcase_add_test(tests, set_errno_says_what_the_number_means);
	tcase_add_test(tests, wrap_puts_context_before_the_sentence);
	tcase_add_test(tests, a_thousand_wraps_do_not_overflow);
	tcase_add_test(tests, a_message_is_one_line);
	tcase_add_test(tests, without_an_err_the_number_is_returned);
	suite_add_tcase(suite, tests);
	return suite;
}
