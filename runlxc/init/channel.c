/* SPDX-License-Identifier: Apache-2.0 */
/* What create, the liblxc monitor and the container's init tell each other while a container comes up. */
#include "runlxc/init/channel.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/base/err.h"

int init_channel_open(int fds[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0 ? -errno : 0;
}

int init_channel_send(int fd, enum init_channel_type type, int number, const char *text)
{
	struct init_channel_message message = { .type = (int)type, .number = number };
	size_t length;

	(void)snprintf(message.text, sizeof(message.text), "%s", text ? text : "");
	length = offsetof(struct init_channel_message, text) + strlen(message.text) + 1;
	while (send(fd, &message, length, MSG_NOSIGNAL) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

int init_channel_report_listener(int fd, int listener)
{
	const struct init_channel_message message = { .type = CHANNEL_LISTENER, .number = listener };

	while (write(fd, &message, offsetof(struct init_channel_message, text) + 1) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

int init_channel_receive(int fd, struct init_channel_message *ret)
{
	ssize_t got;

	do
		got = recv(fd, ret, sizeof(*ret), 0);
	while (got < 0 && errno == EINTR);
	if (got == 0 || (got < 0 && errno == ECONNRESET))
		return 0;
	if (got < 0)
		return -errno;
	if ((size_t)got <= offsetof(struct init_channel_message, text))
		return -EBADMSG;
	ret->text[sizeof(ret->text) - 1] = '\0';
	return 1;
}

void init_channel_fail(int fd, const struct err *err)
{
	(void)init_channel_send(fd, CHANNEL_FAILED, err->number, err->message);
}
