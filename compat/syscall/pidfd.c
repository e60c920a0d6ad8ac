/* SPDX-License-Identifier: Apache-2.0 */
/* Processes by descriptor: pidfd_open(2), Linux 5.3, and pidfd_getfd(2), Linux 5.6. */
#include "compat/syscall/syscall.h"

#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

int syscall_pidfd_open(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

int syscall_pidfd_getfd(int pidfd, int fd)
{
	return (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
}
