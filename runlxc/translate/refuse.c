/* SPDX-License-Identifier: Apache-2.0 */
/* The only list of what a bundle may ask for and runlxc does not do yet. */
#include <errno.h>
#include <sched.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/spec/spec.h"
#include "runlxc/translate/translate.h"

static bool lacks_root(const struct spec *spec, const struct spec_id_mappings *mappings)
{
	const struct spec_namespace *user = spec_namespace_find(spec, CLONE_NEWUSER);

	if (!user || user->path)
		return false;
	for (size_t i = 0; i < mappings->count; i++)
		if (mappings->items[i].container_id == 0)
			return false;
	return true;
}

static bool lacks_root_user(const struct spec *spec)
{
	return lacks_root(spec, &spec->linux->uid_mappings);
}

static bool lacks_root_group(const struct spec *spec)
{
	return lacks_root(spec, &spec->linux->gid_mappings);
}

static bool lacks_mount_namespace(const struct spec *spec)
{
	const struct spec_namespace *namespace = spec_namespace_find(spec, CLONE_NEWNS);

	return !namespace || namespace->path;
}

static const struct {
	const char *field;
	bool (*asked)(const struct spec *spec);
	const char *reason;
} refusals[] = {
	{ "linux.namespaces", lacks_mount_namespace, "needs a new mount namespace: what is mounted for the container would be mounted in the host's, or in that of others" },
	{ "linux.uidMappings", lacks_root_user, "containerID 0 must be mapped: the container is set up as its root" },
	{ "linux.gidMappings", lacks_root_group, "containerID 0 must be mapped: the container is set up as its root" },
};

int translate_refuse(const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (refusals[i].asked(spec))
			return err_set(err, ENOTSUP, "%s: %s", refusals[i].field, refusals[i].reason);
	return 0;
}

const char *translate_refusal(const char *field)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (strcmp(refusals[i].field, field) == 0)
			return refusals[i].reason;
	return NULL;
}
