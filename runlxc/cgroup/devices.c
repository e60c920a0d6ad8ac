/* SPDX-License-Identifier: Apache-2.0 */
/* Writes linux.resources.devices and the devices that every container gets. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/log.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/device_program.h"
#include "runlxc/cgroup/internal.h"
#include "runlxc/spec/spec.h"

enum { LINE_SIZE = 64 };

/* runc's list, to the letter: programs in images rely on it. */
const struct cgroup_device_rule cgroup_default_devices[] = {
	{ true, 'c', -1, -1, "m" },     /* mknod of anything: making a node opens nothing */
	{ true, 'b', -1, -1, "m" },     /* the same for disks */
	{ true, 'c', 1, 3, "rwm" },     /* null */
	{ true, 'c', 1, 5, "rwm" },     /* zero */
	{ true, 'c', 1, 7, "rwm" },     /* full */
	{ true, 'c', 1, 8, "rwm" },     /* random */
	{ true, 'c', 1, 9, "rwm" },     /* urandom */
	{ true, 'c', 5, 0, "rwm" },     /* tty */
	{ true, 'c', 5, 2, "rwm" },     /* ptmx */
	{ true, 'c', 136, -1, "rwm" },  /* pts; /dev/console of a container is one of them */
	{ true, 'c', 10, 200, "rwm" },  /* net/tun */
};

const size_t cgroup_default_devices_count = sizeof(cgroup_default_devices) / sizeof(*cgroup_default_devices);

/* One rule is one write; both files stay open meanwhile. */
struct files {
	const char *directory;
	int deny, allow;
};

