/* SPDX-License-Identifier: Apache-2.0 */
/* The directory of a container below --root: made, opened, locked, removed. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/state/state.h"

enum { ID_MAX = 1024, LOCK_TRIES = 1000, LOCK_PAUSE_NS = 10 * 1000 * 1000 };

int state_check_id(const char *id, struct err *err)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-.";
	size_t length = strlen(id);

	if (length == 0 || length > ID_MAX || strspn(id, allowed) != length || strcmp(id, ".") == 0 ||
	    strcmp(id, "..") == 0)
		return err_set(err, EINVAL, "invalid container ID format: '%s'", id);
	return 0;
}

static int make_root(const char *root, struct err *err)
{
	char path[PATH_MAX];
	size_t length = strlen(root);

	if (length == 0 || length >= sizeof(path))
		return err_set(err, EINVAL, "--root: '%s' is no path", root);
	memcpy(path, root, length + 1);
	for (char *at = path + 1;; at++) {
		char saved = *at;

		if (saved != '/' && saved != '\0')
			continue;
		*at = '\0';
		/* 0711: a user namespace's root has to pass, as with runc. */
		if (mkdir(path, 0711) < 0 && errno != EEXIST)
			return err_set_errno(err, errno, "--root: mkdir %s", path);
		*at = saved;
		if (!saved)
			return 0;
	}
}

static int open_root(const char *root, int *ret_fd, struct err *err)
{
	*ret_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *ret_fd < 0 ? err_set_errno(err, errno, "--root: open %s", root) : 0;
}

/* The directory may have been removed while its lock was awaited. */
static bool is_current(int rootfd, const char *id, int dirfd)
{
	struct stat ours, named;

	return fstat(dirfd, &ours) == 0 && fstatat(rootfd, id, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

/* flock(2) has no deadline of its own, and an alarm would be one more signal to account for. */
static int lock_directory(int dirfd, const char *id, struct err *err)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		struct timespec pause = { .tv_nsec = LOCK_PAUSE_NS };

		if (flock(dirfd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return err_set_errno(err, errno, "container %s: flock of its state directory", id);
		(void)nanosleep(&pause, NULL);
	}
	return err_set(err, EBUSY, "container %s: another command is at work on it", id);
}

void state_directory_unlock(int dirfd)
{
	(void)flock(dirfd, LOCK_UN);
}

bool state_is_locked(int dirfd)
{
	/* On a description of its own: a lock of ours on dirfd itself would be no hindrance. */
	auto_close int fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
}

static int not_there(const char *id, struct err *err)
{
	return err_set(err, ENOENT, "container %s: container does not exist", id);
}

int state_directory_create(const char *root, const char *id, int *ret_dirfd, struct err *err)
{
	auto_close int rootfd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_close int dirfd = -EBADF;
	int r;

	if (rootfd < 0) {
		r = make_root(root, err);
		if (r == 0)
			r = open_root(root, &rootfd, err);
		if (r < 0)
			return r;
	}
	if (mkdirat(rootfd, id, 0700) < 0) {
		if (errno == EEXIST)
			return err_set(err, EEXIST, "container with given ID already exists: %s", id);
		return err_set_errno(err, errno, "--root: mkdir %s/%s", root, id);
	}
	dirfd = openat(rootfd, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dirfd < 0)
		return err_set_errno(err, errno, "--root: open %s/%s", root, id);
	r = lock_directory(dirfd, id, err);
	if (r < 0)
		return r;
	if (!is_current(rootfd, id, dirfd))
		return err_set(err, ECANCELED, "container %s: deleted while it was being created", id);
	*ret_dirfd = take_fd(&dirfd);
	return 0;
}

int state_directory_open(const char *root, const char *id, bool lock, int *ret_dirfd, struct err *err)
{
	auto_close int rootfd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_close int dirfd = -EBADF;

	if (rootfd < 0 && errno == ENOENT)
		return not_there(id, err);
	if (rootfd < 0)
		return err_set_errno(err, errno, "--root: open %s", root);
	dirfd = openat(rootfd, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dirfd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
		return not_there(id, err);
	if (dirfd < 0)
		return err_set_errno(err, errno, "--root: open %s/%s", root, id);
	if (lock) {
		int r = lock_directory(dirfd, id, err);

		if (r < 0)
			return r;
		if (!is_current(rootfd, id, dirfd))
			return not_there(id, err);
	}
	*ret_dirfd = take_fd(&dirfd);
	return 0;
}

int state_directory_remove(const char *root, const char *id, struct err *err)
{
	auto_close int rootfd = -EBADF;
	int r = open_root(root, &rootfd, err);

	if (r < 0)
		return r;
	r = file_remove_tree_at(rootfd, id);
	return r < 0 ? err_set_errno(err, -r, "--root: removing %s/%s", root, id) : 0;
}
