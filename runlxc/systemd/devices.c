/* SPDX-License-Identifier: Apache-2.0 */
/* Device rules as systemd names them. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/file.h"
#include "runlxc/cgroup/device_program.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/spec/spec.h"
#include "runlxc/systemd/message.h"
#include "runlxc/systemd/property.h"

enum { DEVICES_LIMIT = 1 << 20, PATH_SIZE = 96 };

static void add_entry(struct systemd_message *message, const char *path, const char *access)
{
	systemd_message_align(message, 8);
	systemd_message_string(message, path);
	systemd_message_string(message, access);
}

/* Before version 240 systemd knows all minors of a major only by the driver's name, in /proc/devices. */
static void add_driver(struct systemd_message *message, char type, int64_t major, const char *access)
{
	auto_free char *text = NULL;
	char *rest, *line, path[PATH_SIZE], name[64];
	bool blocks = false;
	int64_t number;

	if (file_read_at(AT_FDCWD, "/proc/devices", DEVICES_LIMIT, &text, NULL) < 0)
		return;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		blocks |= strcmp(line, "Block devices:") == 0;
		if (blocks != (type == 'b') || sscanf(line, "%" SCNd64 " %63s", &number, name) != 2 ||
		    number != major)
			continue;
		(void)snprintf(path, sizeof(path), "%s-%s", type == 'b' ? "block" : "char", name);
		add_entry(message, path, access);
	}
}

/* "*:3" has no name; our own line in devices.allow holds until systemd writes its list again. */
static void add_rule(struct systemd_message *message, const struct cgroup_device_rule *rule)
{
	const char *kind = rule->type == 'b' ? "block" : "char";
	char path[PATH_SIZE];

	if (rule->major < 0 && rule->minor >= 0)
		return;
	if (rule->major < 0)
		(void)snprintf(path, sizeof(path), "%s-*", kind);
	else if (rule->minor < 0)
		(void)snprintf(path, sizeof(path), "%s-%" PRId64, kind, rule->major);
	else
		(void)snprintf(path, sizeof(path), "/dev/%s/%" PRId64 ":%" PRId64, kind, rule->major,
			       rule->minor);
	add_entry(message, path, rule->access);
	if (rule->major >= 0 && rule->minor < 0)
		add_driver(message, rule->type, rule->major, rule->access);
}

static void add_spec_rule(struct systemd_message *message, const struct spec_device_rule *rule)
{
	struct cgroup_device_rule one = {
		.allow = true,
		.type = rule->type,
		.major = rule->major ? *rule->major : -1,
		.minor = rule->minor ? *rule->minor : -1,
		.access = rule->access,
	};

	if (!rule->allow || !rule->access)
		return;
	if (rule->type != 'a') {
		add_rule(message, &one);
		return;
	}
	one.type = 'c';
	add_rule(message, &one);
	one.type = 'b';
	add_rule(message, &one);
}

static bool is_everything(const struct spec_device_rule *rule)
{
	return rule->type == 'a' && (!rule->major || *rule->major < 0) && (!rule->minor || *rule->minor < 0);
}

/* The list can only allow. From "everything but", "everything" would be too much: then there are the default devices. */
void systemd_devices(struct systemd_message *message, const struct spec_resources *resources)
{
	size_t first = 0, count = resources ? resources->devices.count : 0, opened;
	bool all = false;

	for (size_t i = 0; i < count; i++)
		if (is_everything(&resources->devices.items[i])) {
			all = resources->devices.items[i].allow;
			first = i + 1;
		}
	systemd_property_string(message, "DevicePolicy", all && first == count ? "auto" : "strict");
	systemd_message_align(message, 8);
	systemd_message_string(message, "DeviceAllow");
	systemd_message_signature(message, "a(ss)");
	opened = systemd_message_open_array(message, 8);
	for (size_t i = first; !all && i < count; i++)
		add_spec_rule(message, &resources->devices.items[i]);
	for (size_t i = 0; !(all && first == count) && i < cgroup_default_devices_count; i++)
		add_rule(message, &cgroup_default_devices[i]);
	systemd_message_close_array(message, opened, 8);
}