static int open_file(const char *directory, const char *name, int *ret_fd, struct err *err)
{
	char path[PATH_MAX];
	int length = snprintf(path, sizeof(path), "%s/%s", directory, name), fd;

	if (length < 0 || length >= PATH_MAX)
		return err_set_errno(err, ENAMETOOLONG, "linux.resources.devices: %s/%s", directory, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set_errno(err, errno, "linux.resources.devices: open %s", path);
	*ret_fd = fd;
	return 0;
}

static int write_line(const struct files *files, bool allow, const char *line, const char *field,
		      struct err *err)
{
	int r = file_write_fd(allow ? files->allow : files->deny, line, strlen(line));

	if (r < 0)
		return err_set_errno(err, -r, "linux.resources.%s: write %s/devices.%s '%s'", field,
				     files->directory, allow ? "allow" : "deny", line);
	return 0;
}

static const char *number(const int64_t *value, char digits[static 24])
{
	if (!value || *value < 0)
		return "*";
	(void)snprintf(digits, 24, "%" PRId64, *value);
	return digits;
}

static bool is_any(const int64_t *value)
{
	return !value || *value < 0;
}

static bool has_all_access(const char *access)
{
	return access && strchr(access, 'r') && strchr(access, 'w') && strchr(access, 'm');
}

/*
 * The kernel takes every line that starts with "a" for "everything, all access", whatever follows. So for a
 * rule that says less it has to be spelled out as two.
 */
static bool is_everything(const struct spec_device_rule *rule)
{
	return rule->type == 'a' && is_any(rule->major) && is_any(rule->minor) &&
	       (!rule->allow || has_all_access(rule->access));
}

static int write_rule(const struct files *files, const struct spec_device_rule *rule, const char *field,
		      struct err *err)
{
	const char types[] = { rule->type == 'a' ? 'c' : rule->type, rule->type == 'a' ? 'b' : '\0', '\0' };
	char line[LINE_SIZE], major[24], minor[24];
	int r = 0;

	if (is_everything(rule))
		return write_line(files, rule->allow, "a", field, err);
	for (const char *type = types; r == 0 && *type; type++) {
		(void)snprintf(line, sizeof(line), "%c %s:%s %s", *type, number(rule->major, major),
			       number(rule->minor, minor), rule->access);
		r = write_line(files, rule->allow, line, field, err);
	}
	return r;
}

static bool same(const int64_t *a, const int64_t *b)
{
	return is_any(a) ? is_any(b) : !is_any(b) && *a == *b;
}

/* True when `wide` says more than `narrow` and includes some of it. */
static bool is_wider(const struct spec_device_rule *wide, const struct spec_device_rule *narrow)
{
	if (wide->type != narrow->type && wide->type != 'a' && narrow->type != 'a')
		return false;
	if (same(wide->major, narrow->major) && same(wide->minor, narrow->minor))
		return false;
	return (is_any(wide->major) || same(wide->major, narrow->major)) &&
	       (is_any(wide->minor) || same(wide->minor, narrow->minor)) &&
	       strpbrk(wide->access, narrow->access);
}

/*
 * The kernel keeps a list of exceptions from "all" or "nothing", and takes one back only if told in the same
 * numbers: "deny 1:3" after "allow 1:*" is accepted, and does nothing. Finds the rule that is in the way.
 */
static bool find_wider(const struct spec_device_rule *rules, size_t index, size_t *ret_wider)
{
	const struct spec_device_rule *rule = &rules[index];
	bool allowed = false;
	size_t start = 0;

	for (size_t i = 0; i < index; i++) {
		if (!is_everything(&rules[i]))
			continue;
		allowed = rules[i].allow;
		start = i + 1;
	}
	if (is_everything(rule) || rule->allow != allowed)
		return false;
	for (size_t i = start; i < index; i++) {
		if (rules[i].allow == allowed || !is_wider(&rules[i], rule))
			continue;
		*ret_wider = i;
		return true;
	}
	return false;
}

static int write_default(const struct files *files, const struct cgroup_device_rule *rule, struct err *err)
{
	char line[LINE_SIZE], major[24], minor[24];

	(void)snprintf(line, sizeof(line), "%c %s:%s %s", rule->type, number(&rule->major, major),
		       number(&rule->minor, minor), rule->access);
	return write_line(files, true, line, "devices", err);
}

/* Without access a rule says nothing, unless it takes everything away. */
int cgroup_devices_check_access(const struct spec_device_rule *rule, const char *field, struct err *err)
{
	size_t length = rule->access ? strlen(rule->access) : 0;

	if (length == 0 && is_everything(rule))
		return 0;
	if (length == 0 || length > 3 || strspn(rule->access, "rwm") != length)
		return err_set(err, EINVAL, "linux.resources.%s.access: '%s' is no access of r, w and m",
			       field, rule->access ? rule->access : "");
	return 0;
}

static int write_rules(const struct files *files, const struct spec_resources *resources, struct err *err)
{
	for (size_t i = 0; resources && i < resources->devices.count; i++) {
		char field[32];
		size_t wider;
		int r;

		(void)snprintf(field, sizeof(field), "devices[%zu]", i);
		r = cgroup_devices_check_access(&resources->devices.items[i], field, err);
		if (r < 0)
			return r;
		if (find_wider(resources->devices.items, i, &wider))
			return err_set(
				err, EINVAL,
				"linux.resources.%s: cgroup v1 has no exceptions from the wider devices[%zu]",
				field, wider);
		r = write_rule(files, &resources->devices.items[i], field, err);
		if (r < 0)
			return r;
	}
	return 0;
}

int cgroup_devices_apply(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err)
{
	const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, "devices");
	auto_close int deny = -EBADF, allow = -EBADF;
	struct files files;
	int r;

	/* A user can make no device node that is not the user's already. */
	if (!hierarchy && cgroup->forbidden)
		return 0;
	if (!hierarchy && cgroup_unified(cgroup))
		return cgroup_devices_unified_apply(cgroup, resources, err);
	if (!hierarchy && resources && resources->devices.count > 0)
		return cgroup_setting_missing(cgroup, "devices", "devices", err);
	if (!hierarchy) {
		log_warning(
			"no devices cgroup is mounted: the container may use any device it has a node for");
		return 0;
	}
	r = open_file(hierarchy->directory, "devices.deny", &deny, err);
	if (r == 0)
		r = open_file(hierarchy->directory, "devices.allow", &allow, err);
	if (r < 0)
		return r;
	files = (struct files){ .directory = hierarchy->directory, .deny = deny, .allow = allow };
	/* A new cgroup has what its parent has, usually all. */
	r = write_line(&files, false, "a", "devices", err);
	if (r == 0)
		r = write_rules(&files, resources, err);
	for (size_t i = 0; r == 0 && i < cgroup_default_devices_count; i++)
		r = write_default(&files, &cgroup_default_devices[i], err);
	return r;
}
