/* SPDX-License-Identifier: Apache-2.0 */
/* A mount of type cgroup: the container's view of its own cgroups, as runc lays it out. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/emulate/emulate.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"

#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif

static const unsigned long safe_flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;

/* Opens (and makes) the directory and gives its path by descriptor. */
static int directory(int rootfd, const char *name, char path[32], struct err *err)
{
	int fd = emulate_make_directory_in_root(rootfd, name, 0755);

	if (fd < 0)
		return err_set_errno(err, errno, "destination: making %s", name);
	(void)snprintf(path, 32, "/proc/self/fd/%d", fd);
	return fd;
}

/*
 * Before Linux 2.6.36 sysfs has no directory for cgroups and lets nobody make one: a tmpfs over its parent does. Lost is
 * what the parent held, on those kernels the directories of mounted fuse and ext4 file systems.
 */
static int directory_or_cover(int rootfd, const char *destination, char path[32], struct err *err)
{
	const char *slash = strrchr(destination, '/');
	int fd = directory(rootfd, destination, path, err);
	auto_close int cover = -EBADF;
	char parent[PATH_MAX];

	if (fd >= 0 || slash == destination)
		return fd;
	if (fd != -ENOENT && fd != -EPERM && fd != -EACCES)
		return fd;
	(void)snprintf(parent, sizeof(parent), "%.*s", (int)(slash - destination), destination);
	cover = emulate_open_in_root(rootfd, parent, O_PATH | O_DIRECTORY);
	if (cover < 0)
		return fd;
	(void)snprintf(path, 32, "/proc/self/fd/%d", cover);
	if (mount("tmpfs", path, "tmpfs", safe_flags, "mode=755") < 0)
		return fd;
	return directory(rootfd, destination, path, err);
}

/* The name a hierarchy has on the host: "cpu,cpuacct", "systemd". */
static const char *base_of(const struct cgroup_hierarchy *hierarchy)
{
	const char *slash = strrchr(hierarchy->mount_point, '/');

	return slash ? slash + 1 : hierarchy->mount_point;
}

/* A directory of the tmpfs that was just mounted: nobody else's links can be there. */
static int open_name(int topfd, const char *name, char path[32], struct err *err)
{
	int fd = openat(topfd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return err_set_errno(err, errno, "open %s", name);
	(void)snprintf(path, 32, "/proc/self/fd/%d", fd);
	return fd;
}

/*
 * In a cgroup namespace a mount of the hierarchy starts at the container's cgroup by itself; without one its
 * directory is bound.
 */
static int mount_hierarchy(const struct cgroup_hierarchy *hierarchy, bool namespaced, int topfd,
			   bool readonly, struct err *err)
{
	unsigned long flags = safe_flags | (readonly ? MS_RDONLY : 0);
	auto_close int fd = -EBADF, mounted = -EBADF;
	char path[32];

	if (mkdirat(topfd, base_of(hierarchy), 0755) < 0)
		return err_set_errno(err, errno, "mkdir %s", base_of(hierarchy));
	fd = open_name(topfd, base_of(hierarchy), path, err);
	if (fd < 0)
		return fd;
	if (namespaced)
		return mount("cgroup", path, "cgroup", flags, hierarchy->controllers) < 0 ?
			       err_set_errno(err, errno, "mount cgroup (%s)", hierarchy->controllers) :
			       0;
	if (mount(hierarchy->directory, path, NULL, MS_BIND, NULL) < 0)
		return err_set_errno(err, errno, "mount %s (bind)", hierarchy->directory);
	mounted = open_name(topfd, base_of(hierarchy), path, err);
	if (mounted < 0)
		return mounted;
	if (mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | flags, NULL) < 0)
		return err_set_errno(err, errno, "mount %s (remount)", hierarchy->directory);
	return 0;
}

/* "cpu,cpuacct" is also found as "cpu" and as "cpuacct". */
static int link_controllers(const struct cgroup_hierarchy *hierarchy, int topfd, struct err *err)
{
	const char *base = base_of(hierarchy);
	char list[NAME_MAX + 1], *rest = NULL;

	if (!strchr(hierarchy->controllers, ',') || strlen(hierarchy->controllers) >= sizeof(list))
		return 0;
	(void)snprintf(list, sizeof(list), "%s", hierarchy->controllers);
	for (char *one = strtok_r(list, ",", &rest); one; one = strtok_r(NULL, ",", &rest))
		if (strcmp(one, base) != 0 && symlinkat(base, topfd, one) < 0 && errno != EEXIST)
			return err_set_errno(err, errno, "symlink %s", one);
	return 0;
}

