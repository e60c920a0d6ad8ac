/* SPDX-License-Identifier: Apache-2.0 */
/* Writes linux.resources.unified: files of cgroup v2 by their names. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"
#include "runlxc/spec/spec.h"

enum { FIELD_SIZE = 128, CONTROLLER_SIZE = 32 };

/* "memory.high" to "memory". cgroup.* belongs to no controller. */
static void controller_of(const char *key, char name[static CONTROLLER_SIZE])
{
	(void)snprintf(name, CONTROLLER_SIZE, "%.*s", (int)strcspn(key, "."), key);
}

/* The kernel takes one line per write. */
static int write_lines(const struct cgroup *cgroup, const char *controller, const char *key,
		       const char *value, struct err *err)
{
	const struct cgroup_hierarchy *unified = cgroup_unified(cgroup);
	auto_free char *copy = strdup(value);
	char *rest = copy, *line, field[FIELD_SIZE];
	int r = copy ? 0 : err_set(err, ENOMEM, "linux.resources.unified");

	(void)snprintf(field, sizeof(field), "unified[%s]", key);
	while (r == 0 && (line = strsep(&rest, "\n"))) {
		if (!*line && *value)
			continue;
		if (strcmp(controller, "cgroup") != 0) {
			r = cgroup_setting_write(cgroup, controller, key, *line ? line : "\n", field, err);
			continue;
		}
		r = cgroup_setting_put(cgroup, unified, key, line);
		if (r < 0)
			r = err_set_errno(err, -r, "linux.resources.%s: write %s/%s", field,
					  unified->directory, key);
	}
	return r;
}

int cgroup_unified_map_apply(const struct cgroup *cgroup, const struct spec_map *map, struct err *err)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < map->count; i++) {
		const char *key = map->items[i].key;
		char controller[CONTROLLER_SIZE];

		controller_of(key, controller);
		if (strcmp(controller, "cgroup") == 0 ? !cgroup_unified(cgroup) :
							!cgroup_setting_is_unified(cgroup, controller))
			return err_set(err, ENOTSUP, "linux.resources.unified: '%s' is for cgroup v2 only",
				       key);
		r = write_lines(cgroup, controller, key, map->items[i].value, err);
	}
	return r;
}
