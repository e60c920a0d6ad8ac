/* SPDX-License-Identifier: Apache-2.0 */
/* The gate between create and start. */
#include "runlxc/init/gate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/unix.h"

enum { TEXT_LIMIT = 64 * 1024, NO_EXEC = 0, EXEC_IS_NEXT = 1 };

int init_gate_wait(int listener)
{
	int fd;

	do
		fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
	return fd < 0 ? -errno : fd;
}

void init_gate_announce(int connection)
{
	const char byte = EXEC_IS_NEXT;

	(void)send(connection, &byte, 1, MSG_NOSIGNAL);
}

void init_gate_refuse(int connection, const struct err *err)
{
	const char byte = NO_EXEC;

	(void)send(connection, &byte, 1, MSG_NOSIGNAL);
	(void)send(connection, &err->number, sizeof(err->number), MSG_NOSIGNAL);
	(void)send(connection, err->message, strlen(err->message), MSG_NOSIGNAL);
}

int init_gate_open(int state_dirfd, const char *name, struct err *err)
{
	int fd = unix_connect_at(state_dirfd, name);

	if (fd < 0)
		return err_set_errno(err, fd == -ECONNREFUSED ? ENOTCONN : -fd,
				     "start: connect to the container's init");
	return fd;
}

int init_gate_result(int connection, struct err *err)
{
	auto_free char *text = NULL;
	const char *at;
	size_t length;
	int number, r = file_read_fd(connection, TEXT_LIMIT, &text, &length);

	if (r < 0)
		return err_set_errno(err, -r, "start: waiting for the container's init");
	at = text;
	if (length && *at == EXEC_IS_NEXT) {
		at++;
		length--;
		if (length == 0)
			return 0;
	}
	if (length < 1 + sizeof(number) || *at != NO_EXEC)
		return err_set(err, ESRCH,
			       "start: the container's init ended before it executed the program (killed?)");
	memcpy(&number, at + 1, sizeof(number));
	return err_set(err, number > 0 ? number : EIO, "%s", at + 1 + sizeof(number));
}
