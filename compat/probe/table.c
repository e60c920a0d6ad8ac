/* SPDX-License-Identifier: Apache-2.0 */
/* Every question as a row: its name, since when, what is lost without, and the call that asks. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/file.h"
#include "compat/probe/probe.h"
#include "compat/syscall/syscall.h"

#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif
#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

/* Numbers that libc's headers may be too old for are the same on every machine. */
enum {
	CALL_OPEN_TREE = 428,
	CALL_PIDFD_OPEN = 434,
	CALL_CLONE3 = 435,
	CALL_CLOSE_RANGE = 436,
	CALL_OPENAT2 = 437,
	CALL_PIDFD_GETFD = 438,
	CALL_MOUNT_SETATTR = 442,
};

enum { NEW_LISTENER = 1 << 3 }; /* SECCOMP_FILTER_FLAG_NEW_LISTENER */

/* Of a call that cannot succeed: every error but these two says that the kernel looked at the arguments. */
static enum probe_answer answer_of(long result)
{
	if (result >= 0)
		return PROBE_YES;
	return errno == ENOSYS ? PROBE_NO : errno == EPERM ? PROBE_BLOCKED : PROBE_YES;
}

static enum probe_answer answer_is(bool yes)
{
	return yes ? PROBE_YES : errno == EPERM ? PROBE_BLOCKED : PROBE_NO;
}

static enum probe_answer has_file(const char *path)
{
	return access(path, F_OK) == 0 ? PROBE_YES : PROBE_NO;
}

/* The file begins with this letter. */
static enum probe_answer says(const char *path, char letter)
{
	auto_free char *text = NULL;

	return file_read_at(AT_FDCWD, path, 4096, &text, NULL) == 0 && *text == letter ? PROBE_YES : PROBE_NO;
}

static enum probe_answer try_ambient(void)
{
	return answer_is(probe_ambient_capabilities());
}

static enum probe_answer try_apparmor(void)
{
	return says("/sys/module/apparmor/parameters/enabled", 'Y');
}

/* "return 1", which is a program for every cgroup, but for no kernel that does not know this type of program. */
static enum probe_answer try_bpf(void)
{
	static const struct syscall_bpf_instruction program[] = {
		{ .code = 0xb7, .registers = SYSCALL_BPF_REGISTERS(0, 0), .immediate = 1 }, /* r0 = 1 */
		{ .code = 0x95 },                                                          /* exit */
	};
	auto_close int fd = syscall_bpf_load_cgroup_device(program, sizeof(program) / sizeof(*program));

	return answer_is(fd >= 0);
}

static enum probe_answer try_cgroup_directory(void)
{
	return has_file("/sys/fs/cgroup");
}

static enum probe_answer try_cgroup_namespace(void)
{
	return answer_is(probe_namespace(CLONE_NEWCGROUP));
}

/*
 * Into a cgroup that no descriptor is of: EBADF when everything else was right. Older kernels have another size for the
 * arguments (E2BIG) or do not know the flag (EINVAL).
 */
static enum probe_answer try_clone_into_cgroup(void)
{
	const struct {
		uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid,
			set_tid_size, cgroup;
	} arguments = { .flags = 0x200000000ULL, .exit_signal = SIGCHLD, .cgroup = INT_MAX };

	return answer_is(syscall(CALL_CLONE3, &arguments, sizeof(arguments)) < 0 && errno == EBADF);
}

static enum probe_answer try_close_range(void)
{
	return answer_of(syscall(CALL_CLOSE_RANGE, 2, 1, 0));
}

static enum probe_answer try_io_priority(void)
{
	return answer_of(syscall(SYS_ioprio_get, 1, 0));
}

static enum probe_answer try_keyrings(void)
{
	return answer_of(syscall(SYS_keyctl, -1, 0, 0, 0, 0));
}

static enum probe_answer try_memfd(void)
{
	return answer_of(syscall(SYS_memfd_create, "", ~0U));
}

static enum probe_answer try_memory_policy(void)
{
	return answer_of(syscall(SYS_set_mempolicy, -1, NULL, 0));
}

static enum probe_answer try_mount_attributes(void)
{
	return answer_of(syscall(CALL_MOUNT_SETATTR, -1, "", 0, NULL, 0));
}

static enum probe_answer try_namespace_files(void)
{
	return has_file("/proc/self/ns/mnt");
}

static enum probe_answer try_no_new_privileges(void)
{
	return answer_is(probe_no_new_privileges());
}

/* Kernels without it ignore the flag: only what cannot be done with such a descriptor shows it. */
static enum probe_answer try_o_path(void)
{
	auto_close int fd = open("/", O_PATH | O_CLOEXEC);
	char byte;

	return fd >= 0 && read(fd, &byte, 1) < 0 && errno == EBADF ? PROBE_YES : PROBE_NO;
}

static enum probe_answer try_oom_score_adj(void)
{
	return has_file("/proc/self/oom_score_adj");
}

static enum probe_answer try_open_tree(void)
{
	return answer_of(syscall(CALL_OPEN_TREE, -1, "", ~0U));
}

