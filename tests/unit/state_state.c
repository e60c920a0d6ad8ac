/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/state/state: the files of a container, written and read. state_show.c tests the rest. */
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
#include "runlxc/state/state.h"
#include "tests/unit/unit.h"

#define ANNOTATIONS "{\"z\":\"1\",\"a\":\"zwei \\\" \xc3\xa4\"}"

static char directory[64];
static int dirfd_ = -EBADF;
static struct err err;
static struct state state;

static void fill(void)
{
	state = (struct state){
		.id = strdup("box"),
		.bundle = strdup("/bundles/a \"quoted\" one"),
		.rootfs = strdup("/bundles/root\\fs\xc3\xa4"),
		.oci_version = strdup("1.3.0"),
		.created = strdup("2024-02-29T01:02:03.000000004Z"),
		.owner = 4294967294U,
		.init = { 4194304, 18446744073709551615U },
		.monitor = { 4711, 9007199254740993 },
		.keeps_monitor = true,
		.shares_pid_namespace = true,
		.has_poststart = true,
		.has_poststop = true,
		.annotations = strdup(ANNOTATIONS),
	};
	state.cgroup.count = 3;
	/* Without a directory it was not used, and is not kept. */
	state.cgroup.hierarchies[0] =
		(struct cgroup_hierarchy){ .controllers = strdup("cpuset"),
					   .mount_point = strdup("/sys/fs/cgroup/cpuset") };
	state.cgroup.hierarchies[1] = (struct cgroup_hierarchy){ .controllers = strdup("cpu,cpuacct"),
								 .mount_point = strdup("/cg/cpu"),
								 .directory = strdup("/cg/cpu/box") };
	state.cgroup.hierarchies[2] = (struct cgroup_hierarchy){ .controllers = strdup("name=systemd"),
								 .mount_point = strdup("/cg/systemd"),
								 .directory = strdup("/cg/systemd/x/box") };
}

static void set_up(void)
{
	strcpy(directory, "/tmp/unit-state-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	dirfd_ = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	err = (struct err){ 0 };
	fill();
}

static void tear_down(void)
{
	state_clear(&state);
	cleanup_close(&dirfd_);
	(void)file_remove_tree_at(AT_FDCWD, directory);
}

static void write_text(const char *text)
{
	ck_assert_int_eq(file_replace_at(dirfd_, "state.json", text, strlen(text), 0600), 0);
}

static void expect_hierarchy(const struct cgroup_hierarchy *hierarchy, const char *controllers,
			     const char *mount_point, const char *path)
{
	ck_assert_str_eq(hierarchy->controllers, controllers);
	ck_assert_str_eq(hierarchy->mount_point, mount_point);
	ck_assert_str_eq(hierarchy->directory, path);
}

static void write_all(void)
{
	ck_assert_int_eq(state_write(dirfd_, &state, &err), 0);
	ck_assert_int_eq(state_write_init(dirfd_, &state, &err), 0);
	ck_assert_int_eq(state_write_monitor(dirfd_, &state, &err), 0);
	ck_assert_int_eq(state_write_ready(dirfd_, &state, &err), 0);
}

START_TEST(what_is_written_is_read)
{
	static const char *const files[] = { "state.json", "init", "monitor", "ready" };
	struct state found = { 0 };
	struct stat status;

	write_all();
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		ck_assert_int_eq(fstatat(dirfd_, files[i], &status, 0), 0);
		ck_assert_uint_eq(status.st_mode, S_IFREG | 0600);
	}
	ck_assert_int_eq(state_read(dirfd_, "box", &found, &err), 0);
	ck_assert_str_eq(found.id, "box");
	ck_assert_str_eq(found.bundle, state.bundle);
	ck_assert_str_eq(found.rootfs, state.rootfs);
	ck_assert_str_eq(found.oci_version, "1.3.0");
	ck_assert_str_eq(found.created, state.created);
	ck_assert_uint_eq(found.owner, state.owner);
	ck_assert(found.ready);
	ck_assert_int_eq(found.init.pid, 4194304);
	ck_assert_uint_eq(found.init.start_time, state.init.start_time);
	ck_assert(found.keeps_monitor);
	ck_assert_int_eq(found.monitor.pid, 4711);
	ck_assert_uint_eq(found.monitor.start_time, state.monitor.start_time);
	ck_assert(found.shares_pid_namespace);
	ck_assert(found.has_poststart);
	ck_assert(found.has_poststop);
	ck_assert_uint_eq(found.cgroup.count, 2);
	expect_hierarchy(&found.cgroup.hierarchies[0], "cpu,cpuacct", "/cg/cpu", "/cg/cpu/box");
	expect_hierarchy(&found.cgroup.hierarchies[1], "name=systemd", "/cg/systemd", "/cg/systemd/x/box");
	ck_assert_str_eq(found.annotations, ANNOTATIONS);
	state_clear(&found);
	ck_assert_ptr_null(found.id);
	state_clear(&found);
}
END_TEST

