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

enum { LINKS_MAX = 40 };

/*
 * A walk by hand: `done` is the link-free path walked so far ("" is the root), `rest` what is still to be walked.
 * Working on text makes ".." a cut at the end of `done`.
 */
struct walk {
	int rootfd, links;
	char done[PATH_MAX], rest[PATH_MAX];
};

static int fail(int number)
{
	errno = number;
	return -1;
}

/* Takes the next component off `rest`; false at the end. */
static bool next_component(struct walk *walk, char component[NAME_MAX + 1])
{
	char *start = walk->rest + strspn(walk->rest, "/");
	size_t length = strcspn(start, "/");

	if (length == 0 || length > NAME_MAX) {
		if (length)
			walk->links = LINKS_MAX + 1;
		return false;
	}
	memcpy(component, start, length);
	component[length] = '\0';
	memmove(walk->rest, start + length, strlen(start + length) + 1);
	return true;
}

static void go_up(struct walk *walk)
{
	char *slash = strrchr(walk->done, '/');

	*(slash ? slash : walk->done) = '\0';
}

static int go_down(struct walk *walk, const char *component)
{
	size_t length = strlen(walk->done);
	int n = snprintf(walk->done + length, sizeof(walk->done) - length, "%s%s", length ? "/" : "",
			 component);

	return n < 0 || (size_t)n >= sizeof(walk->done) - length ? fail(ENAMETOOLONG) : 0;
}

/* Puts the link's text before what is left; `done` names the link itself and goes back to its directory. */
static int follow(struct walk *walk)
{
	char target[PATH_MAX], rest[PATH_MAX];
	ssize_t length = readlinkat(walk->rootfd, walk->done, target, sizeof(target) - 1);
	int n;

	if (length < 0)
		return -1;
	if (++walk->links > LINKS_MAX)
		return fail(ELOOP);
	target[length] = '\0';
	n = snprintf(rest, sizeof(rest), "%s%s", target, walk->rest);
	if (n < 0 || (size_t)n >= sizeof(rest))
		return fail(ENAMETOOLONG);
	strcpy(walk->rest, rest); /* same size */
	if (target[0] == '/')
		walk->done[0] = '\0';
	else
		go_up(walk);
	return 0;
}

/*
 * Resolves `path` to a link-free one in walk->done. The last component need not exist; one that is missing
 * before it is ENOENT, or made when there is a mode to make it with: links of the image may point to nothing yet. With
 * `follow_last` false a link at the end is left alone. What a slash comes after must be a directory.
 */
static int resolve(struct walk *walk, int rootfd, const char *path, bool follow_last, mode_t make)
{
	char component[NAME_MAX + 1];

	*walk = (struct walk){ .rootfd = rootfd };
	if (strlen(path) >= sizeof(walk->rest))
		return fail(ENAMETOOLONG);
	strcpy(walk->rest, path);
	while (next_component(walk, component)) {
		struct stat status;
		bool last = walk->rest[strspn(walk->rest, "/")] == '\0';

		if (strcmp(component, ".") == 0)
			continue;
		if (strcmp(component, "..") == 0) {
			go_up(walk);
			continue;
		}
		if (go_down(walk, component) < 0)
			return -1;
		if (fstatat(rootfd, walk->done, &status, AT_SYMLINK_NOFOLLOW) < 0) {
			if (errno == ENOENT && last)
				return 0;
			if (errno != ENOENT || !make ||
			    (mkdirat(rootfd, walk->done, make) < 0 && errno != EEXIST))
				return -1;
			continue;
		}
		if (S_ISLNK(status.st_mode) && (walk->rest[0] || follow_last)) {
			if (follow(walk) < 0)
				return -1;
		} else if (walk->rest[0] && !S_ISDIR(status.st_mode)) {
			return fail(ENOTDIR);
		}
	}
	return walk->links > LINKS_MAX ? fail(ENAMETOOLONG) : 0;
}

