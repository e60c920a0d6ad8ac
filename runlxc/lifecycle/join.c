/* SPDX-License-Identifier: Apache-2.0 */
/* linux.namespaces[].path: the monitor joins the namespaces of others before it clones init into what is new. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/syscall/syscall.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

enum { MAP_LIMIT = 64 * 1024 };

static int open_all(const struct spec *spec, int *fds, struct err *err)
{
	for (size_t i = 0; i < spec->linux->namespaces.count; i++) {
		const char *path = spec->linux->namespaces.items[i].path;

		fds[i] = path ? open(path, O_RDONLY | O_CLOEXEC) : -EBADF;
		if (path && fds[i] < 0)
			return err_set_errno(err, errno, "linux.namespaces[%zu].path: open %s", i, path);
	}
	return 0;
}

/* Joins those of the list that are of one of the types; what is joined is closed. */
static int join(const struct spec *spec, int *fds, int types, bool may_fail, struct err *err)
{
	for (size_t i = 0; i < spec->linux->namespaces.count; i++) {
		const struct spec_namespace *namespace = &spec->linux->namespaces.items[i];

		if (fds[i] < 0 || !(namespace->type & types))
			continue;
		if (syscall_setns(fds[i], namespace->type) == 0)
			cleanup_close(&fds[i]);
		else if (!may_fail)
			return err_set_errno(err, errno, "linux.namespaces[%zu].path: setns %s (%s)", i,
					     namespace->path,
					     table_namespace_find_type(namespace->type)->name);
	}
	return 0;
}

/* Engines write both a path and the maps of the namespace behind it; others than those it has cannot be given to it. */
static int check_map(const char *file, const struct spec_id_mappings *mappings, const char *field,
		     struct err *err)
{
	auto_free char *text = NULL;
	size_t lines = 0, found = 0;
	char *rest = NULL;

	if (!mappings->count)
		return 0;
	if (file_read_at(AT_FDCWD, file, MAP_LIMIT, &text, NULL) < 0)
		return err_set(err, EIO, "%s: reading %s", field, file);
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		unsigned int inside, outside, size;

		lines++;
		if (sscanf(line, "%u %u %u", &inside, &outside, &size) != 3)
			continue;
		for (size_t i = 0; i < mappings->count; i++)
			found += mappings->items[i].container_id == inside &&
				 mappings->items[i].host_id == outside && mappings->items[i].size == size;
	}
	return lines == found && found == mappings->count ?
		       0 :
		       err_set(err, EINVAL,
			       "%s: user namespaces enabled, but both namespace path and non-matching "
			       "mapping specified -- you may only provide one",
			       field);
}

/*
 * The user namespace comes after those that only the host's root may join, and before those that only its own root may:
 * what fails at first is tried again. A pid namespace holds for the children only, which is what is wanted.
 */
int lifecycle_job_join(const struct spec *spec, struct err *err)
{
	const struct spec_namespace *user = spec_namespace_find(spec, CLONE_NEWUSER);
	size_t count = spec->linux->namespaces.count;
	int fds[count + 1], r;

	for (size_t i = 0; i < count; i++)
		fds[i] = -EBADF;
	/* Before the first setns(2), which may change what /proc shows. */
	r = open_all(spec, fds, err);
	if (r == 0 && user && user->path) {
		(void)join(spec, fds, ~CLONE_NEWUSER, true, err);
		r = join(spec, fds, CLONE_NEWUSER, false, err);
		if (r == 0)
			r = check_map("/proc/self/uid_map", &spec->linux->uid_mappings, "linux.uidMappings",
				      err);
		if (r == 0)
			r = check_map("/proc/self/gid_map", &spec->linux->gid_mappings, "linux.gidMappings",
				      err);
	}
	if (r == 0)
		r = join(spec, fds, -1, false, err);
	for (size_t i = 0; i < count; i++)
		cleanup_close(&fds[i]);
	return r;
}
