/* SPDX-License-Identifier: Apache-2.0 */
/* Describes an entry of `mounts`. */
#include "runlxc/spec/objects.h"

static const struct spec_field fields[] = {
	SPEC_FIELD(struct spec_mount, destination, "destination", SPEC_STRING,
		   .flags = SPEC_REQUIRED | SPEC_ABSOLUTE),
	SPEC_FIELD(struct spec_mount, source, "source", SPEC_STRING),
	SPEC_FIELD(struct spec_mount, type, "type", SPEC_STRING),
	SPEC_FIELD(struct spec_mount, options, "options", SPEC_STRINGS),
	SPEC_FIELD(struct spec_mount, uid_mappings, "uidMappings", SPEC_LIST,
		   .object = &spec_mappings_object),
	SPEC_FIELD(struct spec_mount, gid_mappings, "gidMappings", SPEC_LIST,
		   .object = &spec_mappings_object),
};

const struct spec_object spec_mounts_object = SPEC_OBJECT_OF(struct spec_mount, fields);
