/* SPDX-License-Identifier: Apache-2.0 */
/* Interposed calls about files and mounts: syscall (openat2, pivot_root, clone3), open, access, mkdir, modes and owners, links, mount. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "compat/interpose/active.h"
#include "compat/interpose/interpose.h"

#ifndef SYS_openat2
#define SYS_openat2 437
#endif

#ifndef SYS_clone3
#define SYS_clone3 435
#endif

/* struct clone_args of clone3(2): 64-bit words, the cgroup is the last of those of Linux 5.7. */
enum { CLONE_ARGS_FLAGS = 0, CLONE_ARGS_CGROUP = 10, CLONE_ARGS_COUNT = 11 };

static const uint64_t clone_into_cgroup = 0x200000000ULL;

static bool cloned_into_cgroup;

/* openat64 is declared with the large-file headers only where they differ; liblxc imports it all the same. */
int openat64(int dirfd, const char *path, int flags, ...);
int open64(const char *path, int flags, ...);

/*
 * What liblxc's open of `path` shall give instead: true and *ret (fd, or -1 with errno) when it is ours to answer.
 * .lxc_keep pins the root filesystem writable; liblxc goes on without it when the image is read-only.
 */
static bool open_is_ours(const char *path, int *ret)
{
	const struct interpose_callbacks *callbacks = interpose_active();

	if (!callbacks || !path)
		return false;
	if (strcmp(path, "/sys/fs/cgroup") == 0) {
		*ret = fcntl(callbacks->no_cgroups_fd, F_DUPFD_CLOEXEC, 3);
		return true;
	}
	if (strcmp(path, "proc/self/mountinfo") == 0) {
		(void)interpose_suspend();
		callbacks->before_root(callbacks->data);
		interpose_resume(callbacks);
		*ret = open("/dev/null", O_RDONLY | O_CLOEXEC);
		return true;
	}
	if (strcmp(path, ".lxc_keep") == 0) {
		errno = EROFS;
		*ret = -1;
		return true;
	}
	return false;
}

bool interpose_cloned_into_cgroup(void)
{
	return cloned_into_cgroup;
}

/*
 * clone3(2) with the cgroup added: far cheaper than moving the child afterwards, which stops every fork on the machine for
 * an RCU grace period. Negative: refused (before Linux 5.7, or by the cgroup), and the caller's own call is next.
 */
static long clone_child_into_cgroup(long (*libc)(long, ...), int cgroup, const void *arguments, size_t size)
{
	uint64_t with_cgroup[CLONE_ARGS_COUNT] = { 0 };
	long pid;

	if (size > sizeof(with_cgroup))
		return -1;
	memcpy(with_cgroup, arguments, size);
	with_cgroup[CLONE_ARGS_FLAGS] |= clone_into_cgroup;
	with_cgroup[CLONE_ARGS_CGROUP] = (uint64_t)cgroup;
	pid = libc(SYS_clone3, with_cgroup, sizeof(with_cgroup));
	cloned_into_cgroup = pid > 0;
	return pid;
}

/* Reads six words as libc does, whether the caller passed them or not: what stands there else goes to nobody. */
__attribute__((no_sanitize_address)) long syscall(long number, ...)
{
	static void *cache;
	long (*libc)(long, ...) = (long (*)(long, ...))interpose_libc("syscall", &cache);
	const struct interpose_callbacks *callbacks = interpose_active();
	long arguments[6], result;
	va_list list;
	int fd;

	va_start(list, number);
	for (size_t i = 0; i < 6; i++)
		arguments[i] = va_arg(list, long);
	va_end(list);
	if (number == SYS_keyctl && callbacks)
		return 0;
	if (number == SYS_openat2 && open_is_ours((const char *)arguments[1], &fd))
		return fd;
	if (number == SYS_clone3 && callbacks && callbacks->cgroup_fd >= 0) {
		long pid = clone_child_into_cgroup(libc, callbacks->cgroup_fd, (const void *)arguments[0],
						   (size_t)arguments[1]);

		if (pid >= 0)
			return pid;
	}
	if (number == SYS_pivot_root && callbacks) {
		(void)interpose_suspend();
		callbacks->before_pivot(callbacks->data);
		interpose_resume(callbacks);
	}
	result = libc(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
		      arguments[5]);
	/* From a filter that is older than the call: liblxc has another way, which says EPERM too if that was the kernel. */
	if (result < 0 && errno == EPERM && callbacks && (number == SYS_openat2 || number == SYS_clone3))
		errno = ENOSYS;
	return result;
}

