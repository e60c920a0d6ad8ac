/* SPDX-License-Identifier: Apache-2.0 */
/* Carries bytes between the caller's terminal and the container's: used by the foreground of run only. */
#pragma once

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

enum { RELAY_BUFFER = 16 * 1024 };

struct lifecycle_relay_direction {
	int from, to;
	size_t length;
	char bytes[RELAY_BUFFER];
};

struct lifecycle_relay {
	int master;
	bool raw;
	struct termios saved; /* of standard input, when raw */
	struct lifecycle_relay_direction in, out;
};

/* Takes over the master; standard input becomes raw when it is a terminal, and the size is passed on. */
void lifecycle_relay_open(struct lifecycle_relay *relay, int master);

/* Gives the container's terminal the size of the caller's window, where there is one. */
void lifecycle_relay_resize(int master);

/* What to wait for, two entries, and what to do then. */
void lifecycle_relay_prepare(const struct lifecycle_relay *relay, struct pollfd fds[2]);
void lifecycle_relay_handle(struct lifecycle_relay *relay, const struct pollfd fds[2]);

/* The container's side has ended: what it still said is brought out, and standard input is as it was. */
void lifecycle_relay_close(struct lifecycle_relay *relay);
