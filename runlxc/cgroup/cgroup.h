/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The container's cgroups: found in mountinfo, made, limited, entered, signalled, removed. liblxc is kept out
 * of cgroups entirely: it wants to create its own, and accepts no path that exists already.
 *
 * Works on cgroup v1, on v2 and on hybrid hosts, which have v1 hierarchies and a v2 beside them. May include: compat/,
 * runlxc/spec/.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct cgroup_journal;
struct err;
struct spec_resources;

enum { CGROUP_HIERARCHY_MAX = 32 };

/* One mounted hierarchy, and this container's directory in it. Paths are absolute. */
struct cgroup_hierarchy {
	bool unified; /* this is cgroup v2: other files, no freezer or devices controller */
	char *controllers; /* "cpu,cpuacct" or "name=systemd", as /proc/self/cgroup says; v2: those not in use by v1 */
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
	/*
	 * Rootless: hierarchies that the caller may not make a directory in are left out by cgroup_create(), and `forbidden`
	 * says that some were. A limit for one of them is an error then, device rules are not applied.
	 */
	bool rootless, forbidden;
	struct cgroup_journal *journal; /* of this folder's own, NULL elsewhere */
};

/*
 * Finds the hierarchies in /proc/self/mountinfo (RHEL 6 mounts them at /cgroup, others below /sys/fs/cgroup), each once,
 * named ones and v2 included. `proc` is the path of procfs, "/proc" outside of tests. None found is no error: count is 0
 * then.
 */
int cgroup_find(struct cgroup *cgroup, const char *proc, struct err *err);

/*
 * Says where the container lives: linux.cgroupsPath (absolute: below the top of what is mounted; relative:
 * below the caller's own cgroup of /proc/self/cgroup, on v2 beside it; NULL or "": `id` there), as runc does. ".." that would leave, and a path that names no cgroup of its own ("/"), are -EINVAL.
 */
int cgroup_resolve(struct cgroup *cgroup, const char *proc, const char *cgroups_path, const char *id,
		   struct err *err);

/*
 * The other way round: the directories of the caller's own cgroups, for a process that enters the container's and wants
 * to come back with cgroup_enter_self().
 */
int cgroup_resolve_own(struct cgroup *cgroup, const char *proc, struct err *err);

/* The same of another process, by the name of its directory in `proc`. */
int cgroup_resolve_process(struct cgroup *cgroup, const char *proc, const char *process, struct err *err);

/*
 * The hierarchy that has this controller ("memory", "freezer", "name=systemd"), or NULL. Where it is `unified` the files
 * are those of v2; freezing and device rules are no controllers there.
 */
const struct cgroup_hierarchy *cgroup_with(const struct cgroup *cgroup, const char *controller);

/* The v2 hierarchy, or NULL. */
const struct cgroup_hierarchy *cgroup_unified(const struct cgroup *cgroup);

/* v2 is what counts here: v1 hierarchies, if any, are named ones without a controller. */
bool cgroup_is_v2(const struct cgroup *cgroup);

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
 * controller the spec's rules are an error; if it has none there is a warning. On v2 they become a BPF program (Linux 4.15),
 * where a later rule always wins.
 */
int cgroup_apply(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err);

/*
 * Writes pids.limit, which cgroup_apply() leaves out: the monitor counts while init is cloned, and a limit of 1 would
 * forbid the clone. For the time right after it, before anything of the container's runs.
 */
int cgroup_apply_pids(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err);

/*
 * The same without the devices, for a container that runs: what is not set stays as it is. All or nothing: when the kernel
 * refuses one value, those written before it get their old ones back.
 */
int cgroup_update(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err);

/*
 * Moves the calling process into the cgroups. v1 by writing "0" to `tasks`: about ten times cheaper than cgroup.procs from
 * outside, and all that a vanilla 2.6.32 allows. v2 has only cgroup.procs, which may wait for an RCU grace period (0.2 to
 * 100 ms); who clones a child anyway does better with the three below. For a single-threaded caller.
 */
int cgroup_enter_self(const struct cgroup *cgroup, struct err *err);

/* The same without v2. */
int cgroup_enter_self_v1(const struct cgroup *cgroup, struct err *err);

/* The directory in v2 for CLONE_INTO_CGROUP (Linux 5.7); -EBADF without v2. The caller closes it. */
int cgroup_open_unified(const struct cgroup *cgroup);

/* Moves a process into v2 only, where CLONE_INTO_CGROUP could not. Nothing to do without v2, or when it is there. */
int cgroup_enter_unified(const struct cgroup *cgroup, pid_t pid, struct err *err);

/*
 * Moves the calling process into the v2 cgroup of another one, a container's init: that may have moved itself down, and
 * given the controllers to the cgroups below, so that nobody can be in its old one any more.
 */
int cgroup_enter_beside(pid_t pid, struct err *err);

/*
 * Lets cgroup_enter_self() lead to existing cgroups below the container's: "controller[,controller]:path" for some
 * hierarchies, or one "path" for all. -EINVAL: no such controller, or a path that leads out of the container's.
 */
int cgroup_go_below(struct cgroup *cgroup, const char *const *arguments, size_t count, struct err *err);

/*
 * Sends a signal to every process in the cgroup and below it, until a pass finds none that is new (SIGKILL:
 * frozen ones are thawed after the signal, since a frozen task of old kernels ignores even SIGKILL until
 * then; a container that outruns us is frozen meanwhile). Never signals the caller. Returns the number of
 * processes signalled, or -errno.
 */
int cgroup_kill(const struct cgroup *cgroup, int signal, struct err *err);

/* Host pids of every process in the cgroup and below, each once, ascending; the caller frees *ret_pids. */
int cgroup_pids(const struct cgroup *cgroup, pid_t **ret_pids, size_t *ret_count, struct err *err);

/* True when freezer.state says FROZEN or FREEZING, or cgroup.freeze of v2 is 1. */
bool cgroup_is_frozen(const struct cgroup *cgroup);

/*
 * FROZEN (true) or THAWED, sub-cgroups too (old freezers are not hierarchical), and waits until it is so. Where no freezer is
 * mounted, cgroup.freeze of v2 (Linux 5.2). -ENOTSUP without either.
 */
int cgroup_freeze(const struct cgroup *cgroup, bool frozen, struct err *err);

/*
 * Removes the directories with all below them, deepest first; waits up to two seconds for the last processes
 * to be gone (EBUSY). Missing is no error. Directories above, even if cgroup_create() made them, stay: others
 * may use them by now.
 */
int cgroup_remove(const struct cgroup *cgroup, struct err *err);

/* cpu.weight of v2 for cpu.shares of v1, by the quadratic formula that runc has since 2025. */
uint64_t cgroup_weight_of_shares(uint64_t shares);

void cgroup_clear(struct cgroup *cgroup);

/* cpu.weight of v2 for cpu.shares of v1, as runc and systemd count it since 2025. */
uint64_t cgroup_weight_of_shares(uint64_t shares);
