/* SPDX-License-Identifier: Apache-2.0 */
/* Writes values of linux.resources to the files of the cgroup, from tables of struct cgroup_setting. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"

enum { SETTINGS = 16 };

/* A setting with its value as the kernel wants it; `text` is NULL when there is nothing to write. */
struct value {
	const char *text;
	bool unlimited;
	char digits[24];
};

int cgroup_setting_missing(const struct cgroup *cgroup, const char *controller, const char *field,
			   struct err *err)
{
	const struct cgroup_hierarchy *unified = cgroup_unified(cgroup);

	if (cgroup->forbidden)
		return err_set(
			err, EACCES,
			"linux.resources.%s: cannot set %s limit: container could not join or create cgroup "
			"(rootless: no permission)",
			field, controller);
	if (cgroup_is_v2(cgroup))
		return err_set(err, ENOTSUP,
			       "linux.resources.%s: cgroup v2 has no %s controller here (%s: '%s')", field,
			       controller, unified->mount_point, unified->controllers);
	return err_set(err, ENOTSUP,
		       "linux.resources.%s: no cgroup hierarchy with the %s controller is mounted", field,
		       controller);
}

int cgroup_setting_put(const struct cgroup *cgroup, const struct cgroup_hierarchy *hierarchy,
		       const char *file, const char *value)
{
	int r = cgroup->journal ? cgroup_journal_note(cgroup->journal, hierarchy->directory, file) : 0;

	return r < 0 ? r : cgroup_file_write(hierarchy->directory, file, value);
}

bool cgroup_setting_is_unified(const struct cgroup *cgroup, const char *controller)
{
	const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, controller);

	return hierarchy ? hierarchy->unified : cgroup_is_v2(cgroup);
}

static int report(int r, const struct cgroup_hierarchy *hierarchy, const char *controller, const char *file,
		  const char *field, struct err *err)
{
	if (r == -ENOENT && hierarchy->unified && !cgroup_unified_has(hierarchy->directory, controller))
		return err_set(
			err, ENOENT,
			"linux.resources.%s: write %s/%s: cgroups above do not give it the %s controller "
			"(cgroup.subtree_control)",
			field, hierarchy->directory, file, controller);
	return err_set_errno(err, -r, "linux.resources.%s: write %s/%s", field, hierarchy->directory, file);
}

/* Beside v1 the few controllers of v2 are enabled when a limit asks for one. */
static int put(const struct cgroup *cgroup, const struct cgroup_hierarchy *hierarchy, const char *controller,
	       const char *file, const char *value)
{
	int r = cgroup_setting_put(cgroup, hierarchy, file, value);

	if (r != -ENOENT || !hierarchy->unified || cgroup_is_v2(cgroup) ||
	    cgroup_unified_has(hierarchy->directory, controller))
		return r;
	cgroup_unified_enable_all(hierarchy);
	return cgroup_setting_put(cgroup, hierarchy, file, value);
}

int cgroup_setting_write(const struct cgroup *cgroup, const char *controller, const char *file,
			 const char *value, const char *field, struct err *err)
{
	const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, controller);
	int r;

	if (!hierarchy)
		return cgroup_setting_missing(cgroup, controller, field, err);
	r = put(cgroup, hierarchy, controller, file, value);
	return r < 0 ? report(r, hierarchy, controller, file, field, err) : 0;
}

static void render_signed(const struct cgroup_setting *setting, int64_t number, struct value *value)
{
	if (number == 0 && !(setting->flags & CGROUP_SETTING_ZERO))
		return;
	value->unlimited = number < 0;
	value->text = value->digits;
	if (number < 0 && setting->flags & CGROUP_SETTING_MAX)
		value->text = "max";
	else
		(void)snprintf(value->digits, sizeof(value->digits), "%" PRId64, number);
}

static void render_unsigned(const struct cgroup_setting *setting, uint64_t number, struct value *value)
{
	if (number == 0 && !(setting->flags & CGROUP_SETTING_ZERO))
		return;
	value->text = value->digits;
	(void)snprintf(value->digits, sizeof(value->digits), "%" PRIu64, number);
}

static void render(const struct cgroup_setting *setting, const void *base, struct value *value)
{
	const void *pointer = *(const void *const *)((const char *)base + setting->offset);

	*value = (struct value){ 0 };
	if (!pointer)
		return;
	switch (setting->type) {
	case CGROUP_SETTING_BOOL:
		value->text = *(const bool *)pointer ? "1" : NULL;
		break;
	case CGROUP_SETTING_INT64:
		render_signed(setting, *(const int64_t *)pointer, value);
		break;
	case CGROUP_SETTING_UINT64:
		render_unsigned(setting, *(const uint64_t *)pointer, value);
		break;
	case CGROUP_SETTING_UINT32:
		render_unsigned(setting, *(const uint32_t *)pointer, value);
		break;
	case CGROUP_SETTING_UINT16:
		render_unsigned(setting, *(const uint16_t *)pointer, value);
		break;
	case CGROUP_SETTING_TEXT:
		value->text = *(const char *)pointer ? pointer : NULL;
		break;
	}
}

/* 1: refused for now (EINVAL), which another setting may change; 0 or -errno otherwise. */
static int try_write(const struct cgroup *cgroup, const struct cgroup_setting *setting, struct value *value,
		     struct err *err)
{
	const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, setting->controller);
	int r;

	if (!hierarchy && !value->unlimited)
		return cgroup_setting_missing(cgroup, setting->controller, setting->field, err);
	if (hierarchy) {
		r = put(cgroup, hierarchy, setting->controller, setting->file, value->text);
		if (r == -EINVAL && !(setting->flags & CGROUP_SETTING_SATISFIED)) {
			(void)report(r, hierarchy, setting->controller, setting->file, setting->field, err);
			return 1;
		}
		if (r < 0 && r != -EINVAL)
			return report(r, hierarchy, setting->controller, setting->file, setting->field, err);
	}
	value->text = NULL;
	return 0;
}

int cgroup_setting_apply(const struct cgroup *cgroup, const struct cgroup_setting *settings, size_t count,
			 const void *base, struct err *err)
{
	struct value values[SETTINGS];
	size_t refused = 0, refused_before;

	assert(count <= SETTINGS);
	for (size_t i = 0; i < count; i++)
		render(&settings[i], base, &values[i]);
	do {
		refused_before = refused;
		refused = 0;
		for (size_t i = 0; i < count; i++) {
			int r = values[i].text ? try_write(cgroup, &settings[i], &values[i], err) : 0;

			if (r < 0)
				return r;
			refused += (size_t)r;
		}
	} while (refused && refused != refused_before);
	return refused ? -EINVAL : 0;
}
