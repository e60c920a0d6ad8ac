/* SPDX-License-Identifier: Apache-2.0 */
/* Rules on `linux.resources`. Whether a limit makes sense is for the kernel to say. */
#include "runlxc/spec/rules.h"

#include <errno.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/spec/spec.h"

static int check_devices(const struct spec_resources *resources, struct err *err)
{
	for (size_t i = 0; i < resources->devices.count; i++) {
		const char *access = resources->devices.items[i].access;

		if (access && access[strspn(access, "rwm")])
			return err_set(err, EINVAL,
				       "linux.resources.devices[%zu].access: '%s' is not made of r, w and m",
				       i, access);
	}
	return 0;
}

/* 10 to 1000; 0 is a way to say nothing. */
static bool is_weight(const uint16_t *weight)
{
	return !weight || *weight == 0 || (*weight >= 10 && *weight <= 1000);
}

static int check_block_io(const struct spec_resources *resources, struct err *err)
{
	const struct spec_block_io *block_io = resources->block_io;

	if (!block_io)
		return 0;
	if (!is_weight(block_io->weight))
		return err_set(err, EINVAL, "linux.resources.blockIO.weight: must be from 10 to 1000, is %u",
			       *block_io->weight);
	if (!is_weight(block_io->leaf_weight))
		return err_set(err, EINVAL,
			       "linux.resources.blockIO.leafWeight: must be from 10 to 1000, is %u",
			       *block_io->leaf_weight);
	for (size_t i = 0; i < block_io->weight_device.count; i++) {
		const struct spec_weight_device *device = &block_io->weight_device.items[i];

		if (!device->weight && !device->leaf_weight)
			return err_set(err, EINVAL,
				       "linux.resources.blockIO.weightDevice[%zu]: "
				       "weight or leafWeight required",
				       i);
		if (!is_weight(device->weight) || !is_weight(device->leaf_weight))
			return err_set(err, EINVAL,
				       "linux.resources.blockIO.weightDevice[%zu]: "
				       "weights must be from 10 to 1000",
				       i);
	}
	return 0;
}

/* 64KB, 2MB, 1GB: as the kernel names its files. */
static bool is_page_size(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits && text[0] != '0' && text[digits] && strchr("KMGTPE", text[digits]) &&
	       strcmp(text + digits + 1, "B") == 0;
}

static int check_hugepages(const struct spec_resources *resources, struct err *err)
{
	for (size_t i = 0; i < resources->hugepage_limits.count; i++) {
		const char *size = resources->hugepage_limits.items[i].page_size;

		if (!is_page_size(size))
			return err_set(err, EINVAL,
				       "linux.resources.hugepageLimits[%zu].pageSize: "
				       "'%s' is not a size such as 2MB",
				       i, size);
	}
	return 0;
}

static int check_rdma(const struct spec_resources *resources, struct err *err)
{
	for (size_t i = 0; i < resources->rdma.count; i++) {
		const struct spec_rdma *rdma = &resources->rdma.items[i];

		if (!rdma->hca_handles && !rdma->hca_objects)
			return err_set(err, EINVAL,
				       "linux.resources.rdma[\"%s\"]: hcaHandles or hcaObjects required",
				       rdma->device);
	}
	return 0;
}

/* Keys are names of files in the cgroup's directory: never a way out of it. */
static int check_unified(const struct spec_resources *resources, struct err *err)
{
	for (size_t i = 0; i < resources->unified.count; i++) {
		const char *key = resources->unified.items[i].key, *dot = strchr(key, '.');

		if (strchr(key, '/') || !dot || dot == key || strcmp(key, "..") == 0)
			return err_set(err, EINVAL,
				       "linux.resources.unified[\"%s\"]: must be CONTROLLER.PARAMETER", key);
	}
	return 0;
}

int spec_rules_resources(const struct spec *spec, struct err *err)
{
	static int (*const checks[])(const struct spec_resources *resources, struct err *err) = {
		check_devices, check_block_io, check_hugepages, check_rdma, check_unified,
	};

	if (!spec->linux->resources)
		return 0;
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		int r = checks[i](spec->linux->resources, err);

		if (r < 0)
			return r;
	}
	return 0;
}
