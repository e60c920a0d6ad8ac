/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of the tables of `doctor` and of compat/probe: complete, sound, and answered. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/probe/probe.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cmd/doctor.h"
#include "runlxc/spec/objects.h"
#include "tests/unit/unit.h"

static bool has_row(const char *field)
{
	for (size_t i = 0; i < cmd_doctor_row_count; i++)
		if (strcmp(cmd_doctor_rows[i].field, field) == 0)
			return true;
	return false;
}

static void check_object(const char *place, const struct spec_object *object)
{
	for (size_t i = 0; i < object->count; i++) {
		auto_free char *field = NULL;

		ck_assert_int_gt(asprintf(&field, "%s.%s", place, object->fields[i].name), 0);
		ck_assert_msg(has_row(field), "doctor says nothing of %s", field);
	}
}

START_TEST(every_field_that_is_read_has_a_row)
{
	check_object("process", &spec_process_object);
	check_object("linux", &spec_linux_object);
	check_object("linux.resources", &spec_resources_object);
}
END_TEST

START_TEST(every_row_has_a_probe_that_exists)
{
	for (size_t i = 0; i < cmd_doctor_row_count; i++) {
		const char *probe = cmd_doctor_rows[i].probe;

		ck_assert_msg(!probe || probe_find(probe), "%s: %s", cmd_doctor_rows[i].field, probe);
	}
	ck_assert_ptr_null(probe_find("nope"));
}
END_TEST

START_TEST(probes_are_sorted_and_say_what_is_lost)
{
	size_t count;
	const struct probe *probes = probe_list(&count);

	ck_assert_uint_gt(count, 10);
	for (size_t i = 0; i < count; i++) {
		ck_assert_msg(i == 0 || strcmp(probes[i - 1].name, probes[i].name) < 0, "%s", probes[i].name);
		ck_assert_msg(*probes[i].since && *probes[i].lost, "%s", probes[i].name);
		ck_assert_int_le(probes[i].try(), PROBE_BLOCKED);
		ck_assert_ptr_eq(probe_find(probes[i].name), &probes[i]);
	}
}
END_TEST

START_TEST(without_cgroups_limits_are_refused)
{
	static const struct cgroup none;

	for (size_t i = 0; i < cmd_doctor_row_count; i++)
		if (cmd_doctor_rows[i].controller)
			ck_assert_int_eq(cmd_doctor_examine(&cmd_doctor_rows[i], &none).answer,
					 CMD_DOCTOR_REFUSED);
}
END_TEST

Suite *suite_cmd_doctor(void)
{
	Suite *suite = suite_create("cmd_doctor");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, every_field_that_is_read_has_a_row);
	tcase_add_test(tests, every_row_has_a_probe_that_exists);
	tcase_add_test(tests, probes_are_sorted_and_say_what_is_lost);
	tcase_add_test(tests, without_cgroups_limits_are_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
