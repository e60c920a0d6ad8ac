/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of compat/interpose: what liblxc's calls do between interpose_begin() and interpose_end(), and outside. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/file.h"
#include "compat/interpose/active.h"
#include "compat/interpose/interpose.h"
#include "compat/syscall/syscall.h"
#include "tests/unit/unit.h"

int open64(const char *path, int flags, ...);
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif

int openat64(int dirfd, const char *path, int flags, ...);

static char directory[32];
static int dirfd_ = -EBADF;
static struct {
	pid_t init, reaped;
	int status, calls;
	bool suspended, in_cgroup;
} seen;

static void note(void)
{
	seen.calls++;
	seen.suspended = interpose_active() == NULL;
}

static void cloned(pid_t init, bool in_cgroup, void *data)
{
	ck_assert_ptr_eq(data, &seen);
	seen.in_cgroup = in_cgroup;
	seen.init = init;
	note();
}

static void before_root(void *data)
{
	ck_assert_ptr_eq(data, &seen);
	note();
}

static void before_pivot(void *data)
{
	ck_assert_ptr_eq(data, &seen);
	note();
}

static void take_over(void *data)
{
	ck_assert_ptr_eq(data, &seen);
	_exit(interpose_active() ? 1 : 42);
}

static void reaped(pid_t pid, int wait_status, void *data)
{
	ck_assert_ptr_eq(data, &seen);
	seen.reaped = pid;
	seen.status = wait_status;
	note();
}

static struct interpose_callbacks callbacks = {
	.cloned = cloned,
	.before_root = before_root,
	.before_pivot = before_pivot,
	.take_over = take_over,
	.reaped = reaped,
	.data = &seen,
	.no_cgroups_fd = -EBADF,
	.cgroup_fd = -EBADF,
	.directory = "/nonexistent/unit",
	.writes_id_maps = true,
	.undumpable = true,
};

static void set_up(void)
{
	strcpy(directory, "/tmp/unit-inter-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	dirfd_ = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	callbacks.no_cgroups_fd = dirfd_;
}

static void tear_down(void)
{
	cleanup_close(&dirfd_);
	(void)file_remove_tree_at(AT_FDCWD, directory);
}

static pid_t child(int status)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(status);
	return pid;
}

static bool is_own_directory(int fd)
{
	struct stat opened, own;
	bool same = fstat(fd, &opened) == 0 && fstat(dirfd_, &own) == 0 && opened.st_ino == own.st_ino &&
		    fcntl(fd, F_GETFD) == FD_CLOEXEC;

	cleanup_close(&fd);
	return same;
}

START_TEST(calls_go_straight_to_libc_outside)
{
	pid_t pid = child(7);
	char target[16];
	int status;

	ck_assert_int_eq(setenv("LXC_PID", "123", 1), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 7);
	ck_assert_int_eq(symlinkat("target", dirfd_, "link"), 0);
	ck_assert_int_eq(faccessat(dirfd_, "link", F_OK, AT_SYMLINK_NOFOLLOW), 0);
	ck_assert_int_eq(readlinkat(dirfd_, "link", target, sizeof(target)), 6);
	ck_assert_int_eq(memcmp(target, "target", 6), 0);
	ck_assert_int_eq(readlinkat(dirfd_, "proc/self", target, sizeof(target)), -1);
	ck_assert_int_eq(openat(dirfd_, ".lxc_keep", O_RDONLY), -1);
	ck_assert_int_eq(errno, ENOENT);
	interpose_begin(&callbacks);
	interpose_end();
	ck_assert_int_eq(setenv("LXC_PID", "124", 1), 0);
	ck_assert_str_eq(getenv("LXC_PID"), "124");
	ck_assert_int_eq(seen.calls, 0);
}
END_TEST

