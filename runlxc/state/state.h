/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of a container between two commands: one directory per container below --root, mode 0700, locked by
 * flock(2) while a command changes it.
 *
 *   config.json  the bundle's, as it was at create: later edits do not matter
 *   state.json   what is known before anything runs; written once
 *   init         pid and start time of the container's init, as soon as there is one
 *   monitor      the same of a liblxc monitor that is kept (kernels before 3.4, no subreaper)
 *   ready        empty: create has finished
 *   start.sock   init listens on it between create and start: while it is there the container is "created"
 *   resources.json  linux.resources as the last `update` left it; absent: config.json's
 *   exit         the wait status of init, written by a kept monitor
 *   filter       the seccomp filter, compiled, for exec
 *
 * Files are made, never replaced: ext4 answers a rename over an existing file with a write to the disk, which was the
 * dearest part of create. A reader without the lock sees each of them whole or not at all.
 *
 * May include: runlxc/cgroup, compat.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/resctrl.h"

struct err;

#define STATE_CONFIG "config.json"
#define STATE_RESOURCES "resources.json"
#define STATE_GATE "start.sock"
#define STATE_EXIT "exit"
#define STATE_FILTER "filter"

/* A process by pid in the caller's pid namespace and start time, see process_start_time(); pid 0: none. */
struct state_process {
	pid_t pid;
	uint64_t start_time;
};

/* Everything belongs to the struct; zero-initialise, state_clear() frees. */
struct state {
	char *id, *bundle, *rootfs, *oci_version, *created; /* created: RFC 3339 with nanoseconds */
	uid_t owner;
	struct state_process init, monitor; /* monitor: only one that is kept for the container's life */
	bool ready;                         /* create has finished; false: it is at work, or was killed */
	bool keeps_monitor;
	bool shares_pid_namespace;        /* init is not PID 1: others of the container survive it */
	bool has_poststart, has_poststop; /* config.json has such hooks: spares reading it when not */
	bool no_new_keyring;              /* --no-new-keyring holds for exec too */
	struct cgroup cgroup;             /* controllers and directories */
	struct cgroup_resctrl resctrl;    /* of linux.intelRdt */
	char *systemd_unit;               /* the scope that holds them, or NULL */
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

/* Gives up the lock, not the descriptor. */
void state_directory_unlock(int dirfd);

/* True when another process holds the lock of the open directory. */
bool state_is_locked(int dirfd);

/* Removes the directory and all in it. The lock goes with dirfd, which the caller closes. */
int state_directory_remove(const char *root, const char *id, struct err *err);

/* -ENODATA: the directory is there but has no state.json, create was killed early. */
int state_read(int dirfd, const char *id, struct state *ret_state, struct err *err);

/* The steps of create, each once: state.json without the processes; the processes; the end. */
int state_write(int dirfd, const struct state *state, struct err *err);
int state_write_init(int dirfd, const struct state *state, struct err *err);
int state_write_monitor(int dirfd, const struct state *state, struct err *err);
int state_write_ready(int dirfd, const struct state *state, struct err *err);

/* Opens and reads in one go, without a lock: what `state`, `kill` and `list` need. */
int state_load(const char *root, const char *id, int *ret_dirfd, struct state *ret_state, struct err *err);

enum state_status { STATE_CREATING, STATE_CREATED, STATE_RUNNING, STATE_PAUSED, STATE_STOPPED };

/* From the process, the gate and the freezer; never stored. `locked`: the caller holds the lock. */
enum state_status state_status(int dirfd, const struct state *state, bool locked);
const char *state_status_name(enum state_status status);

/*
 * What `runlxc state` prints (indented), or one element of `list --format json`. `owner` is a user's name, or "" as runc's
 * `state` has it. The caller frees it; NULL: out of memory.
 */
char *state_show(const struct state *state, enum state_status status, const char *owner, bool indented);

/* The time for `created`. */
char *state_now(void);
