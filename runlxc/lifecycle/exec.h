/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process more in a container that runs. May include: everything of runlxc/ but cmd/.
 */
#pragma once

#include <stdbool.h>

#include "compat/base/arena.h"
#include "runlxc/spec/spec.h"

struct err;

/* Strings are borrowed; NULL and empty lists: not given. */
struct lifecycle_exec_request {
	const char *root, *id;
	const char *
		process; /* a file with a process object; without it the container's own, changed by what follows */
	struct spec_strings args, env, capabilities, additional_gids;
	const char *cwd, *user, *apparmor, *process_label;
	bool terminal, no_new_privileges;
	struct spec_strings cgroups; /* "[controller:]path" below the container's cgroup */
	const char *console_socket, *pidfd_socket, *pid_file;
	unsigned int preserve_fds;
	bool detach, ignore_paused;
};

/*
 * Runs it. Returns when the process has executed its program (detach: it is the child of the caller's subreaper from
 * then on) or when it has ended, with its status as a shell gives it in *ret_status. A caller that is killed before
 * leaves no process, one that is killed later leaves it running, as runc does.
 */
int lifecycle_exec(const struct lifecycle_exec_request *request, int *ret_status, struct err *err);

/* What the process is to be: the container's config.json with another `process`. lifecycle_exec_spec_clear(). */
struct lifecycle_exec_spec {
	struct spec spec; /* borrows from the rest */
	struct spec_process process;
	struct spec_capabilities capabilities;
	struct spec *config, *file;
	struct arena arena;
};

/* `dirfd` is the container's state directory. */
int lifecycle_exec_spec_make(const struct lifecycle_exec_request *request, int dirfd,
			     struct lifecycle_exec_spec *ret, struct err *err);
void lifecycle_exec_spec_clear(struct lifecycle_exec_spec *spec);
