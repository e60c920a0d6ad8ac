/* SPDX-License-Identifier: Apache-2.0 */
/* Writes linux.resources.blockIO. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"
#include "runlxc/spec/spec.h"

enum { LINE_SIZE = 80, FIELD_SIZE = 64 };

#define WEIGHT(file)                                                                     \
	{                                                                                \
		"blockIO.weight", "blkio", file, offsetof(struct spec_block_io, weight), \
			CGROUP_SETTING_UINT16, 0                                         \
	}

/* The weights of CFQ, or of BFQ, which came with names of its own. */
struct scheduler {
	struct cgroup_setting weight;
	const char *weight_device;
};

static const struct scheduler cfq = { WEIGHT("blkio.weight"), "blkio.weight_device" };
static const struct scheduler bfq = { WEIGHT("blkio.bfq.weight"), "blkio.bfq.weight_device" };

static const struct cgroup_setting leaf_weight = {
	"blockIO.leafWeight",  "blkio", "blkio.leaf_weight", offsetof(struct spec_block_io, leaf_weight),
	CGROUP_SETTING_UINT16, 0,
};

static const struct throttle {
	const char *field, *file;
	size_t offset;
} throttles[] = {
	{ "throttleReadBpsDevice", "blkio.throttle.read_bps_device",
	  offsetof(struct spec_block_io, throttle_read_bps) },
	{ "throttleWriteBpsDevice", "blkio.throttle.write_bps_device",
	  offsetof(struct spec_block_io, throttle_write_bps) },
	{ "throttleReadIOPSDevice", "blkio.throttle.read_iops_device",
	  offsetof(struct spec_block_io, throttle_read_iops) },
	{ "throttleWriteIOPSDevice", "blkio.throttle.write_iops_device",
	  offsetof(struct spec_block_io, throttle_write_iops) },
};

static const struct scheduler *scheduler_of(const struct cgroup *cgroup)
{
	const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, "blkio");
	char path[PATH_MAX];
	int length;

	if (!hierarchy)
		return &cfq;
	length = snprintf(path, sizeof(path), "%s/blkio.weight", hierarchy->directory);
	return length > 0 && length < PATH_MAX && access(path, F_OK) == 0 ? &cfq : &bfq;
}

static int write_weight(const struct cgroup *cgroup, const char *file,
			const struct spec_weight_device *device, const uint16_t *weight, const char *field,
			struct err *err)
{
	char line[LINE_SIZE];

	if (!weight || *weight == 0)
		return 0;
	(void)snprintf(line, sizeof(line), "%" PRId64 ":%" PRId64 " %u", device->major, device->minor,
		       *weight);
	return cgroup_setting_write(cgroup, "blkio", file, line, field, err);
}

static int apply_weights(const struct cgroup *cgroup, const struct spec_block_io *block_io, struct err *err)
{
	const struct scheduler *scheduler;
	int r;

	if (!block_io->weight && block_io->weight_device.count == 0)
		return 0;
	scheduler = scheduler_of(cgroup);
	r = cgroup_setting_apply(cgroup, &scheduler->weight, 1, block_io, err);
	for (size_t i = 0; r == 0 && i < block_io->weight_device.count; i++) {
		const struct spec_weight_device *device = &block_io->weight_device.items[i];
		char field[FIELD_SIZE];

		(void)snprintf(field, sizeof(field), "blockIO.weightDevice[%zu].weight", i);
		r = write_weight(cgroup, scheduler->weight_device, device, device->weight, field, err);
		if (r < 0)
			break;
		(void)snprintf(field, sizeof(field), "blockIO.weightDevice[%zu].leafWeight", i);
		r = write_weight(cgroup, "blkio.leaf_weight_device", device, device->leaf_weight, field, err);
	}
	return r;
}

static int apply_throttle(const struct cgroup *cgroup, const struct throttle *throttle,
			  const struct spec_throttle_list *list, struct err *err)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct spec_throttle_device *device = &list->items[i];
		char line[LINE_SIZE], field[FIELD_SIZE];
		int r;

		(void)snprintf(line, sizeof(line), "%" PRId64 ":%" PRId64 " %" PRIu64, device->major,
			       device->minor, device->rate);
		(void)snprintf(field, sizeof(field), "blockIO.%s[%zu]", throttle->field, i);
		r = cgroup_setting_write(cgroup, "blkio", throttle->file, line, field, err);
		if (r < 0)
			return r;
	}
	return 0;
}

int cgroup_block_io_apply(const struct cgroup *cgroup, const struct spec_resources *resources,
			  struct err *err)
{
	const struct spec_block_io *block_io = resources->block_io;
	int r;

	if (!block_io)
		return 0;
	if (!cgroup_with(cgroup, "blkio") && cgroup_setting_is_unified(cgroup, "io"))
		return cgroup_block_io_unified_apply(cgroup, block_io, err);
	r = apply_weights(cgroup, block_io, err);
	if (r == 0)
		r = cgroup_setting_apply(cgroup, &leaf_weight, 1, block_io, err);
	for (size_t i = 0; r == 0 && i < sizeof(throttles) / sizeof(*throttles); i++) {
		const char *list = (const char *)block_io + throttles[i].offset;

		r = apply_throttle(cgroup, &throttles[i], (const void *)list, err);
	}
	return r;
}
