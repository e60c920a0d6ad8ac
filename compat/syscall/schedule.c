/* SPDX-License-Identifier: Apache-2.0 */
/* System calls about how a process is scheduled and where its memory comes from, none of which libc wraps. */
#include "compat/syscall/syscall.h"

#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_sched_setattr
#if defined(__x86_64__)
#define SYS_sched_setattr 314
#elif defined(__i386__)
#define SYS_sched_setattr 351
#else
#define SYS_sched_setattr (-1) /* headers older than Linux 3.14: ENOSYS */
#endif
#endif

enum { IOPRIO_WHO_PROCESS_WORD = 1, IOPRIO_CLASS_BITS = 13 };

int syscall_sched_setattr(const struct syscall_sched_attr *attributes)
{
	struct syscall_sched_attr sized = *attributes;

	sized.size = sizeof(sized);
	return (int)syscall(SYS_sched_setattr, 0, &sized, 0);
}

int syscall_ioprio_set(int class, int level)
{
	return (int)syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS_WORD, 0, class << IOPRIO_CLASS_BITS | level);
}

int syscall_set_mempolicy(int mode, const unsigned long *nodes, unsigned long bits)
{
	/* The kernel counts one more than it reads. */
	return (int)syscall(SYS_set_mempolicy, mode, nodes, nodes ? bits + 1 : 0);
}