/*
 * cgroup v2 is one mount. In a cgroup namespace it starts at the container's cgroup by itself; without one all of it shows,
 * as runc has it, by a bind mount: another mount of its own would change the options of the host's (nsdelegate).
 */
static int mount_unified(const struct init_request *request, bool namespaced, int rootfd,
			 const char *destination, const char *path, unsigned long flags, struct err *err)
{
	const struct cgroup_hierarchy *unified = cgroup_unified(request->cgroup);
	auto_close int mounted = -EBADF;
	char mounted_path[32];

	if (namespaced || !unified) {
		if (mount("cgroup", path, "cgroup2", flags, NULL) == 0)
			return 0;
		/* A user namespace that did not make the cgroup namespace may not. */
		if ((errno != EPERM && errno != EBUSY) || !unified)
			return err_set_errno(err, errno, "mount cgroup2");
	}
	if (mount(namespaced ? unified->directory : unified->mount_point, path, NULL, MS_BIND, NULL) < 0)
		return err_set_errno(err, errno, "mount %s (bind)", unified->mount_point);
	mounted = directory(rootfd, destination, mounted_path, err);
	if (mounted < 0)
		return mounted;
	if (mount(NULL, mounted_path, NULL, MS_BIND | MS_REMOUNT | flags, NULL) < 0)
		return err_set_errno(err, errno, "mount %s (remount)", unified->mount_point);
	return 0;
}

/* Rootless, without cgroups of its own: the container sees those of the host, as with runc. */
static int bind_host(int rootfd, const char *destination, const char *path, bool readonly, struct err *err)
{
	static const char source[] = "/sys/fs/cgroup";
	auto_close int mounted = -EBADF;
	char mounted_path[32];

	if (mount(source, path, NULL, MS_BIND | MS_REC, NULL) < 0)
		return err_set_errno(err, errno, "mount %s (bind)", source);
	mounted = directory(rootfd, destination, mounted_path, err);
	if (mounted < 0)
		return mounted;
	return readonly ? init_remount_readonly(mounted_path, err) : 0;
}

int init_mount_cgroups(const struct init_request *request, int rootfd, const char *destination,
		       const struct translate_mount *mount_, struct err *err)
{
	const struct spec_namespace *namespace = spec_namespace_find(request->spec, CLONE_NEWCGROUP);
	bool readonly = mount_->flags & MS_RDONLY;
	auto_close int target = -EBADF, top = -EBADF;
	char path[32];
	int r;

	target = directory_or_cover(rootfd, destination, path, err);
	if (target < 0)
		return target;
	r = init_destination_check(rootfd, target, destination, err);
	if (r < 0)
		return r;
	if (request->cgroup->count == 0 && request->cgroup->forbidden)
		return bind_host(rootfd, destination, path, readonly, err);
	if (request->cgroup->count == 0 || cgroup_is_v2(request->cgroup))
		return mount_unified(request, namespace, rootfd, destination, path, mount_->flags, err);
	if (mount("tmpfs", path, "tmpfs", safe_flags, "mode=755") < 0)
		return err_set_errno(err, errno, "mount tmpfs");
	top = directory(rootfd, destination, path, err);
	if (top < 0)
		return top;
	for (size_t i = 0; i < request->cgroup->count; i++) {
		const struct cgroup_hierarchy *hierarchy = &request->cgroup->hierarchies[i];

		/* runc shows no cgroup v2 beside v1. */
		if (hierarchy->unified)
			continue;
		r = mount_hierarchy(hierarchy, namespace, top, readonly, err);
		if (r == 0)
			r = link_controllers(hierarchy, top, err);
		if (r < 0)
			return r;
	}
	if (readonly && mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | safe_flags, NULL) < 0)
		return err_set_errno(err, errno, "mount tmpfs (read-only)");
	return 0;
}
