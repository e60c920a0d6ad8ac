/* SPDX-License-Identifier: Apache-2.0 */
/* Says which directory of each hierarchy is the container's. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/strbuf.h"
#include "runlxc/cgroup/cgroup.h"

enum { PROC_CGROUP_LIMIT = 1 << 20 };

/* "/a//b/./c/../d" to "/a/b/d". The caller frees *ret_path. */
static int normalise(const char *path, char **ret_path, struct err *err)
{
	auto_free char *copy = strdup(path), *clean = malloc(strlen(path) + 2);
	char *rest = copy, *word, *end = clean;

	if (!copy || !clean)
		return err_set(err, ENOMEM, "copying linux.cgroupsPath");
	*end = '\0';
	while ((word = strsep(&rest, "/"))) {
		if (!*word || strcmp(word, ".") == 0)
			continue;
		if (strcmp(word, "..") != 0) {
			*end++ = '/';
			end = stpcpy(end, word);
			continue;
		}
		if (end == clean)
			return err_set(err, EINVAL, "linux.cgroupsPath: '%s' leaves where it starts", path);
		end = strrchr(clean, '/');
		*end = '\0';
	}
	/* The container must not get, limit and in the end remove a cgroup that holds others. */
	if (end == clean)
		return err_set(err, EINVAL, "linux.cgroupsPath: '%s' names no cgroup of its own", path);
	*ret_path = take_ptr(clean);
	return 0;
}

static bool in_list(const char *list, size_t list_length, const char *word, size_t length)
{
	const char *end = list + list_length;

	while (list < end) {
		const char *comma = memchr(list, ',', (size_t)(end - list));
		size_t here = (size_t)((comma ? comma : end) - list);

		if (here == length && memcmp(list, word, length) == 0)
			return true;
		list += here + 1;
	}
	return false;
}

/*
 * The caller's cgroup in a hierarchy, from the lines "4:memory:/user/1" of /proc/self/cgroup. Not terminated:
 * *ret_length is what belongs to it. "/" when the hierarchy is not there.
 */
static const char *own_path(const char *text, const struct cgroup_hierarchy *hierarchy, size_t *ret_length)
{
	size_t length = strcspn(hierarchy->controllers, ",");

	for (const char *line = text; *line;) {
		size_t line_length = strcspn(line, "\n");
		const char *names = memchr(line, ':', line_length);
		const char *path =
			names ? memchr(names + 1, ':', line_length - (size_t)(names + 1 - line)) : NULL;

		if (path && (hierarchy->unified ? strncmp(line, "0::", 3) == 0 :
						  in_list(names + 1, (size_t)(path - names - 1),
							  hierarchy->controllers, length))) {
			*ret_length = line_length - (size_t)(path + 1 - line);
			return path + 1;
		}
		line += line_length + (line[line_length] == '\n');
	}
	*ret_length = 1;
	return "/";
}

/*
 * What of `own` is below the mount's root: "/x" when a container's engine runs in /docker/1/x and sees
 * /docker/1 mounted. Empty when the mount shows another part of the tree, which happens after entering only
 * one of the mount and the cgroup namespace: then the top of what is mounted has to do.
 */
static void below_mount(const char *mount_root, const char **own, size_t *length)
{
	size_t root = strcmp(mount_root, "/") == 0 ? 0 : strlen(mount_root);
	bool outside = *length >= 3 && memcmp(*own, "/..", 3) == 0 && (*length == 3 || (*own)[3] == '/');

	if (!outside && *length >= root && memcmp(*own, mount_root, root) == 0 &&
	    (*length == root || (*own)[root] == '/')) {
		*own += root;
		*length -= root;
	} else {
		*length = 0;
	}
	if (*length == 1)
		*length = 0;
}

/*
 * Where v2 holds the limits, the caller's own cgroup cannot give controllers to one below it, since processes live in it (the
 * caller does). runc goes one up.
 */
static void go_up(const char *own, size_t *length)
{
	while (*length && own[*length - 1] != '/')
		--*length;
	if (*length)
		--*length;
}

/* `text` is /proc/self/cgroup, or NULL when `inner` starts at the root of each hierarchy. */
static int place(struct cgroup_hierarchy *hierarchy, const char *text, bool up, const char *inner)
{
	const char *own = "", *root = strcmp(hierarchy->mount_root, "/") == 0 ? "" : hierarchy->mount_root;
	auto_strbuf struct strbuf path = { 0 }, directory = { 0 };
	size_t length = 0;

	if (text) {
		own = own_path(text, hierarchy, &length);
		below_mount(hierarchy->mount_root, &own, &length);
		if (up)
			go_up(own, &length);
	}
	strbuf_printf(&path, "%s%.*s%s", root, (int)length, own, inner);
	strbuf_printf(&directory, "%s%.*s%s", hierarchy->mount_point, (int)length, own, inner);
	if (path.failed || directory.failed)
		return -ENOMEM;
	free(hierarchy->path);
	free(hierarchy->directory);
	hierarchy->path = strbuf_take(&path);
	hierarchy->directory = strbuf_take(&directory);
	return 0;
}

int cgroup_resolve_own(struct cgroup *cgroup, const char *proc, struct err *err)
{
	return cgroup_resolve_process(cgroup, proc, "self", err);
}

int cgroup_resolve_process(struct cgroup *cgroup, const char *proc, const char *process, struct err *err)
{
	auto_free char *text = NULL;
	char path[PATH_MAX];
	int r;

	if (cgroup->count == 0)
		return 0;
	(void)snprintf(path, sizeof(path), "%s/%s/cgroup", proc, process);
	r = file_read_at(AT_FDCWD, path, PROC_CGROUP_LIMIT, &text, NULL);
	if (r < 0)
		return err_set_errno(err, -r, "read %s", path);
	for (size_t i = 0; i < cgroup->count; i++)
		if (place(&cgroup->hierarchies[i], text, false, "") < 0)
			return err_set(err, ENOMEM, "naming the cgroups of process %s", process);
	return 0;
}

int cgroup_resolve(struct cgroup *cgroup, const char *proc, const char *cgroups_path, const char *id,
		   struct err *err)
{
	auto_free char *inner = NULL, *text = NULL;
	char path[PATH_MAX];
	int r;

	r = normalise(cgroups_path && *cgroups_path ? cgroups_path : id, &inner, err);
	if (r < 0)
		return r;
	if (!cgroups_path || *cgroups_path != '/') {
		(void)snprintf(path, sizeof(path), "%s/self/cgroup", proc);
		r = file_read_at(AT_FDCWD, path, PROC_CGROUP_LIMIT, &text, NULL);
		/* A kernel without any cgroup support has no such file, and nothing to resolve. */
		if (r < 0 && !(r == -ENOENT && cgroup->count == 0))
			return err_set_errno(err, -r, "read %s", path);
	}
	for (size_t i = 0; i < cgroup->count; i++) {
		bool up = cgroup->hierarchies[i].unified && cgroup_is_v2(cgroup);

		r = place(&cgroup->hierarchies[i], text, up, inner);
		if (r < 0)
			return err_set(err, ENOMEM, "naming the container's cgroups");
	}
	return 0;
}
