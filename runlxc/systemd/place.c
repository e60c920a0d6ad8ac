/* SPDX-License-Identifier: Apache-2.0 */
/* Says which unit a container is, and which cgroup that unit has. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/strbuf.h"
#include "runlxc/systemd/bus.h"
#include "runlxc/systemd/systemd.h"

static const char suffix[] = ".slice";

void systemd_place_clear(struct systemd_place *place)
{
	free(place->unit);
	free(place->slice);
	free(place->path);
	*place = (struct systemd_place){ 0 };
}

/* "a-b.slice" lives in "/a.slice/a-b.slice", "-.slice" is the top. */
static int add_slice(struct strbuf *path, const char *slice, struct err *err)
{
	size_t length = strlen(slice), end = length - strlen(suffix);

	if (length <= strlen(suffix) || strcmp(slice + end, suffix) != 0 || strchr(slice, '/'))
		return err_set(err, EINVAL, "linux.cgroupsPath: '%s' is no name of a slice", slice);
	if (strcmp(slice, "-.slice") == 0)
		return 0;
	for (size_t i = 0; i <= end; i++) {
		if (i < end && slice[i] != '-')
			continue;
		if (i == 0 || slice[i - 1] == '-')
			return err_set(err, EINVAL, "linux.cgroupsPath: '%s' is no name of a slice", slice);
		strbuf_printf(path, "/%.*s%s", (int)i, slice, suffix);
	}
	return 0;
}

/* A user's systemd lives in a cgroup of its own: Get(s interface, s property): v */
static int add_top_of_user(struct strbuf *path, struct err *err)
{
	struct systemd_message body = { 0 };
	const struct systemd_call call = { "org.freedesktop.DBus.Properties", "Get", "ss", &body };
	struct systemd_reader answer;
	struct systemd_bus bus;
	int r = systemd_bus_open(&bus, err);

	systemd_message_string(&body, "org.freedesktop.systemd1.Manager");
	systemd_message_string(&body, "ControlGroup");
	if (r == 0)
		r = systemd_bus_call(&bus, &call, &answer, err);
	if (r == 0 && strcmp(systemd_reader_signature(&answer), "s") != 0)
		r = err_set(err, EBADMSG, "systemd: ControlGroup is no string");
	if (r == 0)
		strbuf_puts(path, systemd_reader_string(&answer));
	systemd_message_clear(&body);
	systemd_bus_close(&bus);
	return r < 0 ? err_wrap(err, "linux.cgroupsPath") : 0;
}

/* "slice:prefix:name" into its parts, which may be empty. */
static bool split(char *text, const char **slice, const char **scope_prefix, const char **name)
{
	*slice = strsep(&text, ":");
	*scope_prefix = strsep(&text, ":");
	*name = strsep(&text, ":");
	return *name && **name && !text && !strchr(*name, '/') && !strchr(*scope_prefix, '/');
}

int systemd_place_find(const char *cgroups_path, const char *id, struct systemd_place *ret_place,
		       struct err *err)
{
	bool root = geteuid() == 0, given = cgroups_path && *cgroups_path;
	const char *slice = "", *scope_prefix = "runc", *name = id;
	auto_free char *copy = strdup(given ? cgroups_path : "");
	auto_strbuf struct strbuf path = { 0 }, unit = { 0 };
	int r = 0;

	if (!copy)
		return err_set(err, ENOMEM, "linux.cgroupsPath");
	if (given && !split(copy, &slice, &scope_prefix, &name))
		return err_set(
			err, EINVAL,
			"expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got \"%s\" "
			"instead",
			cgroups_path);
	if (strlen(name) > strlen(suffix) && strcmp(name + strlen(name) - strlen(suffix), suffix) == 0)
		return err_set(err, ENOTSUP, "linux.cgroupsPath: '%s': a container is a scope, not a slice",
			       name);
	if (!*slice)
		slice = root ? "system.slice" : "user.slice";
	if (!root)
		r = add_top_of_user(&path, err);
	if (r == 0)
		r = add_slice(&path, slice, err);
	if (r < 0)
		return r;
	strbuf_printf(&unit, "%s%s%s.scope", scope_prefix, *scope_prefix ? "-" : "", name);
	strbuf_printf(&path, "/%s", unit.text ? unit.text : "");
	ret_place->slice = strdup(slice);
	ret_place->unit = strbuf_take(&unit);
	ret_place->path = strbuf_take(&path);
	if (ret_place->slice && ret_place->unit && ret_place->path)
		return 0;
	systemd_place_clear(ret_place);
	return err_set(err, ENOMEM, "linux.cgroupsPath");
}
