/* SPDX-License-Identifier: Apache-2.0 */
/* Fills a new cpuset, which most hosts leave empty: a process cannot enter it then (ENOSPC). */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"

static const char *const files[] = { "cpuset.cpus", "cpuset.mems" };

enum { FILES = 2 };

struct values {
	char *texts[FILES];
};

static void values_clear(struct values *values)
{
	for (size_t i = 0; i < FILES; i++)
		free(values->texts[i]);
}

static bool is_blank(const char *text)
{
	return text[strspn(text, " \t\n")] == '\0';
}

/* Just made: if the CPUs are empty then so is the memory, and the second file need not be read. */
static int read_values(const char *directory, bool fresh, struct values *values, struct err *err)
{
	for (size_t i = 0; i < FILES; i++) {
		int r;

		if (i > 0 && fresh && is_blank(values->texts[0])) {
			values->texts[i] = strdup("");
			if (!values->texts[i])
				return err_set(err, ENOMEM, "reading %s", directory);
			continue;
		}
		r = cgroup_file_read(directory, files[i], &values->texts[i]);
		if (r < 0)
			return err_set_errno(err, -r, "read %s/%s", directory, files[i]);
	}
	return 0;
}

/* Climbs until a directory has both values, and writes them on the way back. */
static int fill(const struct cgroup_hierarchy *hierarchy, const char *directory, bool fresh,
		struct values *values, struct err *err)
{
	__attribute__((cleanup(values_clear))) struct values parents = { 0 };
	const char *slash = strrchr(directory, '/');
	auto_free char *parent = NULL;
	int r;

	r = read_values(directory, fresh, values, err);
	if (r < 0 || (!is_blank(values->texts[0]) && !is_blank(values->texts[1])))
		return r;
	if (strcmp(directory, hierarchy->mount_point) == 0)
		return 0;
	parent = strndup(directory, (size_t)(slash - directory));
	if (!parent)
		return err_set(err, ENOMEM, "reading %s", directory);
	r = fill(hierarchy, parent, false, &parents, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < FILES; i++) {
		if (!is_blank(values->texts[i]))
			continue;
		r = cgroup_file_write(directory, files[i], parents.texts[i]);
		if (r < 0)
			return err_set_errno(err, -r, "write %s/%s", directory, files[i]);
		free(values->texts[i]);
		values->texts[i] = take_ptr(parents.texts[i]);
	}
	return 0;
}

int cgroup_cpuset_fill(const struct cgroup_hierarchy *hierarchy, const char *directory, bool fresh,
		       struct err *err)
{
	__attribute__((cleanup(values_clear))) struct values values = { 0 };

	return fill(hierarchy, directory, fresh, &values, err);
}
