/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs tests/golden: a folder for each config.json, with what `runlxc explain` must say of it (expected.explain) or
 * why it must be refused (expected.err).
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/spec/spec.h"
#include "runlxc/translate/translate.h"
#include "tests/unit/unit.h"

static struct dirent **cases;

static int is_case(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && entry->d_type != DT_REG;
}

/* NULL when the case has no such file. */
static char *read_case(const char *name, const char *file, size_t *ret_length)
{
	char path[4096], *text = NULL;

	(void)snprintf(path, sizeof(path), "%s/golden/%s/%s", unit_tests_dir(), name, file);
	(void)file_read_at(AT_FDCWD, path, 1 << 20, &text, ret_length);
	return text;
}

START_TEST(a_bundle_is_explained_or_refused_as_its_folder_says)
{
	const char *name = cases[_i]->d_name;
	size_t length = 0;
	auto_free char *config = read_case(name, "config.json", &length);
	auto_free char *explained = read_case(name, "expected.explain", NULL);
	auto_free char *refused = read_case(name, "expected.err", NULL);
	auto_free char *text = NULL;
	struct translate_plan plan = { 0 };
	struct spec *spec = NULL;
	struct err err = { 0 };
	int r;

	ck_assert_msg(config && !explained != !refused, "golden/%s: wants config.json and one expected.*",
		      name);
	ck_assert_msg(spec_read(config, length, &spec, &err) == 0, "golden/%s: %s", name, err.message);
	r = translate_plan_make(spec, "/bundle/rootfs", &plan, &err);
	if (r == 0)
		text = translate_plan_explain(&plan);
	if (refused) {
		refused[strcspn(refused, "\n")] = '\0';
		ck_assert_msg(r < 0, "golden/%s: was not refused", name);
		ck_assert_msg(strcmp(err.message, refused) == 0, "golden/%s: said\n  %s\ninstead of\n  %s",
			      name, err.message, refused);
	} else {
		ck_assert_msg(r == 0, "golden/%s: %s", name, err.message);
		ck_assert_msg(strcmp(text, explained) == 0, "golden/%s: explained as\n%s\ninstead of\n%s",
			      name, text, explained);
	}
	translate_plan_clear(&plan);
	spec_free(spec);
}
END_TEST

START_TEST(the_folders_are_found)
{
	ck_assert_ptr_nonnull(cases);
}
END_TEST

Suite *suite_translate_golden(void)
{
	Suite *suite = suite_create("translate_golden");
	TCase *tests = tcase_create("all");
	char path[4096];
	int count;

	(void)snprintf(path, sizeof(path), "%s/golden", unit_tests_dir());
	count = scandir(path, &cases, is_case, alphasort);
	tcase_add_test(tests, the_folders_are_found);
	tcase_add_loop_test(tests, a_bundle_is_explained_or_refused_as_its_folder_says, 0,
			    count > 0 ? count : 0);
	suite_add_tcase(suite, tests);
	return suite;
}