static int open_by_hand(int rootfd, const char *path, int flags)
{
	struct walk walk;

	if (resolve(&walk, rootfd, path, !(flags & O_NOFOLLOW), 0) < 0)
		return -1;
	return openat(rootfd, walk.done[0] ? walk.done : ".", flags | O_NOFOLLOW | O_CLOEXEC);
}

int emulate_open_in_root(int rootfd, const char *path, int flags)
{
	static bool missing;
	int fd;

	if (!missing) {
		fd = syscall_openat2(rootfd, *path ? path : ".", (uint64_t)(unsigned int)(flags | O_CLOEXEC),
				     SYSCALL_RESOLVE_IN_ROOT | SYSCALL_RESOLVE_NO_MAGICLINKS);
		/* EPERM: an outer seccomp filter that does not know the call. EAGAIN: a rename elsewhere, try by hand. */
		if (fd >= 0 || (errno != ENOSYS && errno != EPERM && errno != EAGAIN))
			return fd;
		missing = errno != EAGAIN;
	}
	return open_by_hand(rootfd, path, flags);
}

/* Makes the first missing directory on the way to `path`, following links; 0 when all are there. */
static int make_next(int rootfd, const char *path, mode_t mode)
{
	struct walk walk = { .rootfd = rootfd };
	char prefix[PATH_MAX];

	for (const char *at = path; *at;) {
		at += strspn(at, "/");
		at += strcspn(at, "/");
		if ((size_t)(at - path) >= sizeof(prefix))
			return fail(ENAMETOOLONG);
		memcpy(prefix, path, (size_t)(at - path));
		prefix[at - path] = '\0';
		if (resolve(&walk, rootfd, prefix, true, mode) < 0)
			return -1;
		if (walk.done[0] && mkdirat(rootfd, walk.done, mode) < 0 && errno != EEXIST)
			return -1;
	}
	return 0;
}

/* The common case: all but the last component are there, and it is no dangling link. */
static int make_last(int rootfd, const char *path, mode_t mode)
{
	const char *slash = strrchr(path, '/');
	auto_close int parent = -EBADF;
	char name[PATH_MAX];

	if (!slash || !slash[1] || strcmp(slash, "/..") == 0 || strlen(path) >= sizeof(name))
		return -1;
	memcpy(name, path, (size_t)(slash - path));
	name[slash - path] = '\0';
	parent = emulate_open_in_root(rootfd, name[0] ? name : "/", O_PATH | O_DIRECTORY);
	if (parent < 0 || mkdirat(parent, slash + 1, mode) < 0)
		return -1;
	return openat(parent, slash + 1, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int emulate_make_directory_in_root(int rootfd, const char *path, mode_t mode)
{
	int fd = emulate_open_in_root(rootfd, path, O_PATH | O_DIRECTORY);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	fd = make_last(rootfd, path, mode);
	if (fd >= 0)
		return fd;
	if (make_next(rootfd, path, mode) < 0)
		return -1;
	return emulate_open_in_root(rootfd, path, O_PATH | O_DIRECTORY);
}

int emulate_make_file_in_root(int rootfd, const char *path)
{
	int fd = emulate_open_in_root(rootfd, path, O_PATH);
	char parent[PATH_MAX];
	struct walk walk;
	char *slash;

	if (fd >= 0 || errno != ENOENT)
		return fd;
	if (strlen(path) >= sizeof(parent))
		return fail(ENAMETOOLONG);
	if (*path && path[strlen(path) - 1] == '/')
		return fail(EISDIR);
	strcpy(parent, path);
	slash = strrchr(parent, '/');
	if (slash && slash != parent) {
		*slash = '\0';
		fd = emulate_make_directory_in_root(rootfd, parent, 0755);
		if (fd < 0)
			return -1;
		(void)close(fd);
	}
	if (resolve(&walk, rootfd, path, true, 0755) < 0)
		return -1;
	fd = openat(rootfd, walk.done, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return -1;
	(void)close(fd);
	return emulate_open_in_root(rootfd, path, O_PATH);
}
