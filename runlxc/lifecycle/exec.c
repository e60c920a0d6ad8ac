/* SPDX-License-Identifier: Apache-2.0 */
/* Adds a process to a container that runs. */
#include "runlxc/lifecycle/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
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
#include "compat/base/file.h"
#include "compat/base/process.h"
#include "compat/base/unix.h"
#include "compat/syscall/syscall.h"
#include "runlxc/init/channel.h"
#include "runlxc/init/join.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/translate/translate.h"

struct exec {
	const struct lifecycle_exec_request *request;
	struct state state;
	struct lifecycle_exec_spec spec;
	struct spec_box window;
	struct translate_seccomp seccomp;
	struct init_namespaces namespaces;
	int dirfd;
	int channel[2]; /* [0] ours, [1] the process's */
	int console;    /* the process sends its terminal's master there */
	int pidfd_socket;
	int terminal; /* in the foreground: the other end of it, then the master */
	pid_t pid;
};

static int check_status(const struct exec *exec, struct err *err)
{
	switch (state_status(exec->dirfd, &exec->state, false)) {
	case STATE_STOPPED:
		return err_set(err, ESRCH, "cannot exec in a stopped container");
	case STATE_CREATING:
		return err_set(err, EINVAL, "container %s: its creation has not finished", exec->state.id);
	case STATE_PAUSED:
		if (!exec->request->ignore_paused)
			return err_set(err, EBUSY,
				       "cannot exec in a paused container (use --ignore-paused to override)");
		break;
	case STATE_CREATED:
	case STATE_RUNNING:
		break;
	}
	return 0;
}

/* Through the directory of init's own /proc entry, which never becomes that of another process. */
static int open_namespaces(struct exec *exec, struct err *err)
{
	auto_close int proc = -EBADF;
	char path[32];

	(void)snprintf(path, sizeof(path), "/proc/%d", exec->state.init.pid);
	proc = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (proc < 0 || !process_is_alive(exec->state.init.pid, exec->state.init.start_time))
		return err_set(err, ESRCH, "cannot exec in a stopped container");
	return init_namespaces_open(proc, exec->spec.config, &exec->namespaces, err);
}

/* The program may ask for the size before we have the terminal: it gets it with it. */
static void take_window(struct exec *exec)
{
	struct winsize size;

	if (exec->spec.process.console_size || ioctl(STDIN_FILENO, TIOCGWINSZ, &size) < 0)
		return;
	exec->window = (struct spec_box){ size.ws_row, size.ws_col };
	exec->spec.process.console_size = &exec->window;
}

/* All that can be refused, before there is a process. */
static int prepare(struct exec *exec, struct err *err)
{
	const struct lifecycle_exec_request *request = exec->request;
	int r = state_check_id(request->id, err);

	if (r == 0)
		r = lifecycle_job_check_preserved(request->preserve_fds, err);
	if (r == 0)
		r = state_load(request->root, request->id, &exec->dirfd, &exec->state, err);
	if (r == 0)
		r = check_status(exec, err);
	if (r == 0)
		r = lifecycle_exec_spec_make(request, exec->dirfd, &exec->spec, err);
	if (r == 0)
		r = lifecycle_job_check_labels(&exec->spec.spec, err);
	if (r == 0)
		r = lifecycle_job_check_terminal(exec->spec.process.terminal, request->console_socket,
						 !request->detach, err);
	if (r == 0 && request->console_socket && !request->detach)
		r = err_set(err, EINVAL, "cannot use console socket if runc will not detach or allocate tty");
	if (r == 0)
		r = lifecycle_filter_read(exec->dirfd, &exec->spec.spec, &exec->seccomp, err);
	if (r == 0)
		r = cgroup_go_below(&exec->state.cgroup, request->cgroups.items, request->cgroups.count, err);
	if (r == 0)
		r = open_namespaces(exec, err);
	if (r == 0)
		r = lifecycle_pidfd_connect(request->pidfd_socket, &exec->pidfd_socket, err);
	if (r < 0 || !exec->spec.process.terminal)
		return r;
	r = lifecycle_console_open(request->console_socket, &exec->console, &exec->terminal, err);
	if (r == 0 && !request->console_socket)
		take_window(exec);
	return r;
}

static void become_process(struct exec *exec, bool in_unified) __attribute__((noreturn));
static void become_process(struct exec *exec, bool in_unified)
{
	const struct init_join join = {
		.request = {
			.spec = &exec->spec.spec,
			.id = exec->state.id,
			.bundle = exec->state.bundle,
			.cgroup = &exec->state.cgroup,
			.seccomp = exec->seccomp.count ? &exec->seccomp : NULL,
			.channel = exec->channel[1],
			.gate = -EBADF,
			.console_socket = exec->console,
			.preserve_fds = exec->request->preserve_fds,
			.new_keyring = !exec->state.no_new_keyring,
			.limits_from_outside = spec_namespace_find(exec->spec.config, CLONE_NEWUSER),
		},
		.namespaces = exec->namespaces,
		.resctrl = exec->state.resctrl.group ? &exec->state.resctrl : NULL,
		.oom_score_adj = exec->spec.process.oom_score_adj,
		.in_unified = in_unified,
		.beside = exec->request->cgroups.count ? 0 : exec->state.init.pid,
	};

	init_join(&join);
}

