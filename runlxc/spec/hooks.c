/* SPDX-License-Identifier: Apache-2.0 */
/* Describes `hooks`. */
#include "runlxc/spec/objects.h"

static const struct spec_field hook_fields[] = {
	SPEC_FIELD(struct spec_hook, path, "path", SPEC_STRING, .flags = SPEC_REQUIRED | SPEC_ABSOLUTE),
	SPEC_FIELD(struct spec_hook, args, "args", SPEC_STRINGS),
	SPEC_FIELD(struct spec_hook, env, "env", SPEC_STRINGS),
	SPEC_FIELD(struct spec_hook, timeout, "timeout", SPEC_INT64, .flags = SPEC_POINTER, .minimum = 1,
		   .maximum = INT64_MAX),
};
static const struct spec_object hook_object = SPEC_OBJECT_OF(struct spec_hook, hook_fields);

static const struct spec_field fields[] = {
	SPEC_FIELD(struct spec_hooks, prestart, "prestart", SPEC_LIST, .object = &hook_object),
	SPEC_FIELD(struct spec_hooks, create_runtime, "createRuntime", SPEC_LIST, .object = &hook_object),
	SPEC_FIELD(struct spec_hooks, create_container, "createContainer", SPEC_LIST, .object = &hook_object),
	SPEC_FIELD(struct spec_hooks, start_container, "startContainer", SPEC_LIST, .object = &hook_object),
	SPEC_FIELD(struct spec_hooks, poststart, "poststart", SPEC_LIST, .object = &hook_object),
	SPEC_FIELD(struct spec_hooks, poststop, "poststop", SPEC_LIST, .object = &hook_object),
};

const struct spec_object spec_hooks_object = SPEC_OBJECT_OF(struct spec_hooks, fields);
