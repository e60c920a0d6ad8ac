/* SPDX-License-Identifier: Apache-2.0 */
/* Changes the limits of a container, and remembers them for the next change. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/log.h"
#include "runlxc/lifecycle/lifecycle.h"
#include "runlxc/spec/spec.h"
#include "runlxc/spec/text.h"
#include "runlxc/systemd/systemd.h"

#define RESCTRL "/sys/fs/resctrl"

enum { RESOURCES_LIMIT = 32 * 1024 * 1024, RDT_LINES_MAX = 4096 };

/* What is given, what was so far, and both together. */
struct limits {
	json_t *changes, *merged;
};

static void limits_clear(struct limits *limits)
{
	json_decref(limits->changes);
	json_decref(limits->merged);
}

/* linux.resources after the last update, or else of config.json. */
static int read_current(int dirfd, json_t **ret, struct err *err)
{
	auto_free char *text = NULL;
	json_t *config = NULL, *resources;
	size_t length;
	int r = file_read_at(dirfd, STATE_RESOURCES, RESOURCES_LIMIT, &text, &length);

	if (r == 0)
		return spec_text_parse(STATE_RESOURCES, text, length, ret, err);
	if (r == -ENOENT)
		r = file_read_at(dirfd, STATE_CONFIG, RESOURCES_LIMIT, &text, &length);
	if (r < 0)
		return err_set_errno(err, -r, "reading %s", STATE_CONFIG);
	r = spec_text_parse(STATE_CONFIG, text, length, &config, err);
	if (r < 0)
		return r;
	resources = json_object_get(json_object_get(config, "linux"), "resources");
	*ret = json_is_object(resources) ? json_incref(resources) : json_object();
	json_decref(config);
	return *ret ? 0 : err_set(err, ENOMEM, "linux.resources");
}

/* Two entries of a list are of the same thing when these agree: devices, page sizes, network interfaces. */
static bool is_of_same(const json_t *a, const json_t *b)
{
	static const char *const names[] = { "major", "minor", "pageSize", "name" };
	bool named = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const json_t *left = json_object_get(a, names[i]), *right = json_object_get(b, names[i]);

		if (left && right && !json_equal((json_t *)(uintptr_t)left, (json_t *)(uintptr_t)right))
			return false;
		named |= left && right;
	}
	return named;
}

/* 0 and "" are what Go's programs write for "not set". */
static bool says_nothing(const char *key, const json_t *value)
{
	static const char *const zero_is_a_value[] = { "burst", "idle", "swappiness" };

	if (json_is_integer(value) && json_integer_value(value) == 0) {
		for (size_t i = 0; i < sizeof(zero_is_a_value) / sizeof(*zero_is_a_value); i++)
			if (strcmp(key, zero_is_a_value[i]) == 0)
				return false;
		return true;
	}
	return json_is_null(value) || (json_is_string(value) && json_string_length(value) == 0);
}

static int merge(json_t *into, json_t *changes, bool in_list);

static int merge_list(json_t *into, const json_t *changes)
{
	json_t *change;
	size_t i;

	json_array_foreach(changes, i, change)
	{
		size_t at = 0;
		int r;

		while (at < json_array_size(into) && !is_of_same(json_array_get(into, at), change))
			at++;
		r = at < json_array_size(into) ? merge(json_array_get(into, at), change, true) :
						 json_array_append_new(into, json_deep_copy(change));
		if (r < 0)
			return r;
	}
	return 0;
}

/* In the entries of lists every number is meant: a rate of 0 takes a limit away. */
static int merge(json_t *into, json_t *changes, bool in_list)
{
	const char *key;
	json_t *change;
	int r = 0;

	json_object_foreach(changes, key, change)
	{
		json_t *old = json_object_get(into, key);

		if (!in_list && says_nothing(key, change))
			continue;
		if (json_is_object(change) && json_is_object(old))
			r = merge(old, change, false);
		else if (json_is_array(change) && json_is_array(old))
			r = merge_list(old, change);
		else
			r = json_object_set_new(into, key, json_deep_copy(change));
		if (r < 0)
			return r;
	}
	return 0;
}

/* A field of one of the parts, or NULL; 0 says "not set", as everywhere in linux.resources. */
static json_t *find(const json_t *resources, const char *part, const char *field)
{
	json_t *value = json_object_get(json_object_get(resources, part), field);

	return !value || json_is_null(value) || (json_is_integer(value) && json_integer_value(value) == 0) ?
		       NULL :
		       value;
}

static void forget(json_t *resources, const char *part, const char *field)
{
	(void)json_object_del(json_object_get(resources, part), field);
}

/* What an update does not change, whoever asks. */
static void drop_unwanted(json_t *changes)
{
	if (find(changes, "memory", "kernel") || find(changes, "memory", "kernelTCP"))
		log_warning("Kernel memory settings are ignored and will be removed");
	forget(changes, "memory", "kernel");
	forget(changes, "memory", "kernelTCP");
	(void)json_object_del(changes, "devices");
}

/* Values that go with one that is replaced. */
static void drop_outdated(const struct limits *limits)
{
	const json_t *limit = find(limits->changes, "memory", "limit");

	if (limit && json_integer_value(limit) < 0 && !find(limits->changes, "memory", "swap"))
		forget(limits->merged, "memory", "swap");
	if (find(limits->changes, "cpu", "idle") && !find(limits->changes, "cpu", "shares"))
		forget(limits->merged, "cpu", "shares");
}

