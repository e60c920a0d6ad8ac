/* SPDX-License-Identifier: Apache-2.0 */
/* The only list of what a bundle asks for and this kernel cannot give in full: announced, never silent. */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "compat/base/log.h"
#include "compat/probe/probe.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/spec/spec.h"

static bool ambient_not_inheritable(const struct spec *spec)
{
	const struct spec_capabilities *sets = spec->process->capabilities;

	return sets && (sets->ambient & ~(sets->permitted & sets->inheritable));
}

static bool ambient_unknown(const struct spec *spec)
{
	return spec->process->capabilities && spec->process->capabilities->ambient &&
	       !probe_ambient_capabilities();
}

static bool seccomp_unknown(const struct spec *spec)
{
	return spec->linux->seccomp && !probe_seccomp_filter();
}

static bool no_new_privileges_unknown(const struct spec *spec)
{
	return spec->process->no_new_privileges && !probe_no_new_privileges();
}

static bool cgroup_mount_covers_sys(const struct spec *spec)
{
	for (size_t i = 0; i < spec->mounts.count; i++)
		if (spec->mounts.items[i].type && strcmp(spec->mounts.items[i].type, "cgroup") == 0)
			return access("/sys/fs/cgroup", F_OK) < 0;
	return false;
}

static bool is_shared(const char *word)
{
	return strcmp(word, "shared") == 0 || strcmp(word, "rshared") == 0;
}

static bool shared_in_user_namespace(const struct spec *spec)
{
	const char *word = spec->linux->rootfs_propagation;

	return word && is_shared(word) && spec_namespace_find(spec, CLONE_NEWUSER);
}

static const struct {
	bool (*weakened)(const struct spec *spec);
	const char *announcement;
} rows[] = {
	{ ambient_not_inheritable,
	  "process.capabilities.ambient: what is not both permitted and inheritable is not set: the kernel forbids it" },
	{ ambient_unknown, "process.capabilities.ambient: not applied: this kernel has no ambient capabilities (Linux 4.3)" },
	{ cgroup_mount_covers_sys, "mounts[] (cgroup): a tmpfs covers /sys/fs: this kernel's sysfs has no place for cgroups" },
	{ shared_in_user_namespace,
	  "linux.rootfsPropagation: what is mounted inside does not reach the host: the kernel forbids it in a user namespace" },
	{ seccomp_unknown, "linux.seccomp: not applied: this kernel has no seccomp filters (Linux 3.5)" },
	{ no_new_privileges_unknown, "process.noNewPrivileges: not applied: this kernel has no no_new_privs (Linux 3.5)" },
};

int lifecycle_job_announce(const struct spec *spec, bool strict, struct err *err)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!rows[i].weakened(spec))
			continue;
		if (strict)
			return err_set(err, ENOTSUP, "%s (--strict)", rows[i].announcement);
		log_warning("%s", rows[i].announcement);
	}
	return 0;
}
