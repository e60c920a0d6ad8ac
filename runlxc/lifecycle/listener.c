/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SCMP_ACT_NOTIFY: the descriptor by which the listener is asked goes from the filtered process to it. The process cannot
 * send it itself, every call for that may be one that waits for the listener.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/unix.h"
#include "compat/syscall/syscall.h"
#include "runlxc/hooks/hooks.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/spec/spec.h"

static int take_descriptor(pid_t pid, int fd, struct err *err)
{
	auto_close int pidfd = syscall_pidfd_open(pid);
	int taken = pidfd < 0 ? -1 : syscall_pidfd_getfd(pidfd, fd);

	return taken < 0 ?
		       err_set_errno(err, errno, "linux.seccomp: pidfd_getfd of the filter's descriptor%s",
				     errno == ENOSYS ? " (SCMP_ACT_NOTIFY needs Linux 5.6)" : "") :
		       taken;
}

int lifecycle_job_forward_listener(const struct spec *spec, const struct state *state, pid_t pid, int fd,
				   const char *status, struct err *err)
{
	const char *path = spec->linux->seccomp->listener_path;
	auto_free char *text =
		hooks_process_state(spec, state->id, state->bundle, pid, state->init.pid, status);
	auto_close int listener = take_descriptor(pid, fd, err), socket = -EBADF;
	int r;

	if (listener < 0)
		return listener;
	if (!text)
		return err_set(err, ENOMEM, "linux.seccomp.listenerPath: out of memory");
	socket = unix_connect_at(AT_FDCWD, path);
	if (socket < 0)
		return err_set_errno(err, -socket, "linux.seccomp.listenerPath: connect %s", path);
	r = unix_send_fd(socket, text, strlen(text), listener);
	return r < 0 ? err_set_errno(err, -r, "linux.seccomp.listenerPath: sendmsg to %s", path) : 0;
}
