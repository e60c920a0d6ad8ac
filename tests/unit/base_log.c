/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/base/log. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/log.h"
#include "tests/unit/unit.h"

static char path[64];

static void set_up(void)
{
	strcpy(path, "/tmp/unit-log-XXXXXX");
	cleanup_close(&(int){ mkstemp(path) });
}

static void tear_down(void)
{
	(void)unlink(path);
}

START_TEST(json_lines_hold_level_message_and_time)
{
	auto_free char *text = NULL;
	size_t length = 0;
	json_t *line;

	ck_assert_int_eq(log_open(path, LOG_FORMAT_JSON, LOG_LEVEL_WARNING, NULL), 0);
	log_error("say \"%s\"\n\\", "hello");
	ck_assert_int_eq(file_read_at(AT_FDCWD, path, 10000, &text, &length), 0);
	ck_assert_int_eq(text[length - 1], '\n');
	line = json_loads(text, 0, NULL);
	ck_assert_ptr_nonnull(line);
	ck_assert_str_eq(json_string_value(json_object_get(line, "level")), "error");
	ck_assert_str_eq(json_string_value(json_object_get(line, "msg")), "say \"hello\"\n\\");
	ck_assert_uint_eq(strlen(json_string_value(json_object_get(line, "time"))),
			  strlen("2026-01-01T00:00:00Z"));
	json_decref(line);
}
END_TEST

START_TEST(text_lines_quote_the_message)
{
	auto_free char *text = NULL;

	ck_assert_int_eq(log_open(path, LOG_FORMAT_TEXT, LOG_LEVEL_DEBUG, NULL), 0);
	ck_assert(log_is_file());
	log_debug("a \"b\"");
	ck_assert_int_eq(file_read_at(AT_FDCWD, path, 10000, &text, NULL), 0);
	ck_assert_ptr_eq(strstr(text, "level=debug msg=\"a \\\"b\\\"\" time="), text);
}
END_TEST

START_TEST(levels_below_the_lowest_are_not_written)
{
	auto_free char *text = NULL;

	ck_assert_int_eq(log_open(path, LOG_FORMAT_TEXT, LOG_LEVEL_WARNING, NULL), 0);
	ck_assert(!log_wants(LOG_LEVEL_INFO));
	ck_assert(log_wants(LOG_LEVEL_WARNING));
	log_debug("no");
	ck_assert_int_eq(file_read_at(AT_FDCWD, path, 10000, &text, NULL), 0);
	ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(a_file_that_cannot_be_opened_is_an_error)
{
	struct err err = { 0 };

	ck_assert_int_eq(log_open("/proc/none/log", LOG_FORMAT_TEXT, LOG_LEVEL_WARNING, &err), -ENOENT);
	ck_assert_str_eq(err.message, "--log: open /proc/none/log: no such file or directory");
	ck_assert(!log_is_file());
}
END_TEST

Suite *suite_base_log(void)
{
	Suite *suite = suite_create("base_log");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, json_lines_hold_level_message_and_time);
	tcase_add_test(tests, text_lines_quote_the_message);
	tcase_add_test(tests, levels_below_the_lowest_are_not_written);
	tcase_add_test(tests, a_file_that_cannot_be_opened_is_an_error);
	suite_add_tcase(suite, tests);
	return suite;
}
