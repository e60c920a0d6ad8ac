/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The container's cgroups: found in mountinfo, made, limited, entered, signalled, removed. liblxc is kept out
 * of cgroups entirely: it wants to create its own, and accepts no path that exists already.
 *
 * Works on cgroup v1 and hybrid hosts (controllers on v1). May include: compat/, runlxc/spec/.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct err;
struct spec_resources;

enum { CGROUP_HIERARCHY_MAX = 32 };

/* One mounted v1 hierarchy, and this container's directory in it. Paths are absolute. */
struct cgroup_hierarchy {
	char *controllers; /* "cpu,cpuacct" or "name=systemd", as /proc/self/cgroup says */
	char *mount_point; /* where the hierarchy is mounted on the host */
	char *mount_root;  /* which cgroup is at the mount point, "/" outside of containers */
	char *path;        /* the container's cgroup in it, "/podman/abc"; NULL until cgroup_resolve() */
	char *directory;   /* mount_point + path below mount_root; NULL until cgroup_resolve() */
	bool made;         /* the directory is of our making: it was not there before cgroup_create() */
};

/* Zero-initialise; cgroup_clear() frees. */
struct cgroup {
	size_t count;
	struct cgroup_hierarchy hierarchies[CGROUP_HIERARCHY_MAX];
};

/*
 * Finds the v1 hierarchies in /proc/self/mountinfo (RHEL 6 mounts them at /cgroup, others below
 * /sys/fs/cgroup), each once, named hierarchies included. `proc` is the path of procfs, "/proc" outside of
 * tests. None found is no error: count is 0 then.
 */
int cgroup_find(struct cgroup *cgroup, const char *proc, struct err *err);

/*
 * Says where the container lives: linux.cgroupsPath (absolute: below the top of what is mounted; relative:
 * below the caller's own cgroup of /proc/self/cgroup; NULL or "": `id` below the caller's own cgroup), as
 * runc does. ".." that would leave, and a path that names no cgroup of its own ("/"), are -EINVAL.
 */
int cgroup_resolve(struct cgroup *cgroup, const char *proc, const char *cgroups_path, const char *id,
		   struct err *err);

/*
 * The other way round: the directories of the caller's own cgroups, for a process that enters the container's and wants
 * to come back with cgroup_enter_self().
 */
int cgroup_resolve_own(struct cgroup *cgroup, const char *proc, struct err *err);

/* The hierarchy that has this controller ("memory", "freezer", "name=systemd"), or NULL. */
const struct cgroup_hierarchy *cgroup_with(const struct cgroup *cgroup, const char *controller);

/*
 * -EBUSY when one of the container's directories exists and holds processes, in itself or below. Asked before anything is written down, so
 * that no undoing and no delete ever takes them for the container's.
 */
int cgroup_check_unused(const struct cgroup *cgroup, struct err *err);

/*
 * Makes the directories (those that exist are used as they are), fills an empty cpuset.cpus and cpuset.mems
 * from the parents and writes memory.use_hierarchy=1 where a kernel still has it at 0. One that exists and is
 * frozen is -EBUSY, since entering it would never return. On failure the container's directories are removed
 * again, if they are of our making.
 */
int cgroup_create(struct cgroup *cgroup, struct err *err);

/*
 * Writes linux.resources, before anything runs in the cgroup. An error names the OCI field, the file and the
 * errno: "linux.resources.memory.limit: write /sys/fs/cgroup/memory/x/memory.limit_in_bytes: Device or
 * resource busy". A limit whose controller is not mounted is -ENOTSUP; on the other hand -1 and 0 where they
 * mean "no limit" (pids.limit <= 0, memory -1) are fine without it. `resources` may be NULL.
 *
 * Devices: everything is denied, then come the rules of the spec in their order, then what every container
 * gets (runc's list: mknod of all, null zero full random urandom tty ptmx pts/N net/tun). Without the devices
 * controller the spec's rules are an error; if it has none there is a warning.
 */
int cgroup_apply(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err);

/*
 * Writes pids.limit, which cgroup_apply() leaves out: the monitor counts while init is cloned, and a limit of 1 would
 * forbid the clone. For the time right after it, before anything of the container's runs.
 */
int cgroup_apply_pids(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err);

/* The same without the devices, for a container that runs: what is not set stays as it is. */
int cgroup_update(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err);

/*
 * Moves the calling process into the cgroups by writing "0" to `tasks`: about ten times cheaper than
 * cgroup.procs from outside, and all that a vanilla 2.6.32 allows. For a single-threaded caller.
 */
int cgroup_enter_self(const struct cgroup *cgroup, struct err *err);

/*
 * Sends a signal to every process in the cgroup and below it, until a pass finds none that is new (SIGKILL:
 * frozen ones are thawed after the signal, since a frozen task of old kernels ignores even SIGKILL until
 * then; a container that outruns us is frozen meanwhile). Never signals the caller. Returns the number of
 * processes signalled, or -errno.
 */
int cgroup_kill(const struct cgroup *cgroup, int signal, struct err *err);

/* Host pids of every process in the cgroup and below, each once, ascending; the caller frees *ret_pids. */
int cgroup_pids(const struct cgroup *cgroup, pid_t **ret_pids, size_t *ret_count, struct err *err);

/* True when freezer.state says FROZEN or FREEZING. */
bool cgroup_is_frozen(const struct cgroup *cgroup);

/* FROZEN (true) or THAWED, sub-cgroups too (old freezers are not hierarchical), and waits until it is so. */
int cgroup_freeze(const struct cgroup *cgroup, bool frozen, struct err *err);

/*
 * Removes the directories with all below them, deepest first; waits up to two seconds for the last processes
 * to be gone (EBUSY). Missing is no error. Directories above, even if cgroup_create() made them, stay: others
 * may use them by now.
 */
int cgroup_remove(const struct cgroup *cgroup, struct err *err);

void cgroup_clear(struct cgroup *cgroup);
