/* SPDX-License-Identifier: Apache-2.0 */
/* Hides files of /proc that are younger than the kernel. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "compat/base/cleanup.h"
#include "kernels/emulate/emulate.h"

/* Longer ones are no files of /proc. */
enum { PATH_SIZE = 256, PAGE = 4096 };

/* Calls whose path is the first argument. Of the others it is the second, and the first one a directory. */
static bool path_comes_first(int call)
{
#ifdef SYS_open
	if (call == SYS_open || call == SYS_stat || call == SYS_lstat || call == SYS_access ||
	    call == SYS_readlink)
		return true;
#endif
	return call == SYS_mount;
}

/* Page by page, since the next one may not be there. False: no text that ends. */
static bool read_path(pid_t pid, uint64_t address, char path[PATH_SIZE])
{
	size_t have = 0;

	while (have < PATH_SIZE) {
		size_t size = PAGE - (address + have) % PAGE;
		struct iovec to = { path + have, size < PATH_SIZE - have ? size : PATH_SIZE - have };
		struct iovec from = { (void *)(uintptr_t)(address + have), to.iov_len };
		ssize_t got = process_vm_readv(pid, &to, 1, &from, 1, 0);

		if (got <= 0)
			return false;
		if (memchr(to.iov_base, '\0', (size_t)got))
			return true;
		have += (size_t)got;
	}
	return false;
}

static bool ends_with(const char *path, const char *name)
{
	size_t length = strlen(path), name_length = strlen(name);

	return length >= name_length && strcmp(path + length - name_length, name) == 0 &&
	       (length == name_length || path[length - name_length - 1] == '/');
}

static bool is_young(const struct emulate_profile *profile, const char *path)
{
	for (size_t i = 0; i < emulate_file_count; i++)
		if (ends_with(path, emulate_files[i].name))
			return emulate_profile_lacks(profile, emulate_files[i].name, emulate_files[i].since);
	return false;
}

/* What the path is relative to is in a procfs. */
static bool starts_in_procfs(const struct seccomp_notif *question)
{
	char path[64] = "";
	struct statfs filesystem;
	auto_close int fd = -EBADF;
	int directory = path_comes_first(question->data.nr) ? AT_FDCWD : (int)question->data.args[0];

	if (directory == AT_FDCWD)
		(void)snprintf(path, sizeof(path), "/proc/%u/cwd", question->pid);
	else
		(void)snprintf(path, sizeof(path), "/proc/%u/fd/%d", question->pid, directory);
	fd = open(path, O_PATH | O_CLOEXEC);
	return fd >= 0 && fstatfs(fd, &filesystem) == 0 && filesystem.f_type == PROC_SUPER_MAGIC;
}

static bool is_hidden(const struct emulate_profile *profile, const struct seccomp_notif *question)
{
	uint64_t address = question->data.args[path_comes_first(question->data.nr) ? 0 : 1];
	char path[PATH_SIZE];

	if (!read_path((pid_t)question->pid, address, path) || !is_young(profile, path))
		return false;
	return *path == '/' ? strncmp(path, "/proc/", 6) == 0 : starts_in_procfs(question);
}

void emulate_files_answer(const struct emulate_profile *profile, int listener)
{
	/* Room for what a newer kernel may write. */
	union {
		struct seccomp_notif question;
		char room[1024];
	} buffer = { .room = "" };
	struct seccomp_notif_resp answer = { .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };

	/* The process may be gone by now, or have been interrupted: it asks again then. */
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &buffer.question) < 0)
		return;
	answer.id = buffer.question.id;
	if (is_hidden(profile, &buffer.question)) {
		answer.flags = 0;
		answer.error = -ENOENT;
	}
	(void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}
