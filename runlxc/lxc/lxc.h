/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only folder that knows liblxc's interface. The library is loaded when a container is created, not linked: the
 * other commands do without it and the seven libraries behind it (0.6 ms each time), and a missing one is an error
 * that says what to install. May include: runlxc/translate, compat.
 */
#pragma once

#include <stdbool.h>

struct err;
struct translate_plan;

/* "5.0.2", or NULL with err set when liblxc cannot be loaded. */
const char *lxc_version(struct err *err);

struct lxc_start_request {
	const char *name,
		*directory; /* directory: an existing one that liblxc may look for a configuration in */
	const struct translate_plan *plan;
	int log_fd;   /* a pipe or file that liblxc writes its messages to */
	bool verbose; /* all messages instead of errors only */
};

/* Loads liblxc, for the first time or not; before the caller gives up the host's files. */
int lxc_load(struct err *err);

/*
 * Configures a container and starts it with the calling process as its monitor: returns when the container's init
 * has exited, or when it could not be started. The caller has one thread, and interposition (compat/interpose)
 * stands ready. An error here names liblxc's call; what liblxc itself says of it is in log_fd.
 */
int lxc_start(const struct lxc_start_request *request, struct err *err);
