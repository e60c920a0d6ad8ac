/* SPDX-License-Identifier: Apache-2.0 */
/* The objects of config.json that have a file of their own, and the document behind a struct spec. */
#pragma once

#include <jansson.h>

#include "compat/base/arena.h"
#include "runlxc/spec/field.h"
#include "runlxc/spec/spec.h"

extern const struct spec_object spec_hooks_object;     /* struct spec_hooks */
extern const struct spec_object spec_linux_object;     /* struct spec_linux */
extern const struct spec_object spec_mappings_object;  /* struct spec_id_mapping */
extern const struct spec_object spec_mounts_object;    /* struct spec_mount */
extern const struct spec_object spec_process_object;   /* struct spec_process */
extern const struct spec_object spec_resources_object; /* struct spec_resources */
extern const struct spec_object spec_seccomp_object;   /* struct spec_seccomp */

/* The JSON that strings point into, the memory of all else, and the spec itself. */
struct spec_document {
	json_t *json;
	struct arena arena;
	struct spec spec;
};
