/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What runs inside the container's init: liblxc's clone child, from the mounted root filesystem to the exec of the
 * user's program. Two entries, both called from compat/interpose/: before the pivot, and in place of liblxc's
 * last exec. Everything it needs it has by fork: nothing is read from a file, nothing is in the image.
 *
 * Any failure is told to the creator over the channel and ends the process. May include: runlxc/{spec, table,
 * translate, cgroup, hooks}, compat.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "runlxc/translate/translate.h"

struct cgroup;
struct err;
struct spec;
struct spec_mount;

struct init_request {
	const struct spec *spec;
	const struct translate_plan *plan;
	const char *id, *bundle;
	const char *rootfs; /* absolute path on the host; NULL: the container is there already, see join.h */
	const struct cgroup *cgroup;
	const struct translate_seccomp *seccomp; /* NULL: none */
	int channel;                             /* to the creator, see channel.h */
	int gate;                                /* a listening unix socket: `start` connects to it */
	int console_socket;                      /* connected; -EBADF without process.terminal */
	unsigned int preserve_fds;               /* how many from 3 on the program keeps */
	bool new_keyring;
	bool limits_from_outside; /* process.rlimits are set before or by another, since container root may not raise them */
	bool asks_for_sources; /* create can open what a bind mount needs and container root may not: see init_source.c */
};

/* Before anything is mounted: who init is, and what of its mounts the host sees. */
void init_before_root(const struct init_request *request);

/* Mounts, devices, hooks. The process sees the host's root and the container's at request->rootfs. */
void init_before_pivot(const struct init_request *request);

/* The rest: terminal, paths, limits, identity, gate, exec. */
void init_take_over(const struct init_request *request) __attribute__((noreturn));

struct init_program {
	char *path, **environment; /* never freed: the process becomes that program, or ends */
};

/*
 * The steps that every process takes to its program, the container's init and those of exec. begin: signals,
 * descriptors (the request's own move to numbers behind those that the program keeps), keyring, terminal. finish:
 * everything about the process itself; a new one gets its place there. execute returns only to say why not.
 */
int init_process_begin(struct init_request *request, struct err *err);
int init_process_finish(const struct init_request *request, struct init_program *ret_program,
			struct err *err);
int init_process_execute(const struct init_request *request, const struct init_program *program,
			 struct err *err);
/*
 * The source of a bind mount. is_tree: a detached mount, to be moved; else `path` is bound. The caller closes fd, which may
 * be -EBADF.
 */
struct init_source {
	int fd;
	bool is_tree, is_directory;
	char path[PATH_MAX];
};
int init_source_open(const struct init_request *request, size_t index, struct init_source *ret,
		     struct err *err);
/* `target` is a descriptor of the mount point; `recursive` MS_REC or 0, which a tree has in it already. */
int init_source_mount(const struct init_source *source, int target, unsigned long recursive, struct err *err);

/* The path of a bind mount's source, which may be relative to the bundle, in `path` (PATH_MAX bytes). */
int init_source_path(const char *bundle, const char *source, char *path, struct err *err);

/* The steps, one file each. rootfd is the container's root, opened before the pivot. */
int init_root_prepare(const struct init_request *request, struct err *err);
int init_mounts(const struct init_request *request, int rootfd, struct err *err);
int init_mount_cgroups(const struct init_request *request, int rootfd, const char *destination,
		       const struct translate_mount *mount, struct err *err);
int init_mount_tmpfs(int rootfd, const struct spec_mount *spec_mount, const struct translate_mount *mount,
		     struct err *err);
/* Opens (O_PATH) and makes the mount point; -EPERM, -EINVAL where no mount may go. */
int init_destination_open(int rootfd, const struct spec_mount *mount, bool is_file, struct err *err);
int init_destination_check(int rootfd, int fd, const char *destination, struct err *err);
int init_copy_up(int from_dirfd, int to_dirfd, struct err *err);
int init_devices(const struct init_request *request, int rootfd, struct err *err);
int init_loopback_up(struct err *err);

/* After the pivot, as root, in this order. */
int init_hostname(const struct spec *spec, struct err *err);
int init_console(const struct init_request *request, struct err *err);
int init_root_finish(const struct init_request *request, struct err *err);
/* The other flags a mount has are kept: a bind remount clears what is not given again. */
int init_remount_readonly(const char *path, struct err *err);
int init_protect_paths(const struct spec *spec, struct err *err);
int init_limits(const struct spec *spec, struct err *err);
int init_scheduling(const struct spec *spec, struct err *err);
int init_personality(const struct spec *spec, struct err *err);
int init_memory_policy(const struct spec *spec, struct err *err);
int init_identity(const struct init_request *request, struct err *err);
int init_seccomp_load(const struct init_request *request, struct err *err);

/*
 * The program must be able to open /dev/stdout again: what is on the standard descriptors gets this owner, by the host's
 * number. Never the null device, which is the host's.
 */
void init_give_stdio(uid_t uid);

/*
 * Inside, after the pivot: standard descriptors that the caller opened on the host's /dev/null become the container's own. The
 * host's stands on a mount that is not the container's, and such a file cannot be checkpointed.
 */
void init_own_null(void);

/*
 * The CPUs of process.execCPUAffinity: `initial` before the process enters the container's cgroups, `final` after; `field`
 * is which of them, for errors. Without any a process may use all that its cgroups give it, whatever the caller may.
 */
int init_affinity(const char *list, const char *field, struct err *err);
void init_affinity_reset(void);

/* The program of process.args as the container's files have it; runc's words when it is not there. */
int init_find_program(const struct spec *spec, char **const environment, char **ret_path, struct err *err);

/* process.env, with HOME added from /etc/passwd of the container when it lacks one. NULL: out of memory. */
char **init_environment(const struct spec *spec);
