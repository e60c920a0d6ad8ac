/* SPDX-License-Identifier: Apache-2.0 */
/* Not questions but deeds: end, wait, be killed, use memory, try a system call. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/helper/inside/inside.h"

static const struct {
	const char *name;
	long number;
} calls[] = {
#ifdef SYS_mkdir /* absent from younger architectures, such as arm64 */
	{ "chmod",         SYS_chmod },
	{ "chown",         SYS_chown },
	{ "link",          SYS_link },
	{ "mkdir",         SYS_mkdir },
	{ "mknod",         SYS_mknod },
	{ "open",          SYS_open },
	{ "rename",        SYS_rename },
	{ "rmdir",         SYS_rmdir },
	{ "symlink",       SYS_symlink },
	{ "unlink",        SYS_unlink },
#endif
	{ "acct",          SYS_acct },
	{ "add_key",       SYS_add_key },
	{ "bpf",           SYS_bpf },
	{ "chroot",        SYS_chroot },
	{ "clone",         SYS_clone },
	{ "dup",           SYS_dup },
	{ "fchmodat",      SYS_fchmodat },
	{ "getcwd",        SYS_getcwd },
	{ "getpid",        SYS_getpid },
	{ "init_module",   SYS_init_module },
	{ "keyctl",        SYS_keyctl },
	{ "kill",          SYS_kill },
	{ "mkdirat",       SYS_mkdirat },
	{ "mknodat",       SYS_mknodat },
	{ "mount",         SYS_mount },
	{ "openat",        SYS_openat },
	{ "personality",   SYS_personality },
	{ "pivot_root",    SYS_pivot_root },
	{ "prctl",         SYS_prctl },
	{ "ptrace",        SYS_ptrace },
	{ "reboot",        SYS_reboot },
	{ "setgid",        SYS_setgid },
	{ "sethostname",   SYS_sethostname },
	{ "setns",         SYS_setns },
	{ "setuid",        SYS_setuid },
	{ "settimeofday",  SYS_settimeofday },
	{ "socket",        SYS_socket },
	{ "swapon",        SYS_swapon },
	{ "sync",          SYS_sync },
	{ "umount2",       SYS_umount2 },
	{ "uname",         SYS_uname },
	{ "unshare",       SYS_unshare },
};

/* A number as such, anything else as the address of the text. */
static long value_of(const char *word)
{
	char *end;
	long value = strtol(word, &end, 0);

	return *word && !*end ? value : (long)word;
}

/* "syscall mkdir,/tmp/x,0755=ok" or "error EPERM"; the name may be a number. */
static void syscall_(const struct asked *asked)
{
	char *copy = strdup(asked->args[0]), *state = NULL, *name = strtok_r(copy, ",", &state), *word;
	long arguments[6] = { 0 }, number = name ? value_of(name) : -1;

	for (size_t i = 0; name && i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(calls[i].name, name) == 0)
			number = calls[i].number;
	for (int i = 0; i < 6 && (word = strtok_r(NULL, ",", &state)); i++)
		arguments[i] = value_of(word);
	inside_say_result(asked, syscall(number, arguments[0], arguments[1], arguments[2], arguments[3],
					 arguments[4], arguments[5]));
	free(copy);
}

/* Replaces the program; the answer is an error. */
static void exec(const struct asked *asked)
{
	(void)execv(asked->args[0], asked->args);
	inside_say_result(asked, -1);
}

static void exit_(const struct asked *asked)
{
	exit(atoi(asked->args[0]));
}

static void sleep_(const struct asked *asked)
{
	double seconds = strtod(asked->args[0], NULL);
	struct timespec left = { .tv_sec = (time_t)seconds };

	left.tv_nsec = (long)((seconds - (double)left.tv_sec) * 1e9);
	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

/* PID 1 gets no deadly signal that it has no handler for: then this returns. */
static void kill_self(const struct asked *asked)
{
	inside_say_result(asked, kill(getpid(), atoi(asked->args[0])));
}

static void stderr_(const struct asked *asked)
{
	fprintf(stderr, "%s\n", asked->args[0]);
}

/* Every line of stdin, until its end. */
static void stdin_(const struct asked *asked)
{
	char line[4096];

	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		inside_say(asked, "%s", line);
	}
}