START_TEST(files_are_made_with_the_mode_asked_for)
{
	auto_close int one = openat(dirfd_, "one", O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
	auto_close int two = -EBADF;
	struct stat status;
	char path[64];

	(void)snprintf(path, sizeof(path), "%s/three", directory);
	(void)umask(0);
	interpose_begin(&callbacks);
	two = openat64(dirfd_, "two", O_WRONLY | O_CREAT | O_CLOEXEC, 0604);
	ck_assert_int_eq(mkdir(path, 0750), 0);
	interpose_end();
	ck_assert_int_eq(fstat(one, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0640);
	ck_assert_int_eq(fstat(two, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0604);
	ck_assert_int_eq(fstatat(dirfd_, "three", &status, 0), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0750);
}
END_TEST

START_TEST(the_pid_of_init_is_told)
{
	interpose_begin(&callbacks);
	ck_assert_int_eq(setenv("LXC_OTHER", "1", 1), 0);
	ck_assert_int_eq(seen.calls, 0);
	ck_assert_int_eq(setenv("LXC_PID", "4711", 1), 0);
	ck_assert_int_eq(seen.init, 4711);
	ck_assert(seen.suspended);
	ck_assert_ptr_eq(interpose_active(), &callbacks);
	ck_assert_str_eq(getenv("LXC_PID"), "4711");
}
END_TEST

START_TEST(waiting_tells_the_true_status)
{
	pid_t pid = child(9);

	interpose_begin(&callbacks);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert_int_eq(seen.reaped, pid);
	ck_assert_int_eq(WEXITSTATUS(seen.status), 9);
	ck_assert(seen.suspended);
	ck_assert_int_eq(waitpid(-1, NULL, 0), -1);
	ck_assert_int_eq(errno, ECHILD);
	ck_assert_int_eq(seen.calls, 1);
}
END_TEST

START_TEST(exec_is_taken_over)
{
	char *const arguments[] = { directory, NULL };
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		interpose_begin(&callbacks);
		(void)execvp("/bin/true", arguments);
		_exit(2);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 42);
}
END_TEST

START_TEST(cgroups_are_not_to_be_seen)
{
	interpose_begin(&callbacks);
	ck_assert(is_own_directory(openat(AT_FDCWD, "/sys/fs/cgroup", O_PATH)));
	ck_assert(is_own_directory(openat64(AT_FDCWD, "/sys/fs/cgroup", O_PATH)));
	ck_assert(is_own_directory(syscall_openat2(AT_FDCWD, "/sys/fs/cgroup", O_PATH, 0)));
}
END_TEST

START_TEST(nothing_is_made_in_the_image)
{
	interpose_begin(&callbacks);
	ck_assert_int_eq(symlinkat("/proc/self/fd", dirfd_, "fd"), 0);
	ck_assert_int_eq(openat(dirfd_, ".lxc_keep", O_RDWR | O_CREAT, 0600), -1);
	ck_assert_int_eq(errno, EROFS);
	ck_assert_int_eq(syscall_openat2(dirfd_, ".lxc_keep", O_RDWR | O_CREAT, 0), -1);
	ck_assert_int_eq(errno, EROFS);
	ck_assert_int_eq(mkdir("/run/lxc/unit-test-no-such/below", 0755), 0);
	ck_assert_int_eq(mount(NULL, ".", NULL, MS_SHARED | MS_REC, NULL), 0);
	interpose_end();
	ck_assert_int_eq(rmdir(directory), 0);
	ck_assert_int_eq(access("/run/lxc/unit-test-no-such", F_OK), -1);
}
END_TEST

START_TEST(proc_is_thought_to_be_mounted)
{
	char target[16] = "", own[16];

	(void)snprintf(own, sizeof(own), "%d", getpid());
	interpose_begin(&callbacks);
	ck_assert_int_eq(readlinkat(dirfd_, "proc/self", target, sizeof(target)), strlen(own));
	ck_assert_str_eq(target, own);
	ck_assert_int_eq(readlinkat(dirfd_, "proc/other", target, sizeof(target)), -1);
	ck_assert_int_eq(errno, ENOENT);
}
END_TEST

START_TEST(the_pivot_is_announced_and_done)
{
	interpose_begin(&callbacks);
	ck_assert_int_eq(syscall_pivot_root("/nonexistent/unit", "/nonexistent/unit"), -1);
	ck_assert_int_eq(errno, geteuid() == 0 ? ENOENT : EPERM);
	ck_assert_int_eq(seen.calls, 1);
	ck_assert(seen.suspended);
	ck_assert_ptr_eq(interpose_active(), &callbacks);
	ck_assert_int_eq(syscall_keyctl_join_session_keyring(NULL), 0);
}
END_TEST

START_TEST(the_pass_over_the_mounts_finds_none)
{
	auto_close int fd = -EBADF, other = -EBADF;
	char byte;

	interpose_begin(&callbacks);
	fd = syscall_openat2(dirfd_, "proc/self/mountinfo", O_RDONLY, 0);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(seen.calls, 1);
	ck_assert(seen.suspended);
	ck_assert_ptr_eq(interpose_active(), &callbacks);
	ck_assert_int_eq(read(fd, &byte, 1), 0);
	other = openat64(dirfd_, "proc/self/mountinfo", O_RDONLY);
	ck_assert_int_eq(read(other, &byte, 1), 0);
	ck_assert_int_eq(seen.calls, 2);
}
END_TEST

START_TEST(who_may_go_where_is_not_asked)
{
	ck_assert_int_eq(access("/nonexistent/unit", X_OK), -1);
	interpose_begin(&callbacks);
	ck_assert_int_eq(access("/nonexistent/unit", X_OK), 0);
	ck_assert_int_eq(access("/nonexistent/unit/below", X_OK), -1);
	ck_assert_int_eq(access("/", X_OK), 0);
}
END_TEST

START_TEST(the_id_map_programs_are_not_there)
{
	char path[64];
	const char *const names[] = { "newuidmap", "newgidmap", "newuidmaps" };

	for (size_t i = 0; i < 3; i++) {
		auto_close int fd = openat(dirfd_, names[i], O_WRONLY | O_CREAT | O_CLOEXEC, 0700);

		ck_assert_int_ge(fd, 0);
		(void)snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
		ck_assert_int_eq(access(path, X_OK), 0);
		interpose_begin(&callbacks);
		ck_assert_int_eq(access(path, X_OK), i < 2 ? -1 : 0);
		callbacks.writes_id_maps = false;
		ck_assert_int_eq(access(path, X_OK), 0);
		callbacks.writes_id_maps = true;
		interpose_end();
	}
}
END_TEST

START_TEST(denied_groups_are_no_error_when_none_are_wanted)
{
	const gid_t group = 5;
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		/* Before it has a map a user namespace denies setgroups(2). */
		if (unshare(CLONE_NEWUSER) < 0)
			_exit(0);
		if (setgroups(0, NULL) != -1)
			_exit(1);
		interpose_begin(&callbacks);
		_exit(setgroups(0, NULL) == 0 && setgroups(1, &group) == -1 ? 0 : 2);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

START_TEST(a_blind_monitor_gets_something_to_close)
{
	auto_close int fd = -EBADF;

	interpose_begin(&callbacks);
	callbacks.blind = true;
	fd = open64("/proc/0/ns/mnt", O_RDONLY | O_CLOEXEC);
	callbacks.blind = false;
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(open64("/proc/0/ns/mnt", O_RDONLY | O_CLOEXEC), -1);
}
END_TEST

START_TEST(init_stays_closed_to_others)
{
	ck_assert_int_eq(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), 0);
	interpose_begin(&callbacks);
	ck_assert_int_eq(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), 0);
	ck_assert_int_eq(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
	interpose_end();
	ck_assert_int_eq(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), 0);
	ck_assert_int_eq(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 1);
}
END_TEST

/* The arguments of clone3(2), as liblxc passes them; a directory that is no cgroup is refused, and then the plain call is made. */
START_TEST(a_child_that_cannot_be_born_in_the_cgroup_is_born_elsewhere)
{
	uint64_t arguments[8] = { [4] = SIGCHLD };
	struct interpose_callbacks own = callbacks;
	pid_t pid;

	own.cgroup_fd = dirfd_;
	interpose_begin(&own);
	pid = (pid_t)syscall(SYS_clone3, arguments, sizeof(arguments));
	if (pid == 0)
		_exit(0);
	interpose_end();
	/* ENOSYS: before Linux 5.3. */
	ck_assert(pid > 0 || errno == ENOSYS);
	ck_assert(pid < 0 || waitpid(pid, NULL, 0) == pid);
	ck_assert(!interpose_cloned_into_cgroup());
	ck_assert_uint_eq(arguments[0], 0);
}
END_TEST

/* Who may not make one would be told so: it is not tried. */
START_TEST(a_cgroup_namespace_is_made_only_when_wanted)
{
	char before[64] = "", after[64] = "";
	struct interpose_callbacks own = callbacks;

	if (readlink("/proc/self/ns/cgroup", before, sizeof(before) - 1) < 0)
		return;
	interpose_begin(&own);
	ck_assert_int_eq(unshare(CLONE_NEWCGROUP), 0);
	ck_assert_int_gt(readlink("/proc/self/ns/cgroup", after, sizeof(after) - 1), 0);
	ck_assert_str_eq(before, after);
	own.new_cgroup_namespace = true;
	if (unshare(CLONE_NEWCGROUP) == 0) {
		ck_assert_int_gt(readlink("/proc/self/ns/cgroup", after, sizeof(after) - 1), 0);
		ck_assert_str_ne(before, after);
	}
	interpose_end();
}
END_TEST

Suite *suite_interpose_active(void)
{
	Suite *suite = suite_create("interpose_active");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, calls_go_straight_to_libc_outside);
	tcase_add_test(tests, a_cgroup_namespace_is_made_only_when_wanted);
	tcase_add_test(tests, files_are_made_with_the_mode_asked_for);
	tcase_add_test(tests, the_pid_of_init_is_told);
	tcase_add_test(tests, waiting_tells_the_true_status);
	tcase_add_test(tests, exec_is_taken_over);
	tcase_add_test(tests, cgroups_are_not_to_be_seen);
	tcase_add_test(tests, nothing_is_made_in_the_image);
	tcase_add_test(tests, proc_is_thought_to_be_mounted);
	tcase_add_test(tests, the_pivot_is_announced_and_done);
	tcase_add_test(tests, the_pass_over_the_mounts_finds_none);
	tcase_add_test(tests, who_may_go_where_is_not_asked);
	tcase_add_test(tests, the_id_map_programs_are_not_there);
	tcase_add_test(tests, denied_groups_are_no_error_when_none_are_wanted);
	tcase_add_test(tests, a_blind_monitor_gets_something_to_close);
	tcase_add_test(tests, init_stays_closed_to_others);
	tcase_add_test(tests, a_child_that_cannot_be_born_in_the_cgroup_is_born_elsewhere);
	suite_add_tcase(suite, tests);
	return suite;
}
