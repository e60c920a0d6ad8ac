/* SPDX-License-Identifier: Apache-2.0 */
/* What create, the liblxc monitor and the container's init tell each other while a container comes up. */
#pragma once

#include <stddef.h>

struct err;

enum init_channel_type {
	CHANNEL_CLONED = 1, /* monitor: `number` is init's pid, as the creator sees it */
	CHANNEL_HOOKS, /* init: the mounts are done, move network devices, run the runtime's hooks; init waits */
	CHANNEL_SOURCE, /* init: open the source of mounts[number]; the answer is a descriptor, see unix_receive_fd() */
	CHANNEL_GO_ON, /* creator's answer */
	CHANNEL_BUSY,  /* init: `number` 1: runs hooks, which have timeouts of their own; 0: done with them */
	CHANNEL_LISTENER, /* init: `number` is the descriptor of its seccomp filter, for the listener */
	CHANNEL_READY,    /* init: all but the gate is done, the monitor may go */
	CHANNEL_FAILED,   /* either: `number` is an errno, `text` the sentence */
	CHANNEL_EXITED,   /* a kept monitor: `number` is init's wait status */
};

enum { CHANNEL_TEXT_SIZE = 2048 };

struct init_channel_message {
	int type, number;
	char text[CHANNEL_TEXT_SIZE];
};

/* A pair of connected SOCK_SEQPACKET sockets, closed on exec: [0] is the creator's. 0 or -errno. */
int init_channel_open(int fds[2]);

/* `text` may be NULL. 0 or -errno; nobody listening is -EPIPE, never a signal. */
int init_channel_send(int fd, enum init_channel_type type, int number, const char *text);

/* Waits for one message. 1, 0 at the end (all other ends closed), or -errno. */
int init_channel_receive(int fd, struct init_channel_message *ret);

/*
 * CHANNEL_LISTENER, by write(2), the one call that a filter with a listener always lets through. A creator that is gone ends
 * the caller with SIGPIPE. 0 or -errno.
 */
int init_channel_report_listener(int fd, int listener);

/* Sends `err` as CHANNEL_FAILED. */
void init_channel_fail(int fd, const struct err *err);
