/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about the process itself: who, where, with which words. */
#include <errno.h>
#include <grp.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/helper/inside/inside.h"

extern char **environ;

static void say_ids(const struct asked *asked, unsigned int real, unsigned int effective, unsigned int saved)
{
	if (real == effective && real == saved)
		inside_say(asked, "%u", real);
	else
		inside_say(asked, "real %u effective %u saved %u", real, effective, saved);
}

static void uid(const struct asked *asked)
{
	uid_t real, effective, saved;

	(void)getresuid(&real, &effective, &saved);
	say_ids(asked, real, effective, saved);
}

static void gid(const struct asked *asked)
{
	gid_t real, effective, saved;

	(void)getresgid(&real, &effective, &saved);
	say_ids(asked, real, effective, saved);
}

static void groups(const struct asked *asked)
{
	static gid_t list[65536];
	char text[4096] = "";
	int nr = getgroups(sizeof(list) / sizeof(list[0]), list);
	size_t length = 0;

	if (nr < 0) {
		inside_say_result(asked, -1);
		return;
	}
	for (int i = 0; i < nr && length < sizeof(text); i++)
		length +=
			(size_t)snprintf(text + length, sizeof(text) - length, "%s%u", i ? " " : "", list[i]);
	inside_say(asked, "%s", text);
}

static void umask_(const struct asked *asked)
{
	mode_t mask = umask(0);

	(void)umask(mask);
	inside_say(asked, "%04o", (unsigned int)mask);
}

static void cwd(const struct asked *asked)
{
	char path[4096];

	if (getcwd(path, sizeof(path)))
		inside_say(asked, "%s", path);
	else
		inside_say_result(asked, -1);
}

/* From /proc, since argv[0] is what matters and the questions are arguments themselves. */
static void args(const struct asked *asked)
{
	FILE *file = fopen("/proc/self/cmdline", "re");
	char *word = NULL;
	size_t size = 0;

	if (!file) {
		inside_say_result(asked, -1);
		return;
	}
	while (getdelim(&word, &size, '\0', file) >= 0)
		inside_say(asked, "%s", word);
	free(word);
	(void)fclose(file);
}

static void env(const struct asked *asked)
{
	for (char **variable = environ; *variable; variable++)
		inside_say(asked, "%s", *variable);
}

static void getenv_(const struct asked *asked)
{
	const char *value = getenv(asked->args[0]);

	if (value)
		inside_say(asked, "%s", value);
	else
		inside_say(asked, "unset");
}

/* "notify READY=1": a message to NOTIFY_SOCKET; "|" stands for the end of a line. */
static void notify(const struct asked *asked)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const char *path = getenv("NOTIFY_SOCKET");
	char text[256];
	ssize_t sent;

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path ? path : "");
	(void)snprintf(text, sizeof(text), "%s", asked->args[0]);
	for (char *at = text; *at; at++)
		if (*at == '|')
			*at = '\n';
	sent = sendto(fd, text, strlen(text), 0, (struct sockaddr *)&address, sizeof(address));
	inside_say_result(asked, sent < 0 ? -1 : 0);
	(void)close(fd);
}

static void pid(const struct asked *asked)
{
	inside_say(asked, "%d", getpid());
}

static void ppid(const struct asked *asked)
{
	inside_say(asked, "%d", getppid());
}

static void sid(const struct asked *asked)
{
	inside_say(asked, "%d", getsid(0));
}

static void pgrp(const struct asked *asked)
{
	inside_say(asked, "%d", getpgrp());
}

static void comm(const struct asked *asked)
{
	char name[17] = "";

	(void)prctl(PR_GET_NAME, name);
	inside_say(asked, "%s", name);
}

/* "1 1 1 /dev/pts/0": which of stdin, stdout and stderr are terminals, and the name of the first. */
static void tty(const struct asked *asked)
{
	char name[256] = "-";

	if (isatty(0) && ttyname_r(0, name, sizeof(name)) != 0)
		strcpy(name, "?");
	inside_say(asked, "%d %d %d %s", isatty(0), isatty(1), isatty(2), name);
}

static void winsize(const struct asked *asked)
{
	struct winsize size;

	if (ioctl(0, TIOCGWINSZ, &size) == 0)
		inside_say(asked, "%ux%u", size.ws_row, size.ws_col);
	else
		inside_say_result(asked, -1);
}

/* The controlling terminal, if any: yes, or the error of opening /dev/tty. */
static void ctty(const struct asked *asked)
{
	pid_t leader;

	inside_say_result(asked, ioctl(0, TIOCGSID, &leader));
}

static void personality_(const struct asked *asked)
{
	inside_say(asked, "0x%x", (unsigned int)personality(0xffffffff));
}

/* "keyring;0;0;3f130000;NAME" */
static void keyring(const struct asked *asked)
{
	char text[256] = "";
	long length = syscall(SYS_keyctl, KEYCTL_DESCRIBE, KEY_SPEC_SESSION_KEYRING, text, sizeof(text) - 1);

	if (length < 0)
		inside_say_result(asked, -1);
	else
		inside_say(asked, "%s", text);
}

const struct question inside_process[] = {
	{ "args",        0, args },
	{ "comm",        0, comm },
	{ "ctty",        0, ctty },
	{ "cwd",         0, cwd },
	{ "env",         0, env },
	{ "getenv",      1, getenv_ },
	{ "gid",         0, gid },
	{ "groups",      0, groups },
	{ "keyring",     0, keyring },
	{ "notify",      1, notify },
	{ "personality", 0, personality_ },
	{ "pgrp",        0, pgrp },
	{ "pid",         0, pid },
	{ "ppid",        0, ppid },
	{ "sid",         0, sid },
	{ "tty",         0, tty },
	{ "uid",         0, uid },
	{ "umask",       0, umask_ },
	{ "winsize",     0, winsize },
	{ 0 },
};
