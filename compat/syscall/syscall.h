/* SPDX-License-Identifier: Apache-2.0 */
/*
 * System calls that libc lacks, lacks on some supported libc, or wraps in a way that breaks on old kernels. Each
 * returns what the kernel says: -1 with errno, ENOSYS where the kernel does not know the call. No fallbacks here:
 * those are in compat/emulate/, which may include this; this includes libc only.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

/* openat2(2), Linux 5.6. `resolve` is a set of SYSCALL_RESOLVE_*; the mode of O_CREAT is 0. */
enum {
	SYSCALL_RESOLVE_NO_MAGICLINKS = 0x02,
	SYSCALL_RESOLVE_NO_SYMLINKS = 0x04,
	SYSCALL_RESOLVE_IN_ROOT = 0x10
};
int syscall_openat2(int dirfd, const char *path, uint64_t flags, uint64_t resolve);

/* close_range(2), Linux 5.9. */
int syscall_close_range(unsigned int first, unsigned int last);

/* open_tree(2), Linux 5.2: a detached clone of the mount at `path` (not recursive), closed on exec. */
int syscall_open_tree_clone(int dirfd, const char *path);

/* mount_setattr(2), Linux 5.12, on the mount that `fd` refers to; attributes are SYSCALL_MOUNT_ATTR_*. */
enum {
	SYSCALL_MOUNT_ATTR_RDONLY = 0x1,
	SYSCALL_MOUNT_ATTR_NOSUID = 0x2,
	SYSCALL_MOUNT_ATTR_NODEV = 0x4,
	SYSCALL_MOUNT_ATTR_NOEXEC = 0x8,
	SYSCALL_MOUNT_ATTR__ATIME = 0x70,
	SYSCALL_MOUNT_ATTR_NOATIME = 0x10,
	SYSCALL_MOUNT_ATTR_STRICTATIME = 0x20,
	SYSCALL_MOUNT_ATTR_NODIRATIME = 0x80,
	SYSCALL_MOUNT_ATTR_NOSYMFOLLOW = 0x200000,
};
int syscall_mount_setattr(int fd, int recursive, uint64_t set, uint64_t clear);

/* pivot_root(2): libc has no wrapper. */
int syscall_pivot_root(const char *new_root, const char *put_old);

/* setrlimit(2) itself: glibc's wrapper calls prlimit64, which Linux has since 2.6.36 only. */
int syscall_setrlimit(int resource, const struct rlimit *limit);

/* keyctl(KEYCTL_JOIN_SESSION_KEYRING): the serial of the keyring, or -1. ENOSYS where keys are configured out. */
long syscall_keyctl_join_session_keyring(const char *name);

/*
 * Loads a BPF program (`count` instructions of struct sock_filter) for the calling thread: seccomp(2), Linux 3.17,
 * with SECCOMP_FILTER_FLAG_*; without flags prctl(PR_SET_SECCOMP), Linux 3.5, does the same where that is missing.
 */
int syscall_seccomp_load(unsigned int flags, const void *instructions, size_t count);

/* setns(2): glibc has it since 2.14, the kernel since 3.0 (RHEL 6 has it in 2.6.32). */
int syscall_setns(int fd, int type);
