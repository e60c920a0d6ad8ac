/* SPDX-License-Identifier: Apache-2.0 */
/* The container's state as the specification shows it to hooks. */
#include <jansson.h>

#include "runlxc/hooks/hooks.h"
#include "runlxc/spec/spec.h"

static json_t *annotations_of(const struct spec *spec)
{
	json_t *annotations = json_object();

	for (size_t i = 0; i < spec->annotations.count; i++)
		(void)json_object_set_new(annotations, spec->annotations.items[i].key,
					  json_string(spec->annotations.items[i].value));
	return annotations;
}

char *hooks_annotations(const struct spec *spec)
{
	json_t *annotations = annotations_of(spec);
	char *text = annotations ? json_dumps(annotations, JSON_COMPACT) : NULL;

	json_decref(annotations);
	return text;
}

char *hooks_state(const struct spec *spec, const char *id, const char *bundle, pid_t pid, const char *status)
{
	json_t *state = json_pack("{s:s, s:s, s:s, s:s, s:o}", "ociVersion", spec->oci_version, "id", id,
				  "status", status, "bundle", bundle, "annotations", annotations_of(spec));
	char *text;

	if (state && pid > 0)
		(void)json_object_set_new(state, "pid", json_integer(pid));
	text = state ? json_dumps(state, JSON_COMPACT) : NULL;
	json_decref(state);
	return text;
}
