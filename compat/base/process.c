/* SPDX-License-Identifier: Apache-2.0 */
/* Processes by pid and start time, so that a pid that now belongs to another is noticed. */
#include "compat/base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/file.h"

enum { KERNEL_SIGNALS = 65, STAT_LIMIT = 4096, FIELDS_TO_START = 19 };

int process_start_time(pid_t pid, uint64_t *ret_ticks, char *ret_state)
{
	auto_free char *text = NULL;
	char path[32], *at;
	int r;

	(void)snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	r = file_read_at(AT_FDCWD, path, STAT_LIMIT, &text, NULL);
	if (r < 0)
		return r == -ENOENT ? -ESRCH : r;
	/* Field 2 is the command in parentheses, which may hold anything: count from the last one. */
	at = strrchr(text, ')');
	if (!at || at[1] != ' ' || !at[2])
		return -EIO;
	at += 2;
	if (ret_state)
		*ret_state = *at;
	for (int i = 0; i < FIELDS_TO_START; i++) {
		at = strchr(at, ' ');
		if (!at)
			return -EIO;
		at++;
	}
	*ret_ticks = strtoull(at, NULL, 10);
	return 0;
}

bool process_is_alive(pid_t pid, uint64_t start_time)
{
	uint64_t ticks;
	char state;

	if (pid <= 0 || process_start_time(pid, &ticks, &state) < 0)
		return false;
	return ticks == start_time && state != 'Z' && state != 'X' && state != 'x';
}

int process_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return status;
}

void process_reset_signals(void)
{
	/* struct sigaction of the kernel: all zero means SIG_DFL, no flags, nothing masked. */
	static const uint64_t standard[8];
	sigset_t none;

	/* The system call itself: libc keeps two signals to itself, which a careless caller may have left ignored too. */
	for (int number = 1; number < KERNEL_SIGNALS; number++)
		(void)syscall(SYS_rt_sigaction, number, &standard, NULL, sizeof(uint64_t));
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

bool process_in_user_namespace(void)
{
	auto_free char *map = NULL;
	unsigned int inside, outside, size;

	/* Linux 3.8; before, there are none. */
	if (file_read_at(AT_FDCWD, "/proc/self/uid_map", 4096, &map, NULL) < 0)
		return false;
	return sscanf(map, "%u %u %u", &inside, &outside, &size) != 3 || outside != inside ||
	       size != UINT32_MAX;
}

void process_ending_signals(sigset_t *ret_set)
{
	(void)sigemptyset(ret_set);
	(void)sigaddset(ret_set, SIGHUP);
	(void)sigaddset(ret_set, SIGINT);
	(void)sigaddset(ret_set, SIGTERM);
}

int64_t process_clock_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
