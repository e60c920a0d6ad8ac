/* SPDX-License-Identifier: Apache-2.0 */
/* The command line that criu gets. */
#include "runlxc/lifecycle/criu.h"

#include <string.h>

#include "compat/base/err.h"
#include "compat/base/strbuf.h"
#include "tests/unit/unit.h"

static const char *words_of(const struct lifecycle_criu *criu, struct strbuf *words)
{
	struct err err = { 0 };

	ck_assert_int_eq(lifecycle_criu_words(criu, "dump", "/rootfs", words, &err), 0);
	ck_assert(!words->failed);
	for (size_t i = 0; i + 1 < words->length; i++)
		if (!words->text[i])
			words->text[i] = ' ';
	return words->text;
}

START_TEST(without_options_cgroups_are_soft_and_mounts_from_outside_are_found)
{
	const struct lifecycle_criu criu = { .program = "criu", .image_path = "/i", .work_path = "/w" };
	auto_strbuf struct strbuf words = { 0 };

	ck_assert_str_eq(words_of(&criu, &words),
			 "criu dump --images-dir /i --work-dir /w --root /rootfs -v4 --external mnt[]:sm "
			 "--manage-cgroups=soft");
}
END_TEST

START_TEST(a_page_server_is_split_at_its_last_colon)
{
	const struct lifecycle_criu criu = { .program = "criu", .page_server = "::1:27" };
	auto_strbuf struct strbuf words = { 0 };

	ck_assert_ptr_nonnull(strstr(words_of(&criu, &words), "--page-server --address ::1 --port 27"));
}
END_TEST

START_TEST(a_path_that_is_too_long_is_never_cut)
{
	auto_strbuf struct strbuf words = { 0 };
	char path[8192];

	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	lifecycle_criu_word(&words, "%s", path);
	ck_assert(words.failed);
}
END_TEST

Suite *suite_lifecycle_criu(void)
{
	Suite *suite = suite_create("lifecycle_criu");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, without_options_cgroups_are_soft_and_mounts_from_outside_are_found);
	tcase_add_test(tests, a_page_server_is_split_at_its_last_colon);
	tcase_add_test(tests, a_path_that_is_too_long_is_never_cut);
	suite_add_tcase(suite, tests);
	return suite;
}
