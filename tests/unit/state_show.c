/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/state/state: what `state` and `list` show, and the time of creation. */
#include <jansson.h>
#include <regex.h>
#include <string.h>
#include <time.h>

#include "compat/base/cleanup.h"
#include "runlxc/state/state.h"
#include "tests/unit/unit.h"

/* Its strings are not freed: it is never cleared. */
static struct state state;

static void set_up(void)
{
	static char id[] = "box", bundle[] = "/bundles/\"a\"", rootfs[] = "/bundles/\xc3\xa4",
		    version[] = "1.3.0", created[] = "2024-02-29T01:02:03.000000004Z",
		    annotations[] = "{\"z\":\"1\",\"a\":\"zwei\"}";

	state = (struct state){ .id = id,
				.bundle = bundle,
				.rootfs = rootfs,
				.oci_version = version,
				.created = created,
				.init = { 4194304, 7 },
				.annotations = annotations };
}

static const char *member(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
}

START_TEST(a_state_is_shown_as_the_specification_says)
{
	auto_free char *text = state_show(&state, STATE_RUNNING, "root", false);
	json_t *json = json_loads(text, 0, NULL);

	ck_assert_ptr_null(strchr(text, '\n'));
	ck_assert_str_eq(member(json, "ociVersion"), "1.3.0");
	ck_assert_str_eq(member(json, "id"), "box");
	ck_assert_int_eq(json_integer_value(json_object_get(json, "pid")), 4194304);
	ck_assert_str_eq(member(json, "status"), "running");
	ck_assert_str_eq(member(json, "bundle"), state.bundle);
	ck_assert_str_eq(member(json, "rootfs"), state.rootfs);
	ck_assert_str_eq(member(json, "created"), state.created);
	ck_assert_str_eq(member(json, "owner"), "root");
	ck_assert_str_eq(member(json_object_get(json, "annotations"), "z"), "1");
	ck_assert_uint_eq(json_object_size(json), 9);
	json_decref(json);
}
END_TEST

START_TEST(a_stopped_container_has_pid_0_and_no_annotations_are_left_out)
{
	auto_free char *text = NULL;
	json_t *json;

	state.annotations = NULL;
	text = state_show(&state, STATE_STOPPED, "", true);
	ck_assert_int_eq(strncmp(text, "{\n  \"ociVersion\"", 16), 0);
	json = json_loads(text, 0, NULL);
	ck_assert(json_is_integer(json_object_get(json, "pid")));
	ck_assert_int_eq(json_integer_value(json_object_get(json, "pid")), 0);
	ck_assert_str_eq(member(json, "status"), "stopped");
	ck_assert_str_eq(member(json, "owner"), "");
	ck_assert_ptr_null(json_object_get(json, "annotations"));
	json_decref(json);
}
END_TEST

START_TEST(now_is_the_time_of_the_clock_and_only_grows)
{
	auto_free char *first = state_now(), *second = state_now();
	char before[32], after[32];
	time_t now = time(NULL);
	regex_t pattern;

	ck_assert_int_eq(regcomp(&pattern,
				 "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{9}Z$",
				 REG_EXTENDED | REG_NOSUB),
			 0);
	ck_assert_int_eq(regexec(&pattern, first, 0, NULL, 0), 0);
	ck_assert_int_eq(regexec(&pattern, second, 0, NULL, 0), 0);
	regfree(&pattern);
	ck_assert_int_lt(strcmp(first, second), 0);
	/* As texts they sort like times; gmtime(3) knows the calendar. */
	now -= 60;
	(void)strftime(before, sizeof(before), "%Y-%m-%dT%H:%M:%S", gmtime(&now));
	now += 120;
	(void)strftime(after, sizeof(after), "%Y-%m-%dT%H:%M:%S", gmtime(&now));
	ck_assert_int_lt(strcmp(before, first), 0);
	ck_assert_int_lt(strcmp(second, after), 0);
}
END_TEST

Suite *suite_state_show(void)
{
	Suite *suite = suite_create("state_show");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_add_test(tests, a_state_is_shown_as_the_specification_says);
	tcase_add_test(tests, a_stopped_container_has_pid_0_and_no_annotations_are_left_out);
	tcase_add_test(tests, now_is_the_time_of_the_clock_and_only_grows);
	suite_add_tcase(suite, tests);
	return suite;
}
