/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/base/parse. */
#include <errno.h>
#include <stdint.h>

#include "compat/base/parse.h"
#include "tests/unit/unit.h"

START_TEST(whole_numbers_are_read_to_their_limits)
{
	uint64_t large = 0;
	int64_t small = 0;

	ck_assert_int_eq(parse_uint64("18446744073709551615", &large), 0);
	ck_assert(large == UINT64_MAX);
	ck_assert_int_eq(parse_int64("-9223372036854775808", &small), 0);
	ck_assert(small == INT64_MIN);
	ck_assert_int_eq(parse_int64("9223372036854775807", &small), 0);
	ck_assert(small == INT64_MAX);
	ck_assert_int_eq(parse_uint64("007", &large), 0);
	ck_assert_uint_eq(large, 7);
}
END_TEST

START_TEST(numbers_out_of_range_leave_the_result_alone)
{
	uint64_t large = 5;
	int64_t small = 5;

	ck_assert_int_eq(parse_uint64("18446744073709551616", &large), -ERANGE);
	ck_assert_int_eq(parse_int64("9223372036854775808", &small), -ERANGE);
	ck_assert_int_eq(parse_uint_max("11", 10, &large), -ERANGE);
	ck_assert_uint_eq(large, 5);
	ck_assert_int_eq(small, 5);
}
END_TEST

static const char *const no_numbers[] = { "", " 1", "1 ", "+1", "1x", "0x10", "--1", "1.0", "\n1", "-" };

START_TEST(what_is_no_number_is_refused)
{
	uint64_t large = 5;
	int64_t small = 5;

	ck_assert_int_eq(parse_uint64(no_numbers[_i], &large), -EINVAL);
	ck_assert_int_eq(parse_int64(no_numbers[_i], &small), -EINVAL);
	ck_assert_uint_eq(large, 5);
	ck_assert_int_eq(small, 5);
}
END_TEST

START_TEST(a_maximum_is_still_allowed)
{
	uint64_t number = 0;

	ck_assert_int_eq(parse_uint_max("10", 10, &number), 0);
	ck_assert_uint_eq(number, 10);
	ck_assert_int_eq(parse_uint64("-1", &number), -EINVAL);
}
END_TEST

Suite *suite_base_parse(void)
{
	Suite *suite = suite_create("base_parse");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, whole_numbers_are_read_to_their_limits);
	tcase_add_test(tests, numbers_out_of_range_leave_the_result_alone);
	tcase_add_loop_test(tests, what_is_no_number_is_refused, 0,
			    sizeof(no_numbers) / sizeof(no_numbers[0]));
	tcase_add_test(tests, a_maximum_is_still_allowed);
	suite_add_tcase(suite, tests);
	return suite;
}
