/* SPDX-License-Identifier: Apache-2.0 */
/* kernel-emulate [--blocked] PROFILE [--] COMMAND [ARGUMENT...] */
#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/unix.h"
#include "kernels/emulate/emulate.h"

enum { FAILED = 125, NOT_EXECUTABLE = 126, NOT_FOUND = 127 };

static const char usage[] =
	"usage: kernel-emulate [--blocked] PROFILE [--] COMMAND [ARGUMENT...]\n"
	"Runs a command on this kernel, which answers it like an older one: PROFILE is a file, or one of kernels/profile/.\n"
	"--blocked: only calls, and those are EPERM, as a filter from the time of that kernel has it.\n"
	"The exit status is the command's, or 125, 126, 127 as of env(1).\n";

/* What can only be had since Linux 6.6 makes an answer half as long: waking up on the same processor. */
static void answer_quickly(int listener)
{
	(void)ioctl(listener, _IOW('!', 4, uint64_t), 1UL);
}

/* In the child: never returns. The filter's descriptor goes to the parent, a byte alone when there is none. */
static void become(const struct emulate_profile *profile, bool blocked, int socket, const sigset_t *mask,
		   char **argv)
{
	struct err err = { 0 };
	int listener = emulate_filter_load(profile, blocked, &err), r = 0;

	if (err.number) {
		(void)fprintf(stderr, "kernel-emulate: %s\n", err.message);
		_exit(FAILED);
	}
	if (listener >= 0)
		r = unix_send_fd(socket, "", 1, listener);
	if (r < 0)
		_exit(FAILED);
	(void)close(socket);
	if (listener >= 0)
		(void)close(listener);
	(void)sigprocmask(SIG_SETMASK, mask, NULL);
	(void)execvp(argv[0], argv);
	(void)fprintf(stderr, "kernel-emulate: %s: %s\n", argv[0], strerror(errno));
	_exit(errno == ENOENT ? NOT_FOUND : NOT_EXECUTABLE);
}

/* Signals for us are for the command too, but those of a terminal reach it anyway. */
static int supervise(const struct emulate_profile *profile, pid_t child, int listener, int signals)
{
	struct pollfd polled[] = { { .fd = signals, .events = POLLIN },
				   { .fd = listener, .events = POLLIN } };
	struct signalfd_siginfo info;
	int status;

	for (;;) {
		(void)poll(polled, 2, -1);
		if (polled[1].revents & POLLIN)
			emulate_files_answer(profile, listener);
		else if (polled[1].revents)
			polled[1].fd = -1;
		if (!(polled[0].revents & POLLIN) || read(signals, &info, sizeof(info)) != sizeof(info))
			continue;
		if (info.ssi_signo != SIGCHLD && info.ssi_code <= 0)
			(void)kill(child, (int)info.ssi_signo);
		if (waitpid(child, &status, WNOHANG) == child)
			return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	}
}

static int start(const struct emulate_profile *profile, bool blocked, char **argv, struct err *err)
{
	auto_close int signals = -EBADF, listener = -EBADF;
	int sockets[2];
	sigset_t handled, before;
	char byte[2];
	pid_t child;

	(void)sigemptyset(&handled);
	(void)sigaddset(&handled, SIGCHLD);
	(void)sigaddset(&handled, SIGHUP);
	(void)sigaddset(&handled, SIGINT);
	(void)sigaddset(&handled, SIGTERM);
	(void)signal(SIGCHLD, SIG_DFL);
	(void)sigprocmask(SIG_BLOCK, &handled, &before);
	signals = signalfd(-1, &handled, SFD_CLOEXEC);
	if (signals < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0)
		return err_set_errno(err, errno, "signalfd, socketpair");
	child = fork();
	if (child == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)close(sockets[0]);
		become(profile, blocked, sockets[1], &before, argv);
	}
	(void)close(sockets[1]);
	if (child > 0)
		listener = unix_receive_fd(sockets[0], byte, sizeof(byte));
	(void)close(sockets[0]);
	if (child < 0)
		return err_set_errno(err, errno, "fork");
	if (listener >= 0)
		answer_quickly(listener);
	return supervise(profile, child, listener, signals);
}

int main(int argc, char **argv)
{
	struct emulate_profile profile = { 0 };
	struct err err = { 0 };
	int place = -EBADF, status = FAILED, at = 1;
	bool blocked = at < argc && strcmp(argv[at], "--blocked") == 0;
	const char *name;

	at += blocked;
	name = at < argc ? argv[at++] : NULL;
	at += at < argc && strcmp(argv[at], "--") == 0;
	if (!name || at >= argc || *name == '-') {
		(void)fputs(usage, stderr);
		return FAILED;
	}
	if (emulate_profile_read(&profile, name, &err) == 0 &&
	    (blocked || emulate_cgroups_enter(&profile, &place, &err) == 0))
		status = start(&profile, blocked, argv + at, &err);
	if (err.number) {
		(void)fprintf(stderr, "kernel-emulate: %s\n", err.message);
		status = FAILED;
	}
	emulate_cgroups_leave(&profile, place);
	emulate_profile_clear(&profile);
	return status;
}
