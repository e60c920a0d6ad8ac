/* SPDX-License-Identifier: Apache-2.0 */
/* Where a mount goes: made if need be, never outside the container's root, never over a part of procfs. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/path.h"
#include "compat/emulate/emulate.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"

/* The inode of every procfs's root. */
enum { PROC_ROOT_INODE = 1 };

/* What runlxcfs and lxcfs put there, and runc allows. All else in procfs would lead later writes astray. */
static const char *const allowed_in_proc[] = {
	"/proc/cpuinfo",
	"/proc/diskstats",
	"/proc/loadavg",
	"/proc/meminfo",
	"/proc/net/dev",
	"/proc/slabinfo",
	"/proc/stat",
	"/proc/swaps",
	"/proc/sys/crypto/fips_enabled",
	"/proc/sys/kernel/ns_last_pid",
	"/proc/uptime",
};

static bool is_allowed_in_proc(const char *destination)
{
	for (size_t i = 0; i < sizeof(allowed_in_proc) / sizeof(*allowed_in_proc); i++)
		if (path_is_same(destination, allowed_in_proc[i]))
			return true;
	return false;
}

int init_destination_check(int rootfd, int fd, const char *destination, struct err *err)
{
	struct stat root, here;

	if (fstat(rootfd, &root) < 0 || fstat(fd, &here) < 0)
		return err_set_errno(err, errno, "destination: fstat");
	/* The pivot would leave the mount behind. */
	if (root.st_dev == here.st_dev && root.st_ino == here.st_ino)
		return err_set(err, EINVAL, "destination: is the container's root itself");
	if (file_is_procfs(fd) && here.st_ino != PROC_ROOT_INODE && !is_allowed_in_proc(destination))
		return err_set(err, EPERM, "destination: cannot be mounted because it is inside /proc");
	return 0;
}

/*
 * An image whose /proc is a link could have procfs put somewhere else, and its own files taken for procfs's. Looked at by
 * its last name, as runc does.
 */
static int check_ordinary(int rootfd, const struct spec_mount *mount, struct err *err)
{
	bool special = mount->type && (strcmp(mount->type, "proc") == 0 || strcmp(mount->type, "sysfs") == 0);
	char path[PATH_MAX];
	struct stat status;

	if (!special || !path_clean(mount->destination, path, sizeof(path)) || !path[1])
		return 0;
	if (fstatat(rootfd, path + 1, &status, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(status.st_mode))
		return err_set(err, EINVAL, "destination: %s must be mounted on ordinary directory",
			       mount->type);
	return 0;
}

int init_destination_open(int rootfd, const struct spec_mount *mount, bool is_file, struct err *err)
{
	auto_close int fd = -EBADF;
	int r = check_ordinary(rootfd, mount, err);

	if (r < 0)
		return r;
	fd = is_file ? emulate_make_file_in_root(rootfd, mount->destination) :
		       emulate_make_directory_in_root(rootfd, mount->destination, 0755);
	if (fd < 0)
		return err_set_errno(err, errno, "destination: making %s in the container",
				     mount->destination);
	r = init_destination_check(rootfd, fd, mount->destination, err);
	return r < 0 ? r : take_fd(&fd);
}
