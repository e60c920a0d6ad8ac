/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the mount interface that libc does not wrap, or only lately: pivot_root, open_tree, move_mount, mount_setattr. */
#include "compat/syscall/syscall.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_open_tree
#define SYS_open_tree 428
#endif
#ifndef SYS_move_mount
#define SYS_move_mount 429
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

enum {
	OPEN_TREE_CLONE_FLAG = 1,
	AT_RECURSIVE_FLAG = 0x8000,
	MOVE_FROM_EMPTY = 0x4,
	MOVE_TO_EMPTY = 0x40,
	ATTRIBUTE_IDMAP = 0x100000
};

int syscall_pivot_root(const char *new_root, const char *put_old)
{
	return (int)syscall(SYS_pivot_root, new_root, put_old);
}

int syscall_open_tree_clone(int dirfd, const char *path, int recursive)
{
	unsigned int flags = OPEN_TREE_CLONE_FLAG | O_CLOEXEC | (recursive ? AT_RECURSIVE_FLAG : 0);

	return (int)syscall(SYS_open_tree, dirfd, path, flags);
}

int syscall_move_mount(int fd, int target)
{
	return (int)syscall(SYS_move_mount, fd, "", target, "", MOVE_FROM_EMPTY | MOVE_TO_EMPTY);
}

/* struct mount_attr of linux/mount.h, which clashes with glibc's sys/mount.h. */
struct attributes {
	uint64_t set, clear, propagation, user_namespace;
};

static int set_attributes(int fd, int recursive, const struct attributes *attributes)
{
	unsigned int flags = AT_EMPTY_PATH | (recursive ? AT_RECURSIVE_FLAG : 0);

	return (int)syscall(SYS_mount_setattr, fd, "", flags, attributes, sizeof(*attributes));
}

int syscall_mount_setattr(int fd, int recursive, uint64_t set, uint64_t clear)
{
	return set_attributes(fd, recursive, &(struct attributes){ .set = set, .clear = clear });
}

int syscall_mount_idmap(int fd, int recursive, int user_namespace)
{
	return set_attributes(
		fd, recursive,
		&(struct attributes){ .set = ATTRIBUTE_IDMAP, .user_namespace = (uint64_t)user_namespace });
}

int syscall_mount_propagation(int fd, int recursive, unsigned long type)
{
	return set_attributes(fd, recursive, &(struct attributes){ .propagation = type });
}
