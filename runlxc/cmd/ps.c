/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc ps: what ps(1) says of the container's processes. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/process.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"
#include "runlxc/state/state.h"

enum { OUTPUT_LIMIT = 256 << 20 };

struct values {
	const char *format;
};

static const struct command_option options[] = {
	{ "format", "f", COMMAND_STRING, offsetof(struct values, format), "table (default) or json: an array of pids" },
};

static const char blanks[] = " \t";

/* In the child. Both outputs go to the pipe, so that a complaint of ps becomes the error. */
static void execute(char **argv, int output)
{
	process_reset_signals();
	if (dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0)
		_exit(127);
	(void)execvp(argv[0], argv);
	(void)dprintf(STDERR_FILENO, "%s", strerror(errno));
	_exit(127);
}

static int run_ps(char **argv, char **ret_text, struct err *err)
{
	auto_free char *text = NULL;
	int ends[2], status, r;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_set_errno(err, errno, "ps: pipe");
	pid = fork();
	if (pid == 0)
		execute(argv, ends[1]);
	(void)close(ends[1]);
	r = pid < 0 ? -errno : file_read_fd(ends[0], OUTPUT_LIMIT, &text, NULL);
	(void)close(ends[0]);
	status = pid < 0 ? 0 : process_wait(pid);
	if (r < 0)
		return err_set_errno(err, -r, "ps");
	if (status != 0)
		return err_set(err, ECANCELED, "ps: exit status %d: %.*s",
			       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
			       (int)strcspn(text, "\n"), text);
	*ret_text = take_ptr(text);
	return 0;
}

/* The start of the word with this number, counted from 0, or NULL. */
static const char *word_of(const char *line, size_t number)
{
	for (;; number--) {
		line += strspn(line, blanks);
		if (!*line || *line == '\n')
			return NULL;
		if (number == 0)
			return line;
		line += strcspn(line, " \t\n");
	}
}

static int find_pid_column(const char *header, size_t *ret_column, struct err *err)
{
	const char *word;

	for (size_t i = 0; (word = word_of(header, i)); i++)
		if (strcspn(word, " \t\n") == 3 && memcmp(word, "PID", 3) == 0) {
			*ret_column = i;
			return 0;
		}
	return err_set(err, EINVAL, "ps: couldn't find PID field in ps output");
}

static bool is_ours(long pid, const pid_t *pids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (pids[i] == pid)
			return true;
	return false;
}

static int print_table(const char *text, const pid_t *pids, size_t count, struct err *err)
{
	size_t column = 0;
	int r = find_pid_column(text, &column, err);

	if (r < 0)
		return r;
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
		size_t length = strcspn(line, "\n");
		const char *word = word_of(line, column);
		char *end = NULL;
		long pid = word ? strtol(word, &end, 10) : 0;

		if (line != text && length && (!word || end == word))
			return err_set(err, EINVAL, "ps: unable to parse pid in '%.*s'", (int)length, line);
		if (line == text || (length && is_ours(pid, pids, count)))
			(void)printf("%.*s\n", (int)length, line);
		if (!line[length])
			break;
	}
	return 0;
}

/* "null" for none: what Go makes of an empty list. */
static void print_json(const pid_t *pids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		(void)printf("%s%d", i ? "," : "[", pids[i]);
	(void)puts(count ? "]" : "null");
}

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	const struct values *values = call->values;
	const char *format = values->format ? values->format : "table";
	bool json = strcmp(format, "json") == 0;
	char name[] = "ps", all[] = "-ef", *standard[] = { name, all, NULL };
	auto_free pid_t *pids = NULL;
	auto_free char *text = NULL;
	auto_close int dirfd = -EBADF;
	struct state state = { 0 };
	size_t count = 0;
	int r = state_check_id(call->argv[0], err);

	(void)ret_status;
	if (!json && strcmp(format, "table") != 0)
		return err_set(err, EINVAL, "invalid format option");
	if (r == 0)
		r = state_load(call->globals->root, call->argv[0], &dirfd, &state, err);
	if (r < 0)
		return r;
	r = cgroup_pids(&state.cgroup, &pids, &count, err);
	state_clear(&state);
	if (r < 0)
		return r;
	if (json) {
		print_json(pids, count);
		return 0;
	}
	/* What follows the container is for ps: its own name takes the container's place. */
	call->argv[0] = name;
	r = run_ps(call->argc > 1 ? call->argv : standard, &text, err);
	return r < 0 ? r : print_table(text, pids, count, err);
}

const struct command cmd_ps = {
	.name = "ps",
	.arguments = "CONTAINER [PS_OPTION...]",
	.summary = "list the processes of a container",
	.minimum = 1,
	.maximum = INT_MAX,
	.options_first = true,
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct values),
	.run = run,
};