/* cgroup v2 takes both in one line, or one as the difference to the other. */
static int complete_pairs(const struct limits *limits)
{
	static const struct {
		const char *part, *fields[2];
	} pairs[] = {
		{ "cpu", { "quota", "period" } },
		{ "memory", { "limit", "swap" } },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		for (size_t j = 0; j < 2; j++) {
			const char *part = pairs[i].part, *other = pairs[i].fields[1 - j];
			json_t *value = find(limits->merged, part, other);

			if (!find(limits->changes, part, pairs[i].fields[j]) || !value ||
			    find(limits->changes, part, other))
				continue;
			if (json_object_set(json_object_get(limits->changes, part), other, value) < 0)
				return -ENOMEM;
		}
	return 0;
}

static int make_limits(int dirfd, const struct lifecycle_update *update, struct limits *limits,
		       struct err *err)
{
	int r = spec_text_parse("resources", update->resources, update->length, &limits->changes, err);

	if (r == 0)
		r = read_current(dirfd, &limits->merged, err);
	if (r < 0)
		return r;
	drop_unwanted(limits->changes);
	if (merge(limits->merged, limits->changes, false) < 0)
		return err_set(err, ENOMEM, "linux.resources");
	drop_outdated(limits);
	return complete_pairs(limits) < 0 ? err_set(err, ENOMEM, "linux.resources") : 0;
}

static int apply(const struct state *state, const struct limits *limits, struct err *err)
{
	auto_free char *text = spec_text_dump(limits->changes);
	struct spec *spec = NULL;
	int r;

	if (!text)
		return err_set(err, ENOMEM, "linux.resources");
	r = spec_read_resources(text, strlen(text), &spec, err);
	if (r == 0)
		r = cgroup_update(&state->cgroup, spec->linux->resources, err);
	/* The kernel refuses first. systemd rounds what it writes, so ours comes last. */
	if (r == 0 && state->systemd_unit) {
		r = systemd_update(state->systemd_unit, spec->linux->resources, cgroup_is_v2(&state->cgroup),
				   err);
		if (r == 0)
			r = cgroup_update(&state->cgroup, spec->linux->resources, err);
	}
	spec_free(spec);
	return r;
}

/* What cannot be remembered must not be done: the text lies beside the old one before the kernel is asked. */
static int remember(int dirfd, const json_t *resources, struct err *err)
{
	auto_free char *text = spec_text_dump(resources);
	int r;

	if (!text)
		return err_set(err, ENOMEM, "linux.resources");
	r = file_replace_at(dirfd, STATE_RESOURCES ".new", text, strlen(text), 0600);
	return r < 0 ? err_set_errno(err, -r, "writing %s", STATE_RESOURCES) : 0;
}

/* Only a container that was created with a group of resctrl has one to change. */
static int update_rdt(const struct state *state, const struct lifecycle_update *update, struct err *err)
{
	const char *l3 = update->l3_cache_schema, *bandwidth = update->mem_bw_schema;
	char path[PATH_MAX], text[RDT_LINES_MAX];
	int r;

	if (l3 && access(RESCTRL "/info/L3", F_OK) < 0)
		return err_set(err, ENOTSUP, "Intel RDT/CAT: l3 cache schema is not enabled");
	if (bandwidth && access(RESCTRL "/info/MB", F_OK) < 0)
		return err_set(err, ENOTSUP, "Intel RDT/MBA: memory bandwidth schema is not enabled");
	if (!l3 && !bandwidth)
		return 0;
	if (!state->resctrl.group)
		return err_set(err, EINVAL,
			       "updating a non-existent Intel RDT configuration is not supported");
	(void)snprintf(path, sizeof(path), "%s/schemata", state->resctrl.group);
	if (snprintf(text, sizeof(text), "%s%s%s\n", l3 ? l3 : "", l3 && bandwidth ? "\n" : "",
		     bandwidth ? bandwidth : "") >= RDT_LINES_MAX)
		return err_set(err, EINVAL, "--l3-cache-schema, --mem-bw-schema: longer than %d",
			       RDT_LINES_MAX);
	r = file_write_at(AT_FDCWD, path, text);
	return r < 0 ? err_set_errno(err, -r, "linux.intelRdt: write %s", path) : 0;
}

static int update_locked(int dirfd, const struct state *state, const struct lifecycle_update *update,
			 struct err *err)
{
	__attribute__((cleanup(limits_clear))) struct limits limits = { 0 };
	int r = make_limits(dirfd, update, &limits, err);

	if (r == 0)
		r = remember(dirfd, limits.merged, err);
	if (r < 0)
		return r;
	r = update_rdt(state, update, err);
	if (r == 0)
		r = apply(state, &limits, err);
	if (r < 0)
		(void)unlinkat(dirfd, STATE_RESOURCES ".new", 0);
	else if (renameat(dirfd, STATE_RESOURCES ".new", dirfd, STATE_RESOURCES) < 0)
		r = err_set_errno(err, errno, "writing %s", STATE_RESOURCES);
	return r;
}

int lifecycle_update(const char *root, const char *id, const struct lifecycle_update *update, struct err *err)
{
	auto_close int dirfd = -EBADF;
	struct state state = { 0 };
	struct spec *spec = NULL;
	enum state_status status;
	int r = lifecycle_open_locked(root, id, &dirfd, &state, &status, err);

	if (r < 0)
		return r;
	if (status == STATE_STOPPED || status == STATE_CREATING)
		r = err_set(err, EINVAL, "container %s: container not running", id);
	/* As it was given, so that an error names what the caller wrote. */
	if (r == 0)
		r = spec_read_resources(update->resources, update->length, &spec, err);
	spec_free(spec);
	if (r == 0)
		r = update_locked(dirfd, &state, update, err);
	state_clear(&state);
	return r;
}
