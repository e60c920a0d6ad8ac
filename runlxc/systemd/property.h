/* SPDX-License-Identifier: Apache-2.0 */
/* Properties of a unit: elements of an array of (name, variant). Of runlxc/systemd and its tests alone. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct spec_map;
struct spec_resources;
struct systemd_message;

/* property.c: one each, of the D-Bus type in the name. */
void systemd_property_string(struct systemd_message *message, const char *name, const char *value);
void systemd_property_bool(struct systemd_message *message, const char *name, bool value);
void systemd_property_u64(struct systemd_message *message, const char *name, uint64_t value);
void systemd_property_u32_list(struct systemd_message *message, const char *name, uint32_t value);
void systemd_property_bytes(struct systemd_message *message, const char *name, const uint8_t *bytes,
			    size_t count);

/* What older versions refuse: the sets of CPUs (244) and the period of the quota (242) are left out below. */
enum systemd_age { SYSTEMD_AGE_OLD, SYSTEMD_AGE_244 };

/* limits.c: linux.resources but for the devices. */
void systemd_limits(struct systemd_message *message, const struct spec_resources *resources, bool v2,
		    enum systemd_age age);

/*
 * devices.c: DevicePolicy and DeviceAllow, for v1 only: there systemd would open all devices whenever it writes its limits
 * again. On v2 it has nothing to say, and our program decides alone. `resources` may be NULL.
 */
void systemd_devices(struct systemd_message *message, const struct spec_resources *resources);

/* annotations.c: "org.systemd.property.NAME", whose values are GVariant texts. -EINVAL names the annotation. */
int systemd_annotations(struct systemd_message *message, const struct spec_map *annotations, struct err *err);