static int open_libc(const char *symbol, void **cache, int dirfd, const char *path, int flags, mode_t mode)
{
	int (*libc)(int, const char *, int, ...);
	int fd;

	if (open_is_ours(path, &fd))
		return fd;
	libc = (int (*)(int, const char *, int, ...))interpose_libc(symbol, cache);
	return libc(dirfd, path, flags, mode);
}

int openat(int dirfd, const char *path, int flags, ...)
{
	static void *cache;
	va_list list;
	mode_t mode = 0;

	/* Only then is there a fourth argument. */
	if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {
		va_start(list, flags);
		mode = va_arg(list, mode_t);
		va_end(list);
	}
	return open_libc("openat", &cache, dirfd, path, flags, mode);
}

int openat64(int dirfd, const char *path, int flags, ...)
{
	static void *cache;
	va_list list;
	mode_t mode = 0;

	/* Only then is there a fourth argument. */
	if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {
		va_start(list, flags);
		mode = va_arg(list, mode_t);
		va_end(list);
	}
	return open_libc("openat64", &cache, dirfd, path, flags, mode);
}

/* liblxc keeps init's namespaces for hooks that nobody has given it: anything that can be closed does for them. */
int open64(const char *path, int flags, ...)
{
	static void *cache;
	const struct interpose_callbacks *callbacks = interpose_active();
	int (*libc)(const char *, int, ...) =
		(int (*)(const char *, int, ...))interpose_libc("open64", &cache);
	va_list list;
	mode_t mode = 0;

	if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {
		va_start(list, flags);
		mode = va_arg(list, mode_t);
		va_end(list);
	}
	if (callbacks && callbacks->blind && strncmp(path, "/proc/", 6) == 0 && strstr(path, "/ns/"))
		path = "/dev/null";
	return libc(path, flags, mode);
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);

	return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

int access(const char *path, int mode)
{
	static void *cache;
	const struct interpose_callbacks *callbacks = interpose_active();
	int (*libc)(const char *, int);

	if (callbacks && callbacks->directory && strcmp(path, callbacks->directory) == 0)
		return 0;
	if (callbacks && callbacks->writes_id_maps &&
	    (ends_with(path, "/newuidmap") || ends_with(path, "/newgidmap"))) {
		errno = ENOENT;
		return -1;
	}
	libc = (int (*)(const char *, int))interpose_libc("access", &cache);
	return libc(path, mode);
}

static bool is_stdio_of_caller(int fd)
{
	return interpose_active() && fd >= STDIN_FILENO && fd <= STDERR_FILENO;
}

int fchmod(int fd, mode_t mode)
{
	static void *cache;
	int (*libc)(int, mode_t);

	if (is_stdio_of_caller(fd))
		return 0;
	libc = (int (*)(int, mode_t))interpose_libc("fchmod", &cache);
	return libc(fd, mode);
}

int fchown(int fd, uid_t uid, gid_t gid)
{
	static void *cache;
	int (*libc)(int, uid_t, gid_t);

	if (is_stdio_of_caller(fd))
		return 0;
	libc = (int (*)(int, uid_t, gid_t))interpose_libc("fchown", &cache);
	return libc(fd, uid, gid);
}

int mkdir(const char *path, mode_t mode)
{
	static void *cache;
	int (*libc)(const char *, mode_t);

	if (interpose_active() && strncmp(path, "/run/lxc", strlen("/run/lxc")) == 0)
		return 0;
	libc = (int (*)(const char *, mode_t))interpose_libc("mkdir", &cache);
	return libc(path, mode);
}

ssize_t readlinkat(int dirfd, const char *path, char *target, size_t size)
{
	static void *cache;
	ssize_t (*libc)(int, const char *, char *, size_t);

	if (interpose_active() && strcmp(path, "proc/self") == 0)
		return snprintf(target, size, "%d", getpid());
	libc = (ssize_t(*)(int, const char *, char *, size_t))interpose_libc("readlinkat", &cache);
	return libc(dirfd, path, target, size);
}

int symlinkat(const char *target, int dirfd, const char *path)
{
	static void *cache;
	int (*libc)(const char *, int, const char *);

	if (interpose_active())
		return 0;
	libc = (int (*)(const char *, int, const char *))interpose_libc("symlinkat", &cache);
	return libc(target, dirfd, path);
}

int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)
{
	static void *cache;
	int (*libc)(const char *, const char *, const char *, unsigned long, const void *);

	if (interpose_active() && flags == (MS_SHARED | MS_REC) && strcmp(target, ".") == 0)
		return 0;
	libc = (int (*)(const char *, const char *, const char *, unsigned long, const void *))interpose_libc(
		"mount", &cache);
	return libc(source, target, type, flags, data);
}
