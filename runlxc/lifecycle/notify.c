/* SPDX-License-Identifier: Apache-2.0 */
/* Passes a container's READY= on to the service manager. */
#include "runlxc/lifecycle/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/log.h"
#include "compat/base/process.h"
#include "compat/base/unix.h"
#include "runlxc/state/state.h"

enum { MESSAGE_MAX = 4096, TICK_MS = 100, BARRIER_MS = 30 * 1000 };

const char *lifecycle_notify_host(void)
{
	const char *path = getenv("NOTIFY_SOCKET");

	return path && *path ? path : NULL;
}

int lifecycle_notify_make(int dirfd, struct err *err)
{
	if (!lifecycle_notify_host() || mkdirat(dirfd, LIFECYCLE_NOTIFY_DIRECTORY, 0755) == 0)
		return 0;
	return err_set_errno(err, errno, "NOTIFY_SOCKET: mkdir %s", LIFECYCLE_NOTIFY_DIRECTORY);
}

int lifecycle_notify_listen(int dirfd, int *ret_fd, struct err *err)
{
	auto_close int directory = -EBADF;

	*ret_fd = -EBADF;
	if (!lifecycle_notify_host())
		return 0;
	directory = openat(dirfd, LIFECYCLE_NOTIFY_DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* create had no NOTIFY_SOCKET: there is nothing inside to write to. */
	if (directory < 0 && errno == ENOENT)
		return 0;
	if (directory < 0)
		return err_set_errno(err, errno, "NOTIFY_SOCKET: open %s", LIFECYCLE_NOTIFY_DIRECTORY);
	/* Of a start that was cut off. */
	(void)unlinkat(directory, LIFECYCLE_NOTIFY_NAME, 0);
	*ret_fd = unix_bind_datagram_at(directory, LIFECYCLE_NOTIFY_NAME);
	if (*ret_fd < 0)
		return err_set_errno(err, -*ret_fd, "NOTIFY_SOCKET: bind %s", LIFECYCLE_NOTIFY_NAME);
	/* Whoever the program is, it may write. */
	if (fchmodat(directory, LIFECYCLE_NOTIFY_NAME, 0777, 0) < 0)
		return err_set_errno(err, errno, "NOTIFY_SOCKET: chmod %s", LIFECYCLE_NOTIFY_NAME);
	return 0;
}

/* The line that begins with READY=, without its end, or NULL. The text is changed. */
static const char *ready_line(char *text)
{
	for (char *rest = text; rest;) {
		const char *line = strsep(&rest, "\n");

		if (strncmp(line, "READY=", strlen("READY=")) == 0)
			return line;
	}
	return NULL;
}

static const char *receive(int fd, char text[MESSAGE_MAX])
{
	ssize_t length = recv(fd, text, MESSAGE_MAX - 1, MSG_DONTWAIT);

	if (length <= 0)
		return NULL;
	text[length] = '\0';
	return ready_line(text);
}

/* The manager closes its end of the pipe when it has taken in all that came before: until then we have to live. */
static void barrier(int host)
{
	int fds[2];
	struct pollfd end;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return;
	end = (struct pollfd){ .fd = fds[0] };
	if (unix_send_fd(host, "BARRIER=1", strlen("BARRIER=1"), fds[1]) == 0) {
		cleanup_close(&fds[1]);
		if (poll(&end, 1, BARRIER_MS) == 0)
			log_warning("NOTIFY_SOCKET: no answer to BARRIER=1 for %d s", BARRIER_MS / 1000);
	}
	cleanup_close(&fds[0]);
	cleanup_close(&fds[1]);
}

static void tell_host(const char *ready, pid_t main_pid, bool wait)
{
	const char *path = lifecycle_notify_host();
	auto_close int host = path ? unix_connect_datagram(path) : -EBADF;
	char text[MESSAGE_MAX + 64];
	int length = snprintf(text, sizeof(text), "%s\n", ready);

	if (host < 0 || send(host, text, (size_t)length, MSG_NOSIGNAL) < 0) {
		log_warning("NOTIFY_SOCKET: %s is not there to be told", path ? path : "");
		return;
	}
	length = snprintf(text, sizeof(text), "MAINPID=%d\n", main_pid);
	(void)send(host, text, (size_t)length, MSG_NOSIGNAL);
	if (wait)
		barrier(host);
}

bool lifecycle_notify_forward(int fd, pid_t main_pid)
{
	char text[MESSAGE_MAX];
	const char *ready = receive(fd, text);

	if (ready)
		tell_host(ready, main_pid, false);
	return ready;
}

int lifecycle_notify_wait(int fd, const struct state *state, struct err *err)
{
	struct pollfd message = { .fd = fd, .events = POLLIN };
	char text[MESSAGE_MAX];

	while (process_is_alive(state->init.pid, state->init.start_time)) {
		const char *ready;

		if (poll(&message, 1, TICK_MS) < 0 && errno != EINTR)
			return err_set_errno(err, errno, "NOTIFY_SOCKET: poll");
		ready = message.revents ? receive(fd, text) : NULL;
		if (!ready)
			continue;
		tell_host(ready, state->init.pid, true);
		break;
	}
	return 0;
}
