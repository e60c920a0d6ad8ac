/* SPDX-License-Identifier: Apache-2.0 */
/* System calls about the calling process: limits, session keyring, seccomp filter, namespaces. */
#include "compat/syscall/syscall.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { KEYCTL_JOIN_SESSION_KEYRING_OPERATION = 1, NEW_LISTENER = 1 << 3 };

int syscall_setrlimit(int resource, const struct rlimit *limit)
{
	return (int)syscall(SYS_setrlimit, resource, limit);
}

long syscall_keyctl_join_session_keyring(const char *name)
{
	return syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING_OPERATION, name, 0, 0, 0);
}

int syscall_seccomp_load(unsigned int flags, const void *instructions, size_t count)
{
	struct sock_filter *filter;
	struct sock_fprog program = { .len = (unsigned short)count };
	int r;

	memcpy(&filter, &instructions, sizeof(filter)); /* the kernel only reads it */
	program.filter = filter;
	r = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
	if (r > 0 && !(flags & NEW_LISTENER)) {
		errno = ESRCH;
		return -1;
	}
	if (r >= 0 || errno != ENOSYS || flags)
		return r;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int syscall_setns(int fd, int type)
{
	return (int)syscall(SYS_setns, fd, type);
}
