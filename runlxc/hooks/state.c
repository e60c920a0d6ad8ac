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

static json_t *state_of(const struct spec *spec, const char *id, const char *bundle, pid_t pid,
			const char *status)
{
	json_t *state = json_pack("{s:s, s:s, s:s, s:s, s:o}", "ociVersion", spec->oci_version, "id", id,
				  "status", status, "bundle", bundle, "annotations", annotations_of(spec));

	if (state && pid > 0)
		(void)json_object_set_new(state, "pid", json_integer(pid));
	return state;
}

static char *text_of(json_t *json)
{
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;

	json_decref(json);
	return text;
}

char *hooks_state(const struct spec *spec, const char *id, const char *bundle, pid_t pid, const char *status)
{
	return text_of(state_of(spec, id, bundle, pid, status));
}

char *hooks_process_state(const struct spec *spec, const char *id, const char *bundle, pid_t pid, pid_t init,
			  const char *status)
{
	const char *metadata = spec->linux->seccomp->listener_metadata;

	return text_of(json_pack("{s:s, s:[s], s:i, s:s*, s:o}", "ociVersion", SPEC_VERSION, "fds",
				 "seccompFd", "pid", (int)pid, "metadata", metadata, "state",
				 state_of(spec, id, bundle, init, status)));
}
