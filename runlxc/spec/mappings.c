/* SPDX-License-Identifier: Apache-2.0 */
/* Describes an id mapping, as user namespaces and mounts have them. */
#include "runlxc/spec/objects.h"
#include "runlxc/spec/spec.h"

static const struct spec_field fields[] = {
	SPEC_FIELD(struct spec_id_mapping, container_id, "containerID", SPEC_UINT32, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_id_mapping, host_id, "hostID", SPEC_UINT32, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_id_mapping, size, "size", SPEC_UINT32, .flags = SPEC_REQUIRED, .minimum = 1,
		   .maximum = UINT32_MAX),
};

const struct spec_object spec_mappings_object = SPEC_OBJECT_OF(struct spec_id_mapping, fields);

bool spec_id_to_host(const struct spec_id_mappings *mappings, uint32_t id, uint32_t *ret_host)
{
	for (size_t i = 0; i < mappings->count; i++) {
		const struct spec_id_mapping *mapping = &mappings->items[i];

		if (id < mapping->container_id || id - mapping->container_id >= mapping->size)
			continue;
		*ret_host = mapping->host_id + (id - mapping->container_id);
		return true;
	}
	return false;
}
