/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of a container between two commands: one directory per container below --root, mode 0700, locked by
 * flock(2) while a command changes it.
 *
 *   config.json  the bundle's, as it was at create: later edits do not matter
 *   state.json   replaced atomically, so that a reader needs no lock
 *   start.sock   init listens on it between create and start; it is there: the container is "created"
 *   exit         the wait status of init, written by a kept monitor (kernels before 3.4, no subreaper)
 *
 * May include: runlxc/cgroup, compat.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "runlxc/cgroup/cgroup.h"

struct err;

#define STATE_CONFIG "config.json"
#define STATE_GATE "start.sock"
#define STATE_EXIT "exit"

/* Everything belongs to the struct; zero-initialise, state_clear() frees. */
struct state {
	char *id, *bundle, *rootfs, *oci_version, *created; /* created: RFC 3339 with nanoseconds */
	uid_t owner;
	bool ready;          /* create has finished; false: it is at work, or was killed */
	pid_t pid;           /* of init in the caller's pid namespace; 0: not yet there */
	uint64_t start_time; /* of that pid, see process_start_time() */
	pid_t monitor;       /* the liblxc monitor while it is there, or for good in mode keep; 0: none */
	uint64_t monitor_start_time;
	bool shares_pid_namespace;        /* init is not PID 1: others of the container survive it */
	bool has_poststart, has_poststop; /* config.json has such hooks: spares reading it when not */
	struct cgroup cgroup;             /* controllers and directories */
	char *annotations;                /* a JSON object as text, or NULL */
};

void state_clear(struct state *state);

/* 0, or -EINVAL: ids are one or more of A-Z a-z 0-9 _ + - . and neither "." nor "..". */
int state_check_id(const char *id, struct err *err);

/*
 * Makes `<root>/<id>` (and root, mode 0711 as runc has it) and locks it. The fd of the directory holds the lock: whoever
 * forks closes it in the child. -EEXIST: "container with given ID already exists".
 */
int state_directory_create(const char *root, const char *id, int *ret_dirfd, struct err *err);

/*
 * Opens `<root>/<id>`; with `lock` waits for its lock, at most ten seconds. -ENOENT: "container does not exist".
 */
int state_directory_open(const char *root, const char *id, bool lock, int *ret_dirfd, struct err *err);

/* Removes the directory and all in it. The lock goes with dirfd, which the caller closes. */
int state_directory_remove(const char *root, const char *id, struct err *err);

/* -ENODATA: the directory is there but has no state.json, create was killed early. */
int state_read(int dirfd, const char *id, struct state *ret_state, struct err *err);
int state_write(int dirfd, const struct state *state, struct err *err);

/* Opens and reads in one go, without a lock: what `state`, `kill` and `list` need. */
int state_load(const char *root, const char *id, int *ret_dirfd, struct state *ret_state, struct err *err);

enum state_status { STATE_CREATING, STATE_CREATED, STATE_RUNNING, STATE_PAUSED, STATE_STOPPED };

/* From the process, the gate and the freezer; never stored. */
enum state_status state_status(int dirfd, const struct state *state);
const char *state_status_name(enum state_status status);

/*
 * What `runlxc state` prints (indented), or one element of `list --format json`. `owner` is a user's name, or "" as runc's
 * `state` has it. The caller frees it; NULL: out of memory.
 */
char *state_show(const struct state *state, enum state_status status, const char *owner, bool indented);

/* The time for `created`. */
char *state_now(void);
