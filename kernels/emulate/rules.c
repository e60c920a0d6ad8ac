/* SPDX-License-Identifier: Apache-2.0 */
/* What came with which version of Linux, as far as it is the number of a call, a flag or an option. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>

#include "kernels/emulate/emulate.h"

const char emulate_unknown_since[] = "6.19";

#define CALL(name, since, number)                    \
	{                                            \
		name, since, number, ENOSYS,         \
		{                                    \
			{                            \
				EMULATE_ALWAYS, 0, 0 \
			}                            \
		}                                    \
	}
#define ARGUMENT(name, since, call, n, value, error)     \
	{                                                \
		name, since, SYS_##call, error,          \
		{                                        \
			{                                \
				EMULATE_EQUALS, n, value \
			}                                \
		}                                        \
	}
#define FLAG(name, since, call, n, bits, error)           \
	{                                                 \
		name, since, SYS_##call, error,           \
		{                                         \
			{                                 \
				EMULATE_HAS_BITS, n, bits \
			}                                 \
		}                                         \
	}
#define PRCTL(name, since, option) ARGUMENT(name, since, prctl, 0, option, EINVAL)
#define FCNTL(name, since, command) ARGUMENT(name, since, fcntl, 1, command, EINVAL)
#define IOCTL(name, since, request) ARGUMENT(name, since, ioctl, 1, request, EINVAL)

/*
 * Sorted by version. Where several rows have a name, a profile takes all of them back by it. Calls from 424 on have the same
 * number on every machine, and libc's headers may be too old for their names.
 */
