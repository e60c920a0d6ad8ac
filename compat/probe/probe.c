/* SPDX-License-Identifier: Apache-2.0 */
/* What this kernel has. */
#include "compat/probe/probe.h"

#include <errno.h>
#include <linux/magic.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

bool probe_subreaper(void)
{
	int answer = 0;

	return prctl(PR_GET_CHILD_SUBREAPER, &answer, 0, 0, 0) == 0;
}

bool probe_namespace(int type)
{
	static const struct {
		int type;
		const char *path;
	} young[] = {
		{ CLONE_NEWUSER, "/proc/self/ns/user" },     /* 3.8; before, a fake without maps */
		{ CLONE_NEWCGROUP, "/proc/self/ns/cgroup" }, /* 4.6; before, the bit is CLONE_STOPPED */
		{ CLONE_NEWTIME, "/proc/self/ns/time" },     /* 5.6 */
	};

	for (size_t i = 0; i < sizeof(young) / sizeof(*young); i++)
		if (young[i].type == type)
			return access(young[i].path, F_OK) == 0;
	return true;
}

bool probe_ambient_capabilities(void)
{
	return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 0, 0, 0) >= 0;
}

bool probe_seccomp_filter(void)
{
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) < 0 && errno == EFAULT;
}

bool probe_selinux(void)
{
	static const char *const places[] = { "/sys/fs/selinux",
					      "/selinux" }; /* the second before Linux 3.0 */
	struct statfs filesystem;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (statfs(places[i], &filesystem) == 0 && filesystem.f_type == SELINUX_MAGIC)
			return true;
	return false;
}

bool probe_capability(int number)
{
	return prctl(PR_CAPBSET_READ, number, 0, 0, 0) >= 0;
}

/* A filter that cannot be read: EFAULT comes after the flags were looked at. Some are for a filter with a listener only. */
bool probe_seccomp_flag(unsigned int flag)
{
	static const unsigned int for_listeners = 1 << 5, new_listener = 1 << 3;

	if (flag == for_listeners)
		flag |= new_listener;
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flag, NULL) < 0 && errno == EFAULT;
}

bool probe_no_new_privileges(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) >= 0;
}
