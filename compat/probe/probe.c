/* SPDX-License-Identifier: Apache-2.0 */
/* What this kernel has. */
#include "compat/probe/probe.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
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

bool probe_no_new_privileges(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) >= 0;
}
