/* SPDX-License-Identifier: Apache-2.0 */
/* Rules on the rest of `linux`: devices, Intel RDT, memory policy. */
#include "runlxc/spec/rules.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/spec/spec.h"

bool spec_rules_is_number_list(const char *text)
{
	for (;;) {
		if (!isdigit((unsigned char)*text))
			return false;
		text += strspn(text, "0123456789");
		if (*text == '-') {
			if (!isdigit((unsigned char)*++text))
				return false;
			text += strspn(text, "0123456789");
		}
		if (*text == '\0')
			return true;
		if (*text++ != ',')
			return false;
	}
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
	if (policy->nodes && !spec_rules_is_number_list(policy->nodes))
		return err_set(err, EINVAL, "linux.memoryPolicy.nodes: '%s' is not a list such as 0-3,7",
			       policy->nodes);
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

int spec_rules_linux(const struct spec *spec, struct err *err)
{
	int r = check_devices(spec, err);

	if (r == 0)
		r = check_intel_rdt(spec, err);
	if (r == 0)
		r = check_memory_policy(spec, err);
	return r;
}
