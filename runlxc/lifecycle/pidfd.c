/* SPDX-License-Identifier: Apache-2.0 */
/* --pidfd-socket: a descriptor of the new process for the caller, who so never mistakes another one for it. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/unix.h"
#include "compat/syscall/syscall.h"
#include "runlxc/lifecycle/lifecycle.h"

int lifecycle_pidfd_connect(const char *path, int *ret_socket, struct err *err)
{
	auto_close int probe = -EBADF;

	if (!path)
		return 0;
	probe = syscall_pidfd_open(getpid());
	if (probe < 0)
		return err_set_errno(err, errno, "--pidfd-socket: pidfd_open (Linux 5.3)");
	*ret_socket = unix_connect_at(AT_FDCWD, path);
	return *ret_socket < 0 ? err_set_errno(err, -*ret_socket, "--pidfd-socket: connect %s", path) : 0;
}

int lifecycle_pidfd_send(int socket, const char *what, pid_t pid, struct err *err)
{
	auto_close int pidfd = -EBADF;
	int r;

	if (socket < 0)
		return 0;
	pidfd = syscall_pidfd_open(pid);
	if (pidfd < 0)
		return err_set_errno(err, errno, "--pidfd-socket: pidfd_open");
	r = unix_send_fd(socket, what, strlen(what), pidfd);
	return r < 0 ? err_set_errno(err, -r, "--pidfd-socket: sendmsg") : 0;
}