/* Where the child cannot be born in its cgroup v2 it moves there, and says what is wrong with that. */
static pid_t fork_child(struct exec *exec)
{
	auto_close int unified = cgroup_open_unified(&exec->state.cgroup);
	pid_t pid = unified >= 0 ? syscall_fork_into_cgroup(unified) : -1;

	if (pid == 0)
		become_process(exec, true);
	if (pid > 0)
		return pid;
	pid = fork();
	if (pid == 0)
		become_process(exec, false);
	return pid;
}

static int fork_process(struct exec *exec, struct err *err)
{
	auto_close int own = -EBADF;
	int r = init_channel_open(exec->channel);

	if (r < 0)
		return err_set_errno(err, -r, "socketpair");
	/* From its first moment on the child can be seen from inside, in the container's pid namespace (CVE-2016-9962). */
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	own = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
	r = init_namespaces_join_pid(&exec->namespaces, err);
	if (r < 0)
		return r;
	exec->pid = fork_child(exec);
	/* Whatever else we may start is not the container's: a leak checker's thread, say. */
	if (own >= 0)
		(void)syscall_setns(own, CLONE_NEWPID);
	if (exec->pid < 0)
		return err_set_errno(err, errno, "fork");
	cleanup_close(&exec->channel[1]);
	cleanup_close(&exec->console);
	init_namespaces_close(&exec->namespaces);
	return 0;
}

/* 1: the program runs. 0: a message came, go on. Negative: it will never run. */
static int on_message(struct exec *exec, bool *ready, struct err *err)
{
	struct init_channel_message message;
	int r = init_channel_receive(exec->channel[0], &message);

	if (r < 0)
		return err_set_errno(err, -r, "waiting for the process: recv");
	if (r == 0)
		return *ready ?
			       1 :
			       err_set(err, ECANCELED,
				       "the process ended before it executed its program (killed? out of memory?)");
	if (message.type == CHANNEL_LISTENER)
		return lifecycle_job_forward_listener(&exec->spec.spec, &exec->state, exec->pid,
						      message.number, "running", err);
	if (message.type == CHANNEL_FAILED)
		return err_set(err, message.number > 0 ? message.number : EIO, "%s", message.text);
	*ready = message.type == CHANNEL_READY;
	return 0;
}

/* In a frozen container it may take for ever: what ends a command ends this one. */
static int await_program(struct exec *exec, struct err *err)
{
	auto_close int signals = -EBADF;
	bool ready = false;
	sigset_t set;
	int r = 0;

	process_ending_signals(&set);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	while (r == 0) {
		struct pollfd fds[] = { { exec->channel[0], POLLIN, 0 }, { signals, POLLIN, 0 } };

		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return err_set_errno(err, errno, "waiting for the process: poll");
		if (fds[0].revents)
			r = on_message(exec, &ready, err);
		else if (fds[1].revents)
			return err_set(err, EINTR, "interrupted by a signal");
	}
	return r < 0 ? r : 0;
}

static int follow(struct exec *exec, int *ret_status, struct err *err)
{
	const struct lifecycle_created created = {
		.terminal = take_fd(&exec->terminal), /* the relay's from now on */
		.monitor_channel = -EBADF,
		.notify = -EBADF,
		.state = { .init = { .pid = exec->pid } },
	};

	return lifecycle_foreground(&created, ret_status, err);
}

static int run(struct exec *exec, int *ret_status, struct err *err)
{
	int r = prepare(exec, err);

	if (r == 0)
		r = fork_process(exec, err);
	if (r < 0)
		return r;
	r = await_program(exec, err);
	if (r == 0)
		r = lifecycle_console_receive(&exec->terminal, err);
	if (r == 0)
		r = lifecycle_pidfd_send(exec->pidfd_socket, "setns", exec->pid, err);
	if (r == 0)
		r = lifecycle_pid_file_write(exec->request->pid_file, exec->pid, err);
	if (r < 0) {
		(void)kill(exec->pid, SIGKILL);
		/* Frozen it stays until the container is thawed. */
		if (!cgroup_is_frozen(&exec->state.cgroup))
			(void)process_wait(exec->pid);
		return r;
	}
	return exec->request->detach ? 0 : follow(exec, ret_status, err);
}

static void clear(struct exec *exec)
{
	int *fds[] = { &exec->dirfd,   &exec->channel[0], &exec->channel[1],
		       &exec->console, &exec->terminal,   &exec->pidfd_socket };

	for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		cleanup_close(fds[i]);
	init_namespaces_close(&exec->namespaces);
	free(exec->seccomp.instructions);
	lifecycle_exec_spec_clear(&exec->spec);
	state_clear(&exec->state);
}

/* Signals wait for whoever passes them on, or for who tidies up; the process gets a mask of its own. */
static void block_signals(bool all)
{
	sigset_t set;

	if (all)
		(void)sigfillset(&set);
	else
		process_ending_signals(&set);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
}

int lifecycle_exec(const struct lifecycle_exec_request *request, int *ret_status, struct err *err)
{
	struct exec exec = {
		.request = request,
		.dirfd = -EBADF,
		.channel = { -EBADF, -EBADF },
		.console = -EBADF,
		.pidfd_socket = -EBADF,
		.terminal = -EBADF,
	};
	int r;

	*ret_status = 0;
	block_signals(!request->detach);
	r = run(&exec, ret_status, err);
	clear(&exec);
	return r < 0 ? err_wrap(err, "exec failed") : r;
}
