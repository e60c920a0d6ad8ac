/* SPDX-License-Identifier: Apache-2.0 */
/* Cgroups where the older kernel's distribution has them, in a mount namespace of our own. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <mntent.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/syscall/syscall.h"
#include "kernels/emulate/emulate.h"

enum { MOUNTS_MAX = 64 };

static const char usual_place[] = "/sys/fs/cgroup";

/* The cgroup mounts of this host, in their order; `clone` is one of it without a place, or -EBADF if it is not wanted. */
struct mounts {
	size_t count;
	struct {
		char path[PATH_MAX];
		int clone;
	} items[MOUNTS_MAX];
};

static bool is_wanted(const struct emulate_profile *profile, const struct mntent *mount)
{
	for (const char **controller = profile->controllers; controller && *controller; controller++)
		if (strcmp(mount->mnt_type, "cgroup") == 0 && hasmntopt(mount, *controller))
			return true;
	return false;
}

static int collect(const struct emulate_profile *profile, struct mounts *mounts, struct err *err)
{
	FILE *file = setmntent("/proc/self/mounts", "re");
	const struct mntent *mount;
	int r = file ? 0 : err_set_errno(err, errno, "/proc/self/mounts");

	while (r == 0 && mounts->count < MOUNTS_MAX && (mount = getmntent(file))) {
		bool is_cgroup = strncmp(mount->mnt_type, "cgroup", 6) == 0;

		if (!is_cgroup && strcmp(mount->mnt_dir, usual_place) != 0)
			continue;
		(void)snprintf(mounts->items[mounts->count].path, PATH_MAX, "%s", mount->mnt_dir);
		mounts->items[mounts->count].clone = -EBADF;
		if (is_wanted(profile, mount)) {
			int fd = syscall_open_tree_clone(AT_FDCWD, mount->mnt_dir, false);

			if (fd < 0)
				r = err_set_errno(err, errno, "open_tree %s", mount->mnt_dir);
			mounts->items[mounts->count].clone = fd;
		}
		mounts->count++;
	}
	if (file)
		(void)endmntent(file);
	return r;
}

/*
 * Makes the folder where it does not exist, for as long as somebody holds it: each who uses it has a shared lock on it, and who
 * gets the exclusive one is the last and takes it away.
 */
static int hold_place(const char *path, struct err *err)
{
	struct stat ours, now;

	for (;;) {
		auto_close int fd = -EBADF;

		if (mkdir(path, 0755) < 0 && errno != EEXIST)
			return err_set_errno(err, errno, "mkdir %s", path);
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0 || flock(fd, LOCK_SH) < 0 || fstat(fd, &ours) < 0)
			return err_set_errno(err, errno, "%s", path);
		if (stat(path, &now) == 0 && now.st_dev == ours.st_dev && now.st_ino == ours.st_ino)
			return take_fd(&fd);
	}
}

static int attach(const char *root, const struct mounts *mounts, size_t i, struct err *err)
{
	char path[2 * PATH_MAX], name[PATH_MAX];
	auto_close int fd = -EBADF;

	(void)snprintf(name, sizeof(name), "%s", mounts->items[i].path);
	(void)snprintf(path, sizeof(path), "%s/%s", root, basename(name));
	if (mkdir(path, 0755) < 0)
		return err_set_errno(err, errno, "mkdir %s", path);
	fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0 || syscall_move_mount(mounts->items[i].clone, fd) < 0)
		return err_set_errno(err, errno, "moving a mount to %s", path);
	return 0;
}

/* Everything that is below or above the usual place goes; then sysfs has none, or the tmpfs that distributions mount there. */
static int rearrange(const struct emulate_profile *profile, struct mounts *mounts, struct err *err)
{
	bool elsewhere = strcmp(profile->cgroup_root, usual_place) != 0;
	int r = 0;

	if (mount("", "/", NULL, MS_REC | MS_SLAVE, NULL) < 0)
		return err_set_errno(err, errno, "making every mount a slave");
	for (size_t i = mounts->count; i-- > 0;)
		if (umount2(mounts->items[i].path, MNT_DETACH) < 0)
			return err_set_errno(err, errno, "umount %s", mounts->items[i].path);
	if (elsewhere && mount("none", "/sys/fs", "tmpfs", MS_RDONLY, "size=4k,mode=755") < 0)
		return err_set_errno(err, errno, "mounting an empty folder on /sys/fs");
	if (mount("cgroup", profile->cgroup_root, "tmpfs", 0, "mode=755") < 0)
		return err_set_errno(err, errno, "mounting a tmpfs on %s", profile->cgroup_root);
	for (size_t i = 0; r == 0 && i < mounts->count; i++)
		if (mounts->items[i].clone >= 0)
			r = attach(profile->cgroup_root, mounts, i, err);
	return r;
}

int emulate_cgroups_enter(const struct emulate_profile *profile, int *ret_place, struct err *err)
{
	static struct mounts mounts;
	auto_close int place = -EBADF;
	int r;

	if (!profile->cgroup_root) {
		*ret_place = -EBADF;
		return 0;
	}
	place = hold_place(profile->cgroup_root, err);
	if (place < 0)
		return place;
	if (unshare(CLONE_NEWNS) < 0)
		return err_set_errno(err, errno, "unshare");
	r = collect(profile, &mounts, err);
	if (r == 0)
		r = rearrange(profile, &mounts, err);
	for (size_t i = 0; i < mounts.count; i++)
		if (mounts.items[i].clone >= 0)
			(void)close(mounts.items[i].clone);
	if (r == 0)
		*ret_place = take_fd(&place);
	return r;
}

void emulate_cgroups_leave(const struct emulate_profile *profile, int place)
{
	if (place < 0)
		return;
	(void)umount2(profile->cgroup_root, MNT_DETACH);
	if (flock(place, LOCK_EX | LOCK_NB) == 0)
		(void)rmdir(profile->cgroup_root);
	(void)close(place);
}