static enum probe_answer try_openat2(void)
{
	return answer_of(syscall(CALL_OPENAT2, -1, "", NULL, 0));
}

static enum probe_answer try_pidfd(void)
{
	return answer_of(syscall(CALL_PIDFD_OPEN, 0, 0));
}

static enum probe_answer try_pidfd_getfd(void)
{
	return answer_of(syscall(CALL_PIDFD_GETFD, -1, -1, ~0U));
}

static enum probe_answer try_prlimit(void)
{
	return answer_of(syscall(SYS_prlimit64, 0, ~0U, NULL, NULL));
}

static enum probe_answer try_resctrl(void)
{
	return has_file("/sys/fs/resctrl/info");
}

static enum probe_answer try_sched_setattr(void)
{
	return answer_of(syscall(SYS_sched_setattr, 0, NULL, 0));
}

/* An operation that does not exist. */
static enum probe_answer try_seccomp_call(void)
{
	return answer_of(syscall(SYS_seccomp, ~0U, 0, NULL));
}

static enum probe_answer try_seccomp_filter(void)
{
	return answer_is(probe_seccomp_filter());
}

static enum probe_answer try_seccomp_notify(void)
{
	return answer_is(probe_seccomp_flag(NEW_LISTENER));
}

static enum probe_answer try_selinux(void)
{
	return answer_is(probe_selinux());
}

static enum probe_answer try_setns(void)
{
	return answer_of(syscall(SYS_setns, -1, 0));
}

static enum probe_answer try_subreaper(void)
{
	return answer_is(probe_subreaper());
}

static enum probe_answer try_time_namespace(void)
{
	return answer_is(probe_namespace(CLONE_NEWTIME));
}

static enum probe_answer try_user_namespace(void)
{
	return answer_is(probe_namespace(CLONE_NEWUSER));
}

static const struct probe probes[] = {
	{ "O_PATH", "2.6.39", "nothing, but that opening a device node has its side effects", try_o_path },
	{ "ambient capabilities", "4.3", "ambient capabilities are not set", try_ambient },
	{ "apparmor", "2.6.36", "profiles are refused", try_apparmor },
	{ "bpf for devices", "4.15", "device rules on cgroup v2 are refused", try_bpf },
	{ "cgroup directory", "2.6.36", "a tmpfs covers /sys/fs where a bundle mounts cgroups", try_cgroup_directory },
	{ "cgroup namespace", "4.6", "refused", try_cgroup_namespace },
	{ "clone into cgroup", "5.7", "time: init is moved into its cgroup v2", try_clone_into_cgroup },
	{ "close_range", "5.9", "nothing: descriptors are closed one by one", try_close_range },
	{ "io priorities", "2.6.13", "refused", try_io_priority },
	{ "keyrings", "2.6.10", "the caller's session keyring is kept", try_keyrings },
	{ "memfd", "3.17", "the program runs from a private copy on disk, which is not sealed", try_memfd },
	{ "memory policies", "2.6.7", "refused", try_memory_policy },
	{ "mount attributes", "5.12", "recursive attributes (rro) and id-mapped mounts are refused", try_mount_attributes },
	{ "namespace files", "3.8", "exec and namespaces by path are refused", try_namespace_files },
	{ "no_new_privs", "3.5", "set-user-ID programs keep their effect", try_no_new_privileges },
	{ "oom_score_adj", "2.6.36", "refused", try_oom_score_adj },
	{ "open_tree", "5.2", "the program runs from a sealed memfd", try_open_tree },
	{ "openat2", "5.6", "nothing but atomicity: paths are walked by descriptors", try_openat2 },
	{ "pidfd", "5.3", "--pidfd-socket is refused", try_pidfd },
	{ "pidfd_getfd", "5.6", "SCMP_ACT_NOTIFY is refused", try_pidfd_getfd },
	{ "prlimit", "2.6.36", "nothing: setrlimit(2) does it", try_prlimit },
	{ "resctrl", "4.10", "refused", try_resctrl },
	{ "sched_setattr", "3.14", "refused", try_sched_setattr },
	{ "seccomp call", "3.17", "filters with flags are refused", try_seccomp_call },
	{ "seccomp filter", "3.5", "the program runs without its filter", try_seccomp_filter },
	{ "seccomp notify", "5.0", "refused", try_seccomp_notify },
	{ "selinux", "2.6", "labels are refused", try_selinux },
	{ "setns", "3.0", "namespaces by path are refused", try_setns },
	{ "subreaper", "3.4", "a liblxc monitor stays for each container", try_subreaper },
	{ "time namespace", "5.6", "refused", try_time_namespace },
	{ "user namespace", "3.8", "refused", try_user_namespace },
};

const struct probe *probe_list(size_t *ret_count)
{
	*ret_count = sizeof(probes) / sizeof(*probes);
	return probes;
}

const struct probe *probe_find(const char *name)
{
	for (size_t i = 0; i < sizeof(probes) / sizeof(*probes); i++)
		if (strcmp(probes[i].name, name) == 0)
			return &probes[i];
	return NULL;
}
