/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/base/strbuf. */
#include <stdlib.h>
#include <string.h>

#include "compat/base/strbuf.h"
#include "tests/unit/unit.h"

START_TEST(a_text_grows_by_bytes_texts_and_formats)
{
	struct strbuf text = { 0 };

	strbuf_add(&text, "abc", 2);
	strbuf_puts(&text, "-");
	strbuf_printf(&text, "%05d", 42);
	ck_assert_str_eq(text.text, "ab-00042");
	ck_assert_uint_eq(text.length, 8);
	ck_assert(!text.failed);
	strbuf_clear(&text);
}
END_TEST

START_TEST(many_small_pieces_are_all_kept)
{
	struct strbuf text = { 0 };

	for (int i = 0; i < 10000; i++)
		strbuf_puts(&text, "0123456789");
	ck_assert_uint_eq(text.length, 100000);
	ck_assert_uint_eq(strlen(text.text), 100000);
	strbuf_clear(&text);
}
END_TEST

START_TEST(bytes_may_be_nul)
{
	struct strbuf text = { 0 };

	strbuf_add(&text, "a\0b", 3);
	ck_assert_uint_eq(text.length, 3);
	ck_assert_mem_eq(text.text, "a\0b\0", 4);
	strbuf_clear(&text);
}
END_TEST

START_TEST(taking_empties_the_buffer)
{
	struct strbuf text = { 0 };
	char *taken;

	strbuf_puts(&text, "mine");
	taken = strbuf_take(&text);
	ck_assert_str_eq(taken, "mine");
	ck_assert_ptr_null(text.text);
	ck_assert_uint_eq(text.length, 0);
	free(taken);
}
END_TEST

START_TEST(taking_from_an_empty_buffer_gives_an_empty_text)
{
	struct strbuf text = { 0 };
	char *taken = strbuf_take(&text);

	ck_assert_str_eq(taken, "");
	free(taken);
}
END_TEST

START_TEST(after_a_failure_nothing_is_added)
{
	struct strbuf text = { .failed = true };

	strbuf_puts(&text, "x");
	strbuf_printf(&text, "%d", 1);
	ck_assert_ptr_null(text.text);
	ck_assert_ptr_null(strbuf_take(&text));
	strbuf_clear(&text);
}
END_TEST

Suite *suite_base_strbuf(void)
{
	Suite *suite = suite_create("base_strbuf");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, a_text_grows_by_bytes_texts_and_formats);
	tcase_add_test(tests, many_small_pieces_are_all_kept);
	tcase_add_test(tests, bytes_may_be_nul);
	tcase_add_test(tests, taking_empties_the_buffer);
	tcase_add_test(tests, taking_from_an_empty_buffer_gives_an_empty_text);
	tcase_add_test(tests, after_a_failure_nothing_is_added);
	suite_add_tcase(suite, tests);
	return suite;
}
