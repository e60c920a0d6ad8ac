/* SPDX-License-Identifier: Apache-2.0 */
/* linux.intelRdt: groups of the resctrl file system. */
#include "runlxc/cgroup/resctrl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/strbuf.h"
#include "runlxc/spec/spec.h"

enum { STATUS_LIMIT = 4096 };

void cgroup_resctrl_clear(struct cgroup_resctrl *groups)
{
	free(groups->group);
	free(groups->monitor);
	*groups = (struct cgroup_resctrl){ 0 };
}

static char *join(const char *directory, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : path;
}

/* The fifth word of "36 35 0:30 / /sys/fs/resctrl rw - resctrl resctrl rw". */
static char *mount_point_of(char *line)
{
	char *state = NULL, *word = strtok_r(line, " ", &state);

	for (int i = 1; i < 5 && word; i++)
		word = strtok_r(NULL, " ", &state);
	return word ? strdup(word) : NULL;
}

int cgroup_resctrl_find(const char *proc, char **ret_root, struct err *err)
{
	auto_free char *path = join(proc, "self/mountinfo"), *line = NULL;
	auto_fclose FILE *file = path ? fopen(path, "re") : NULL;
	size_t size = 0;

	while (file && getline(&line, &size, file) > 0) {
		if (!strstr(line, " - resctrl "))
			continue;
		*ret_root = mount_point_of(line);
		return *ret_root ? 0 : err_set(err, ENOMEM, "linux.intelRdt: out of memory");
	}
	return err_set(
		err, ENOTSUP,
		"linux.intelRdt is specified in config, but Intel RDT is not enabled: resctrl is mounted nowhere");
}

static bool has_schemata(const struct spec_intel_rdt *rdt)
{
	return rdt->l3_cache_schema || rdt->mem_bw_schema || rdt->schemata.count;
}

static int check_feature(const char *root, const char *feature, const char *field, struct err *err)
{
	auto_free char *path = join(root, feature);

	return path && access(path, F_OK) == 0 ?
		       0 :
		       err_set(err, ENOTSUP, "linux.intelRdt.%s: this machine has no %s", field, feature);
}

int cgroup_resctrl_resolve(const char *root, const struct spec_intel_rdt *rdt, const char *id,
			   struct cgroup_resctrl *ret, struct err *err)
{
	const char *class = rdt->clos_id ? rdt->clos_id : id;
	bool exists;
	int r = 0;

	if (rdt->l3_cache_schema)
		r = check_feature(root, "info/L3", "l3CacheSchema", err);
	if (r == 0 && rdt->mem_bw_schema)
		r = check_feature(root, "info/MB", "memBwSchema", err);
	if (r < 0)
		return r;
	ret->group = strcmp(class, "/") == 0 ? strdup(root) : join(root, class);
	if (ret->group && rdt->enable_monitoring)
		if (asprintf(&ret->monitor, "%s/mon_groups/%s", ret->group, id) < 0)
			ret->monitor = NULL;
	if (!ret->group || (rdt->enable_monitoring && !ret->monitor)) {
		cgroup_resctrl_clear(ret);
		return err_set(err, ENOMEM, "linux.intelRdt: out of memory");
	}
	exists = access(ret->group, F_OK) == 0;
	ret->owns_group = !exists && !rdt->clos_id;
	if (exists || !rdt->clos_id || has_schemata(rdt))
		return 0;
	r = err_set(err, ENOENT,
		    "linux.intelRdt.closID: %s is not there, and without a schema it is not made",
		    ret->group);
	cgroup_resctrl_clear(ret);
	return r;
}

/* The kernel says why in a file of its own. */
static int fail(const struct cgroup_resctrl *groups, int number, const char *what, const char *path,
		struct err *err)
{
	static const char *const places[] = { "info/last_cmd_status", "../info/last_cmd_status" };
	auto_free char *status = NULL;

	for (size_t i = 0; i < 2 && !status; i++) {
		auto_free char *file = join(groups->group, places[i]);

		if (file)
			(void)file_read_at(AT_FDCWD, file, STATUS_LIMIT, &status, NULL);
	}
	if (status)
		status[strcspn(status, "\n")] = '\0';
	return err_set_errno(err, number, "linux.intelRdt: %s %s%s%s", what, path,
			     status ? ", last_cmd_status: " : "", status ? status : "");
}

/* L3 first, memory bandwidth next, the rest last: in one write, as the kernel wants lines that belong together. */
static int write_schemata(const struct cgroup_resctrl *groups, const struct spec_intel_rdt *rdt,
			  struct err *err)
{
	auto_free char *path = join(groups->group, "schemata");
	auto_strbuf struct strbuf text = { 0 };
	int r;

	if (rdt->l3_cache_schema)
		strbuf_printf(&text, "%s\n", rdt->l3_cache_schema);
	if (rdt->mem_bw_schema)
		strbuf_printf(&text, "%s\n", rdt->mem_bw_schema);
	for (size_t i = 0; i < rdt->schemata.count; i++)
		strbuf_printf(&text, "%s\n", rdt->schemata.items[i]);
	if (!path || text.failed)
		return err_set(err, ENOMEM, "linux.intelRdt: out of memory");
	r = file_write_at(AT_FDCWD, path, text.text);
	return r < 0 ? fail(groups, -r, "write", path, err) : 0;
}

int cgroup_resctrl_create(const struct cgroup_resctrl *groups, const struct spec_intel_rdt *rdt,
			  struct err *err)
{
	int r = 0;

	if (mkdir(groups->group, 0755) < 0 && errno != EEXIST)
		return fail(groups, errno, "mkdir", groups->group, err);
	if (has_schemata(rdt))
		r = write_schemata(groups, rdt, err);
	if (r == 0 && groups->monitor && mkdir(groups->monitor, 0755) < 0 && errno != EEXIST)
		r = fail(groups, errno, "mkdir", groups->monitor, err);
	return r;
}

/* "0" is whoever writes it. The monitoring group comes last: entering the class leaves it. */
int cgroup_resctrl_enter_self(const struct cgroup_resctrl *groups, struct err *err)
{
	const char *const directories[] = { groups->group, groups->monitor };

	for (size_t i = 0; i < 2; i++) {
		auto_free char *path = directories[i] ? join(directories[i], "tasks") : NULL;
		int r = path ? file_write_at(AT_FDCWD, path, "0") : 0;

		if (directories[i] && !path)
			return err_set(err, ENOMEM, "linux.intelRdt: out of memory");
		if (r < 0)
			return fail(groups, -r, "write 0 to", path, err);
	}
	return 0;
}

int cgroup_resctrl_remove(const struct cgroup_resctrl *groups, struct err *err)
{
	/* A monitoring group goes with the class that it is in. */
	const char *path = groups->owns_group ? groups->group : groups->monitor;

	if (path && rmdir(path) < 0 && errno != ENOENT)
		return err_set_errno(err, errno, "linux.intelRdt: rmdir %s", path);
	return 0;
}
