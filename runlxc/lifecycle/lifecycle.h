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
struct translate_seccomp;

/*
 * Who is the parent of the container's init. Hand-off: the monitor goes when init is ready, and init belongs to the
 * caller's subreaper, which learns its status as from any child. Keep: the liblxc monitor stays and writes the status
 * to the state directory; needed where the kernel has no subreaper (before 3.4).
 */
enum lifecycle_monitor { LIFECYCLE_MONITOR_AUTO, LIFECYCLE_MONITOR_HANDOFF, LIFECYCLE_MONITOR_KEEP };

/* Whether to go without the cgroups that may not be made; auto: where the caller is not root, or root of a user namespace only. */
enum lifecycle_rootless { LIFECYCLE_ROOTLESS_AUTO, LIFECYCLE_ROOTLESS_YES, LIFECYCLE_ROOTLESS_NO };

/*
 * Who makes the container's cgroups: we do; systemd, as a transient scope (cgroupsPath is "slice:prefix:name" then); or nobody,
 * and the container stays in the caller's.
 */
enum lifecycle_cgroups { LIFECYCLE_CGROUPS_FILES, LIFECYCLE_CGROUPS_SYSTEMD, LIFECYCLE_CGROUPS_DISABLED };

/* Strings are borrowed; NULL: not given. */
struct lifecycle_request {
	const char *root, *id, *bundle;
	const char *console_socket, *pid_file, *pidfd_socket;
	unsigned int preserve_fds; /* without those of LISTEN_FDS, which come before them */
	bool no_new_keyring;
	bool no_subreaper; /* of run: what the container leaves is not collected */
	bool strict;       /* what this kernel gives only in part is refused instead of announced */
	bool detach;       /* of run */
	bool keep;         /* of run: the container is not deleted at its end */
	enum lifecycle_monitor monitor;
	enum lifecycle_rootless rootless;
	enum lifecycle_cgroups cgroups;
};

/* Whom to wait for after lifecycle_create(), for a caller that stays. */
struct lifecycle_created {
	int terminal; /* the master, when the request left console_socket NULL and the bundle wants one; else -EBADF */
	int dirfd;           /* the state directory, locked until lifecycle_start_open() or close() */
	struct state state;  /* init, and in mode keep the monitor; state_clear() */
	int monitor_channel; /* mode keep: init's wait status comes over it; else -EBADF */
	int notify;          /* for lifecycle_notify_forward(), or negative */
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

/*
 * The same for who has it open and locked, with its state read: just created, or looked at already. With a NOTIFY_SOCKET
 * it waits for the container's READY=, unless ret_notify is there: then the caller gets the socket, or -EBADF.
 */
int lifecycle_start_open(int dirfd, const struct state *state, int *ret_notify, struct err *err);

/* create, start, and unless detached: wait, forward signals and terminal, delete. *ret_status: 0-255. */
int lifecycle_run(const struct lifecycle_request *request, int *ret_status, struct err *err);

/* `all`: every process of the container, else its init. */
int lifecycle_kill(const char *root, const char *id, int signal, bool all, struct err *err);

/*
 * For commands on a container that is there: its state, which the caller clears, and its status under the lock, which is held
 * until the caller closes *ret_dirfd, so that no delete comes between the look and the deed.
 */
int lifecycle_open_locked(const char *root, const char *id, int *ret_dirfd, struct state *ret_state,
			  enum state_status *ret_status, struct err *err);

/*
 * Freeze a created or running container (-EINVAL, "container not running": any other), and let a paused one go on
 * ("container not paused"). On failure it runs.
 */
int lifecycle_pause(const char *root, const char *id, struct err *err);
int lifecycle_resume(const char *root, const char *id, struct err *err);

/* What `update` is asked for. Strings are borrowed; NULL: not given. */
struct lifecycle_update {
	const char *resources; /* the JSON text of a linux.resources */
	size_t length;
	const char *l3_cache_schema, *mem_bw_schema; /* of linux.intelRdt */
};

/*
 * Changes the limits of a container that exists and has not stopped; what is not named stays as it is. Half of a pair
 * (cpu.quota and cpu.period, memory.limit and memory.swap) takes the other half from the last update or config.json. Device
 * rules are passed over, as runc does. The outcome is kept for the next update. On failure the old limits stay.
 */
int lifecycle_update(const char *root, const char *id, const struct lifecycle_update *update,
		     struct err *err);

struct lifecycle_criu; /* runlxc/lifecycle/criu.h */

/* Writes a running container to criu->image_path and deletes it, unless it is to go on. *criu gets what was left out. */
int lifecycle_checkpoint(const char *root, const char *id, struct lifecycle_criu *criu, struct err *err);

/* A running container from there; unless detached waits for its end, and deletes it. *ret_status: 0-255. */
int lifecycle_restore(const struct lifecycle_request *request, struct lifecycle_criu *criu, int *ret_status,
		      struct err *err);

int lifecycle_delete(const char *root, const char *id, bool force, struct err *err);

/*
 * What delete and a failed create share: ends the processes, removes cgroups, runs poststop hooks (only warnings come of
 * them) and removes the directory. Goes on after an error and returns the first; the directory is kept then.
 */
int lifecycle_tear_down(const char *root, int dirfd, const struct state *state, bool kill_all,
			struct err *err);

/* --pidfd-socket. NULL: nothing to do, and to send to -EBADF. `what` is the text that goes with it. */
int lifecycle_pidfd_connect(const char *path, int *ret_socket, struct err *err);
int lifecycle_pidfd_send(int socket, const char *what, pid_t pid, struct err *err);

/* The relaying half of run: waits for init's end, and gives its status as a shell would: 128 + signal. */
int lifecycle_foreground(const struct lifecycle_created *created, int *ret_status, struct err *err);

/* The copy of config.json in the state directory; the caller frees it with spec_free(). */
int lifecycle_config_read(int dirfd, struct spec **ret_spec, struct err *err);

/* The compiled filter beside it: written by create (an empty one is not); without it the profile is compiled again. */
int lifecycle_filter_write(int dirfd, const struct translate_seccomp *seccomp, struct err *err);
int lifecycle_filter_read(int dirfd, const struct spec *spec, struct translate_seccomp *ret, struct err *err);
