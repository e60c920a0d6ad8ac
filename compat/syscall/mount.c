/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the mount interface that libc does not wrap, or only lately: pivot_root, open_tree, mount_setattr. */
#include "compat/syscall/syscall.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_open_tree
#define SYS_open_tree 428
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

enum { OPEN_TREE_CLONE_FLAG = 1, AT_RECURSIVE_FLAG = 0x8000 };

int syscall_pivot_root(const char *new_root, const char *put_old)
{
	return (int)syscall(SYS_pivot_root, new_root, put_old);
}

int syscall_open_tree_clone(int dirfd, const char *path)
{
	return (int)syscall(SYS_open_tree, dirfd, path, OPEN_TREE_CLONE_FLAG | O_CLOEXEC);
}

int syscall_mount_setattr(int fd, int recursive, uint64_t set, uint64_t clear)
{
	/* struct mount_attr of linux/mount.h, which clashes with glibc's sys/mount.h. */
	struct {
		uint64_t attr_set, attr_clr, propagation, userns_fd;
	} attributes = { .attr_set = set, .attr_clr = clear };
	unsigned int flags = AT_EMPTY_PATH | (recursive ? AT_RECURSIVE_FLAG : 0);

	return (int)syscall(SYS_mount_setattr, fd, "", flags, &attributes, sizeof(attributes));
}
