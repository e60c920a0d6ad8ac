/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the mounted cgroup hierarchies in mountinfo. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/log.h"
#include "compat/base/strbuf.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"

/* A thousand containers with a dozen mounts each are some MiB. */
enum { MOUNTINFO_LIMIT = 64 << 20 };

/*
 * The super options of a hierarchy mix controllers with flags and the options of LSMs, so it takes a list to
 * tell them apart. v1 gets no new ones. Without "ns" of 2.6.32, which makes cgroups on its own.
 */
static const char *const controllers[] = {
	"blkio",   "cpu",    "cpuacct", "cpuset",  "debug",    "devices",    "dmem", "freezer",
	"hugetlb", "memory", "misc",    "net_cls", "net_prio", "perf_event", "pids", "rdma",
};

static bool is_controller(const char *word)
{
	for (size_t i = 0; i < sizeof(controllers) / sizeof(*controllers); i++)
		if (strcmp(word, controllers[i]) == 0)
			return true;
	return false;
}

/* "rw,seclabel,cpu,cpuacct,name=x" to "cpu,cpuacct,name=x", which is how /proc/PID/cgroup says it. */
static char *controllers_of(char *super_options)
{
	auto_strbuf struct strbuf names = { 0 };
	const char *name = NULL;
	char *rest = super_options, *word;

	while ((word = strsep(&rest, ","))) {
		if (strncmp(word, "name=", 5) == 0)
			name = word;
		if (is_controller(word))
			strbuf_printf(&names, "%s%s", names.length ? "," : "", word);
		if (strcmp(word, "ns") == 0)
			log_warning("the 'ns' cgroup hierarchy is mounted: it makes cgroups of its own");
	}
	if (name)
		strbuf_printf(&names, "%s%s", names.length ? "," : "", name);
	return strbuf_take(&names);
}

/* "cpu io\n" to "cpu,io". A kernel that does not show it has no controller for us. */
static char *unified_controllers_of(const char *mount_point)
{
	auto_free char *text = NULL;

	if (cgroup_file_read(mount_point, "cgroup.controllers", &text) < 0)
		return strdup("");
	text[strcspn(text, "\n")] = '\0';
	for (char *at = text; (at = strchr(at, ' '));)
		*at = ',';
	return take_ptr(text);
}

static bool is_octal(const char *digits)
{
	return digits[0] >= '0' && digits[0] <= '3' && digits[1] >= '0' && digits[1] <= '7' &&
	       digits[2] >= '0' && digits[2] <= '7';
}

/* mountinfo writes blanks, newlines and backslashes as \040, \012 and \134. */
static void unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from;) {
		if (*from == '\\' && is_octal(from + 1)) {
			*to++ = (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0'));
			from += 4;
			continue;
		}
		*to++ = *from++;
	}
	*to = '\0';
}

static void hierarchy_clear(struct cgroup_hierarchy *hierarchy)
{
	free(hierarchy->controllers);
	free(hierarchy->mount_point);
	free(hierarchy->mount_root);
	free(hierarchy->path);
	free(hierarchy->directory);
	*hierarchy = (struct cgroup_hierarchy){ 0 };
}

/*
 * A hierarchy may be mounted more than once (bind mounts into containers): one that shows its root wins, else
 * the first one.
 */
static struct cgroup_hierarchy *place_for(struct cgroup *cgroup, bool unified, const char *names,
					  const char *mount_root)
{
	for (size_t i = 0; i < cgroup->count; i++) {
		struct cgroup_hierarchy *hierarchy = &cgroup->hierarchies[i];

		if (hierarchy->unified != unified || (!unified && strcmp(hierarchy->controllers, names) != 0))
			continue;
		if (strcmp(mount_root, "/") != 0 || strcmp(hierarchy->mount_root, "/") == 0)
			return NULL;
		hierarchy_clear(hierarchy);
		return hierarchy;
	}
	return cgroup->count < CGROUP_HIERARCHY_MAX ? &cgroup->hierarchies[cgroup->count++] : NULL;
}

