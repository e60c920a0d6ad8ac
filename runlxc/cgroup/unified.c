/* SPDX-License-Identifier: Apache-2.0 */
/* Gives controllers to cgroups of v2: a cgroup has those that its parent's cgroup.subtree_control names. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/log.h"
#include "compat/base/strbuf.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"

int cgroup_unified_enable(const char *directory, const char *controllers)
{
	return cgroup_file_write(directory, "cgroup.subtree_control", controllers);
}

/* "cpu,io" to "+cpu +io". */
static char *with_signs(const char *controllers)
{
	auto_strbuf struct strbuf text = { 0 };
	auto_free char *copy = strdup(controllers);
	char *rest = copy, *word;

	while ((word = strsep(&rest, ",")))
		if (*word)
			strbuf_printf(&text, "%s+%s", text.length ? " " : "", word);
	return strbuf_take(&text);
}

/*
 * All at once where that is allowed, else one by one: the parent may have fewer of them. Those that are refused show where
 * they are wanted, by the file that is not there.
 */
static void enable(const char *directory, const char *wanted)
{
	auto_free char *copy = NULL;
	char *rest, *word;
	int r = cgroup_unified_enable(directory, wanted);

	/* EBUSY: it holds processes. Those that could be had all the same (cpu, pids) would make it and the container threaded. */
	if (r == 0 || r == -EBUSY)
		return;
	copy = strdup(wanted);
	rest = copy;
	while ((word = strsep(&rest, " "))) {
		r = cgroup_unified_enable(directory, word);
		if (r < 0)
			log_debug("write %s/cgroup.subtree_control '%s': %s", directory, word, strerror(-r));
	}
}

void cgroup_unified_enable_all(const struct cgroup_hierarchy *hierarchy)
{
	auto_free char *path = strdup(hierarchy->directory), *wanted = with_signs(hierarchy->controllers);

	if (!path || !wanted || !*wanted)
		return;
	for (char *slash = path + strlen(hierarchy->mount_point); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		enable(path, wanted);
		*slash = '/';
	}
}

bool cgroup_unified_has(const char *directory, const char *controller)
{
	auto_free char *text = NULL;
	size_t length = strlen(controller);

	if (cgroup_file_read(directory, "cgroup.controllers", &text) < 0)
		return false;
	for (char *word = text; *word; word += strspn(word, " \n")) {
		size_t here = strcspn(word, " \n");

		if (here == length && strncmp(word, controller, length) == 0)
			return true;
		word += here;
	}
	return false;
}
