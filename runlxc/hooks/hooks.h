/* SPDX-License-Identifier: Apache-2.0 */
/* Runs OCI hooks: each with the container's state on its stdin. May include: runlxc/spec, compat. */
#pragma once

#include <sys/types.h>

struct err;
struct spec;
struct spec_hook_list;

/*
 * Runs the hooks one after another in the calling process's namespaces and waits for each. `name` is the field's
 * ("createRuntime"), `state` the JSON of hooks_state(). The first that fails, is killed or exceeds its timeout
 * ends it: err says "hooks.createRuntime[0] (/bin/x): exit status 1: what it wrote on stderr".
 */
int hooks_run(const char *name, const struct spec_hook_list *hooks, const char *state, struct err *err);

/*
 * The state of the container as hooks see it (config.md, State). `pid` 0: left out of the text, no process. The caller
 * frees it; NULL: out of memory.
 */
char *hooks_state(const struct spec *spec, const char *id, const char *bundle, pid_t pid, const char *status);

/*
 * What the listener at linux.seccomp.listenerPath gets with the filter's descriptor (runtime.md, Container Process
 * State): `pid` is the process with the filter, `init` and `status` the container's. The caller frees it; NULL: out of memory.
 */
char *hooks_process_state(const struct spec *spec, const char *id, const char *bundle, pid_t pid, pid_t init,
			  const char *status);

/* The annotations alone, as a JSON object; the caller frees it. */
char *hooks_annotations(const struct spec *spec);
