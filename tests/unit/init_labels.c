/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/init/labels, with plain files in place of /proc/self/attr. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/init/labels.h"
#include "tests/unit/unit.h"

static char directory[32];

static const char *path_of(const char *name)
{
	static char path[64];

	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static void make(const char *name)
{
	int fd = open(path_of(name), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	(void)close(fd);
}

static void set_up(void)
{
	strcpy(directory, "/tmp/unit-label-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	make("exec");
	make("keycreate");
}

static void tear_down(void)
{
	static const char *const names[] = { "apparmor/exec", "exec", "keycreate" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		(void)unlink(path_of(names[i]));
	(void)rmdir(path_of("apparmor"));
	(void)rmdir(directory);
}

static void check_text(const char *name, const char *wanted)
{
	auto_free char *text = NULL;

	ck_assert_int_eq(file_read_at(AT_FDCWD, path_of(name), 4096, &text, NULL), 0);
	ck_assert_str_eq(text, wanted);
}

START_TEST(apparmor_has_a_directory_of_its_own)
{
	struct err err = { 0 };

	ck_assert_int_eq(mkdir(path_of("apparmor"), 0700), 0);
	make("apparmor/exec");
	ck_assert_int_eq(init_labels_apparmor(directory, "a profile", &err), 0);
	check_text("apparmor/exec", "exec a profile");
	check_text("exec", "");
}
END_TEST

START_TEST(before_linux_5_8_it_has_the_common_file)
{
	struct err err = { 0 };

	ck_assert_int_eq(init_labels_apparmor(directory, "profile", &err), 0);
	check_text("exec", "exec profile");
}
END_TEST

START_TEST(without_a_security_module_a_profile_fails_by_its_path_in_backquotes)
{
	struct err err = { 0 };
	char wanted[64];

	ck_assert_int_eq(unlink(path_of("exec")), 0);
	ck_assert_int_eq(init_labels_apparmor(directory, "profile", &err), -ENOENT);
	(void)snprintf(wanted, sizeof(wanted), "write `%s/exec`", directory);
	ck_assert_ptr_nonnull(
		strstr(err.message, "process.apparmorProfile: apparmor failed to apply profile"));
	ck_assert_ptr_nonnull(strstr(err.message, wanted));
	ck_assert_int_eq(init_labels_apparmor(directory, "unconfined", &err), 0);
}
END_TEST

START_TEST(no_label_writes_nothing)
{
	struct err err = { 0 };

	ck_assert_int_eq(init_labels_apparmor(directory, NULL, &err), 0);
	ck_assert_int_eq(init_labels_apparmor(directory, "", &err), 0);
	ck_assert_int_eq(init_labels_exec(directory, NULL, &err), 0);
	ck_assert_int_eq(init_labels_key(directory, "", &err), 0);
	ck_assert_int_eq(init_labels_mount(-1, NULL, &err), 0);
	check_text("exec", "");
	check_text("keycreate", "");
}
END_TEST

START_TEST(selinux_labels_are_written_as_they_are)
{
	struct err err = { 0 };

	ck_assert_int_eq(init_labels_exec(directory, "system_u:system_r:container_t:s0:c1,c2", &err), 0);
	ck_assert_int_eq(init_labels_key(directory, "other", &err), 0);
	check_text("exec", "system_u:system_r:container_t:s0:c1,c2");
	check_text("keycreate", "other");
	ck_assert_int_eq(unlink(path_of("exec")), 0);
	ck_assert_int_eq(init_labels_exec(directory, "x", &err), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.message, "process.selinuxLabel: write x to `"));
}
END_TEST

Suite *suite_init_labels(void)
{
	Suite *suite = suite_create("init_labels");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, apparmor_has_a_directory_of_its_own);
	tcase_add_test(tests, before_linux_5_8_it_has_the_common_file);
	tcase_add_test(tests, without_a_security_module_a_profile_fails_by_its_path_in_backquotes);
	tcase_add_test(tests, no_label_writes_nothing);
	tcase_add_test(tests, selinux_labels_are_written_as_they_are);
	suite_add_tcase(suite, tests);
	return suite;
}
