/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A container's way from a bundle to nothing: the order of events, the undoing of what failed, and who waits for whom.
 * May include: everything of runlxc/ but cmd/.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "runlxc/state/state.h"

struct err;
struct spec;

/*
 * Who is the parent of the container's init. Hand-off: the monitor goes when init is ready, and init belongs to the
 * caller's subreaper, which learns its status as from any child. Keep: the liblxc monitor stays and writes the status
 * to the state directory; needed where the kernel has no subreaper (before 3.4).
 */
enum lifecycle_monitor { LIFECYCLE_MONITOR_AUTO, LIFECYCLE_MONITOR_HANDOFF, LIFECYCLE_MONITOR_KEEP };

/* Strings are borrowed; NULL: not given. */
struct lifecycle_request {
	const char *root, *id, *bundle;
	const char *console_socket, *pid_file;
	unsigned int preserve_fds;
	bool no_new_keyring;
	bool strict; /* what this kernel gives only in part is refused instead of announced */
	bool detach; /* of run */
	bool keep;   /* of run: the container is not deleted at its end */
	enum lifecycle_monitor monitor;
};

/* Whom to wait for after lifecycle_create(), for a caller that stays. */
struct lifecycle_created {
	int terminal; /* the master, when the request left console_socket NULL and the bundle wants one; else -EBADF */
	int dirfd;           /* the state directory, locked until lifecycle_start_open() or close() */
	struct state state;  /* init, and in mode keep the monitor; state_clear() */
	int monitor_channel; /* mode keep: init's wait status comes over it; else -EBADF */
};

/*
 * Creates the container up to the gate. On failure nothing is left of it. SIGHUP, SIGINT and SIGTERM are blocked
 * meanwhile and end it as a failure would. `created` NULL: the caller does not stay; then a terminal needs a console
 * socket.
 */
int lifecycle_create(const struct lifecycle_request *request, struct lifecycle_created *created,
		     struct err *err);

/* Opens the gate; returns when the program was executed and the poststart hooks have run. */
int lifecycle_start(const char *root, const char *id, struct err *err);

/* The same for who has it open and locked, with its state read: just created, or looked at already. */
int lifecycle_start_open(int dirfd, const struct state *state, struct err *err);

/* create, start, and unless detached: wait, forward signals and terminal, delete. *ret_status: 0-255. */
int lifecycle_run(const struct lifecycle_request *request, int *ret_status, struct err *err);

/* `all`: every process of the container, else its init. */
int lifecycle_kill(const char *root, const char *id, int signal, bool all, struct err *err);

int lifecycle_delete(const char *root, const char *id, bool force, struct err *err);

/*
 * What delete and a failed create share: ends the processes, removes cgroups, runs poststop hooks (only warnings come of
 * them) and removes the directory. Goes on after an error and returns the first; the directory is kept then.
 */
int lifecycle_tear_down(const char *root, int dirfd, const struct state *state, bool kill_all,
			struct err *err);

/* The relaying half of run: waits for init's end, and gives its status as a shell would: 128 + signal. */
int lifecycle_foreground(const struct lifecycle_created *created, int *ret_status, struct err *err);

/* The copy of config.json in the state directory; the caller frees it with spec_free(). */
int lifecycle_config_read(int dirfd, struct spec **ret_spec, struct err *err);
