/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a new terminal's master from the process that opens it to whoever is to have it. */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/unix.h"
#include "runlxc/lifecycle/job.h"

int lifecycle_console_open(const char *path, int *ret_console, int *ret_terminal, struct err *err)
{
	int pair[2];

	if (path) {
		*ret_console = unix_connect_at(AT_FDCWD, path);
		return *ret_console < 0 ?
			       err_set_errno(err, -*ret_console, "--console-socket: connect %s", path) :
			       0;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return err_set_errno(err, errno, "process.terminal: socketpair");
	*ret_terminal = pair[0];
	*ret_console = pair[1];
	return 0;
}

int lifecycle_console_receive(int *terminal, struct err *err)
{
	auto_close int socket = take_fd(terminal);
	char name[64];
	int master;

	if (socket < 0)
		return 0;
	master = unix_receive_fd(socket, name, sizeof(name));
	if (master < 0)
		return err_set_errno(err, -master, "process.terminal: recvmsg");
	*terminal = master;
	return 0;
}
