/* SPDX-License-Identifier: Apache-2.0 */
/* The only list of what a bundle may ask for and runlxc does not do yet. */
#include <errno.h>
#include <sched.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/spec/spec.h"
#include "runlxc/translate/translate.h"

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

static bool has_apparmor(const struct spec *spec)
{
	const char *profile = spec->process->apparmor_profile;

	/* Engines write the empty string, or "unconfined", where there is no profile. */
	return profile && *profile && strcmp(profile, "unconfined") != 0;
}

static bool has_selinux_label(const struct spec *spec)
{
	return spec->process->selinux_label && *spec->process->selinux_label;
}

static bool has_scheduler(const struct spec *spec)
{
	return spec->process->scheduler;
}

static bool has_io_priority(const struct spec *spec)
{
	return spec->process->io_priority;
}

static bool has_affinity(const struct spec *spec)
{
	return spec->process->exec_cpu_affinity;
}

static bool has_user_namespace(const struct spec *spec)
{
	return spec_namespace_find(spec, CLONE_NEWUSER);
}

static bool has_time_namespace(const struct spec *spec)
{
	return spec_namespace_find(spec, CLONE_NEWTIME);
}

static bool lacks_mount_namespace(const struct spec *spec)
{
	const struct spec_namespace *namespace = spec_namespace_find(spec, CLONE_NEWNS);

	return !namespace || namespace->path;
}

static bool has_net_devices(const struct spec *spec)
{
	return spec->linux->net_devices.count;
}

static bool has_intel_rdt(const struct spec *spec)
{
	return spec->linux->intel_rdt;
}

static bool has_memory_policy(const struct spec *spec)
{
	return spec->linux->memory_policy;
}

static bool has_mount_label(const struct spec *spec)
{
	return spec->linux->mount_label && *spec->linux->mount_label;
}

static bool has_personality(const struct spec *spec)
{
	return spec->linux->personality;
}

static bool has_time_offsets(const struct spec *spec)
{
	return spec->linux->time_offsets.count;
}

static bool has_shared_root(const struct spec *spec)
{
	const char *word = spec->linux->rootfs_propagation;

	return word && (strcmp(word, "shared") == 0 || strcmp(word, "rshared") == 0);
}

static bool has_mapped_mount(const struct spec *spec)
{
	for (size_t i = 0; i < spec->mounts.count; i++)
		if (spec->mounts.items[i].uid_mappings.count || spec->mounts.items[i].gid_mappings.count)
			return true;
	return false;
}

static bool has_seccomp_listener(const struct spec *spec)
{
	const struct spec_seccomp *seccomp = spec->linux->seccomp;

	if (!seccomp)
		return false;
	if (seccomp->listener_path || seccomp->listener_metadata)
		return true;
	for (size_t i = 0; i < seccomp->syscalls.count; i++)
		if (strcmp(seccomp->syscalls.items[i].action, "SCMP_ACT_NOTIFY") == 0)
			return true;
	return strcmp(seccomp->default_action, "SCMP_ACT_NOTIFY") == 0;
}

static const struct {
	const char *field;
	bool (*asked)(const struct spec *spec);
	const char *reason;
} refusals[] = {
	{ "process.apparmorProfile", has_apparmor, "AppArmor is not supported yet" },
	{ "process.selinuxLabel", has_selinux_label, "SELinux is not supported yet" },
	{ "process.scheduler", has_scheduler, "not supported yet" },
	{ "process.ioPriority", has_io_priority, "not supported yet" },
	{ "process.execCPUAffinity", has_affinity, "not supported yet" },
	{ "mounts[].uidMappings", has_mapped_mount, "id-mapped mounts are not supported yet" },
	{ "linux.namespaces", lacks_mount_namespace, "a container without a mount namespace of its own is not supported" },
	{ "linux.namespaces", has_user_namespace, "user namespaces are not supported yet" },
	{ "linux.namespaces", has_time_namespace, "time namespaces are not supported yet" },
	{ "linux.timeOffsets", has_time_offsets, "time namespaces are not supported yet" },
	{ "linux.netDevices", has_net_devices, "not supported yet" },
	{ "linux.intelRdt", has_intel_rdt, "not supported yet" },
	{ "linux.memoryPolicy", has_memory_policy, "not supported yet" },
	{ "linux.mountLabel", has_mount_label, "SELinux is not supported yet" },
	{ "linux.personality", has_personality, "not supported yet" },
	{ "linux.rootfsPropagation", has_shared_root, "shared propagation is not supported yet" },
	{ "linux.seccomp.listenerPath", has_seccomp_listener, "SCMP_ACT_NOTIFY is not supported yet" },
};

int translate_refuse(const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (refusals[i].asked(spec))
			return err_set(err, ENOTSUP, "%s: %s", refusals[i].field, refusals[i].reason);
	return 0;
}
