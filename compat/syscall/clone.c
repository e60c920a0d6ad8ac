/* SPDX-License-Identifier: Apache-2.0 */
/* clone3(2) as a fork whose child begins in a cgroup v2: CLONE_INTO_CGROUP, Linux 5.7. */
#include "compat/syscall/syscall.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_clone3
#define SYS_clone3 435
#endif

#define INTO_CGROUP UINT64_C(0x200000000)

pid_t syscall_fork_into_cgroup(int cgroup_fd)
{
	/* struct clone_args of linux/sched.h, which does not compile beside every libc's sched.h. */
	struct {
		uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid,
			set_tid_size, cgroup;
	} arguments = { .flags = INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (uint64_t)cgroup_fd };

	return (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));
}
