/* SPDX-License-Identifier: Apache-2.0 */
/* Writes linux.resources.blockIO on cgroup v2: the io controller. */
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

static const struct throttle {
	const char *field, *key;
	size_t offset;
} throttles[] = {
	{ "throttleReadBpsDevice", "rbps", offsetof(struct spec_block_io, throttle_read_bps) },
	{ "throttleWriteBpsDevice", "wbps", offsetof(struct spec_block_io, throttle_write_bps) },
	{ "throttleReadIOPSDevice", "riops", offsetof(struct spec_block_io, throttle_read_iops) },
	{ "throttleWriteIOPSDevice", "wiops", offsetof(struct spec_block_io, throttle_write_iops) },
};

static bool has_bfq(const struct cgroup *cgroup)
{
	const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, "io");
	char path[PATH_MAX];
	int length;

	if (!hierarchy)
		return false;
	length = snprintf(path, sizeof(path), "%s/io.bfq.weight", hierarchy->directory);
	return length > 0 && length < PATH_MAX && access(path, F_OK) == 0;
}

/* BFQ keeps v1's range of 1 to 1000; io.weight goes from 1 to 10000, and 10 to 1000 become that. */
static unsigned int weight_of(uint16_t weight, bool bfq)
{
	if (bfq)
		return weight;
	return weight <= 10 ? 1 : 1 + (weight - 10U) * 9999 / 990;
}

static int write_weight(const struct cgroup *cgroup, const char *key, uint16_t weight, const char *field,
			struct err *err)
{
	bool bfq = has_bfq(cgroup);
	char line[LINE_SIZE];

	(void)snprintf(line, sizeof(line), "%s%u", key, weight_of(weight, bfq));
	return cgroup_setting_write(cgroup, "io", bfq ? "io.bfq.weight" : "io.weight", line, field, err);
}

static int apply_weights(const struct cgroup *cgroup, const struct spec_block_io *block_io, struct err *err)
{
	int r = 0;

	if (block_io->weight && *block_io->weight)
		r = write_weight(cgroup, "", *block_io->weight, "blockIO.weight", err);
	for (size_t i = 0; r == 0 && i < block_io->weight_device.count; i++) {
		const struct spec_weight_device *device = &block_io->weight_device.items[i];
		char key[LINE_SIZE / 2], field[FIELD_SIZE];

		(void)snprintf(field, sizeof(field), "blockIO.weightDevice[%zu]", i);
		if (device->leaf_weight && *device->leaf_weight)
			return err_set(err, ENOTSUP,
				       "linux.resources.%s.leafWeight: cgroup v2 has no leaf weights", field);
		if (!device->weight || *device->weight == 0)
			continue;
		(void)snprintf(key, sizeof(key), "%" PRId64 ":%" PRId64 " ", device->major, device->minor);
		r = write_weight(cgroup, key, *device->weight, field, err);
	}
	return r;
}

static int apply_throttle(const struct cgroup *cgroup, const struct throttle *throttle,
			  const struct spec_throttle_list *list, struct err *err)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < list->count; i++) {
		const struct spec_throttle_device *device = &list->items[i];
		char line[LINE_SIZE], field[FIELD_SIZE], rate[24] = "max";

		/* 0 lifts the limit on v1. */
		if (device->rate)
			(void)snprintf(rate, sizeof(rate), "%" PRIu64, device->rate);
		(void)snprintf(line, sizeof(line), "%" PRId64 ":%" PRId64 " %s=%s", device->major,
			       device->minor, throttle->key, rate);
		(void)snprintf(field, sizeof(field), "blockIO.%s[%zu]", throttle->field, i);
		r = cgroup_setting_write(cgroup, "io", "io.max", line, field, err);
	}
	return r;
}

int cgroup_block_io_unified_apply(const struct cgroup *cgroup, const struct spec_block_io *block_io,
				  struct err *err)
{
	int r;

	if (block_io->leaf_weight && *block_io->leaf_weight)
		return err_set(err, ENOTSUP,
			       "linux.resources.blockIO.leafWeight: cgroup v2 has no leaf weights");
	r = apply_weights(cgroup, block_io, err);
	for (size_t i = 0; r == 0 && i < sizeof(throttles) / sizeof(*throttles); i++) {
		const char *list = (const char *)block_io + throttles[i].offset;

		r = apply_throttle(cgroup, &throttles[i], (const void *)list, err);
	}
	return r;
}
