/* SPDX-License-Identifier: Apache-2.0 */
/* Runs hooks: state on stdin, a timeout, and what they wrote on stderr as the error. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/process.h"
#include "compat/emulate/emulate.h"
#include "runlxc/hooks/hooks.h"
#include "runlxc/spec/spec.h"

enum { OUTPUT_MAX = 1024 };

struct run {
	const struct spec_hook *hook;
	const char *state;
	size_t state_left;
	int input, output; /* our ends of its stdin and of its stdout and stderr together */
	pid_t pid;
	char text[OUTPUT_MAX];
	size_t length;
};

/* In the child. Without args the path is argv[0]; without env the runtime's own is passed on, as runc does. */
static void execute(const struct spec_hook *hook, int input, int output)
{
	const char *fallback[] = { hook->path, NULL };
	const char *const *arguments = hook->args.count ? hook->args.items : fallback;
	char *const *vector, *const *environment = environ;

	memcpy(&vector, &arguments,
	       sizeof(vector)); /* execve(2) changes nothing, whatever its prototype says */
	if (hook->env.count)
		memcpy(&environment, &hook->env.items, sizeof(environment));
	process_reset_signals();
	if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
	    dup2(output, STDERR_FILENO) < 0)
		_exit(127);
	emulate_close_from(3);
	(void)execve(hook->path, vector, environment);
	(void)dprintf(STDERR_FILENO, "execve: %s", strerror(errno));
	_exit(127);
}

static int spawn(struct run *run, struct err *err)
{
	int input[2], output[2];

	if (pipe2(input, O_CLOEXEC) < 0)
		return err_set_errno(err, errno, "pipe");
	if (pipe2(output, O_CLOEXEC) < 0) {
		(void)close(input[0]);
		(void)close(input[1]);
		return err_set_errno(err, errno, "pipe");
	}
	run->pid = fork();
	if (run->pid == 0)
		execute(run->hook, input[0], output[1]);
	(void)close(input[0]);
	(void)close(output[1]);
	run->input = input[1];
	run->output = output[0];
	(void)fcntl(run->input, F_SETFL, O_NONBLOCK);
	(void)fcntl(run->output, F_SETFL, O_NONBLOCK);
	return run->pid < 0 ? err_set_errno(err, errno, "fork") : 0;
}

/* A hook need not read its state: EPIPE ends the feeding, nothing else. */
static void feed(struct run *run)
{
	ssize_t written = write(run->input, run->state, run->state_left);

	if (written > 0) {
		run->state += written;
		run->state_left -= (size_t)written;
	}
	if (run->state_left == 0 || (written < 0 && errno != EAGAIN && errno != EINTR))
		cleanup_close(&run->input);
}

/* Keeps the beginning of the output; false at its end. */
static bool drain(struct run *run)
{
	char spill[512];
	bool full = run->length == sizeof(run->text) - 1;
	ssize_t got = full ? read(run->output, spill, sizeof(spill)) :
			     read(run->output, run->text + run->length, sizeof(run->text) - 1 - run->length);

	if (got < 0)
		return errno == EAGAIN || errno == EINTR;
	if (!full)
		run->length += (size_t)got;
	return got > 0;
}

/* Who runs hooks has blocked the signals that would end it, so that it can tidy up: they are pending then. */
static bool is_interrupted(void)
{
	sigset_t pending;

	return sigpending(&pending) == 0 &&
	       (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1 ||
		sigismember(&pending, SIGHUP) == 1);
}

/*
 * Feeds and drains until the hook has exited. A background child of it may keep the pipe open for ever, so the
 * exit counts, not the end of the output: the loop looks for both every 50 ms at the latest.
 */
static int converse(struct run *run, int *ret_status, struct err *err)
{
	const int64_t *timeout = run->hook->timeout;
	int64_t start = process_clock_ms();
	/* A timeout may be any positive number: one that no clock reaches is none. */
	int64_t deadline =
		timeout && *timeout < (INT64_MAX - start) / 1000 ? start + *timeout * 1000 : INT64_MAX;
	bool open_output = true;
	int wait_ms = 1;

	for (;;) {
		struct pollfd fds[2] = { { run->input, POLLOUT, 0 },
					 { open_output ? run->output : -1, POLLIN, 0 } };
		pid_t reaped = waitpid(run->pid, ret_status, WNOHANG);

		if (reaped == run->pid) {
			while (open_output && poll(&fds[1], 1, 0) > 0)
				open_output = drain(run);
			return 0;
		}
		if (reaped < 0 && errno != EINTR)
			return err_set_errno(err, errno, "waitpid");
		if (is_interrupted())
			return err_set(err, EINTR, "killed, as the runtime was interrupted by a signal");
		if (process_clock_ms() >= deadline)
			return err_set(err, ETIMEDOUT, "killed after its timeout of %lld s",
				       (long long)*run->hook->timeout);
		(void)poll(fds, 2, wait_ms);
		wait_ms = wait_ms < 50 ? wait_ms * 2 : 50;
		if (fds[0].revents)
			feed(run);
		if (fds[1].revents)
			open_output = drain(run);
	}
}

static int judge(const struct run *run, int status, struct err *err)
{
	const char *colon = run->length ? ": " : "";

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFSIGNALED(status))
		return err_set(err, ECANCELED, "killed by signal %d%s%s", WTERMSIG(status), colon, run->text);
	return err_set(err, ECANCELED, "exit status %d%s%s", WEXITSTATUS(status), colon, run->text);
}

static int run_one(const struct spec_hook *hook, const char *state, struct err *err)
{
	struct run run = {
		.hook = hook, .state = state, .state_left = strlen(state), .input = -EBADF, .output = -EBADF
	};
	int status = 0, r;

	r = spawn(&run, err);
	if (r == 0)
		r = converse(&run, &status, err);
	if (r < 0 && run.pid > 0) {
		(void)kill(run.pid, SIGKILL);
		(void)waitpid(run.pid, NULL, 0);
	}
	cleanup_close(&run.input);
	cleanup_close(&run.output);
	while (run.length && run.text[run.length - 1] == '\n')
		run.text[--run.length] = '\0';
	return r < 0 ? r : judge(&run, status, err);
}

int hooks_run(const char *name, const struct spec_hook_list *hooks, const char *state, struct err *err)
{
	void (*saved)(int) = signal(SIGPIPE, SIG_IGN);
	int r = 0;

	for (size_t i = 0; i < hooks->count && r == 0; i++) {
		r = run_one(&hooks->items[i], state, err);
		if (r < 0)
			(void)err_wrap(err, "hooks.%s[%zu] (%s)", name, i, hooks->items[i].path);
	}
	(void)signal(SIGPIPE, saved);
	return r;
}
