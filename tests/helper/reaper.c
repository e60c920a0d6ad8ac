/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An engine's shim in small: `reaper COMMAND WORD...` is the subreaper of what it runs. Prints "command=STATUS" when the
 * command itself has ended, then "orphan=PID STATUS" for each process that comes to it, until none is left. A
 * status is that of a shell: 128 and the signal.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int status_of(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	pid_t command, pid;
	int status;

	if (argc < 2 || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		return 125;
	command = fork();
	if (command == 0) {
		(void)execv(argv[1], argv + 1);
		(void)fprintf(stderr, "reaper: %s: %s\n", argv[1], strerror(errno));
		_exit(127);
	}
	while ((pid = wait(&status)) > 0) {
		if (pid == command)
			printf("command=%d\n", status_of(status));
		else
			printf("orphan=%d %d\n", pid, status_of(status));
		(void)fflush(stdout);
	}
	return 0;
}
