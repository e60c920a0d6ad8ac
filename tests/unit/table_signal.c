/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/table/signal. */
#include <errno.h>
#include <signal.h>

#include "runlxc/table/table.h"
#include "tests/unit/unit.h"

static int parse(const char *text)
{
	int signal = -1;

	ck_assert_msg(table_signal_parse(text, &signal) == 0, "%s", text);
	return signal;
}

START_TEST(names_are_read_in_any_case_with_or_without_sig)
{
	ck_assert_int_eq(parse("KILL"), SIGKILL);
	ck_assert_int_eq(parse("SIGKILL"), SIGKILL);
	ck_assert_int_eq(parse("sigkill"), SIGKILL);
	ck_assert_int_eq(parse("Term"), SIGTERM);
	ck_assert_int_eq(parse("CLD"), SIGCHLD);
}
END_TEST

START_TEST(numbers_are_read)
{
	ck_assert_int_eq(parse("9"), SIGKILL);
	ck_assert_int_eq(parse("0"), 0);
	ck_assert_int_eq(parse("64"), 64);
}
END_TEST

START_TEST(real_time_signals_count_from_either_end)
{
	ck_assert_int_eq(parse("RTMIN"), SIGRTMIN);
	ck_assert_int_eq(parse("SIGRTMIN+3"), SIGRTMIN + 3);
	ck_assert_int_eq(parse("sigrtmax-1"), SIGRTMAX - 1);
	ck_assert_int_eq(parse("SIGRTMAX"), SIGRTMAX);
}
END_TEST

static const char *const no_signals[] = {
	"",   "SIG",   "SIGSIGKILL", "NONE",   "-9",       "65",
	"9x", "KILL ", "RTMIN-1",    "RTMIN+", "RTMIN+99", "RTMAX+1",
};

START_TEST(what_is_no_signal_is_refused)
{
	int signal = -1;

	ck_assert_int_eq(table_signal_parse(no_signals[_i], &signal), -EINVAL);
	ck_assert_int_eq(signal, -1);
}
END_TEST

START_TEST(every_word_of_the_table_is_read)
{
	for (size_t i = 0; i < table_signal.count; i++)
		ck_assert_int_eq(parse(table_signal.items[i].name), table_signal.items[i].value);
}
END_TEST

Suite *suite_table_signal(void)
{
	Suite *suite = suite_create("table_signal");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, names_are_read_in_any_case_with_or_without_sig);
	tcase_add_test(tests, numbers_are_read);
	tcase_add_test(tests, real_time_signals_count_from_either_end);
	tcase_add_loop_test(tests, what_is_no_signal_is_refused, 0,
			    sizeof(no_signals) / sizeof(no_signals[0]));
	tcase_add_test(tests, every_word_of_the_table_is_read);
	suite_add_tcase(suite, tests);
	return suite;
}
