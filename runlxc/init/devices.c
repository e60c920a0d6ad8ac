/* SPDX-License-Identifier: Apache-2.0 */
/* The devices and links every container has (config-linux.md, Default Devices), and those of linux.devices. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/path.h"
#include "compat/emulate/emulate.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"

struct node {
	const char *path;
	mode_t mode;
	dev_t number;
	uid_t uid;
	gid_t gid;
};

static const struct {
	const char *path;
	unsigned int major, minor;
} default_devices[] = {
	{ "/dev/null", 1, 3 },	 { "/dev/zero", 1, 5 },	   { "/dev/full", 1, 7 },
	{ "/dev/random", 1, 8 }, { "/dev/urandom", 1, 9 }, { "/dev/tty", 5, 0 },
};

static const struct {
	const char *name, *target;
} links[] = {
	{ "fd", "/proc/self/fd" },	 { "stdin", "/proc/self/fd/0" },  { "stdout", "/proc/self/fd/1" },
	{ "stderr", "/proc/self/fd/2" }, { "core", "/proc/kcore" },
};

/* Where mknod is forbidden the host's own node is bound. Devices are looked for on the host under the same path. */
static int bind_node(int rootfd, const struct node *node, int number, struct err *err)
{
	auto_close int fd = emulate_make_file_in_root(rootfd, node->path);
	char path[32];

	if (fd < 0)
		return err_set_errno(err, errno, "making %s", node->path);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (mount(node->path, path, NULL, MS_BIND, NULL) < 0)
		return err_set_errno(err, number, "mknod %s", node->path);
	return 0;
}

/* Opens the directory that is to hold the node. */
static int open_parent(int rootfd, const char *path, const char **ret_name, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char parent[PATH_MAX];
	int fd;

	if (!slash || !slash[1] || (size_t)(slash - path) >= sizeof(parent))
		return err_set(err, EINVAL, "'%s' names no file", path);
	memcpy(parent, path, (size_t)(slash - path));
	parent[slash - path] = '\0';
	fd = emulate_make_directory_in_root(rootfd, parent, 0755);
	if (fd < 0)
		return err_set_errno(err, errno, "making %s", parent);
	*ret_name = slash + 1;
	return fd;
}

/* A node that is there already, from the image or bound there, stays when it is the device that is wanted. */
static int check_existing(int parent, const char *name, const struct node *node, struct err *err)
{
	struct stat status;

	if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return err_set_errno(err, errno, "stat %s", node->path);
	if ((status.st_mode & S_IFMT) != (node->mode & S_IFMT) ||
	    (!S_ISFIFO(node->mode) && status.st_rdev != node->number))
		return err_set(err, EEXIST, "%s is there already and is another file", node->path);
	return 0;
}

static int make_node(int rootfd, const struct node *node, struct err *err)
{
	const char *name;
	auto_close int parent = open_parent(rootfd, node->path, &name, err);

	if (parent < 0)
		return parent;
	if (mknodat(parent, name, node->mode, node->number) < 0) {
		if (errno == EEXIST)
			return check_existing(parent, name, node, err);
		if (errno == EPERM && !S_ISFIFO(node->mode))
			return bind_node(rootfd, node, errno, err);
		return err_set_errno(err, errno, "mknod %s", node->path);
	}
	if (fchownat(parent, name, node->uid, node->gid, AT_SYMLINK_NOFOLLOW) < 0)
		return err_set_errno(err, errno, "chown %s", node->path);
	return 0;
}

static int make_links(int devfd, struct err *err)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		/* The kernel's core is an option of the kernel; the host's /proc is still there to ask. */
		if (strcmp(links[i].name, "core") == 0 && access(links[i].target, F_OK) < 0)
			continue;
		if (symlinkat(links[i].target, devfd, links[i].name) < 0 && errno != EEXIST)
			return err_set_errno(err, errno, "symlink /dev/%s", links[i].name);
	}
	/* The image may have a node here, which would be the host's terminals. */
	if (unlinkat(devfd, "ptmx", 0) < 0 && errno != ENOENT)
		return err_set_errno(err, errno, "unlink /dev/ptmx");
	if (symlinkat("pts/ptmx", devfd, "ptmx") < 0)
		return err_set_errno(err, errno, "symlink /dev/ptmx");
	return 0;
}

static struct node node_of(const struct spec_device *device)
{
	mode_t type = device->type == 'b' ? S_IFBLK : device->type == 'p' ? S_IFIFO : S_IFCHR;
	bool numbered = device->major && device->minor;

	return (struct node){
		.path = device->path,
		.mode = type | (mode_t)(device->file_mode ? *device->file_mode & 07777 : 0666),
		.number = numbered ? makedev((unsigned int)*device->major, (unsigned int)*device->minor) : 0,
		.uid = device->uid ? *device->uid : 0,
		.gid = device->gid ? *device->gid : 0,
	};
}

/* A /dev that the bundle binds from somewhere is that somewhere's: nothing is made in it. */
static bool dev_is_bound(const struct spec *spec)
{
	for (size_t i = 0; i < spec->mounts.count; i++) {
		const struct spec_mount *mount_ = &spec->mounts.items[i];

		if (!path_is_same(mount_->destination, "/dev"))
			continue;
		if (mount_->type && strcmp(mount_->type, "bind") == 0)
			return true;
		for (size_t j = 0; j < mount_->options.count; j++)
			if (strcmp(mount_->options.items[j], "bind") == 0 ||
			    strcmp(mount_->options.items[j], "rbind") == 0)
				return true;
	}
	return false;
}

static int make_defaults(int rootfd, struct err *err)
{
	for (size_t i = 0; i < sizeof(default_devices) / sizeof(*default_devices); i++) {
		struct node node = { .path = default_devices[i].path, .mode = S_IFCHR | 0666 };
		int r;

		node.number = makedev(default_devices[i].major, default_devices[i].minor);
		r = make_node(rootfd, &node, err);
		if (r < 0)
			return err_wrap(err, "linux.devices (default)");
	}
	return 0;
}

int init_devices(const struct init_request *request, int rootfd, struct err *err)
{
	const struct spec *spec = request->spec;
	auto_close int devfd = -EBADF;
	mode_t saved;
	int r = 0;

	if (dev_is_bound(spec))
		return 0;
	saved = umask(0);
	/* The bundle's own come first: a device of a default's path replaces it. */
	for (size_t i = 0; i < spec->linux->devices.count && r == 0; i++) {
		struct node node = node_of(&spec->linux->devices.items[i]);

		r = make_node(rootfd, &node, err);
		if (r < 0)
			(void)err_wrap(err, "linux.devices[%zu]", i);
	}
	if (r == 0)
		r = make_defaults(rootfd, err);
	if (r == 0) {
		devfd = emulate_open_in_root(rootfd, "/dev", O_RDONLY | O_DIRECTORY);
		r = devfd < 0 ? err_set_errno(err, errno, "linux.devices: open /dev") :
				make_links(devfd, err);
	}
	(void)umask(saved);
	return r;
}
