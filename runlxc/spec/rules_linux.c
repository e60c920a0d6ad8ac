/* SPDX-License-Identifier: Apache-2.0 */
/* Rules on the rest of `linux`: devices, Intel RDT, memory policy, personality. */
#include "runlxc/spec/rules.h"

#include <errno.h>
#include <string.h>

#include "compat/base/err.h"
#include "compat/base/parse.h"
#include "runlxc/spec/spec.h"

bool spec_rules_is_number_list(const char *text, size_t count)
{
	return parse_bits(text, NULL, count) == 0;
}

static int check_devices(const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < spec->linux->devices.count; i++) {
		const struct spec_device *device = &spec->linux->devices.items[i];

		if (device->type != 'p' && !device->major)
			return err_set(err, EINVAL, "linux.devices[%zu].major: required for type '%c'", i,
				       device->type);
		if (device->type != 'p' && !device->minor)
			return err_set(err, EINVAL, "linux.devices[%zu].minor: required for type '%c'", i,
				       device->type);
	}
	return 0;
}

static int check_intel_rdt(const struct spec *spec, struct err *err)
{
	const struct spec_intel_rdt *rdt = spec->linux->intel_rdt;

	if (!rdt)
		return 0;
	if (rdt->clos_id && (strcmp(rdt->clos_id, ".") == 0 || strcmp(rdt->clos_id, "..") == 0 ||
			     (strchr(rdt->clos_id, '/') && strcmp(rdt->clos_id, "/") != 0)))
		return err_set(err, EINVAL, "linux.intelRdt.closID: '%s' is not a name", rdt->clos_id);
	if (rdt->l3_cache_schema && strchr(rdt->l3_cache_schema, '\n'))
		return err_set(err, EINVAL, "linux.intelRdt.l3CacheSchema: must be one line");
	if (rdt->mem_bw_schema && strncmp(rdt->mem_bw_schema, "MB:", 3) != 0)
		return err_set(err, EINVAL, "linux.intelRdt.memBwSchema: must begin with 'MB:'");
	if (rdt->mem_bw_schema && strchr(rdt->mem_bw_schema, '\n'))
		return err_set(err, EINVAL, "linux.intelRdt.memBwSchema: must be one line");
	for (size_t i = 0; i < rdt->schemata.count; i++)
		if (strchr(rdt->schemata.items[i], '\n'))
			return err_set(err, EINVAL, "linux.intelRdt.schemata[%zu]: must be one line", i);
	return 0;
}

/* set_mempolicy(2): which modes take nodes. MPOL_PREFERRED may have some or none. */
static int check_memory_policy(const struct spec *spec, struct err *err)
{
	static const char *const without[] = { "MPOL_DEFAULT", "MPOL_LOCAL" };
	const struct spec_memory_policy *policy = spec->linux->memory_policy;

	if (!policy)
		return 0;
	if (policy->nodes && !spec_rules_is_number_list(policy->nodes, SPEC_NODES_MAX))
		return err_set(
			err, EINVAL,
			"linux.memoryPolicy.nodes: '%s' is not a list such as 0-3,7 of numbers below %d",
			policy->nodes, SPEC_NODES_MAX);
	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++) {
		if (strcmp(policy->mode, without[i]) != 0)
			continue;
		if (policy->nodes)
			return err_set(err, EINVAL, "linux.memoryPolicy.nodes: not for %s", policy->mode);
		return 0;
	}
	if (!policy->nodes && strcmp(policy->mode, "MPOL_PREFERRED") != 0)
		return err_set(err, EINVAL, "linux.memoryPolicy.nodes: required for %s", policy->mode);
	return 0;
}

/* The specification has a list for flags, and none that may stand in it. */
static int check_personality(const struct spec *spec, struct err *err)
{
	const struct spec_personality *personality = spec->linux->personality;

	if (personality && personality->flags.count)
		return err_set(err, EINVAL,
			       "linux.personality.flags[0]: '%s' is unknown, and so is any other",
			       personality->flags.items[0]);
	return 0;
}

int spec_rules_linux(const struct spec *spec, struct err *err)
{
	int r = check_devices(spec, err);

	if (r == 0)
		r = check_intel_rdt(spec, err);
	if (r == 0)
		r = check_memory_policy(spec, err);
	if (r == 0)
		r = check_personality(spec, err);
	return r;
}
