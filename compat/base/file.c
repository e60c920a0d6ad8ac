/* SPDX-License-Identifier: Apache-2.0 */
/* Small files, whole: read, write in one call, replace so that a reader sees the old or the new one. */
#include "compat/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "compat/base/cleanup.h"

/* PROC_SUPER_MAGIC of linux/magic.h */
enum { PROC_MAGIC = 0x9fa0 };

int file_read_fd(int fd, size_t limit, char **ret_text, size_t *ret_length)
{
	auto_free char *text = NULL;
	size_t length = 0, size = 0;

	for (;;) {
		ssize_t got;

		if (size - length < 2) {
			char *grown;

			size = size ? size * 2 : 4096;
			grown = realloc(text, size);
			if (!grown)
				return -ENOMEM;
			text = grown;
		}
		got = read(fd, text + length, size - length - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		length += (size_t)got;
		if (length > limit)
			return -EFBIG;
	}
	text[length] = '\0';
	*ret_text = take_ptr(text);
	if (ret_length)
		*ret_length = length;
	return 0;
}

int file_read_at(int dirfd, const char *path, size_t limit, char **ret_text, size_t *ret_length)
{
	auto_close int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return file_read_fd(fd, limit, ret_text, ret_length);
}

int file_write_at(int dirfd, const char *path, const char *text)
{
	auto_close int fd = openat(dirfd, path, O_WRONLY | O_CLOEXEC);
	size_t length = strlen(text);
	ssize_t written;

	if (fd < 0)
		return -errno;
	do
		written = write(fd, text, length);
	while (written < 0 && errno == EINTR);
	if (written < 0)
		return -errno;
	return (size_t)written == length ? 0 : -EIO;
}

int file_write_fd(int fd, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length) {
		ssize_t written = write(fd, at, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		at += written;
		length -= (size_t)written;
	}
	return 0;
}

int file_replace_at(int dirfd, const char *path, const void *bytes, size_t length, mode_t mode)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	auto_close int fd = -EBADF;
	char temporary[PATH_MAX];
	int n, r;

	n = snprintf(temporary, sizeof(temporary), "%.*s.%s.%d", (int)(base - path), path, base, getpid());
	if (n < 0 || (size_t)n >= sizeof(temporary))
		return -ENAMETOOLONG;
	fd = openat(dirfd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return -errno;
	r = file_write_fd(fd, bytes, length);
	if (r == 0 && renameat(dirfd, temporary, dirfd, path) < 0)
		r = -errno;
	if (r < 0)
		(void)unlinkat(dirfd, temporary, 0);
	return r;
}

bool file_is_procfs(int fd)
{
	struct statfs filesystem;

	return fstatfs(fd, &filesystem) == 0 && filesystem.f_type == PROC_MAGIC;
}

static int remove_children(int dirfd)
{
	auto_closedir DIR *directory = fdopendir(dirfd);
	struct dirent *entry;

	if (!directory) {
		int r = -errno;

		(void)close(dirfd);
		return r;
	}
	while ((entry = readdir(directory))) {
		int r;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		r = file_remove_tree_at(dirfd, entry->d_name);
		if (r < 0)
			return r;
	}
	return 0;
}

int file_remove_tree_at(int dirfd, const char *name)
{
	int child, r;

	if (unlinkat(dirfd, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -errno;
	child = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (child < 0)
		return -errno;
	r = remove_children(child);
	if (r < 0)
		return r;
	return unlinkat(dirfd, name, AT_REMOVEDIR) < 0 ? -errno : 0;
}