const struct emulate_rule emulate_rules[] = {
	CALL("recvmmsg", "2.6.33", SYS_recvmmsg),
	FCNTL("pipe-size", "2.6.35", 1031),
	FCNTL("pipe-size", "2.6.35", 1032),
	CALL("prlimit64", "2.6.36", SYS_prlimit64),
	CALL("fanotify", "2.6.37", SYS_fanotify_init),
	CALL("fanotify", "2.6.37", SYS_fanotify_mark),
	CALL("file-handles", "2.6.39", SYS_name_to_handle_at),
	CALL("file-handles", "2.6.39", SYS_open_by_handle_at),
	CALL("clock_adjtime", "2.6.39", SYS_clock_adjtime),
	CALL("syncfs", "2.6.39", SYS_syncfs),
	/* Not fstatat(2), by which libc's fstat() is made from glibc 2.33 to 2.38: nothing would run here any more. */
	FLAG("AT_EMPTY_PATH", "2.6.39", linkat, 4, 0x1000, EINVAL),
	FLAG("AT_EMPTY_PATH", "2.6.39", fchownat, 4, 0x1000, EINVAL),
	ARGUMENT("CLOCK_BOOTTIME", "2.6.39", timerfd_create, 0, 7, EINVAL),
	CALL("sendmmsg", "3.0", SYS_sendmmsg),
	CALL("setns", "3.0", SYS_setns),
	CALL("process_vm", "3.2", SYS_process_vm_readv),
	CALL("process_vm", "3.2", SYS_process_vm_writev),
	PRCTL("PR_SET_MM", "3.3", 35),
	PRCTL("subreaper", "3.4", 36),
	PRCTL("subreaper", "3.4", 37),
	PRCTL("no_new_privs", "3.5", 38),
	PRCTL("no_new_privs", "3.5", 39),
	PRCTL("PR_GET_TID_ADDRESS", "3.5", 40),
	{ "seccomp-filter", "3.5", SYS_prctl, EINVAL, { { EMULATE_EQUALS, 0, 22 }, { EMULATE_EQUALS, 1, 2 } } },
	CALL("kcmp", "3.5", SYS_kcmp),
	CALL("finit_module", "3.8", SYS_finit_module),
	FLAG("unshare-pid", "3.8", unshare, 0, CLONE_NEWPID, EINVAL),
	FLAG("user-namespace", "3.8", unshare, 0, CLONE_NEWUSER, EINVAL),
	/* Really the flag is taken and gives a namespace without maps. */
	FLAG("user-namespace", "3.8", clone, 0, CLONE_NEWUSER, EINVAL),
	{ "SO_REUSEPORT", "3.9", SYS_setsockopt, ENOPROTOOPT, { { EMULATE_EQUALS, 1, 1 }, { EMULATE_EQUALS, 2, 15 } } },
#ifdef SYS_open
	FLAG("O_TMPFILE", "3.11", open, 1, O_TMPFILE & ~O_DIRECTORY, EISDIR),
#endif
	FLAG("O_TMPFILE", "3.11", openat, 2, O_TMPFILE & ~O_DIRECTORY, EISDIR),
	CALL("sched_setattr", "3.14", SYS_sched_setattr),
	CALL("sched_setattr", "3.14", SYS_sched_getattr),
	CALL("renameat2", "3.15", SYS_renameat2),
	FCNTL("F_OFD_SETLK", "3.15", 36),
	FCNTL("F_OFD_SETLK", "3.15", 37),
	FCNTL("F_OFD_SETLK", "3.15", 38),
	CALL("seccomp", "3.17", SYS_seccomp),
	CALL("getrandom", "3.17", SYS_getrandom),
	CALL("memfd_create", "3.17", SYS_memfd_create),
	FCNTL("F_ADD_SEALS", "3.17", 1033),
	FCNTL("F_ADD_SEALS", "3.17", 1034),
	CALL("bpf", "3.18", SYS_bpf),
	CALL("execveat", "3.19", SYS_execveat),
	CALL("userfaultfd", "4.3", SYS_userfaultfd),
	CALL("membarrier", "4.3", SYS_membarrier),
	PRCTL("ambient", "4.3", 47),
	CALL("mlock2", "4.4", SYS_mlock2),
	IOCTL("LOOP_SET_DIRECT_IO", "4.4", 0x4c08),
	CALL("copy_file_range", "4.5", SYS_copy_file_range),
	CALL("preadv2", "4.6", SYS_preadv2),
	CALL("preadv2", "4.6", SYS_pwritev2),
	FLAG("cgroup-namespace", "4.6", unshare, 0, CLONE_NEWCGROUP, EINVAL),
	/* Really the flag is CLONE_STOPPED before 2.6.38, and ignored later. */
	FLAG("cgroup-namespace", "4.6", clone, 0, CLONE_NEWCGROUP, EINVAL),
	CALL("pkey", "4.9", SYS_pkey_mprotect),
	CALL("pkey", "4.9", SYS_pkey_alloc),
	CALL("pkey", "4.9", SYS_pkey_free),
	CALL("statx", "4.11", SYS_statx),
	IOCTL("TIOCGPTPEER", "4.13", 0x5441),
	FLAG("seccomp-log", "4.14", seccomp, 1, 1 << 1, EINVAL),
	FLAG("seccomp-spec-allow", "4.17", seccomp, 1, 1 << 2, EINVAL),
	CALL("io_pgetevents", "4.18", SYS_io_pgetevents),
	CALL("rseq", "4.18", SYS_rseq),
	FLAG("seccomp-notify", "5.0", seccomp, 1, 1 << 3, EINVAL),
	CALL("pidfd_send_signal", "5.1", 424),
	CALL("io_uring", "5.1", 425),
	CALL("io_uring", "5.1", 426),
	CALL("io_uring", "5.1", 427),
	CALL("open_tree", "5.2", 428),
	CALL("open_tree", "5.2", 429),
	CALL("open_tree", "5.2", 430),
	CALL("open_tree", "5.2", 431),
	CALL("open_tree", "5.2", 432),
	CALL("open_tree", "5.2", 433),
	CALL("pidfd_open", "5.3", 434),
	CALL("clone3", "5.3", 435),
	ARGUMENT("P_PIDFD", "5.4", waitid, 0, 3, EINVAL),
	CALL("openat2", "5.6", 437),
	CALL("pidfd_getfd", "5.6", 438),
	FLAG("time-namespace", "5.6", unshare, 0, 0x80, EINVAL),
	FLAG("seccomp-tsync-esrch", "5.7", seccomp, 1, 1 << 4, EINVAL),
	CALL("faccessat2", "5.8", 439),
	IOCTL("LOOP_CONFIGURE", "5.8", 0x4c0a),
	CALL("close_range", "5.9", 436),
	CALL("process_madvise", "5.10", 440),
	CALL("epoll_pwait2", "5.11", 441),
	CALL("mount_setattr", "5.12", 442),
	CALL("landlock", "5.13", 444),
	CALL("landlock", "5.13", 445),
	CALL("landlock", "5.13", 446),
	CALL("quotactl_fd", "5.14", 443),
	CALL("memfd_secret", "5.14", 447),
	CALL("process_mrelease", "5.15", 448),
	CALL("futex_waitv", "5.16", 449),
	CALL("set_mempolicy_home_node", "5.17", 450),
	FLAG("seccomp-wait-killable", "5.19", seccomp, 1, 1 << 5, EINVAL),
	CALL("cachestat", "6.5", 451),
	CALL("fchmodat2", "6.6", 452),
	CALL("map_shadow_stack", "6.6", 453),
	CALL("futex2", "6.7", 454),
	CALL("futex2", "6.7", 455),
	CALL("futex2", "6.7", 456),
	CALL("statmount", "6.8", 457),
	CALL("statmount", "6.8", 458),
	CALL("lsm", "6.8", 459),
	CALL("lsm", "6.8", 460),
	CALL("lsm", "6.8", 461),
	CALL("mseal", "6.10", 462),
	CALL("xattrat", "6.13", 463),
	CALL("xattrat", "6.13", 464),
	CALL("xattrat", "6.13", 465),
	CALL("xattrat", "6.13", 466),
	CALL("open_tree_attr", "6.15", 467),
	CALL("file_getattr", "6.17", 468),
	CALL("file_getattr", "6.17", 469),
};

const size_t emulate_rule_count = sizeof(emulate_rules) / sizeof(*emulate_rules);

/* "ns" is the folder itself. Not setgroups, without which this kernel lets no user write gid_map. */
const struct emulate_file emulate_files[] = {
	{ "comm", "2.6.33" },
	{ "oom_score_adj", "2.6.36" },
	{ "ns", "3.0" },
	{ "ns/ipc", "3.0" },
	{ "ns/net", "3.0" },
	{ "ns/uts", "3.0" },
	{ "kernel/cap_last_cap", "3.2" },
	{ "gid_map", "3.5" },
	{ "uid_map", "3.5" },
	{ "ns_last_pid", "3.5" },
	{ "projid_map", "3.7" },
	{ "ns/mnt", "3.8" },
	{ "ns/pid", "3.8" },
	{ "ns/user", "3.8" },
	{ "thread-self", "3.17" },
	{ "ns/cgroup", "4.6" },
	{ "ns/pid_for_children", "4.12" },
	{ "kernel/seccomp", "4.14" },
	{ "ns/time", "5.6" },
	{ "ns/time_for_children", "5.6" },
	{ "timens_offsets", "5.6" },
};

const size_t emulate_file_count = sizeof(emulate_files) / sizeof(*emulate_files);
