/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/base/parse. */
#include <errno.h>
#include <inttypes.h>
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

START_TEST(a_list_of_numbers_and_ranges_sets_their_bits)
{
	unsigned long bits[2] = { ~0UL, ~0UL };

	ck_assert_int_eq(parse_bits("0-3,7,64", bits, 128), 0);
	ck_assert_uint_eq(bits[0], 0x8f);
	ck_assert_uint_eq(bits[1], 1);
	ck_assert_int_eq(parse_bits("127", bits, 128), 0);
	ck_assert_uint_eq(bits[0], 0);
	ck_assert_uint_eq(bits[1], 1UL << 63);
	ck_assert_int_eq(parse_bits("5", NULL, 6), 0);
}
END_TEST

static const char *const no_lists[] = { "", ",", "1,", "1-", "-1", "3-1", "1 ", "1,,2", "1-2-3", "a" };

START_TEST(what_is_no_list_of_numbers_is_refused)
{
	unsigned long bits[2];

	ck_assert_int_eq(parse_bits(no_lists[_i], bits, 128), -EINVAL);
	ck_assert_int_eq(parse_bits(no_lists[_i], NULL, 128), -EINVAL);
}
END_TEST

START_TEST(a_list_ends_where_its_bitmap_does)
{
	unsigned long bits[2];

	ck_assert_int_eq(parse_bits("128", bits, 128), -ERANGE);
	ck_assert_int_eq(parse_bits("0-99999999999999999999999", bits, 128), -ERANGE);
}
END_TEST

START_TEST(sizes_are_bytes_with_binary_units)
{
	static const struct {
		const char *text;
		int64_t bytes;
	} good[] = {
		{ "0", 0 },
		{ "512", 512 },
		{ "9223372036854775807", INT64_MAX },
		{ "3b", 3 },
		{ "2k", 2048 },
		{ "2K", 2048 },
		{ "2kb", 2048 },
		{ "2KiB", 2048 },
		{ "2 kb", 2048 },
		{ "64m", 64 << 20 },
		{ "1.5g", INT64_C(3) << 29 },
		{ ".5k", 512 },
		{ "5.", 5 },
		{ "1.9", 1 },
		{ "2t", INT64_C(2) << 40 },
		{ "1p", INT64_C(1) << 50 },
	};
	static const char *const bad[] = { "",   "k",    "-1",    "+1", "1x",   "1kx", "1bb", "1kibb",
					   " 1", "1  k", "1.2.3", ".",  "0x10", "1e3", "1k " };
	int64_t bytes = 7;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		ck_assert_msg(parse_size(good[i].text, &bytes) == 0, "%s", good[i].text);
		ck_assert_msg(bytes == good[i].bytes, "%s: %jd", good[i].text, (intmax_t)bytes);
	}
	bytes = 7;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(parse_size(bad[i], &bytes) == -EINVAL, "%s", bad[i]);
	ck_assert_int_eq(parse_size("9223372036854775808", &bytes), -ERANGE);
	ck_assert_int_eq(parse_size("8192p", &bytes), -ERANGE);
	ck_assert_int_eq(bytes, 7);
}
END_TEST

START_TEST(durations_are_as_go_spells_them)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
		{ "0", 0 },	     { "0s", 0 },      { "5s", 5000 },	   { "100ms", 100 },
		{ "1m30s", 90000 },  { "1.5h", 5400000 }, { ".5s", 500 },  { "1500us", 1 },
		{ "7ns", 1 },	     { "1h1m1s1ms", 3661001 },
	};
	static const char *const bad[] = { "",       "5",   "s",    "5x",   "-5s", "5 s",
					   "1.2.3s", "1ss", "0x1s", "1e3s", "." };
	int64_t ms = 7;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		ck_assert_msg(parse_duration_ms(good[i].text, &ms) == 0, "%s", good[i].text);
		ck_assert_msg(ms == good[i].ms, "%s: %jd", good[i].text, (intmax_t)ms);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(parse_duration_ms(bad[i], &ms) == -EINVAL, "%s", bad[i]);
	ck_assert_int_eq(parse_duration_ms("9999999999999h", &ms), -ERANGE);
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
	tcase_add_test(tests, a_list_of_numbers_and_ranges_sets_their_bits);
	tcase_add_loop_test(tests, what_is_no_list_of_numbers_is_refused, 0,
			    sizeof(no_lists) / sizeof(no_lists[0]));
	tcase_add_test(tests, a_list_ends_where_its_bitmap_does);
	tcase_add_test(tests, sizes_are_bytes_with_binary_units);
	tcase_add_test(tests, durations_are_as_go_spells_them);
	suite_add_tcase(suite, tests);
	return suite;
}
