/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sd_notify(3) across the container's border: a socket of ours, seen inside at /run/notify, whose READY= is passed on to
 * the NOTIFY_SOCKET of who started us. May include: runlxc/state, compat.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct err;
struct state;

#define LIFECYCLE_NOTIFY_DIRECTORY "notify" /* in the state directory */
#define LIFECYCLE_NOTIFY_NAME "notify.sock"
#define LIFECYCLE_NOTIFY_INSIDE "/run/notify"

/* The caller's NOTIFY_SOCKET, or NULL. */
const char *lifecycle_notify_host(void);

/* create: the directory, where the caller has a NOTIFY_SOCKET. */
int lifecycle_notify_make(int dirfd, struct err *err);

/* start: the socket, before the program can write to it. -EBADF in *ret_fd when nobody has asked for it. */
int lifecycle_notify_listen(int dirfd, int *ret_fd, struct err *err);

/* Waits for READY= or for the container's end, then passes it on with init as the service's main process. */
int lifecycle_notify_wait(int fd, const struct state *state, struct err *err);

/*
 * One message of the container's, which is there. True when it was READY=, which has been passed on with `main_pid` as
 * the service's main process; nothing more is to come.
 */
bool lifecycle_notify_forward(int fd, pid_t main_pid);