/* Each flag alone, so that none is read from another's place. */
START_TEST(flags_are_kept_apart)
{
	for (int bit = 0; bit < 4; bit++) {
		struct state found = { 0 };

		state.keeps_monitor = bit == 0;
		state.shares_pid_namespace = bit == 1;
		state.has_poststart = bit == 2;
		state.has_poststop = bit == 3;
		ck_assert_int_eq(state_write(dirfd_, &state, &err), 0);
		ck_assert_int_eq(state_read(dirfd_, "box", &found, &err), 0);
		ck_assert_int_eq(found.keeps_monitor, bit == 0);
		ck_assert_int_eq(found.shares_pid_namespace, bit == 1);
		ck_assert_int_eq(found.has_poststart, bit == 2);
		ck_assert_int_eq(found.has_poststop, bit == 3);
		state_clear(&found);
	}
}
END_TEST

START_TEST(create_goes_on_step_by_step)
{
	struct state found = { 0 };

	for (int step = 0; step < 4; step++) {
		int r = step == 0 ? state_write(dirfd_, &state, &err) :
			step == 1 ? state_write_init(dirfd_, &state, &err) :
			step == 2 ? state_write_monitor(dirfd_, &state, &err) :
				    state_write_ready(dirfd_, &state, &err);

		ck_assert_int_eq(r, 0);
		ck_assert_int_eq(state_read(dirfd_, "box", &found, &err), 0);
		ck_assert_int_eq(found.init.pid, step >= 1 ? 4194304 : 0);
		ck_assert_int_eq(found.monitor.pid, step >= 2 ? 4711 : 0);
		ck_assert_int_eq(found.ready, step >= 3);
		state_clear(&found);
	}
}
END_TEST

START_TEST(a_monitor_that_is_not_kept_is_none)
{
	struct state found = { 0 };

	state.keeps_monitor = false;
	write_all();
	ck_assert_int_eq(state_read(dirfd_, "box", &found, &err), 0);
	ck_assert_int_eq(found.monitor.pid, 0);
	ck_assert_int_eq(found.init.pid, 4194304);
	state_clear(&found);
}
END_TEST

START_TEST(a_damaged_process_is_none)
{
	static const char *const texts[] = { "", "\n", "x", "x 7", "-" };

	write_all();
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct state found = { 0 };

		ck_assert_int_eq(file_replace_at(dirfd_, "init", texts[i], strlen(texts[i]), 0600), 0);
		ck_assert_int_eq(state_read(dirfd_, "box", &found, &err), 0);
		ck_assert_int_eq(found.init.pid, 0);
		state_clear(&found);
	}
}
END_TEST

START_TEST(no_annotations_and_no_cgroups_are_none)
{
	struct state found = { 0 };

	free(take_ptr(state.annotations));
	cgroup_clear(&state.cgroup);
	ck_assert_int_eq(state_write(dirfd_, &state, &err), 0);
	ck_assert_int_eq(state_read(dirfd_, "box", &found, &err), 0);
	ck_assert_ptr_null(found.annotations);
	ck_assert_uint_eq(found.cgroup.count, 0);
	state_clear(&found);
}
END_TEST

START_TEST(another_containers_state_is_not_ours)
{
	struct state found = { 0 };

	ck_assert_int_eq(state_write(dirfd_, &state, &err), 0);
	ck_assert_int_eq(state_read(dirfd_, "bo", &found, &err), -EINVAL);
	ck_assert_str_eq(err.message, "container bo: state.json is damaged: use delete --force");
	ck_assert_ptr_null(found.id);
}
END_TEST

START_TEST(without_a_file_creation_was_cut_off)
{
	struct state found = { 0 };

	ck_assert_int_eq(state_read(dirfd_, "box", &found, &err), -ENODATA);
	ck_assert_str_eq(err.message, "container box: its creation was cut off: use delete --force");
	ck_assert_int_eq(mkdirat(dirfd_, "state.json", 0700), 0);
	ck_assert_int_eq(state_read(dirfd_, "box", &found, &err), -EISDIR);
}
END_TEST

#define WHOLE "'id':'box','bundle':'/b','rootfs':'/r','ociVersion':'1.0.0','created':'x'"

