/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of compat/interpose/table: it agrees with symbols.list, and with what the program beside this one
 * (../bin/runlxc) really defines for the dynamic linker.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/file.h"
#include "compat/interpose/interpose.h"
#include "tests/unit/unit.h"

/* clang links its sanitizers' own interceptors into the program. */
#if defined(__clang__) && defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PROGRAM_HAS_INTERCEPTORS 1
#endif
#endif

static const struct interpose_row *find(const char *symbol, size_t length)
{
	for (size_t i = 0; i < interpose_table_count; i++)
		if (strncmp(interpose_table[i].symbol, symbol, length) == 0 &&
		    !interpose_table[i].symbol[length])
			return &interpose_table[i];
	return NULL;
}

START_TEST(rows_are_sorted_unique_and_complete)
{
	ck_assert_uint_gt(interpose_table_count, 0);
	for (size_t i = 0; i < interpose_table_count; i++) {
		const struct interpose_row *row = &interpose_table[i];

		ck_assert_msg(i == 0 || strcmp(row[-1].symbol, row->symbol) < 0, "%s is out of order",
			      row->symbol);
		ck_assert_msg(row->why && *row->why, "%s: why?", row->symbol);
		ck_assert_msg(row->tested && *row->tested, "%s: tested with what?", row->symbol);
	}
}
END_TEST

START_TEST(the_list_for_the_linker_has_the_same_symbols)
{
	auto_free char *list = NULL;
	char path[4096];
	size_t count = 0;

	(void)snprintf(path, sizeof(path), "%s/../compat/interpose/symbols.list", unit_tests_dir());
	ck_assert_int_eq(file_read_at(AT_FDCWD, path, 1 << 16, &list, NULL), 0);
	for (char *line = strtok(list, "\n"); line; line = strtok(NULL, "\n")) {
		size_t length = strcspn(line, ";");

		if (strcmp(line, "{") == 0 || strcmp(line, "};") == 0)
			continue;
		ck_assert_msg(line[0] == '\t' && line[length] == ';' && find(line + 1, length - 1),
			      "'%s' is not in the table", line);
		count++;
	}
	ck_assert_uint_eq(count, interpose_table_count);
}
END_TEST

START_TEST(there_is_something_behind_every_symbol)
{
	for (size_t i = 0; i < interpose_table_count; i++) {
		const char *symbol = interpose_table[i].symbol;
		void *libc = dlsym(RTLD_NEXT, symbol);

		ck_assert_msg(libc, "%s: libc has none", symbol);
	}
}
END_TEST

static char *read_program(size_t *ret_length)
{
	char path[4096], *bytes = NULL;
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 32);

	ck_assert_int_gt(length, 0);
	path[length] = '\0';
	*strrchr(path, '/') = '\0';
	(void)strcpy(strrchr(path, '/'), "/bin/runlxc");
	ck_assert_msg(file_read_at(AT_FDCWD, path, 1 << 26, &bytes, ret_length) == 0, "cannot read %s", path);
	return bytes;
}

static const ElfW(Shdr) * dynamic_symbols(const char *program, size_t length)
{
	const ElfW(Ehdr) *header = (const void *)program;
	const ElfW(Shdr) *sections = (const void *)(program + header->e_shoff);

	ck_assert_uint_gt(length, sizeof(*header));
	ck_assert_int_eq(memcmp(program, ELFMAG, SELFMAG), 0);
	ck_assert_uint_le(header->e_shoff + header->e_shnum * sizeof(*sections), length);
	for (size_t i = 0; i < header->e_shnum; i++)
		if (sections[i].sh_type == SHT_DYNSYM)
			return &sections[i];
	ck_abort_msg("the program has no dynamic symbols");
	return NULL;
}

/* Calls `look` with the name of each function and object that the program defines dynamically. */
static void each_defined(void (*look)(const char *name, bool is_function, void *data), void *data)
{
	size_t length;
	auto_free char *program = read_program(&length);
	const ElfW(Shdr) *section = dynamic_symbols(program, length);
	const ElfW(Ehdr) *header = (const void *)program;
	const ElfW(Shdr) *sections = (const void *)(program + header->e_shoff);
	const ElfW(Sym) *symbols = (const void *)(program + section->sh_offset);
	const char *names = program + sections[section->sh_link].sh_offset;

	for (size_t i = 1; i < section->sh_size / sizeof(*symbols); i++)
		if (symbols[i].st_shndx != SHN_UNDEF && symbols[i].st_shndx < SHN_LORESERVE)
			look(names + symbols[i].st_name, (symbols[i].st_info & 0xf) == STT_FUNC, data);
}

static void mark(const char *name, bool is_function, void *data)
{
	const struct interpose_row *row = find(name, strlen(name));
	bool *found = data;

	if (row && is_function)
		found[row - interpose_table] = true;
}

START_TEST(the_program_defines_every_symbol)
{
	auto_free bool *found = calloc(interpose_table_count, sizeof(*found));

	each_defined(mark, found);
	for (size_t i = 0; i < interpose_table_count; i++)
		ck_assert_msg(found[i], "runlxc does not define %s for the dynamic linker",
			      interpose_table[i].symbol);
}
END_TEST

static void expect_known(const char *name, bool is_function, void *data)
{
	(void)data;
	/* Data of libraries that the program uses (stderr) is copied into it: that is not interposition. */
	if (is_function ? find(name, strlen(name)) != NULL : dlsym(RTLD_DEFAULT, name) != NULL)
		return;
	ck_abort_msg("runlxc defines %s for the dynamic linker, which is not in the table", name);
}

START_TEST(the_program_defines_nothing_else)
{
	each_defined(expect_known, NULL);
}
END_TEST

Suite *suite_interpose_table(void)
{
	Suite *suite = suite_create("interpose_table");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, rows_are_sorted_unique_and_complete);
	tcase_add_test(tests, the_list_for_the_linker_has_the_same_symbols);
	tcase_add_test(tests, there_is_something_behind_every_symbol);
	tcase_add_test(tests, the_program_defines_every_symbol);
#ifdef PROGRAM_HAS_INTERCEPTORS
	(void)fprintf(stderr,
		      "interpose_table: nothing else skipped, the sanitizer defines symbols as well\n");
	(void)the_program_defines_nothing_else;
#else
	tcase_add_test(tests, the_program_defines_nothing_else);
#endif
	suite_add_tcase(suite, tests);
	return suite;
}
