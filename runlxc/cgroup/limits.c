/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the small parts of linux.resources: pids, hugepageLimits, network, rdma, and unified last. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/strbuf.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"
#include "runlxc/spec/spec.h"

enum { FIELD_SIZE = 64, LINE_SIZE = 256 };

static const struct cgroup_setting pids = {
	"pids.limit",         "pids",
	"pids.max",           offsetof(struct spec_resources, pids_limit),
	CGROUP_SETTING_INT64, CGROUP_SETTING_MAX,
};

static const struct cgroup_setting class_id = {
	"network.classID",     "net_cls", "net_cls.classid", offsetof(struct spec_network, class_id),
	CGROUP_SETTING_UINT32, 0,
};

static int apply_hugepages(const struct cgroup *cgroup, const struct spec_resources *resources,
			   struct err *err)
{
	const char *suffix = cgroup_setting_is_unified(cgroup, "hugetlb") ? "max" : "limit_in_bytes";

	for (size_t i = 0; i < resources->hugepage_limits.count; i++) {
		const struct spec_hugepage_limit *limit = &resources->hugepage_limits.items[i];
		char field[FIELD_SIZE], file[LINE_SIZE], value[24];
		int r;

		(void)snprintf(field, sizeof(field), "hugepageLimits[%zu]", i);
		/* The size becomes part of a file name. */
		if (strchr(limit->page_size, '/') || strlen(limit->page_size) > 16)
			return err_set(err, EINVAL, "linux.resources.%s.pageSize: '%s' is no page size",
				       field, limit->page_size);
		(void)snprintf(value, sizeof(value), "%" PRIu64, limit->limit);
		(void)snprintf(file, sizeof(file), "hugetlb.%s.%s", limit->page_size, suffix);
		r = cgroup_setting_write(cgroup, "hugetlb", file, value, field, err);
		if (r < 0)
			return r;
		/* Linux 5.7: pages that are reserved but not touched yet have a limit of their own. */
		(void)snprintf(file, sizeof(file), "hugetlb.%s.rsvd.%s", limit->page_size, suffix);
		r = cgroup_setting_write(cgroup, "hugetlb", file, value, field, err);
		if (r < 0 && r != -ENOENT)
			return r;
	}
	return 0;
}

static int apply_network(const struct cgroup *cgroup, const struct spec_network *network, struct err *err)
{
	int r;

	if (!network)
		return 0;
	r = cgroup_setting_apply(cgroup, &class_id, 1, network, err);
	for (size_t i = 0; r == 0 && i < network->priorities.count; i++) {
		const struct spec_interface_priority *priority = &network->priorities.items[i];
		char field[FIELD_SIZE], line[LINE_SIZE];

		(void)snprintf(field, sizeof(field), "network.priorities[%zu]", i);
		(void)snprintf(line, sizeof(line), "%s %" PRIu32, priority->name, priority->priority);
		r = cgroup_setting_write(cgroup, "net_prio", "net_prio.ifpriomap", line, field, err);
	}
	return r;
}

static int apply_rdma(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err)
{
	for (size_t i = 0; i < resources->rdma.count; i++) {
		const struct spec_rdma *rdma = &resources->rdma.items[i];
		auto_strbuf struct strbuf line = { 0 };
		char field[FIELD_SIZE];
		int r;

		if (!rdma->hca_handles && !rdma->hca_objects)
			continue;
		(void)snprintf(field, sizeof(field), "rdma[%zu]", i);
		strbuf_puts(&line, rdma->device);
		if (rdma->hca_handles)
			strbuf_printf(&line, " hca_handle=%" PRIu32, *rdma->hca_handles);
		if (rdma->hca_objects)
			strbuf_printf(&line, " hca_object=%" PRIu32, *rdma->hca_objects);
		if (line.failed)
			return err_set(err, ENOMEM, "linux.resources.%s", field);
		r = cgroup_setting_write(cgroup, "rdma", "rdma.max", line.text, field, err);
		if (r < 0)
			return r;
	}
	return 0;
}

int cgroup_apply_pids(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err)
{
	return resources ? cgroup_setting_apply(cgroup, &pids, 1, resources, err) : 0;
}

int cgroup_limits_apply(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err)
{
	int r;

	r = apply_hugepages(cgroup, resources, err);
	if (r == 0)
		r = apply_network(cgroup, resources->network, err);
	if (r == 0)
		r = apply_rdma(cgroup, resources, err);
	if (r == 0)
		r = cgroup_unified_map_apply(cgroup, &resources->unified, err);
	return r;
}
