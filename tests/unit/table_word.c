/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of all vocabularies in runlxc/table that are lists of words. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include <seccomp.h>

#include "runlxc/table/table.h"
#include "tests/unit/unit.h"

/* `count` is what the runtime specification (for signals: our own list) has. */
static const struct {
	const struct table_words *words;
	size_t count;
} tables[] = {
	{ &table_capability, 41 },      { &table_clock, 2 },
	{ &table_io_class, 3 },         { &table_memory_policy, 7 },
	{ &table_memory_policy_flag, 3 }, { &table_namespace_type, 8 },
	{ &table_personality, 2 },      { &table_propagation, 8 },
	{ &table_rlimit, 16 },          { &table_scheduler_flag, 7 },
	{ &table_scheduler_policy, 7 }, { &table_seccomp_action, 9 },
	{ &table_seccomp_arch, 23 },    { &table_seccomp_flag, 4 },
	{ &table_seccomp_operator, 7 }, { &table_signal, 34 },
};

START_TEST(words_are_sorted_and_unique)
{
	const struct table_words *words = tables[_i].words;

	ck_assert_str_ne(words->what, "");
	for (size_t i = 1; i < words->count; i++)
		ck_assert_msg(strcmp(words->items[i - 1].name, words->items[i].name) < 0, "%s before %s",
			      words->items[i - 1].name, words->items[i].name);
}
END_TEST

START_TEST(words_lead_to_numbers_and_back)
{
	const struct table_words *words = tables[_i].words;

	for (size_t i = 0; i < words->count; i++) {
		const struct table_word *found = table_word_find(words, words->items[i].name);
		const char *name = table_word_name(words, words->items[i].value);

		ck_assert_ptr_eq(found, &words->items[i]);
		ck_assert_ptr_nonnull(name);
		ck_assert_int_eq(table_word_find(words, name)->value, found->value);
	}
}
END_TEST

START_TEST(vocabularies_are_complete)
{
#ifdef __mips__
	size_t missing = tables[_i].words == &table_signal; /* SIGSTKFLT */
#else
	size_t missing = 0;
#endif

	ck_assert_uint_eq(tables[_i].words->count, tables[_i].count - missing);
}
END_TEST

START_TEST(unknown_words_and_numbers_are_not_found)
{
	const struct table_words *words = tables[_i].words;

	ck_assert_ptr_null(table_word_find(words, ""));
	ck_assert_ptr_null(table_word_find(words, "NONE"));
	ck_assert_ptr_null(table_word_name(words, INT64_MIN));
}
END_TEST

START_TEST(capabilities_are_numbered_as_in_the_kernel)
{
	ck_assert_int_eq(table_word_find(&table_capability, "CAP_CHOWN")->value, 0);
	ck_assert_int_eq(table_word_find(&table_capability, "CAP_SYS_ADMIN")->value, 21);
	ck_assert_int_eq(table_word_find(&table_capability, "CAP_CHECKPOINT_RESTORE")->value, 40);
	for (int number = 0; number < 41; number++)
		ck_assert_ptr_nonnull(table_word_name(&table_capability, number));
	ck_assert_ptr_null(table_word_name(&table_capability, 41));
}
END_TEST

START_TEST(seccomp_words_are_those_of_libseccomp)
{
	for (size_t i = 0; i < table_seccomp_arch.count; i++) {
		char name[32] = "";
		const struct table_word *arch = &table_seccomp_arch.items[i];
		uint32_t token;

		for (size_t c = 0; arch->name[strlen("SCMP_ARCH_") + c]; c++)
			name[c] = (char)(arch->name[strlen("SCMP_ARCH_") + c] | 0x20);
		token = seccomp_arch_resolve_name(name);
		if (token) /* 0: newer than this libseccomp */
			ck_assert_msg(token == arch->value, "%s", arch->name);
	}
	ck_assert_int_eq(table_word_find(&table_seccomp_action, "SCMP_ACT_ERRNO")->value | 1,
			 SCMP_ACT_ERRNO(1));
}
END_TEST

START_TEST(propagation_words_are_recursive_with_an_r)
{
	ck_assert_int_eq(table_word_find(&table_propagation, "slave")->value, MS_SLAVE);
	ck_assert_int_eq(table_word_find(&table_propagation, "rslave")->value, MS_SLAVE | MS_REC);
}
END_TEST

START_TEST(scheduling_policies_agree_with_libc)
{
	ck_assert_int_eq(table_word_find(&table_scheduler_policy, "SCHED_FIFO")->value, SCHED_FIFO);
	ck_assert_int_eq(table_word_find(&table_scheduler_policy, "SCHED_BATCH")->value, SCHED_BATCH);
	ck_assert_int_eq(table_word_find(&table_scheduler_policy, "SCHED_IDLE")->value, SCHED_IDLE);
}
END_TEST

Suite *suite_table_word(void)
{
	Suite *suite = suite_create("table_word");
	TCase *tests = tcase_create("all");
	const int nr = sizeof(tables) / sizeof(tables[0]);

	tcase_add_loop_test(tests, words_are_sorted_and_unique, 0, nr);
	tcase_add_loop_test(tests, words_lead_to_numbers_and_back, 0, nr);
	tcase_add_loop_test(tests, vocabularies_are_complete, 0, nr);
	tcase_add_loop_test(tests, unknown_words_and_numbers_are_not_found, 0, nr);
	tcase_add_test(tests, capabilities_are_numbered_as_in_the_kernel);
	tcase_add_test(tests, seccomp_words_are_those_of_libseccomp);
	tcase_add_test(tests, propagation_words_are_recursive_with_an_r);
	tcase_add_test(tests, scheduling_policies_agree_with_libc);
	suite_add_tcase(suite, tests);
	return suite;
}
