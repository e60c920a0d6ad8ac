/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/table/mount_option. */
#include <string.h>
#include <sys/mount.h>

#include "runlxc/table/table.h"
#include "tests/unit/unit.h"

START_TEST(options_are_sorted_and_unique)
{
	size_t count;
	const struct table_mount_option *list = table_mount_option_list(&count);

	for (size_t i = 1; i < count; i++)
		ck_assert_msg(strcmp(list[i - 1].name, list[i].name) < 0, "%s before %s", list[i - 1].name,
			      list[i].name);
}
END_TEST

START_TEST(every_option_is_found_by_its_name)
{
	size_t count;
	const struct table_mount_option *list = table_mount_option_list(&count);

	for (size_t i = 0; i < count; i++)
		ck_assert_ptr_eq(table_mount_option_find(list[i].name), &list[i]);
	ck_assert_ptr_null(table_mount_option_find("mode=755"));
	ck_assert_ptr_null(table_mount_option_find(""));
}
END_TEST

/* All that config.md of the runtime specification lists as MUST or SHOULD. */
static const char *const specified[] = {
	"async",        "atime",       "bind",           "defaults",
	"dev",          "diratime",    "dirsync",        "exec",
	"iversion",     "lazytime",    "loud",           "noatime",
	"nodev",        "nodiratime",  "noexec",         "noiversion",
	"nolazytime",   "norelatime",  "nostrictatime",  "nosuid",
	"nosymfollow",  "private",     "ratime",         "rbind",
	"rdev",         "rdiratime",   "relatime",       "remount",
	"rexec",        "rnoatime",    "rnodev",         "rnodiratime",
	"rnoexec",      "rnorelatime", "rnostrictatime", "rnosuid",
	"rnosymfollow", "ro",          "rprivate",       "rrelatime",
	"rro",          "rrw",         "rshared",        "rslave",
	"rstrictatime", "rsuid",       "rsymfollow",     "runbindable",
	"rw",           "shared",      "silent",         "slave",
	"strictatime",  "suid",        "symfollow",      "sync",
	"tmpcopyup",    "unbindable",  "idmap",          "ridmap",
	"mand",         "nomand",      "nodiratime",
};

START_TEST(options_of_the_specification_are_there)
{
	ck_assert_msg(table_mount_option_find(specified[_i]) != NULL, "%s", specified[_i]);
}
END_TEST

/* The later option wins, as in the table's description. */
static uint64_t apply(enum table_mount_kind kind, const char *const *names, uint64_t *ret_clear)
{
	uint64_t value = 0, clear = 0;

	for (; *names; names++) {
		const struct table_mount_option *option = table_mount_option_find(*names);

		ck_assert_int_eq(option->kind, kind);
		value = (value & ~option->clear) | option->set;
		clear |= option->clear;
	}
	if (ret_clear)
		*ret_clear = clear;
	return value;
}

START_TEST(flags_come_and_go_in_order)
{
	const char *const names[] = { "ro", "nosuid", "nodev", "rw", "dev", "rbind", NULL };

	ck_assert_uint_eq(apply(TABLE_MOUNT_FLAG, names, NULL), MS_NOSUID | MS_BIND | MS_REC);
}
END_TEST

START_TEST(the_last_propagation_holds)
{
	const char *const names[] = { "rshared", "slave", NULL };

	ck_assert_uint_eq(apply(TABLE_MOUNT_PROPAGATION, names, NULL), MS_SLAVE);
}
END_TEST

/* mount_setattr(2) says EINVAL to a part of MOUNT_ATTR__ATIME (0x70) in attr_clr. */
START_TEST(access_times_are_cleared_as_a_whole)
{
	const char *const atimes[] = { "rnoatime", "ratime", "rrelatime", "rstrictatime", "rnostrictatime" };

	for (size_t i = 0; i < sizeof(atimes) / sizeof(atimes[0]); i++)
		ck_assert_uint_eq(table_mount_option_find(atimes[i])->clear, 0x70);
	ck_assert_uint_eq(table_mount_option_find("rnoatime")->set, 0x10);
}
END_TEST

START_TEST(recursive_attributes_come_and_go_in_order)
{
	const char *const names[] = { "rro", "rnosuid", "rrw", NULL };
	uint64_t clear;

	ck_assert_uint_eq(apply(TABLE_MOUNT_ATTRIBUTE, names, &clear), 0x2);
	ck_assert_uint_eq(clear, 0x1);
}
END_TEST

Suite *suite_table_mount_option(void)
{
	Suite *suite = suite_create("table_mount_option");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, options_are_sorted_and_unique);
	tcase_add_test(tests, every_option_is_found_by_its_name);
	tcase_add_loop_test(tests, options_of_the_specification_are_there, 0,
			    sizeof(specified) / sizeof(specified[0]));
	tcase_add_test(tests, flags_come_and_go_in_order);
	tcase_add_test(tests, the_last_propagation_holds);
	tcase_add_test(tests, access_times_are_cleared_as_a_whole);
	tcase_add_test(tests, recursive_attributes_come_and_go_in_order);
	suite_add_tcase(suite, tests);
	return suite;
}
