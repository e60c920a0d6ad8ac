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

enum { TEXT_LIMIT = 64 * 1024 };

int init_gate_wait(int listener)
{
	int fd;

	do
		fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
	return fd < 0 ? -errno : fd;
}

void init_gate_refuse(int connection, const struct err *err)
{
	(void)send(connection, &err->number, sizeof(err->number), MSG_NOSIGNAL);
	(void)send(connection, err->message, strlen(err->message), MSG_NOSIGNAL);
}

int init_gate_open(int state_dirfd, const char *name, struct err *err)
{
	auto_close int fd = unix_connect_at(state_dirfd, name);
	auto_free char *text = NULL;
	size_t length;
	int number, r;

	if (fd < 0)
		return err_set_errno(err, fd == -ECONNREFUSED ? ENOTCONN : -fd,
				     "start: connect to the container's init");
	r = file_read_fd(fd, TEXT_LIMIT, &text, &length);
	if (r < 0)
		return err_set_errno(err, -r, "start: waiting for the container's init");
	if (length == 0)
		return 0;
	if (length < sizeof(number))
		return err_set(err, EIO, "start: the container's init ended in the middle of a sentence");
	memcpy(&number, text, sizeof(number));
	return err_set(err, number > 0 ? number : EIO, "%s", text + sizeof(number));
}
