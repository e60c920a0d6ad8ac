/* SPDX-License-Identifier: Apache-2.0 */
/* Runs the program from a file that a container cannot overwrite through /proc/PID/exe (CVE-2019-5736). */
#include "compat/emulate/emulate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/syscall/syscall.h"

static const char executable[] = "/proc/self/exe";

/* Read-only mount, sealed or already unlinked: nothing written through it reaches the host's file. */
static bool is_protected(int fd)
{
	struct statvfs filesystem;
	struct stat status;
	int seals;

	if (fstatvfs(fd, &filesystem) == 0 && (filesystem.f_flag & ST_RDONLY))
		return true;
	if (fstat(fd, &status) == 0 && status.st_nlink == 0) {
		seals = fcntl(fd, F_GET_SEALS);
		return seals < 0 || (seals & F_SEAL_WRITE);
	}
	return false;
}

static bool copy_executable(int to)
{
	auto_close int from = open(executable, O_RDONLY | O_CLOEXEC);
	struct stat status;
	off_t left;

	if (from < 0 || fstat(from, &status) < 0)
		return false;
	for (left = status.st_size; left > 0;) {
		ssize_t copied = sendfile(to, from, NULL, (size_t)left);

		if (copied <= 0)
			return false;
		left -= copied;
	}
	return fchmod(to, 0500) == 0;
}

static int from_readonly_mount(void)
{
	auto_close int fd = syscall_open_tree_clone(AT_FDCWD, executable, 0);

	if (fd < 0 || syscall_mount_setattr(fd, 0, SYSCALL_MOUNT_ATTR_RDONLY, 0) < 0)
		return -1;
	return take_fd(&fd);
}

static int from_sealed_memory(void)
{
	auto_close int fd = memfd_create("runlxc", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0 || !copy_executable(fd))
		return -1;
	if (fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) < 0)
		return -1;
	return take_fd(&fd);
}

/* Before Linux 3.17. A file open for writing cannot be executed, so it is opened again for reading. */
static int from_private_copy(void)
{
	static const char *const templates[] = { "/run/.runlxc.XXXXXX", "/tmp/.runlxc.XXXXXX" };

	for (size_t i = 0; i < sizeof(templates) / sizeof(*templates); i++) {
		char path[32];
		int copy, fd = -1;

		for (size_t j = 0; j < sizeof(path); j++) {
			path[j] = templates[i][j];
			if (!path[j])
				break;
		}
		copy = mkostemp(path, O_CLOEXEC);
		if (copy < 0)
			continue;
		if (copy_executable(copy))
			fd = open(path, O_RDONLY | O_CLOEXEC);
		(void)unlink(path);
		(void)close(copy);
		if (fd >= 0)
			return fd;
	}
	return -1;
}

/* As fexecve(3), but also where a filter forbids the call that it is made of since Linux 3.19. */
static void execute(int fd, char *const argv[])
{
	char path[32];

	(void)fexecve(fd, argv, environ);
	if (errno != EPERM)
		return;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	(void)execve(path, argv, environ);
}

int emulate_protect_executable(char *const argv[], struct err *err)
{
	static int (*const ways[])(void) = { from_readonly_mount, from_sealed_memory, from_private_copy };
	auto_close int self = open(executable, O_RDONLY | O_CLOEXEC);
	int number = ENOENT;

	if (self < 0)
		return err_set_errno(err, errno, "open %s (is /proc mounted?)", executable);
	if (is_protected(self)) {
		/* The program was started by a descriptor's name; ps shall show its own. */
		(void)prctl(PR_SET_NAME, "runlxc", 0, 0, 0);
		return 0;
	}
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		auto_close int fd = ways[i]();

		if (fd < 0) {
			number = errno;
			continue;
		}
		execute(fd, argv);
		number = errno;
	}
	return err_set_errno(err, number,
			     "protecting the program against CVE-2019-5736: execute a private copy");
}
