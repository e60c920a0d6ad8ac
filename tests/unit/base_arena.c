/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/base/arena. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "compat/base/arena.h"
#include "tests/unit/unit.h"

START_TEST(memory_is_zeroed_and_aligned)
{
	struct arena arena = { 0 };

	for (size_t size = 1; size < 9000; size += 97) {
		unsigned char *bytes = arena_alloc(&arena, size);

		ck_assert_ptr_nonnull(bytes);
		ck_assert_uint_eq((uintptr_t)bytes % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			ck_assert_uint_eq(bytes[i], 0);
		memset(bytes, 0xff, size);
	}
	arena_clear(&arena);
}
END_TEST

START_TEST(pieces_do_not_overlap)
{
	struct arena arena = { 0 };
	char *first = arena_strdup(&arena, "first"), *second = arena_printf(&arena, "%s %d", "second", 2);

	ck_assert_str_eq(first, "first");
	ck_assert_str_eq(second, "second 2");
	arena_clear(&arena);
}
END_TEST

START_TEST(an_impossible_size_is_out_of_memory)
{
	struct arena arena = { 0 };

	ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX));
	arena_clear(&arena);
}
END_TEST

START_TEST(a_cleared_arena_works_again)
{
	struct arena arena = { 0 };

	ck_assert_ptr_nonnull(arena_alloc(&arena, 10));
	arena_clear(&arena);
	ck_assert_ptr_null(arena.last);
	ck_assert_ptr_nonnull(arena_alloc(&arena, 10));
	arena_clear(&arena);
	arena_clear(&arena);
}
END_TEST

Suite *suite_base_arena(void)
{
	Suite *suite = suite_create("base_arena");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, memory_is_zeroed_and_aligned);
	tcase_add_test(tests, pieces_do_not_overlap);
	tcase_add_test(tests, an_impossible_size_is_out_of_memory);
	tcase_add_test(tests, a_cleared_arena_works_again);
	suite_add_tcase(suite, tests);
	return suite;
}
