/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/base/path. */
#include "compat/base/path.h"

#include <limits.h>
#include <string.h>

#include "tests/unit/unit.h"

static const struct {
	const char *path, *clean;
} paths[] = {
	{ "/", "/" },		  { "", "/" },		 { "//", "/" },	       { "/dev", "/dev" },
	{ "/dev/", "/dev" },	  { "/./dev//", "/dev" }, { "/a/../dev", "/dev" }, { "/../../dev", "/dev" },
	{ "/a/b/..", "/a" },	  { "/a/..", "/" },	 { "/..a/.b", "/..a/.b" }, { "/a/./b/../c/d/..", "/a/c" },
};

START_TEST(paths_are_cleaned_as_texts)
{
	char clean[PATH_MAX];

	ck_assert(path_clean(paths[_i].path, clean, sizeof(clean)));
	ck_assert_str_eq(clean, paths[_i].clean);
}
END_TEST

START_TEST(what_does_not_fit_is_no_path)
{
	char clean[5];

	ck_assert(path_clean("/dev", clean, sizeof(clean)));
	ck_assert(!path_clean("/deve", clean, sizeof(clean)));
	ck_assert(path_clean("/a/../dev/.", clean, sizeof(clean)));
	ck_assert(path_clean("/..", clean, 2));
}
END_TEST

START_TEST(the_same_path_has_many_spellings)
{
	ck_assert(path_is_same("/dev", "/dev/"));
	ck_assert(path_is_same("//dev/./", "/x/../dev"));
	ck_assert(!path_is_same("/dev", "/dev/null"));
	ck_assert(!path_is_same("/dev", "/device"));
}
END_TEST

Suite *suite_base_path(void)
{
	Suite *suite = suite_create("base_path");
	TCase *tests = tcase_create("all");

	tcase_add_loop_test(tests, paths_are_cleaned_as_texts, 0, sizeof(paths) / sizeof(*paths));
	tcase_add_test(tests, what_does_not_fit_is_no_path);
	tcase_add_test(tests, the_same_path_has_many_spellings);
	suite_add_tcase(suite, tests);
	return suite;
}
