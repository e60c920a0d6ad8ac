/* SPDX-License-Identifier: Apache-2.0 */
/* A mount of type tmpfs: it takes over the mode of the directory it covers, and on request its content. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/emulate/emulate.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"

static bool has_mode(const char *data)
{
	const char *at = data;

	while ((at = strstr(at, "mode="))) {
		if (at == data || at[-1] == ',')
			return true;
		at++;
	}
	return false;
}

/*
 * Read-only comes at the end, by init_root_finish(): devices and mount points are still to be made in it. Without a mode of
 * its own /tmp stays 1777; over a directory that the image lacks it is what the kernel gives it, 1777 too.
 */
int init_mount_tmpfs(int rootfd, const struct spec_mount *spec_mount, const struct translate_mount *mount_,
		     struct err *err)
{
	auto_close int below = emulate_open_in_root(rootfd, spec_mount->destination, O_RDONLY | O_DIRECTORY);
	auto_close int target = init_destination_open(rootfd, spec_mount, false, err);
	auto_close int mounted = -EBADF;
	struct stat status;
	char path[32];

	if (target < 0)
		return target;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", target);
	if (mount(spec_mount->source ? spec_mount->source : "tmpfs", path, "tmpfs",
		  mount_->flags & ~(unsigned long)MS_RDONLY, *mount_->data ? mount_->data : NULL) < 0)
		return err_set_errno(err, errno, "mount tmpfs on %s", spec_mount->destination);
	if (below < 0 || (has_mode(mount_->data) && !mount_->copy_up))
		return 0;
	mounted = emulate_open_in_root(rootfd, spec_mount->destination, O_RDONLY | O_DIRECTORY);
	if (mounted < 0)
		return err_set_errno(err, errno, "destination: opening the new mount");
	if (!has_mode(mount_->data) &&
	    (fstat(below, &status) < 0 || fchmod(mounted, status.st_mode & 07777) < 0))
		return err_set_errno(err, errno, "destination: fchmod");
	return mount_->copy_up ? init_copy_up(below, mounted, err) : 0;
}
