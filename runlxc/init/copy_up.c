/* SPDX-License-Identifier: Apache-2.0 */
/* tmpcopyup: fills a fresh tmpfs with what the directory below it holds. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/init/init.h"

static int copy_file(int from_dirfd, int to_dirfd, const char *name, const struct stat *status)
{
	auto_close int from = openat(from_dirfd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	auto_close int to = -EBADF;

	if (from < 0)
		return -errno;
	to = openat(to_dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (to < 0)
		return -errno;
	for (off_t left = status->st_size; left > 0;) {
		ssize_t copied = sendfile(to, from, NULL, (size_t)left);

		if (copied < 0)
			return -errno;
		if (copied == 0)
			break;
		left -= copied;
	}
	return 0;
}

static int copy_link(int from_dirfd, int to_dirfd, const char *name)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(from_dirfd, name, target, sizeof(target) - 1);

	if (length < 0)
		return -errno;
	target[length] = '\0';
	return symlinkat(target, to_dirfd, name) < 0 ? -errno : 0;
}

static int copy_directory(int from_dirfd, int to_dirfd, const char *name)
{
	auto_close int from = -EBADF, to = -EBADF;

	if (mkdirat(to_dirfd, name, 0700) < 0)
		return -errno;
	from = openat(from_dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	to = openat(to_dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (from < 0 || to < 0)
		return -errno;
	return init_copy_up(from, to, NULL);
}

/* Owner first: chown(2) clears the set-id bits that chmod(2) then brings back. */
static int copy_attributes(int to_dirfd, const char *name, const struct stat *status)
{
	const struct timespec times[2] = { status->st_atim, status->st_mtim };

	if (fchownat(to_dirfd, name, status->st_uid, status->st_gid, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (!S_ISLNK(status->st_mode) && fchmodat(to_dirfd, name, status->st_mode & 07777, 0) < 0)
		return -errno;
	(void)utimensat(to_dirfd, name, times, AT_SYMLINK_NOFOLLOW);
	return 0;
}

static int copy_entry(int from_dirfd, int to_dirfd, const char *name)
{
	struct stat status;
	int r;

	if (fstatat(from_dirfd, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (S_ISREG(status.st_mode))
		r = copy_file(from_dirfd, to_dirfd, name, &status);
	else if (S_ISDIR(status.st_mode))
		r = copy_directory(from_dirfd, to_dirfd, name);
	else if (S_ISLNK(status.st_mode))
		r = copy_link(from_dirfd, to_dirfd, name);
	else if (S_ISSOCK(status.st_mode))
		return 0; /* a socket's inode is nothing without who listens on it */
	else
		r = mknodat(to_dirfd, name, status.st_mode, status.st_rdev) < 0 ? -errno : 0;
	return r < 0 ? r : copy_attributes(to_dirfd, name, &status);
}

int init_copy_up(int from_dirfd, int to_dirfd, struct err *err)
{
	int copy = openat(from_dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_closedir DIR *directory = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	if (!directory)
		return err_set_errno(err, errno, "options: tmpcopyup: opendir");
	while ((entry = readdir(directory))) {
		int r;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		r = copy_entry(from_dirfd, to_dirfd, entry->d_name);
		if (r < 0)
			return err_set_errno(err, -r, "options: tmpcopyup: copying %s", entry->d_name);
	}
	return 0;
}
