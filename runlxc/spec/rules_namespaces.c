/* SPDX-License-Identifier: Apache-2.0 */
/* Rules on namespaces and on what they bring along: mappings, clocks, network devices. */
#include "runlxc/spec/rules.h"

#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

static int check_unique(const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < spec->linux->namespaces.count; i++) {
		int type = spec->linux->namespaces.items[i].type;

		if (spec_namespace_find(spec, type) != &spec->linux->namespaces.items[i])
			return err_set(err, EINVAL, "linux.namespaces[%zu].type: '%s' is there twice", i,
				       table_namespace_find_type(type)->name);
	}
	return 0;
}

static int check_mappings(const struct spec *spec, struct err *err)
{
	const struct spec_namespace *user = spec_namespace_find(spec, CLONE_NEWUSER);
	const struct spec_linux *linux = spec->linux;

	if (!user && linux->uid_mappings.count)
		return err_set(err, EINVAL, "linux.uidMappings: needs a user namespace");
	if (!user && linux->gid_mappings.count)
		return err_set(err, EINVAL, "linux.gidMappings: needs a user namespace");
	if (user && !user->path && !linux->uid_mappings.count && !linux->gid_mappings.count)
		return err_set(err, EINVAL, "linux.uidMappings: required for a new user namespace");
	return 0;
}

static int check_time_offsets(const struct spec *spec, struct err *err)
{
	const struct spec_namespace *time = spec_namespace_find(spec, table_namespace_find("time")->type);

	if (!spec->linux->time_offsets.count)
		return 0;
	if (!time)
		return err_set(err, EINVAL, "linux.timeOffsets: needs a time namespace");
	if (time->path)
		return err_set(err, EINVAL, "linux.timeOffsets: not for a time namespace that is joined");
	for (size_t i = 0; i < spec->linux->time_offsets.count; i++) {
		const char *clock = spec->linux->time_offsets.items[i].clock;

		if (!table_word_find(&table_clock, clock))
			return err_set(err, EINVAL, "linux.timeOffsets[\"%s\"]: unknown %s", clock,
				       table_clock.what);
	}
	return 0;
}

/* As the kernel's dev_valid_name(). */
static bool is_interface_name(const char *name)
{
	if (!*name || strlen(name) >= IFNAMSIZ || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return false;
	for (; *name; name++)
		if (*name == '/' || *name == ':' || isspace((unsigned char)*name))
			return false;
	return true;
}

static int check_net_devices(const struct spec *spec, struct err *err)
{
	if (!spec->linux->net_devices.count)
		return 0;
	if (!spec_namespace_find(spec, CLONE_NEWNET))
		return err_set(err, EINVAL, "linux.netDevices: needs a network namespace of its own");
	for (size_t i = 0; i < spec->linux->net_devices.count; i++) {
		const struct spec_net_device *device = &spec->linux->net_devices.items[i];

		if (!is_interface_name(device->host_name))
			return err_set(err, EINVAL,
				       "linux.netDevices[\"%s\"]: not the name of a network device",
				       device->host_name);
		if (device->name && !is_interface_name(device->name))
			return err_set(err, EINVAL,
				       "linux.netDevices[\"%s\"].name: '%s' cannot be the name of one",
				       device->host_name, device->name);
	}
	return 0;
}

int spec_rules_namespaces(const struct spec *spec, struct err *err)
{
	int r = check_unique(spec, err);

	if (r == 0)
		r = check_mappings(spec, err);
	if (r == 0)
		r = check_time_offsets(spec, err);
	if (r == 0)
		r = check_net_devices(spec, err);
	return r;
}
