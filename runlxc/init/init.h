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
	const char *id, *bundle, *rootfs; /* absolute paths on the host */
	const struct cgroup *cgroup;
	const struct translate_seccomp *seccomp; /* NULL: none */
	int channel;                             /* to the creator, see channel.h */
	int gate;                                /* a listening unix socket: `start` connects to it */
	int console_socket;                      /* connected; -EBADF without process.terminal */
	unsigned int preserve_fds;               /* how many from 3 on the program keeps */
	bool new_keyring;
};

/* Mounts, devices, hooks. The process sees the host's root and the container's at request->rootfs. */
void init_before_pivot(const struct init_request *request);

/* The rest: terminal, paths, limits, identity, gate, exec. */
void init_take_over(const struct init_request *request) __attribute__((noreturn));

/* The steps, one file each. rootfd is the container's root, opened before the pivot. */
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
int init_identity(const struct spec *spec, const struct translate_seccomp *seccomp, struct err *err);
int init_seccomp_load(const struct translate_seccomp *seccomp, struct err *err);

/* The program of process.args as the container's files have it; runc's words when it is not there. */
int init_find_program(const struct spec *spec, char **const environment, char **ret_path, struct err *err);

/* process.env, with HOME added from /etc/passwd of the container when it lacks one. NULL: out of memory. */
char **init_environment(const struct spec *spec);
