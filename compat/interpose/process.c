/* SPDX-License-Identifier: Apache-2.0 */
/* Interposed calls about processes: execvp, setenv, setgroups, prctl, waitpid. */
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/interpose/active.h"
#include "compat/interpose/interpose.h"

#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif

int execvp(const char *file, char *const argv[])
{
	static void *cache;
	int (*libc)(const char *, char *const[]);
	const struct interpose_callbacks *callbacks = interpose_suspend();

	if (callbacks)
		callbacks->take_over(callbacks->data);
	libc = (int (*)(const char *, char *const[]))interpose_libc("execvp", &cache);
	return libc(file, argv);
}

int setenv(const char *name, const char *value, int overwrite)
{
	static void *cache;
	int (*libc)(const char *, const char *, int);
	const struct interpose_callbacks *callbacks = interpose_active();

	if (callbacks && strcmp(name, "LXC_PID") == 0) {
		(void)interpose_suspend();
		callbacks->cloned((pid_t)strtol(value, NULL, 10), interpose_cloned_into_cgroup(),
				  callbacks->data);
		interpose_resume(callbacks);
	}
	libc = (int (*)(const char *, const char *, int))interpose_libc("setenv", &cache);
	return libc(name, value, overwrite);
}

int prctl(int option, ...)
{
	static void *cache;
	int (*libc)(int, ...) = (int (*)(int, ...))interpose_libc("prctl", &cache);
	const struct interpose_callbacks *callbacks = interpose_active();
	unsigned long arguments[4];
	va_list list;

	va_start(list, option);
	for (size_t i = 0; i < 4; i++)
		arguments[i] = va_arg(list, unsigned long);
	va_end(list);
	if (option == PR_SET_DUMPABLE && callbacks && callbacks->undumpable)
		return 0;
	return libc(option, arguments[0], arguments[1], arguments[2], arguments[3]);
}

int setgroups(size_t count, const gid_t *groups)
{
	static void *cache;
	int (*libc)(size_t, const gid_t *) =
		(int (*)(size_t, const gid_t *))interpose_libc("setgroups", &cache);
	int r = libc(count, groups);

	return r < 0 && errno == EPERM && count == 0 && interpose_active() ? 0 : r;
}

int unshare(int flags)
{
	static void *cache;
	int (*libc)(int) = (int (*)(int))interpose_libc("unshare", &cache);
	const struct interpose_callbacks *callbacks = interpose_active();

	if (callbacks && !callbacks->new_cgroup_namespace && flags == CLONE_NEWCGROUP)
		return 0;
	return libc(flags);
}

pid_t waitpid(pid_t pid, int *wait_status, int options)
{
	static void *cache;
	pid_t (*libc)(pid_t, int *, int) = (pid_t(*)(pid_t, int *, int))interpose_libc("waitpid", &cache);
	const struct interpose_callbacks *callbacks = interpose_active();
	int own_status = 0;
	pid_t reaped = libc(pid, wait_status ? wait_status : &own_status, options);

	if (callbacks && reaped > 0) {
		(void)interpose_suspend();
		callbacks->reaped(reaped, wait_status ? *wait_status : own_status, callbacks->data);
		interpose_resume(callbacks);
	}
	return reaped;
}
