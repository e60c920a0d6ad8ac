/* SPDX-License-Identifier: Apache-2.0 */
/* run without --detach: waits for the container, passes on signals and the terminal. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/process.h"
#include "runlxc/init/channel.h"
#include "runlxc/lifecycle/lifecycle.h"
#include "runlxc/lifecycle/notify.h"
#include "runlxc/lifecycle/relay.h"

/* True when init has ended, with *ret_status. A kept monitor, init's parent, tells it over the channel. */
static bool has_ended(const struct lifecycle_created *created, int *ret_status)
{
	struct init_channel_message message;
	struct pollfd channel = { created->monitor_channel, POLLIN, 0 };

	if (!created->state.monitor.pid)
		return waitpid(created->state.init.pid, ret_status, WNOHANG) == created->state.init.pid;
	if (poll(&channel, 1, 0) <= 0)
		return false;
	/* The end without a message: the monitor was killed, and init with it or before it. */
	*ret_status = SIGKILL;
	if (init_channel_receive(created->monitor_channel, &message) == 1 && message.type == CHANNEL_EXITED)
		*ret_status = message.number;
	(void)process_wait(created->state.monitor.pid);
	return true;
}

static void on_signal(int signals, const struct lifecycle_created *created,
		      const struct lifecycle_relay *relay)
{
	struct signalfd_siginfo info;

	if (read(signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	if (info.ssi_signo == SIGWINCH && relay)
		lifecycle_relay_resize(relay->master);
	else if (info.ssi_signo != SIGCHLD && info.ssi_signo != SIGPIPE && info.ssi_signo != SIGURG)
		(void)kill(created->state.init.pid, (int)info.ssi_signo);
}

static void collect_orphans(const struct lifecycle_created *created)
{
	siginfo_t info;

	/* Processes that left the container's pid namespace come to us as subreaper; init's own status is not theirs. */
	for (;;) {
		info.si_pid = 0;
		if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid == 0 ||
		    info.si_pid == created->state.init.pid || info.si_pid == created->state.monitor.pid)
			return;
		(void)waitpid(info.si_pid, NULL, WNOHANG);
	}
}

int lifecycle_foreground(const struct lifecycle_created *created, int *ret_status, struct err *err)
{
	struct lifecycle_relay *relay = NULL;
	auto_close int signals = -EBADF;
	int notify = created->notify;
	sigset_t all;
	int status = 0, r = 0;

	(void)sigfillset(&all);
	signals = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals < 0)
		return err_set_errno(err, errno, "signalfd");
	if (created->terminal >= 0) {
		relay = malloc(sizeof(*relay));
		if (!relay)
			return err_set(err, ENOMEM, "the terminal: out of memory");
		lifecycle_relay_open(relay, created->terminal);
	}
	while (!has_ended(created, &status)) {
		struct pollfd fds[5] = { { signals, POLLIN, 0 },
					 { created->monitor_channel, POLLIN, 0 },
					 { -1, 0, 0 },
					 { -1, 0, 0 },
					 { notify, POLLIN, 0 } };

		if (relay)
			lifecycle_relay_prepare(relay, fds + 2);
		if (poll(fds, 5, -1) < 0 && errno != EINTR) {
			r = err_set_errno(err, errno, "poll");
			break;
		}
		if (fds[0].revents)
			on_signal(signals, created, relay);
		if (relay)
			lifecycle_relay_handle(relay, fds + 2);
		/* We end with the container: the service is ourselves. */
		if (fds[4].revents && lifecycle_notify_forward(notify, getpid()))
			notify = -EBADF;
		collect_orphans(created);
	}
	if (relay)
		lifecycle_relay_close(relay);
	free(relay);
	*ret_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	return r;
}
