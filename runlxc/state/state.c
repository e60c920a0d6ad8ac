/* SPDX-License-Identifier: Apache-2.0 */
/* state.json: from and to a struct state. */
#include "runlxc/state/state.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"

enum { STATE_LIMIT = 16 * 1024 * 1024, PROCESS_LIMIT = 64 };

static const char state_name[] = "state.json", init_name[] = "init", monitor_name[] = "monitor",
		  ready_name[] = "ready";

void state_clear(struct state *state)
{
	free(state->id);
	free(state->bundle);
	free(state->rootfs);
	free(state->oci_version);
	free(state->created);
	free(state->annotations);
	free(state->systemd_unit);
	cgroup_clear(&state->cgroup);
	cgroup_resctrl_clear(&state->resctrl);
	*state = (struct state){ 0 };
}

static json_t *annotations_of(const struct state *state)
{
	json_t *annotations = state->annotations ? json_loads(state->annotations, 0, NULL) : NULL;

	return annotations ? annotations : json_object();
}

static json_t *cgroups_of(const struct state *state)
{
	json_t *list = json_array();

	for (size_t i = 0; i < state->cgroup.count; i++) {
		const struct cgroup_hierarchy *hierarchy = &state->cgroup.hierarchies[i];

		if (hierarchy->directory)
			(void)json_array_append_new(
				list, json_pack("{s:b, s:s, s:s, s:s}", "unified", hierarchy->unified,
						"controllers", hierarchy->controllers, "mountPoint",
						hierarchy->mount_point, "directory", hierarchy->directory));
	}
	return list;
}

int state_write(int dirfd, const struct state *state, struct err *err)
{
	auto_free char *text = NULL;
	json_t *json = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:I, s:b, s:b, s:b, s:b, s:b, s:s*, s:s*, s:s*, s:b, s:o, s:o}",
		"ociVersion", state->oci_version, "id", state->id, "bundle", state->bundle, "rootfs",
		state->rootfs, "created", state->created, "owner", (json_int_t)state->owner, "keepsMonitor",
		state->keeps_monitor, "sharesPidNamespace", state->shares_pid_namespace, "hasPoststart",
		state->has_poststart, "hasPoststop", state->has_poststop, "noNewKeyring",
		state->no_new_keyring, "systemdUnit", state->systemd_unit, "rdtGroup", state->resctrl.group,
		"rdtMonitor", state->resctrl.monitor, "rdtOwnsGroup", state->resctrl.owns_group, "cgroups",
		cgroups_of(state), "annotations", annotations_of(state));
	int r;

	text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	json_decref(json);
	if (!text)
		return err_set(err, ENOMEM, "container %s: writing its state: out of memory", state->id);
	r = file_replace_at(dirfd, state_name, text, strlen(text), 0600);
	return r < 0 ? err_set_errno(err, -r, "container %s: writing %s", state->id, state_name) : 0;
}

static int write_process(int dirfd, const struct state *state, const char *name,
			 const struct state_process *process, struct err *err)
{
	char text[48];
	int r;

	(void)snprintf(text, sizeof(text), "%d %" PRIu64 "\n", process->pid, process->start_time);
	r = file_replace_at(dirfd, name, text, strlen(text), 0600);
	return r < 0 ? err_set_errno(err, -r, "container %s: writing %s", state->id, name) : 0;
}

int state_write_init(int dirfd, const struct state *state, struct err *err)
{
	return write_process(dirfd, state, init_name, &state->init, err);
}

int state_write_monitor(int dirfd, const struct state *state, struct err *err)
{
	return write_process(dirfd, state, monitor_name, &state->monitor, err);
}

int state_write_ready(int dirfd, const struct state *state, struct err *err)
{
	auto_close int fd = openat(dirfd, ready_name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	return fd < 0 ? err_set_errno(err, errno, "container %s: making %s", state->id, ready_name) : 0;
}

static char *string_of(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text ? strdup(text) : NULL;
}

static int64_t integer_of(const json_t *json, const char *key)
{
	return json_integer_value(json_object_get(json, key));
}

static bool read_cgroups(const json_t *list, struct cgroup *cgroup)
{
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		struct cgroup_hierarchy *hierarchy = &cgroup->hierarchies[cgroup->count];

		if (cgroup->count == CGROUP_HIERARCHY_MAX)
			return false;
		cgroup->count++;
		hierarchy->unified = json_is_true(json_object_get(item, "unified"));
		hierarchy->controllers = string_of(item, "controllers");
		hierarchy->mount_point = string_of(item, "mountPoint");
		hierarchy->directory = string_of(item, "directory");
		if (!hierarchy->controllers || !hierarchy->mount_point || !hierarchy->directory)
			return false;
	}
	return true;
}