START_TEST(a_damaged_file_is_refused)
{
	static const char *const texts[] = {
		"",
		"{",
		"[]",
		"'box'",
		"null",
		"{}",
		"{" WHOLE "} x",
		"{'bundle':'/b','rootfs':'/r','ociVersion':'1.0.0','created':'x'}",
		"{'id':'box','rootfs':'/r','ociVersion':'1.0.0','created':'x'}",
		"{'id':'box','bundle':'/b','ociVersion':'1.0.0','created':'x'}",
		"{'id':'box','bundle':'/b','rootfs':'/r','created':'x'}",
		"{'id':'box','bundle':'/b','rootfs':'/r','ociVersion':'1.0.0'}",
		"{'id':7,'bundle':'/b','rootfs':'/r','ociVersion':'1.0.0','created':'x'}",
		"{" WHOLE ",'cgroups':[{}]}",
		"{" WHOLE ",'cgroups':[7]}",
		"{" WHOLE ",'cgroups':[{'controllers':'cpu','mountPoint':'/cg'}]}",
		"{" WHOLE ",'cgroups':[{'controllers':'cpu','directory':'/cg/x'}]}",
		"{" WHOLE ",'cgroups':[{'mountPoint':'/cg','directory':'/cg/x'}]}",
	};
	struct state found = { 0 };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		auto_free char *text = unit_json(texts[i]);

		write_text(text);
		ck_assert_msg(state_read(dirfd_, "box", &found, &err) == -EINVAL, "%s was read", text);
		ck_assert_ptr_null(found.id);
	}
}
END_TEST

START_TEST(what_is_absent_is_empty)
{
	auto_free char *text = unit_json("{" WHOLE "}");
	struct state found = { 0 };

	write_text(text);
	ck_assert_int_eq(state_read(dirfd_, "box", &found, &err), 0);
	ck_assert(!found.ready);
	ck_assert_int_eq(found.init.pid, 0);
	ck_assert_int_eq(found.monitor.pid, 0);
	ck_assert_ptr_null(found.annotations);
	state_clear(&found);
}
END_TEST

START_TEST(more_cgroups_than_there_is_room_for_are_refused)
{
	static const char item[] = "{\"controllers\":\"c\",\"mountPoint\":\"/c\",\"directory\":\"/c/d\"}";
	auto_free char *start = unit_json("{" WHOLE ",'cgroups':[");

	for (int count = CGROUP_HIERARCHY_MAX; count <= CGROUP_HIERARCHY_MAX + 1; count++) {
		char text[8192];
		struct state found = { 0 };
		int length = snprintf(text, sizeof(text), "%s%s", start, item);

		for (int i = 1; i < count; i++)
			length += snprintf(text + length, sizeof(text) - (size_t)length, ",%s", item);
		(void)strcpy(text + length, "]}");
		write_text(text);
		ck_assert_int_eq(state_read(dirfd_, "box", &found, &err),
				 count > CGROUP_HIERARCHY_MAX ? -EINVAL : 0);
		state_clear(&found);
	}
}
END_TEST

START_TEST(a_state_is_opened_and_read_in_one_go)
{
	char *name = strrchr(directory, '/') + 1;
	int opened = -EBADF;
	struct state found = { 0 };

	ck_assert_int_eq(state_load("/tmp", name, &opened, &found, &err), -ENODATA);
	ck_assert_int_eq(opened, -EBADF);
	free(state.id);
	state.id = strdup(name);
	ck_assert_int_eq(state_write(dirfd_, &state, &err), 0);
	ck_assert_int_eq(state_load("/tmp", name, &opened, &found, &err), 0);
	ck_assert_str_eq(found.id, name);
	ck_assert_int_eq(faccessat(opened, "state.json", F_OK, 0), 0);
	state_clear(&found);
	(void)close(opened);
	ck_assert_int_eq(state_load("/tmp", "unit-state-none", &opened, &found, &err), -ENOENT);
}
END_TEST

Suite *suite_state_state(void)
{
	Suite *suite = suite_create("state_state");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, what_is_written_is_read);
	tcase_add_test(tests, flags_are_kept_apart);
	tcase_add_test(tests, create_goes_on_step_by_step);
	tcase_add_test(tests, a_monitor_that_is_not_kept_is_none);
	tcase_add_test(tests, a_damaged_process_is_none);
	tcase_add_test(tests, no_annotations_and_no_cgroups_are_none);
	tcase_add_test(tests, another_containers_state_is_not_ours);
	tcase_add_test(tests, without_a_file_creation_was_cut_off);
	tcase_add_test(tests, a_damaged_file_is_refused);
	tcase_add_test(tests, what_is_absent_is_empty);
	tcase_add_test(tests, more_cgroups_than_there_is_room_for_are_refused);
	tcase_add_test(tests, a_state_is_opened_and_read_in_one_go);
	suite_add_tcase(suite, tests);
	return suite;
}