/* Takes "ID PARENT MAJOR:MINOR ROOT MOUNT_POINT OPTIONS [TAG...] - cgroup SOURCE SUPER_OPTIONS" apart. */
static int add_line(struct cgroup *cgroup, char *line)
{
	char *tail = strstr(line, " - cgroup"), *fields[5];
	struct cgroup_hierarchy *hierarchy;
	auto_free char *names = NULL;
	bool unified;

	if (!tail)
		return 0;
	tail += strlen(" - cgroup");
	unified = *tail == '2';
	tail += unified;
	if (*tail++ != ' ')
		return 0;
	for (size_t i = 0; i < 5; i++)
		fields[i] = strsep(&line, " ");
	(void)strsep(&tail, " ");
	if (!fields[4] || *fields[4] != '/' || !tail)
		return 0;
	unescape(fields[3]);
	unescape(fields[4]);
	names = unified ? unified_controllers_of(fields[4]) : controllers_of(tail);
	if (!names)
		return -ENOMEM;
	hierarchy = *names || unified ? place_for(cgroup, unified, names, fields[3]) : NULL;
	if (!hierarchy)
		return 0;
	hierarchy->unified = unified;
	hierarchy->controllers = take_ptr(names);
	hierarchy->mount_root = strdup(fields[3]);
	hierarchy->mount_point = strdup(fields[4]);
	return hierarchy->mount_root && hierarchy->mount_point ? 0 : -ENOMEM;
}

int cgroup_find(struct cgroup *cgroup, const char *proc, struct err *err)
{
	auto_free char *text = NULL;
	char path[PATH_MAX], *rest, *line;
	int r;

	(void)snprintf(path, sizeof(path), "%s/self/mountinfo", proc);
	r = file_read_at(AT_FDCWD, path, MOUNTINFO_LIMIT, &text, NULL);
	if (r < 0)
		return err_set_errno(err, -r, "read %s", path);
	cgroup_clear(cgroup);
	rest = text;
	while (r == 0 && (line = strsep(&rest, "\n")))
		r = add_line(cgroup, line);
	if (r < 0) {
		cgroup_clear(cgroup);
		return err_set_errno(err, -r, "reading the mounts of cgroup hierarchies");
	}
	return 0;
}

static bool lists(const char *names, const char *controller)
{
	size_t length = strlen(controller);

	for (; names; names = strchr(names, ',')) {
		names += *names == ',';
		if (strncmp(names, controller, length) == 0 && (!names[length] || names[length] == ','))
			return true;
	}
	return false;
}

const struct cgroup_hierarchy *cgroup_with(const struct cgroup *cgroup, const char *controller)
{
	for (size_t i = 0; i < cgroup->count; i++)
		if (lists(cgroup->hierarchies[i].controllers, controller))
			return &cgroup->hierarchies[i];
	return NULL;
}

const struct cgroup_hierarchy *cgroup_unified(const struct cgroup *cgroup)
{
	for (size_t i = 0; i < cgroup->count; i++)
		if (cgroup->hierarchies[i].unified)
			return &cgroup->hierarchies[i];
	return NULL;
}

bool cgroup_is_v2(const struct cgroup *cgroup)
{
	for (size_t i = 0; i < cgroup->count; i++)
		if (!cgroup->hierarchies[i].unified &&
		    strncmp(cgroup->hierarchies[i].controllers, "name=", strlen("name=")) != 0)
			return false;
	return cgroup_unified(cgroup);
}

void cgroup_leave_out(struct cgroup *cgroup, size_t index)
{
	hierarchy_clear(&cgroup->hierarchies[index]);
	cgroup->count--;
	memmove(&cgroup->hierarchies[index], &cgroup->hierarchies[index + 1],
		(cgroup->count - index) * sizeof(*cgroup->hierarchies));
	cgroup->hierarchies[cgroup->count] = (struct cgroup_hierarchy){ 0 };
}

void cgroup_clear(struct cgroup *cgroup)
{
	for (size_t i = 0; i < cgroup->count; i++)
		hierarchy_clear(&cgroup->hierarchies[i]);
	cgroup->count = 0;
}