static bool from_json(const json_t *json, struct state *state)
{
	const json_t *annotations = json_object_get(json, "annotations");

	state->id = string_of(json, "id");
	state->bundle = string_of(json, "bundle");
	state->rootfs = string_of(json, "rootfs");
	state->oci_version = string_of(json, "ociVersion");
	state->created = string_of(json, "created");
	state->owner = (uid_t)integer_of(json, "owner");
	state->keeps_monitor = json_is_true(json_object_get(json, "keepsMonitor"));
	state->shares_pid_namespace = json_is_true(json_object_get(json, "sharesPidNamespace"));
	state->has_poststart = json_is_true(json_object_get(json, "hasPoststart"));
	state->has_poststop = json_is_true(json_object_get(json, "hasPoststop"));
	state->no_new_keyring = json_is_true(json_object_get(json, "noNewKeyring"));
	state->systemd_unit = string_of(json, "systemdUnit");
	state->resctrl.group = string_of(json, "rdtGroup");
	state->resctrl.monitor = string_of(json, "rdtMonitor");
	state->resctrl.owns_group = json_is_true(json_object_get(json, "rdtOwnsGroup"));
	if (json_object_size(annotations))
		state->annotations = json_dumps(annotations, JSON_COMPACT);
	return state->id && state->bundle && state->rootfs && state->oci_version && state->created &&
	       read_cgroups(json_object_get(json, "cgroups"), &state->cgroup);
}

/* A file that is not there yet, or was made by nobody who finished: no process. */
static void read_process(int dirfd, const char *name, struct state_process *process)
{
	auto_free char *text = NULL;
	char *rest;

	if (file_read_at(dirfd, name, PROCESS_LIMIT, &text, NULL) < 0)
		return;
	process->pid = (pid_t)strtol(text, &rest, 10);
	process->start_time = strtoull(rest, NULL, 10);
}

int state_read(int dirfd, const char *id, struct state *ret_state, struct err *err)
{
	auto_free char *text = NULL;
	struct state state = { 0 };
	struct stat status;
	json_error_t where;
	size_t length;
	json_t *json;
	bool good;
	int r = file_read_at(dirfd, state_name, STATE_LIMIT, &text, &length);

	if (r == -ENOENT)
		return err_set(err, ENODATA, "container %s: its creation was cut off: use delete --force",
			       id);
	if (r < 0)
		return err_set_errno(err, -r, "container %s: reading %s", id, state_name);
	json = json_loadb(text, length, 0, &where);
	good = json && from_json(json, &state) && strcmp(state.id, id) == 0;
	json_decref(json);
	if (!good) {
		state_clear(&state);
		return err_set(err, EINVAL, "container %s: %s is damaged: use delete --force", id,
			       state_name);
	}
	read_process(dirfd, init_name, &state.init);
	if (state.keeps_monitor)
		read_process(dirfd, monitor_name, &state.monitor);
	/* Not faccessat(), which libc makes of faccessat2 (Linux 5.8) and believes EPERM from a filter that is older. */
	state.ready = fstatat(dirfd, ready_name, &status, AT_SYMLINK_NOFOLLOW) == 0;
	*ret_state = state;
	return 0;
}

int state_load(const char *root, const char *id, int *ret_dirfd, struct state *ret_state, struct err *err)
{
	auto_close int dirfd = -EBADF;
	int r = state_directory_open(root, id, false, &dirfd, err);

	if (r == 0)
		r = state_read(dirfd, id, ret_state, err);
	if (r == 0)
		*ret_dirfd = take_fd(&dirfd);
	return r;
}

char *state_show(const struct state *state, enum state_status status, const char *owner, bool indented)
{
	json_int_t pid = status == STATE_STOPPED ? 0 : state->init.pid;
	json_t *json =
		json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:s, s:o, s:s}", "ociVersion", state->oci_version,
			  "id", state->id, "pid", pid, "status", state_status_name(status), "bundle",
			  state->bundle, "rootfs", state->rootfs, "created", state->created, "annotations",
			  annotations_of(state), "owner", owner);
	char *text;

	if (json && !json_object_size(json_object_get(json, "annotations")))
		(void)json_object_del(json, "annotations");
	text = json ? json_dumps(json, indented ? JSON_INDENT(2) : JSON_COMPACT) : NULL;
	json_decref(json);
	return text;
}

/*
 * Days since 1970 to a date of the Gregorian calendar, counted in years that begin in March so that leap days come last.
 * gmtime(3) would read the time zone file first, which is a noticeable part of what create costs.
 */
static void date_of(int64_t days, int *ret_year, int *ret_month, int *ret_day)
{
	int64_t shifted = days + 719468; /* since 0000-03-01 */
	int64_t era = shifted / 146097, day_of_era = shifted % 146097;
	int64_t year = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * day_of_year + 2) / 153;

	*ret_day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
	*ret_month = (int)(month < 10 ? month + 3 : month - 9);
	*ret_year = (int)(year + era * 400 + (*ret_month <= 2));
}

char *state_now(void)
{
	int year, month, day, second;
	struct timespec now;
	char *text = NULL;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	date_of(now.tv_sec / 86400, &year, &month, &day);
	second = (int)(now.tv_sec % 86400);
	if (asprintf(&text, "%04d-%02d-%02dT%02d:%02d:%02d.%09ldZ", year, month, day, second / 3600,
		     second / 60 % 60, second % 60, now.tv_nsec) < 0)
		return NULL;
	return text;
}
