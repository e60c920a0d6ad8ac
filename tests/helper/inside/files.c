/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about files, asked by trying. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "tests/helper/inside/inside.h"

/* "stat /dev/null=c 0666 0 0 1:3 0": type, mode, uid, gid, device, size. Links are not followed. */
static void stat_(const struct asked *asked)
{
	static const char types[16] = "?pc?d?b?-?l?s???";
	struct stat status;

	if (lstat(asked->args[0], &status) < 0) {
		inside_say_result(asked, -1);
		return;
	}
	inside_say(asked, "%c %04o %u %u %u:%u %lld", types[(status.st_mode & S_IFMT) >> 12],
		   (unsigned int)(status.st_mode & 07777), status.st_uid, status.st_gid,
		   major(status.st_rdev), minor(status.st_rdev), (long long)status.st_size);
}

static void readlink_(const struct asked *asked)
{
	char target[4096];
	ssize_t length = readlink(asked->args[0], target, sizeof(target) - 1);

	if (length < 0) {
		inside_say_result(asked, -1);
		return;
	}
	target[length] = '\0';
	inside_say(asked, "%s", target);
}

static void exists(const struct asked *asked)
{
	struct stat status;

	inside_say(asked, "%s", lstat(asked->args[0], &status) == 0 ? "yes" : "no");
}

/* The first 200 lines, an answer each. */
static void read_(const struct asked *asked)
{
	inside_say_file(asked, asked->args[0], 200);
}

/* Writes the text, with one write(2); the file is made when missing, never emptied. */
static void write_(const struct asked *asked)
{
	int fd = open(asked->args[0], O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	inside_say_result(asked, fd < 0 ? -1 : write(fd, asked->args[1], strlen(asked->args[1])));
	if (fd >= 0)
		(void)close(fd);
}

static void mkdir_(const struct asked *asked)
{
	inside_say_result(asked, mkdir(asked->args[0], 0755));
}

static void unlink_(const struct asked *asked)
{
	inside_say_result(asked, remove(asked->args[0]));
}

/* "mknod /dev/x c 1 5" */
static void mknod_(const struct asked *asked)
{
	mode_t type = asked->args[1][0] == 'b' ? S_IFBLK : asked->args[1][0] == 'p' ? S_IFIFO : S_IFCHR;
	dev_t device = makedev((unsigned int)atoi(asked->args[2]), (unsigned int)atoi(asked->args[3]));

	inside_say_result(asked, mknod(asked->args[0], type | 0600, device));
}

/* "open /dev/null r,nofollow": the flags by name. */
static void open_(const struct asked *asked)
{
	static const struct {
		const char *name;
		int flag;
	} names[] = {
		{ "append",   O_APPEND },
		{ "creat",    O_CREAT },
		{ "dir",      O_DIRECTORY },
		{ "excl",     O_EXCL },
		{ "nofollow", O_NOFOLLOW },
		{ "nonblock", O_NONBLOCK },
		{ "path",     O_PATH },
		{ "r",        O_RDONLY },
		{ "rw",       O_RDWR },
		{ "trunc",    O_TRUNC },
		{ "w",        O_WRONLY },
	};
	int flags = O_CLOEXEC | O_NOCTTY, fd;
	char *list = strdup(asked->args[1]), *state = NULL;

	for (char *word = strtok_r(list, ",", &state); word; word = strtok_r(NULL, ",", &state))
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (strcmp(names[i].name, word) == 0)
				flags |= names[i].flag;
	free(list);
	fd = open(asked->args[0], flags, 0644);
	inside_say_result(asked, fd);
	if (fd >= 0)
		(void)close(fd);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* The names in a directory, sorted, an answer each. */
static void list_(const struct asked *asked)
{
	struct dirent **entries;
	int nr = scandir(asked->args[0], &entries, NULL, by_name);

	if (nr < 0) {
		inside_say_result(asked, -1);
		return;
	}
	for (int i = 0; i < nr; i++) {
		if (strcmp(entries[i]->d_name, ".") != 0 && strcmp(entries[i]->d_name, "..") != 0)
			inside_say(asked, "%s", entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

/* "fds=3 /path": every open descriptor; the target is "?" without /proc. */
static void fds(const struct asked *asked)
{
	for (int fd = 0; fd < 4096; fd++) {
		char link[64], target[4096] = "?";
		ssize_t length;

		if (fcntl(fd, F_GETFD) < 0)
			continue;
		(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		length = readlink(link, target, sizeof(target) - 1);
		if (length >= 0)
			target[length] = '\0';
		inside_say(asked, "%d %s", fd, target);
	}
}

/* /dev/null, zero, full and urandom do what they are for. */
static void devices(const struct asked *asked)
{
	char byte = 'x';
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC),
	    random = open("/dev/urandom", O_RDONLY | O_CLOEXEC);

	if (null < 0 || zero < 0 || full < 0 || random < 0)
		inside_say_result(asked, -1);
	else if (write(null, "x", 1) != 1 || read(null, &byte, 1) != 0)
		inside_say(asked, "null is something else");
	else if (read(zero, &byte, 1) != 1 || byte != 0)
		inside_say(asked, "zero is something else");
	else if (write(full, "x", 1) != -1 || errno != ENOSPC)
		inside_say(asked, "full is something else");
	else if (read(random, &byte, 1) != 1)
		inside_say(asked, "urandom is something else");
	else
		inside_say(asked, "ok");
	(void)close(null);
	(void)close(zero);
	(void)close(full);
	(void)close(random);
}

const struct question inside_files[] = {
	{ "devices",  0, devices },
	{ "exists",   1, exists },
	{ "fds",      0, fds },
	{ "list",     1, list_ },
	{ "mkdir",    1, mkdir_ },
	{ "mknod",    4, mknod_ },
	{ "open",     2, open_ },
	{ "read",     1, read_ },
	{ "readlink", 1, readlink_ },
	{ "remove",   1, unlink_ },
	{ "stat",     1, stat_ },
	{ "write",    2, write_ },
	{ 0 },
};
