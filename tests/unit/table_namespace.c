/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/table/namespace. */
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "runlxc/table/table.h"
#include "tests/unit/unit.h"

START_TEST(namespaces_are_sorted_and_unique)
{
	size_t count;
	const struct table_namespace *list = table_namespace_list(&count);

	ck_assert_uint_eq(count, 8);
	for (size_t i = 1; i < count; i++)
		ck_assert_int_lt(strcmp(list[i - 1].name, list[i].name), 0);
}
END_TEST

START_TEST(names_and_types_lead_to_each_other)
{
	size_t count;
	const struct table_namespace *list = table_namespace_list(&count);

	for (size_t i = 0; i < count; i++) {
		ck_assert_ptr_eq(table_namespace_find(list[i].name), &list[i]);
		ck_assert_ptr_eq(table_namespace_find_type(list[i].type), &list[i]);
		ck_assert_int_eq(table_word_find(&table_namespace_type, list[i].name)->value, list[i].type);
	}
	ck_assert_ptr_null(table_namespace_find("net"));
	ck_assert_ptr_null(table_namespace_find_type(0));
}
END_TEST

START_TEST(files_are_those_of_the_kernel)
{
	size_t count;
	const struct table_namespace *list = table_namespace_list(&count);

	ck_assert_str_eq(table_namespace_find("mount")->file, "mnt");
	ck_assert_str_eq(table_namespace_find("network")->file, "net");
	for (size_t i = 0; i < count; i++) {
		char path[64], target[64];
		ssize_t length;

		(void)snprintf(path, sizeof(path), "/proc/self/ns/%s", list[i].file);
		length = readlink(path, target, sizeof(target));
		if (length < 0) /* a kernel without this namespace */
			continue;
		ck_assert_int_eq(strncmp(target, list[i].file, strlen(list[i].file)), 0);
	}
}
END_TEST

Suite *suite_table_namespace(void)
{
	Suite *suite = suite_create("table_namespace");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, namespaces_are_sorted_and_unique);
	tcase_add_test(tests, names_and_types_lead_to_each_other);
	tcase_add_test(tests, files_are_those_of_the_kernel);
	suite_add_tcase(suite, tests);
	return suite;
}
