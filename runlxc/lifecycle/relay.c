/* SPDX-License-Identifier: Apache-2.0 */
/* Carries bytes between the caller's terminal and the container's. */
#include "runlxc/lifecycle/relay.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "compat/base/cleanup.h"

void lifecycle_relay_resize(int master)
{
	struct winsize size;

	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		(void)ioctl(master, TIOCSWINSZ, &size);
}

void lifecycle_relay_open(struct lifecycle_relay *relay, int master)
{
	struct termios raw;

	*relay = (struct lifecycle_relay){ .master = master };
	relay->in.from = STDIN_FILENO;
	relay->in.to = master;
	relay->out.from = master;
	relay->out.to = STDOUT_FILENO;
	(void)fcntl(master, F_SETFL, O_NONBLOCK);
	lifecycle_relay_resize(master);
	if (tcgetattr(STDIN_FILENO, &relay->saved) < 0)
		return;
	raw = relay->saved;
	cfmakeraw(&raw);
	relay->raw = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

/* One poll entry per direction: readable while its buffer is empty, writable while it is not. */
void lifecycle_relay_prepare(const struct lifecycle_relay *relay, struct pollfd fds[2])
{
	const struct lifecycle_relay_direction *directions[2] = { &relay->in, &relay->out };

	for (size_t i = 0; i < 2; i++) {
		bool full = directions[i]->length;

		fds[i] = (struct pollfd){ full ? directions[i]->to : directions[i]->from,
					  full ? POLLOUT : POLLIN, 0 };
	}
}

static void move(struct lifecycle_relay_direction *direction)
{
	ssize_t n;

	if (direction->length == 0) {
		n = read(direction->from, direction->bytes, sizeof(direction->bytes));
		if (n > 0)
			direction->length = (size_t)n;
		else if (n == 0 || (errno != EAGAIN && errno != EINTR))
			direction->from = -1;
		return;
	}
	n = write(direction->to, direction->bytes, direction->length);
	if (n > 0) {
		direction->length -= (size_t)n;
		memmove(direction->bytes, direction->bytes + n, direction->length);
	} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
		/* Nobody listens any more: the program runs on, as with a closed terminal. */
		direction->length = 0;
	}
}

void lifecycle_relay_handle(struct lifecycle_relay *relay, const struct pollfd fds[2])
{
	if (fds[0].revents)
		move(&relay->in);
	if (fds[1].revents)
		move(&relay->out);
}

void lifecycle_relay_close(struct lifecycle_relay *relay)
{
	struct pollfd writable = { .events = POLLOUT };

	/* EIO, the end, comes when the last holder of the slave is gone; EAGAIN means some orphan still has it. */
	for (;;) {
		if (relay->out.length == 0 && relay->out.from >= 0)
			move(&relay->out);
		if (relay->out.length == 0)
			break;
		writable.fd = relay->out.to;
		(void)poll(&writable, 1, -1);
		move(&relay->out);
	}
	if (relay->raw)
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &relay->saved);
	cleanup_close(&relay->master);
}
