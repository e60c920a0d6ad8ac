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

/* open_tree(2), Linux 5.2: a detached clone of the mount at `path`, with those below it if `recursive`; closed on exec. */
int syscall_open_tree_clone(int dirfd, const char *path, int recursive);

/* move_mount(2), Linux 5.2: attaches the detached mount `fd` to the mount point that `target` (O_PATH) refers to. */
int syscall_move_mount(int fd, int target);

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

/* The same, to show files with the ids of a user namespace: MOUNT_ATTR_IDMAP, on a detached mount only. */
int syscall_mount_idmap(int fd, int recursive, int user_namespace);

/* The same for MS_SHARED, MS_SLAVE, MS_PRIVATE or MS_UNBINDABLE. */
int syscall_mount_propagation(int fd, int recursive, unsigned long type);

/* pivot_root(2): libc has no wrapper. */
int syscall_pivot_root(const char *new_root, const char *put_old);

/* setrlimit(2) itself: glibc's wrapper calls prlimit64, which Linux has since 2.6.36 only. */
int syscall_setrlimit(int resource, const struct rlimit *limit);

/* keyctl(KEYCTL_JOIN_SESSION_KEYRING): the serial of the keyring, or -1. ENOSYS where keys are configured out. */
long syscall_keyctl_join_session_keyring(const char *name);

/*
 * Loads a BPF program (`count` instructions of struct sock_filter) for the calling thread: seccomp(2), Linux 3.17,
 * with SECCOMP_FILTER_FLAG_*; without flags prctl(PR_SET_SECCOMP), Linux 3.5, does the same where that is missing. 0,
 * or with SECCOMP_FILTER_FLAG_NEW_LISTENER (Linux 5.0) a descriptor, closed on exec. A thread that TSYNC could not take
 * along is ESRCH.
 */
int syscall_seccomp_load(unsigned int flags, const void *instructions, size_t count);

/* pidfd_open(2), Linux 5.3: a descriptor of a process, closed on exec. */
int syscall_pidfd_open(pid_t pid);

/* pidfd_getfd(2), Linux 5.6: a copy of a descriptor of that process, closed on exec. Takes what ptrace(2) takes. */
int syscall_pidfd_getfd(int pidfd, int fd);

/* setns(2): glibc has it since 2.14, the kernel since 3.0 (RHEL 6 has it in 2.6.32). */
int syscall_setns(int fd, int type);

/* sched_setattr(2), Linux 3.14, of the calling thread: struct sched_attr of linux/sched/types.h; `size` is filled in. */
struct syscall_sched_attr {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
	uint32_t clamp_minimum, clamp_maximum; /* Linux 5.3; older kernels take them when they are 0 */
};
int syscall_sched_setattr(const struct syscall_sched_attr *attributes);

/* ioprio_set(2) of the calling process: class 1 (real time) to 3 (idle), level 0 to 7. ENOSYS without block devices. */
int syscall_ioprio_set(int class, int level);

/* set_mempolicy(2): mode with its flags; `bits` is the size of `nodes`, NULL for none. ENOSYS without NUMA. */
int syscall_set_mempolicy(int mode, const unsigned long *nodes, unsigned long bits);

/*
 * bpf(2) for programs that decide over devices in a cgroup v2: Linux 4.15. One instruction as the kernel reads it; the
 * registers byte depends on the machine's byte order: SYSCALL_BPF_REGISTERS(destination, source).
 */
struct syscall_bpf_instruction {
	uint8_t code, registers;
	int16_t offset;
	int32_t immediate;
};

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define SYSCALL_BPF_REGISTERS(destination, source) ((uint8_t)((source) << 4 | (destination)))
#else
#define SYSCALL_BPF_REGISTERS(destination, source) ((uint8_t)((destination) << 4 | (source)))
#endif

/* BPF_PROG_LOAD: a descriptor, closed on exec. */
int syscall_bpf_load_cgroup_device(const struct syscall_bpf_instruction *instructions, size_t count);

/* BPF_PROG_ATTACH. With SYSCALL_BPF_REPLACE (Linux 5.6) it takes the place of replaced_fd in one step. */
enum { SYSCALL_BPF_ALLOW_MULTI = 2, SYSCALL_BPF_REPLACE = 4 };
int syscall_bpf_attach_cgroup_device(int cgroup_fd, int program_fd, unsigned int flags, int replaced_fd);
int syscall_bpf_detach_cgroup_device(int cgroup_fd, int program_fd);

/* BPF_PROG_QUERY, Linux 4.17: ids of the programs that are attached, *count of room before and of ids after. */
int syscall_bpf_query_cgroup_device(int cgroup_fd, uint32_t *ids, uint32_t *count);

/* BPF_PROG_GET_FD_BY_ID, Linux 4.13. */
int syscall_bpf_program_by_id(uint32_t id);

/*
 * fork(2) whose child begins in the cgroup v2 directory `cgroup_fd`: clone3(2) with CLONE_INTO_CGROUP, Linux 5.7. libc does
 * not know of it: for a single-threaded caller whose child asks libc for no thread id.
 */
pid_t syscall_fork_into_cgroup(int cgroup_fd);
