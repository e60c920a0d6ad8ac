/* SPDX-License-Identifier: Apache-2.0 */
/* Does mounts[] in order, every destination resolved inside the container's root by descriptors. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/emulate/emulate.h"
#include "compat/syscall/syscall.h"
#include "runlxc/init/init.h"
#include "runlxc/init/labels.h"
#include "runlxc/spec/spec.h"

/* Newer than some headers. The second is how statfs(2) tells of the first. */
enum { FD_PATH_SIZE = 32, NOSYMFOLLOW = 256 /* MS_ */, NOSYMFOLLOW_HOLDS = 0x2000 /* ST_ */ };

/* The flags that a bind mount takes only in a remount of its own. */
static const unsigned long per_mount_flags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME |
					     MS_NODIRATIME | MS_RELATIME | MS_STRICTATIME | NOSYMFOLLOW;

/* mount(2) with a target given by a descriptor: no path is walked a second time. */
static void fd_path(char path[FD_PATH_SIZE], int fd)
{
	(void)snprintf(path, FD_PATH_SIZE, "/proc/self/fd/%d", fd);
}

/* What was just mounted, seen through its destination. */
static int open_mounted(int rootfd, const char *destination, struct err *err)
{
	int fd = emulate_open_in_root(rootfd, destination, O_PATH);

	return fd < 0 ? err_set_errno(err, errno, "destination: opening the new mount") : fd;
}

/*
 * A bind mount keeps the source's flags; to change one, all are given anew. Where another mount namespace locked
 * some of them the kernel says EPERM: then they are kept.
 */
static int remount_bind(int fd, unsigned long flags, struct err *err)
{
	char path[FD_PATH_SIZE];
	struct statfs filesystem;

	fd_path(path, fd);
	if (mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | flags, NULL) == 0)
		return 0;
	if (errno == EPERM && fstatfs(fd, &filesystem) == 0) {
		unsigned long locked =
			(unsigned long)filesystem.f_flags & (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC);

		if (mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | flags | locked, NULL) == 0)
			return 0;
	}
	return err_set_errno(err, errno, "options: mount (remount, flags 0x%lx)", flags);
}

/* Kernels before 5.10 take the flag and follow links all the same: less than the bundle asks for. */
static int check_nosymfollow(int fd, struct err *err)
{
	struct statfs filesystem;

	if (fstatfs(fd, &filesystem) == 0 && filesystem.f_flags & NOSYMFOLLOW_HOLDS)
		return 0;
	return err_set(err, ENOTSUP, "options: nosymfollow needs Linux 5.10");
}

static int apply_after(int rootfd, const char *destination, const struct translate_mount *mount_, bool bind,
		       struct err *err)
{
	unsigned long remount = bind ? mount_->flags & per_mount_flags : 0;
	bool recursive = mount_->attributes_set || mount_->attributes_clear;
	auto_close int fd = -EBADF;
	char path[FD_PATH_SIZE];
	int r;

	if (!remount && !mount_->propagation && !recursive && !(mount_->flags & NOSYMFOLLOW))
		return 0;
	fd = open_mounted(rootfd, destination, err);
	if (fd < 0)
		return fd;
	r = remount ? remount_bind(fd, remount, err) : 0;
	if (r == 0 && mount_->flags & NOSYMFOLLOW)
		r = check_nosymfollow(fd, err);
	if (r < 0)
		return r;
	fd_path(path, fd);
	if (mount_->propagation && mount(NULL, path, NULL, mount_->propagation, NULL) < 0)
		return err_set_errno(err, errno, "options: mount (propagation)");
	if (recursive && syscall_mount_setattr(fd, 1, mount_->attributes_set, mount_->attributes_clear) < 0)
		return err_set_errno(err, errno,
				     "options: mount_setattr (recursive attributes need Linux 5.12)");
	return 0;
}

static int bind(const struct init_request *request, int rootfd, size_t index, struct err *err)
{
	const struct spec_mount *spec_mount = &request->spec->mounts.items[index];
	struct init_source source;
	auto_close int target = -EBADF;
	int r = init_source_open(request, index, &source, err);

	if (r < 0)
		return r;
	target = init_destination_open(rootfd, spec_mount, !source.is_directory, err);
	r = target;
	if (r >= 0)
		r = init_source_mount(&source, target, request->plan->mounts[index].flags & MS_REC, err);
	cleanup_close(&source.fd);
	return r;
}

/* The message queues' file system takes no label as an option. */
static int label_mqueue(const struct init_request *request, int rootfd, const char *destination,
			struct err *err)
{
	const char *label = request->spec->linux->mount_label;
	auto_close int fd = label ? open_mounted(rootfd, destination, err) : -EBADF;

	if (!label)
		return 0;
	return fd < 0 ? fd : init_labels_mount(fd, label, err);
}

static int fresh(const struct init_request *request, int rootfd, const struct spec_mount *spec_mount,
		 const struct translate_mount *mount_, struct err *err)
{
	const char *source = spec_mount->source ? spec_mount->source : spec_mount->type;
	auto_close int target = init_destination_open(rootfd, spec_mount, false, err);
	char path[FD_PATH_SIZE];

	if (target < 0)
		return target;
	fd_path(path, target);
	if (mount(source, path, spec_mount->type, mount_->flags, *mount_->data ? mount_->data : NULL) < 0)
		return err_set_errno(err, errno, "mount %s on %s", spec_mount->type, spec_mount->destination);
	if (strcmp(spec_mount->type, "mqueue") == 0)
		return label_mqueue(request, rootfd, spec_mount->destination, err);
	return 0;
}

static int do_mount(const struct init_request *request, int rootfd, size_t index, struct err *err)
{
	const struct spec_mount *spec_mount = &request->spec->mounts.items[index];
	const struct translate_mount *mount_ = &request->plan->mounts[index];
	bool is_bind = mount_->flags & MS_BIND;
	int r;

	if (is_bind)
		r = bind(request, rootfd, index, err);
	else if (!spec_mount->type || !*spec_mount->type)
		r = err_set(err, EINVAL, "type: missing, and the mount is no bind mount");
	else if (strcmp(spec_mount->type, "cgroup") == 0)
		r = init_mount_cgroups(request, rootfd, spec_mount->destination, mount_, err);
	else if (strcmp(spec_mount->type, "tmpfs") == 0)
		r = init_mount_tmpfs(rootfd, spec_mount, mount_, err);
	else
		r = fresh(request, rootfd, spec_mount, mount_, err);
	return r < 0 ? r : apply_after(rootfd, spec_mount->destination, mount_, is_bind, err);
}

int init_mounts(const struct init_request *request, int rootfd, struct err *err)
{
	for (size_t i = 0; i < request->spec->mounts.count; i++)
		if (do_mount(request, rootfd, i, err) < 0)
			return err_wrap(err, "mounts[%zu] (%s)", i,
					request->spec->mounts.items[i].destination);
	return 0;
}
