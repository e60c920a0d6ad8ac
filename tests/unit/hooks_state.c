/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/hooks/state. */
#include <jansson.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "runlxc/hooks/hooks.h"
#include "runlxc/spec/spec.h"
#include "tests/unit/unit.h"

static const struct spec_pair annotations[] = { { "org.example.a", "1" }, { "b", "zwei \"\\ \xc3\xa4" } };

static const char *member(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
}

START_TEST(a_hook_sees_what_the_specification_says)
{
	const struct spec spec = { .oci_version = "1.0.2", .annotations = { 2, annotations } };
	auto_free char *text = hooks_state(&spec, "box", "/a \"bundle\"", 4711, "created");
	json_t *json = json_loads(text, 0, NULL);
	const json_t *list = json_object_get(json, "annotations");

	ck_assert_ptr_nonnull(json);
	ck_assert_uint_eq(json_object_size(json), 6);
	ck_assert_str_eq(member(json, "ociVersion"), "1.0.2");
	ck_assert_str_eq(member(json, "id"), "box");
	ck_assert_str_eq(member(json, "status"), "created");
	ck_assert_str_eq(member(json, "bundle"), "/a \"bundle\"");
	ck_assert(json_is_integer(json_object_get(json, "pid")));
	ck_assert_int_eq(json_integer_value(json_object_get(json, "pid")), 4711);
	ck_assert_uint_eq(json_object_size(list), 2);
	ck_assert_str_eq(member(list, "org.example.a"), "1");
	ck_assert_str_eq(member(list, "b"), "zwei \"\\ \xc3\xa4");
	json_decref(json);
}
END_TEST

START_TEST(without_a_process_there_is_no_pid)
{
	const struct spec spec = { .oci_version = "1.3.0" };
	auto_free char *text = hooks_state(&spec, "box", "/b", 0, "stopped");
	json_t *json = json_loads(text, 0, NULL);

	ck_assert_ptr_null(json_object_get(json, "pid"));
	ck_assert_str_eq(member(json, "status"), "stopped");
	ck_assert_uint_eq(json_object_size(json_object_get(json, "annotations")), 0);
	ck_assert_ptr_null(strchr(text, '\n'));
	json_decref(json);
}
END_TEST

START_TEST(annotations_alone_are_an_object)
{
	const struct spec spec = { .annotations = { 2, annotations } }, none = { 0 };
	auto_free char *text = hooks_annotations(&spec), *empty = hooks_annotations(&none);

	ck_assert_str_eq(text, "{\"org.example.a\":\"1\",\"b\":\"zwei \\\"\\\\ \xc3\xa4\"}");
	ck_assert_str_eq(empty, "{}");
}
END_TEST

Suite *suite_hooks_state(void)
{
	Suite *suite = suite_create("hooks_state");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, a_hook_sees_what_the_specification_says);
	tcase_add_test(tests, without_a_process_there_is_no_pid);
	tcase_add_test(tests, annotations_alone_are_an_object);
	suite_add_tcase(suite, tests);
	return suite;
}
