/* SPDX-License-Identifier: Apache-2.0 */
/* Opens paths inside a root directory without leaving it, with or without openat2(2), and makes what is missing. */
#include "compat/emulate/emulate.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/syscall/syscall.h"

enum { LINKS_MAX = 40, DEPTH_MAX = 256, TRIES = 128 };

enum last { OPEN, MAKE_DIRECTORY, MAKE_FILE };

/*
 * A walk by hand. Each directory on the way is held open and was reached from the one before by a single name that is no
 * link, so that nobody who moves things about meanwhile can lead the walk out: ".." goes back to the descriptor
 * before, never to what the kernel finds there.
 */
struct walk {
	int fds[DEPTH_MAX]; /* [0] is the root, borrowed */
	size_t depth;
	int links;
	char rest[PATH_MAX]; /* what is still to be walked */
	enum last last;
	int flags;   /* of OPEN */
	mode_t mode; /* of directories that are made */
};

static int fail(int number)
{
	errno = number;
	return -1;
}

static void finish(struct walk *walk)
{
	while (walk->depth > 1)
		cleanup_close(&walk->fds[--walk->depth]);
}

static int top(const struct walk *walk)
{
	return walk->fds[walk->depth - 1];
}

/* Takes the next component off `rest`: 1, 0 at the end, or -1. */
static int next_component(struct walk *walk, char component[NAME_MAX + 1])
{
	char *start = walk->rest + strspn(walk->rest, "/");
	size_t length = strcspn(start, "/");

	if (length == 0)
		return 0;
	if (length > NAME_MAX)
		return fail(ENAMETOOLONG);
	memcpy(component, start, length);
	component[length] = '\0';
	memmove(walk->rest, start + length, strlen(start + length) + 1);
	return 1;
}

/* Puts the link's text before what is left to walk. */
static int follow(struct walk *walk, const char *target)
{
	char rest[PATH_MAX];
	int n;

	if (++walk->links > LINKS_MAX)
		return fail(ELOOP);
	n = snprintf(rest, sizeof(rest), "%s%s%s", target, walk->rest[0] ? "/" : "", walk->rest);
	if (n < 0 || (size_t)n >= sizeof(rest))
		return fail(ENAMETOOLONG);
	memcpy(walk->rest, rest, (size_t)n + 1);
	if (target[0] == '/')
		finish(walk);
	return 0;
}

/* A directory by one name, made when it is missing and may be. */
static int open_directory(const struct walk *walk, const char *name)
{
	int flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(top(walk), name, flags);

	if (fd >= 0 || errno != ENOENT || walk->last == OPEN)
		return fd;
	if (mkdirat(top(walk), name, walk->mode) < 0 && errno != EEXIST)
		return -1;
	return openat(top(walk), name, flags);
}

static int open_last(const struct walk *walk, const char *name)
{
	int fd;

	if (walk->last == MAKE_DIRECTORY)
		return open_directory(walk, name);
	fd = openat(top(walk), name, (walk->last == OPEN ? walk->flags : O_PATH) | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 || errno != ENOENT || walk->last == OPEN)
		return fd;
	fd = openat(top(walk), name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return -1;
	(void)close(fd);
	return openat(top(walk), name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

/* One component; -2: go on, else the result. */
static int step(struct walk *walk, const char *name)
{
	/* "a/" wants a directory, and follows a link to one, as everywhere. */
	bool last = walk->rest[0] == '\0';
	char target[PATH_MAX];
	ssize_t length;
	int fd;

	if (strcmp(name, ".") == 0)
		return -2;
	if (strcmp(name, "..") == 0) {
		if (walk->depth > 1)
			cleanup_close(&walk->fds[--walk->depth]);
		return -2;
	}
	length = last && walk->last == OPEN && (walk->flags & O_NOFOLLOW) ?
			 -1 :
			 readlinkat(top(walk), name, target, sizeof(target) - 1);
	if (length >= 0) {
		target[length] = '\0';
		return follow(walk, target) < 0 ? -1 : -2;
	}
	if (last)
		return open_last(walk, name);
	fd = open_directory(walk, name);
	if (fd < 0)
		return -1;
	if (walk->depth == DEPTH_MAX) {
		(void)close(fd);
		return fail(ENAMETOOLONG);
	}
	walk->fds[walk->depth++] = fd;
	return -2;
}

static int walk_by_hand(int rootfd, const char *path, enum last last, int flags, mode_t mode)
{
	struct walk walk = { .fds = { rootfd }, .depth = 1, .last = last, .flags = flags, .mode = mode };
	char component[NAME_MAX + 1];
	int result = -2, more;

	if (strlen(path) >= sizeof(walk.rest))
		return fail(ENAMETOOLONG);
	if (last == MAKE_FILE && *path && path[strlen(path) - 1] == '/')
		return fail(EISDIR);
	memcpy(walk.rest, path, strlen(path) + 1);
	while (result == -2) {
		more = next_component(&walk, component);
		if (more < 0)
			result = -1;
		else if (more == 0) /* it ended on a directory that is open already */
			result = openat(top(&walk), ".", (last == OPEN ? flags : O_PATH) | O_CLOEXEC);
		else
			result = step(&walk, component);
	}
	more = errno;
	finish(&walk);
	errno = more;
	return result;
}

int emulate_open_in_root(int rootfd, const char *path, int flags)
{
	static bool missing;

	/* EAGAIN: something was renamed somewhere meanwhile, perhaps to disturb us; the kernel asks to try again. */
	for (int i = 0; !missing && i < TRIES; i++) {
		int fd = syscall_openat2(rootfd, *path ? path : ".",
					 (uint64_t)(unsigned int)(flags | O_CLOEXEC),
					 SYSCALL_RESOLVE_IN_ROOT | SYSCALL_RESOLVE_NO_MAGICLINKS);

		/* EPERM: an outer seccomp filter that does not know the call. */
		if (fd >= 0 || (errno != ENOSYS && errno != EPERM && errno != EAGAIN))
			return fd;
		missing = errno != EAGAIN;
	}
	return walk_by_hand(rootfd, path, OPEN, flags, 0);
}

int emulate_make_directory_in_root(int rootfd, const char *path, mode_t mode)
{
	int fd = emulate_open_in_root(rootfd, path, O_PATH | O_DIRECTORY);

	return fd >= 0 || errno != ENOENT ? fd : walk_by_hand(rootfd, path, MAKE_DIRECTORY, 0, mode);
}

int emulate_make_file_in_root(int rootfd, const char *path)
{
	int fd = emulate_open_in_root(rootfd, path, O_PATH);

	return fd >= 0 || errno != ENOENT ? fd : walk_by_hand(rootfd, path, MAKE_FILE, 0, 0755);
}
