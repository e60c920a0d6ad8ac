/* SPDX-License-Identifier: Apache-2.0 */
/* linux.readonlyPaths and linux.maskedPaths: after the sysctls, which a read-only /proc/sys would refuse. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/strbuf.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"

enum { PATH_SIZE = 32 };

static bool is_absent(int number)
{
	return number == ENOENT || number == ENOTDIR;
}

static int make_readonly(const char *path, struct err *err)
{
	if (mount(path, path, NULL, MS_BIND | MS_REC, NULL) < 0)
		return is_absent(errno) ? 0 : err_set_errno(err, errno, "mount %s (bind)", path);
	return init_remount_readonly(path, err);
}

/*
 * The null device by a descriptor, so that the image cannot offer something else in its place. Its path for mount(2) is
 * that of the descriptor where the container has procfs, else the plain one.
 */
static int open_null(char path[PATH_SIZE], struct err *err)
{
	auto_close int fd = open("/dev/null", O_PATH | O_NOFOLLOW | O_CLOEXEC);
	auto_close int self = -EBADF;
	struct stat status;

	if (fd < 0)
		return err_set_errno(err, errno, "open /dev/null");
	if (fstat(fd, &status) < 0 || !S_ISCHR(status.st_mode) || status.st_rdev != makedev(1, 3))
		return err_set(err, EINVAL, "/dev/null of the container is not the null device");
	self = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (self >= 0 && file_is_procfs(self))
		(void)snprintf(path, PATH_SIZE, "/proc/self/fd/%d", fd);
	else
		(void)snprintf(path, PATH_SIZE, "/dev/null");
	return take_fd(&fd);
}

/* A file is covered by /dev/null, a directory by an empty tmpfs. */
static int mask(const struct spec *spec, const char *path, struct err *err)
{
	const char *label = spec->linux->mount_label;
	auto_strbuf struct strbuf options = { 0 };
	auto_close int null = -EBADF;
	char null_path[PATH_SIZE];
	struct stat status;

	if (stat(path, &status) < 0)
		return is_absent(errno) ? 0 : err_set_errno(err, errno, "stat %s", path);
	if (S_ISDIR(status.st_mode)) {
		strbuf_puts(&options, "nr_blocks=1,nr_inodes=1");
		if (label)
			strbuf_printf(&options, ",context=\"%s\"", label);
		if (mount("tmpfs", path, "tmpfs", MS_RDONLY, options.text) < 0)
			return err_set_errno(err, errno, "mount tmpfs on %s", path);
		return 0;
	}
	null = open_null(null_path, err);
	if (null < 0)
		return null;
	if (mount(null_path, path, NULL, MS_BIND, NULL) < 0)
		return err_set_errno(err, errno, "mount /dev/null on %s", path);
	return 0;
}

int init_protect_paths(const struct spec *spec, struct err *err)
{
	const struct spec_strings *readonly = &spec->linux->readonly_paths,
				  *masked = &spec->linux->masked_paths;

	for (size_t i = 0; i < readonly->count; i++)
		if (make_readonly(readonly->items[i], err) < 0)
			return err_wrap(err, "linux.readonlyPaths[%zu]", i);
	for (size_t i = 0; i < masked->count; i++)
		if (mask(spec, masked->items[i], err) < 0)
			return err_wrap(err, "linux.maskedPaths[%zu]", i);
	return 0;
}
