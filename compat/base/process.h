/* SPDX-License-Identifier: Apache-2.0 */
/* Processes by pid and start time, so that a pid that now belongs to another is noticed. */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Field 22 of /proc/PID/stat, in clock ticks since boot, and field 3, the state letter. 0 or -errno (-ESRCH: no such
 * process). ret_state may be NULL.
 */
int process_start_time(pid_t pid, uint64_t *ret_ticks, char *ret_state);

/* True when `pid` is the process that had this start time, and is neither a zombie nor dead. */
bool process_is_alive(pid_t pid, uint64_t start_time);

/*
 * Every signal to its default and none blocked: for a process that is about to become another program, which would
 * inherit what is ignored and what is blocked.
 */
void process_reset_signals(void);

/* True when this process's user namespace is not the one that the host started with: root may less here than elsewhere. */
bool process_in_user_namespace(void);

/* SIGHUP, SIGINT and SIGTERM: what ends a command, and what it holds back while it tidies up. */
void process_ending_signals(sigset_t *ret_set);

/* Milliseconds of a clock that only goes forward, for deadlines. */
int64_t process_clock_ms(void);

/* waitpid(2) until it is over, whatever signals come between; the wait status or -errno. */
int process_wait(pid_t pid);
