/* SPDX-License-Identifier: Apache-2.0 */
/* Interposed calls about processes: execvp, setenv, waitpid. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/interpose/active.h"
#include "compat/interpose/interpose.h"

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
		callbacks->cloned((pid_t)strtol(value, NULL, 10), callbacks->data);
		interpose_resume(callbacks);
	}
	libc = (int (*)(const char *, const char *, int))interpose_libc("setenv", &cache);
	return libc(name, value, overwrite);
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
