/* SPDX-License-Identifier: Apache-2.0 */
/* Runs tests/refuse: a folder for each config.json that must be refused, with the sentence it must get. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/spec/spec.h"
#include "tests/unit/unit.h"

static struct dirent **cases;

static int is_case(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && entry->d_type != DT_REG;
}

static char *read_case(const char *name, const char *file, size_t *ret_length)
{
	char path[4096], *text;

	(void)snprintf(path, sizeof(path), "%s/refuse/%s/%s", unit_tests_dir(), name, file);
	ck_assert_msg(file_read_at(AT_FDCWD, path, 1 << 20, &text, ret_length) == 0, "cannot read %s", path);
	return text;
}

START_TEST(a_broken_config_is_refused_with_its_sentence)
{
	const char *name = cases[_i]->d_name;
	auto_free char *config = NULL, *expected = NULL;
	struct spec *spec = NULL;
	struct err err = { 0 };
	size_t length;
	int r;

	expected = read_case(name, "expected.err", NULL);
	expected[strcspn(expected, "\n")] = '\0';
	config = read_case(name, "config.json", &length);
	r = spec_read(config, length, &spec, &err);
	ck_assert_msg(r == -EINVAL, "refuse/%s: returned %d", name, r);
	ck_assert_msg(!spec, "refuse/%s: there is a spec", name);
	ck_assert_msg(strcmp(err.message, expected) == 0, "refuse/%s: said\n  %s\ninstead of\n  %s", name,
		      err.message, expected);
}
END_TEST

START_TEST(the_folders_are_found)
{
	ck_assert_ptr_nonnull(cases);
}
END_TEST

Suite *suite_spec_refuse(void)
{
	Suite *suite = suite_create("spec_refuse");
	TCase *tests = tcase_create("all");
	char path[4096];
	int count;

	(void)snprintf(path, sizeof(path), "%s/refuse", unit_tests_dir());
	count = scandir(path, &cases, is_case, alphasort);
	tcase_add_test(tests, the_folders_are_found);
	tcase_add_loop_test(tests, a_broken_config_is_refused_with_its_sentence, 0, count > 0 ? count : 0);
	suite_add_tcase(suite, tests);
	return suite;
}
