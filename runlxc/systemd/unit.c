/* SPDX-License-Identifier: Apache-2.0 */
/* Starts, changes and stops the scope of a container. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "compat/base/err.h"
#include "compat/base/log.h"
#include "runlxc/spec/spec.h"
#include "runlxc/systemd/bus.h"
#include "runlxc/systemd/property.h"
#include "runlxc/systemd/systemd.h"

enum { DESCRIPTION_SIZE = 300 };

/* What a unit is started with. Accounting makes systemd give the scope every controller. */
static int add_properties(struct systemd_message *message, const struct systemd_place *place, pid_t pid,
			  const struct spec *spec, bool v2, enum systemd_age age, struct err *err)
{
	const struct spec_resources *resources = spec->linux->resources;
	char description[DESCRIPTION_SIZE];

	(void)snprintf(description, sizeof(description), "libcontainer container %s", place->unit);
	systemd_property_string(message, "Description", description);
	systemd_property_string(message, "Slice", place->slice);
	systemd_property_bool(message, "Delegate", true);
	systemd_property_u32_list(message, "PIDs", (uint32_t)pid);
	systemd_property_bool(message, "MemoryAccounting", true);
	systemd_property_bool(message, "CPUAccounting", true);
	systemd_property_bool(message, v2 ? "IOAccounting" : "BlockIOAccounting", true);
	systemd_property_bool(message, "TasksAccounting", true);
	systemd_property_bool(message, "DefaultDependencies", false);
	if (!v2)
		systemd_devices(message, resources);
	if (resources)
		systemd_limits(message, resources, v2, age);
	return systemd_annotations(message, &spec->annotations, err);
}

/* StartTransientUnit(s name, s mode, a(sv) properties, a(sa(sv)) auxiliary units): o job */
static int start(struct systemd_bus *bus, const struct systemd_place *place, pid_t pid,
		 const struct spec *spec, bool v2, enum systemd_age age, struct err *err)
{
	struct systemd_message body = { 0 };
	const struct systemd_call call = { NULL, "StartTransientUnit", "ssa(sv)a(sa(sv))", &body };
	size_t properties;
	int r;

	systemd_message_string(&body, place->unit);
	systemd_message_string(&body, "replace");
	properties = systemd_message_open_array(&body, 8);
	r = add_properties(&body, place, pid, spec, v2, age, err);
	systemd_message_close_array(&body, properties, 8);
	systemd_message_close_array(&body, systemd_message_open_array(&body, 8), 8);
	if (r == 0)
		r = systemd_bus_call(bus, &call, NULL, err);
	systemd_message_clear(&body);
	return r;
}

static int call_with_unit(struct systemd_bus *bus, const char *member, const char *unit, const char *mode,
			  struct err *err)
{
	struct systemd_message body = { 0 };
	const struct systemd_call call = { NULL, member, mode ? "ss" : "s", &body };
	int r;

	systemd_message_string(&body, unit);
	if (mode)
		systemd_message_string(&body, mode);
	r = systemd_bus_call(bus, &call, NULL, err);
	systemd_message_clear(&body);
	return r;
}

static int start_and_wait(struct systemd_bus *bus, const struct systemd_place *place, pid_t pid,
			  const struct spec *spec, bool v2, struct err *err)
{
	enum systemd_age age = SYSTEMD_AGE_244;
	bool forgotten = false;
	int r;

	for (;;) {
		r = start(bus, place, pid, spec, v2, age, err);
		if (r == -ENOTSUP && age > SYSTEMD_AGE_OLD) {
			age--;
		} else if (r == -EEXIST && !forgotten) {
			/* What is left of one that has failed. */
			(void)call_with_unit(bus, "ResetFailedUnit", place->unit, NULL, NULL);
			forgotten = true;
		} else {
			break;
		}
	}
	if (r == 0)
		r = systemd_bus_wait_for_job(bus, place->unit, err);
	if (r < 0 && r != -EEXIST)
		(void)call_with_unit(bus, "ResetFailedUnit", place->unit, NULL, NULL);
	return r;
}

int systemd_start(const struct systemd_place *place, pid_t pid, const struct spec *spec, bool v2,
		  struct err *err)
{
	struct systemd_bus bus;
	int r = systemd_bus_open(&bus, err);

	if (r == 0)
		r = start_and_wait(&bus, place, pid, spec, v2, err);
	systemd_bus_close(&bus);
	return r < 0 ? err_wrap(err, "linux.cgroupsPath: starting %s", place->unit) : 0;
}

/* SetUnitProperties(s name, b until the next start, a(sv) properties) */
static int set_properties(struct systemd_bus *bus, const char *unit, const struct spec_resources *resources,
			  bool v2, enum systemd_age age, struct err *err)
{
	struct systemd_message body = { 0 };
	const struct systemd_call call = { NULL, "SetUnitProperties", "sba(sv)", &body };
	size_t properties;
	int r;

	systemd_message_string(&body, unit);
	systemd_message_u32(&body, true);
	properties = systemd_message_open_array(&body, 8);
	systemd_limits(&body, resources, v2, age);
	systemd_message_close_array(&body, properties, 8);
	r = systemd_bus_call(bus, &call, NULL, err);
	systemd_message_clear(&body);
	return r;
}

int systemd_update(const char *unit, const struct spec_resources *resources, bool v2, struct err *err)
{
	struct systemd_bus bus;
	int r = systemd_bus_open(&bus, err);

	if (r == 0)
		r = set_properties(&bus, unit, resources, v2, SYSTEMD_AGE_244, err);
	if (r == -ENOTSUP)
		r = set_properties(&bus, unit, resources, v2, SYSTEMD_AGE_OLD, err);
	systemd_bus_close(&bus);
	return r < 0 ? err_wrap(err, "linux.resources: changing %s", unit) : 0;
}

int systemd_stop(const char *unit, struct err *err)
{
	struct systemd_bus bus;
	int r = systemd_bus_open(&bus, err);

	if (r == 0)
		r = call_with_unit(&bus, "StopUnit", unit, "replace", err);
	if (r == 0) {
		r = systemd_bus_wait_for_job(&bus, unit, err);
		/* Gone it is all the same. */
		if (r == -EREMOTEIO)
			log_warning("%s", err->message);
		r = r == -EREMOTEIO ? 0 : r;
		(void)call_with_unit(&bus, "ResetFailedUnit", unit, NULL, NULL);
	}
	systemd_bus_close(&bus);
	/* A scope ends by itself with its last process. */
	return r == -ENOENT ? 0 : r < 0 ? err_wrap(err, "stopping %s", unit) : 0;
}