/* Says "trap=ready", waits for a signal, says its number and exits with 40 + number. SIGWINCH and SIGCHLD pass. */
static void trap(const struct asked *asked)
{
	sigset_t all;
	int signal_;

	(void)sigfillset(&all);
	(void)sigdelset(&all, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &all, NULL);
	inside_say(asked, "ready");
	do
		if (sigwait(&all, &signal_) == 0)
			inside_say(asked, "%d", signal_);
	while (signal_ == SIGWINCH);
	exit(40 + signal_);
}

/* Leaves processes behind that are in sessions of their own and ignore SIGTERM; their pids are the answers. */
static void fork_orphans(const struct asked *asked)
{
	for (int i = 0; i < atoi(asked->args[0]); i++) {
		int ends[2];
		pid_t child, orphan = 0;

		if (pipe(ends) < 0 || (child = fork()) < 0) {
			inside_say_result(asked, -1);
			return;
		}
		if (child == 0) {
			orphan = fork();
			if (orphan != 0)
				_exit(write(ends[1], &orphan, sizeof(orphan)) < 0);
			(void)setsid();
			(void)signal(SIGTERM, SIG_IGN);
			for (int fd = 0; fd < 64; fd++)
				(void)close(fd);
			for (;;)
				(void)pause();
		}
		if (read(ends[0], &orphan, sizeof(orphan)) != (ssize_t)sizeof(orphan))
			orphan = -1;
		(void)waitpid(child, NULL, 0);
		(void)close(ends[0]);
		(void)close(ends[1]);
		inside_say(asked, "%d", orphan);
	}
}

/* How many processes can be started, of so many: "forks 20=7". They end before the answer. */
static void forks(const struct asked *asked)
{
	int wanted = atoi(asked->args[0]), made = 0, ends[2];

	if (pipe(ends) < 0)
		return;
	while (made < wanted) {
		pid_t child = fork();
		char byte;

		if (child < 0)
			break;
		if (child == 0) {
			(void)close(ends[1]);
			_exit(read(ends[0], &byte, 1) != 0);
		}
		made++;
	}
	(void)close(ends[1]);
	(void)close(ends[0]);
	while (waitpid(-1, NULL, 0) > 0)
		;
	inside_say(asked, "%d", made);
}

/* Touches so many MiB and keeps them. */
static void eat(const struct asked *asked)
{
	size_t size = (size_t)atoi(asked->args[0]) << 20;
	char *bytes = malloc(size);

	if (!bytes) {
		inside_say_result(asked, -1);
		return;
	}
	for (size_t i = 0; i < size; i += 4096)
		((volatile char *)bytes)[i] = 1;
	inside_say(asked, "ok");
}

/* Computes for so many seconds of wall time; the answer is the CPU time used, in milliseconds. */
static void spin(const struct asked *asked)
{
	double seconds = strtod(asked->args[0], NULL), passed = 0;
	struct timespec start, now, used;

	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	while (passed < seconds) {
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
		passed = (double)(now.tv_sec - start.tv_sec) + (double)(now.tv_nsec - start.tv_nsec) / 1e9;
	}
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	inside_say(asked, "%lld", (long long)used.tv_sec * 1000 + used.tv_nsec / 1000000);
}

const struct question inside_acts[] = {
	{ "eat",          1,  eat },
	{ "exec",         -1, exec },
	{ "exit",         1,  exit_ },
	{ "fork-orphans", 1,  fork_orphans },
	{ "forks",        1,  forks },
	{ "kill-self",    1,  kill_self },
	{ "sleep",        1,  sleep_ },
	{ "spin",         1,  spin },
	{ "stderr",       1,  stderr_ },
	{ "stdin",        0,  stdin_ },
	{ "syscall",      1,  syscall_ },
	{ "trap",         0,  trap },
	{ 0 },
};
