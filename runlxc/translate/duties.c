/* SPDX-License-Identifier: Apache-2.0 */
/* Who does what liblxc's configuration cannot say exactly: one row per field of config.json. */
#include <sched.h>
#include <string.h>

#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"
#include "runlxc/translate/translate.h"

static bool always(const struct spec *spec)
{
	(void)spec;
	return true;
}

static bool joins_namespace(const struct spec *spec)
{
	for (size_t i = 0; i < spec->linux->namespaces.count; i++)
		if (spec->linux->namespaces.items[i].path)
			return true;
	return false;
}

static bool new_network(const struct spec *spec)
{
	const struct spec_namespace *network = spec_namespace_find(spec, CLONE_NEWNET);

	return network && !network->path;
}

static bool maps_mounts(const struct spec *spec)
{
	for (size_t i = 0; i < spec->mounts.count; i++) {
		const struct spec_mount *mount = &spec->mounts.items[i];

		if (mount->uid_mappings.count)
			return true;
		for (size_t j = 0; j < mount->options.count; j++)
			if (strcmp(mount->options.items[j], "idmap") == 0 ||
			    strcmp(mount->options.items[j], "ridmap") == 0)
				return true;
	}
	return false;
}

static bool joined_hostname(const struct spec *spec)
{
	const struct spec_namespace *uts = spec_namespace_find(spec, CLONE_NEWUTS);

	return spec->hostname && (!uts || uts->path);
}

static bool new_time(const struct spec *spec)
{
	const struct spec_namespace *time = spec_namespace_find(spec, table_namespace_find("time")->type);

	return time && !time->path;
}

#define PRESENT(name, expression)                 \
	static bool name(const struct spec *spec) \
	{                                         \
		return expression;                \
	}

PRESENT(user_namespace, spec_namespace_find(spec, CLONE_NEWUSER))
PRESENT(terminal, spec->process->terminal)
PRESENT(umask_given, spec->process->user.umask)
PRESENT(groups, spec->process->user.additional_gids.count)
PRESENT(capabilities, spec->process->capabilities)
PRESENT(rlimits, spec->process->rlimits.count)
PRESENT(scheduler, spec->process->scheduler)
PRESENT(io_priority, spec->process->io_priority)
PRESENT(exec_affinity, spec->process->exec_cpu_affinity)
PRESENT(personality, spec->linux->personality)
PRESENT(memory_policy, spec->linux->memory_policy)
PRESENT(no_new_privileges, spec->process->no_new_privileges)
PRESENT(oom_score_adj, spec->process->oom_score_adj)
PRESENT(readonly, spec->root->readonly)
PRESENT(domainname, spec->domainname)
PRESENT(mounts, spec->mounts.count)
PRESENT(devices, spec->linux->devices.count)
PRESENT(resources, spec->linux->resources)
PRESENT(masked_paths, spec->linux->masked_paths.count)
PRESENT(readonly_paths, spec->linux->readonly_paths.count)
PRESENT(rootfs_propagation, spec->linux->rootfs_propagation)
PRESENT(seccomp, spec->linux->seccomp)
PRESENT(net_devices, spec->linux->net_devices.count)
PRESENT(listener, spec->linux->seccomp && spec->linux->seccomp->listener_path)
PRESENT(apparmor, spec->process->apparmor_profile && * spec->process->apparmor_profile)
PRESENT(selinux_label, spec->process->selinux_label && * spec->process->selinux_label)
PRESENT(mount_label, spec->linux->mount_label)
PRESENT(intel_rdt, spec->linux->intel_rdt)
PRESENT(prestart, spec->hooks && (spec->hooks->prestart.count || spec->hooks->create_runtime.count))
PRESENT(create_container, spec->hooks && spec->hooks->create_container.count)
PRESENT(start_container, spec->hooks && spec->hooks->start_container.count)
PRESENT(poststart, spec->hooks && spec->hooks->poststart.count)
PRESENT(poststop, spec->hooks && spec->hooks->poststop.count)
PRESENT(annotations, spec->annotations.count)

static const struct {
	bool (*asked)(const struct spec *spec);
	struct translate_duty duty;
} duties[] = {
	{ joins_namespace, { "linux.namespaces[].path", "monitor: setns before the clone" } },
	{ new_time, { "linux.namespaces[time], linux.timeOffsets", "monitor: unshare and the offsets, before the clone" } },
	{ always, { "linux.cgroupsPath", "create: made in every hierarchy; monitor: enters v1 before the clone; init: born in v2" } },
	{ resources, { "linux.resources", "create: written to the cgroup files before anything runs there" } },
	{ intel_rdt, { "linux.intelRdt", "create: groups of resctrl; monitor: enters them before the clone" } },
	{ oom_score_adj, { "process.oomScoreAdj", "create: /proc/PID/oom_score_adj" } },
	{ user_namespace, { "linux.namespaces[user]", "create: limits, and mount sources closed to container root; init: binds devices" } },
	{ new_network, { "linux.namespaces[network]", "init: the loopback interface is set up" } },
	{ mounts, { "mounts", "init, before the pivot: liblxc refuses links on the way and options over a page" } },
	{ mount_label, { "linux.mountLabel", "init: an option of the mounts that take one, setxattr for mqueue" } },
	{ maps_mounts, { "mounts[].uidMappings, mounts[].gidMappings", "create: a detached clone of the source with mapped ids" } },
	{ always, { "linux.devices", "init, before the pivot: the default devices and links, then the bundle's" } },
	{ net_devices, { "linux.netDevices", "create, while init waits before the pivot: by netlink" } },
	{ prestart, { "hooks.prestart, hooks.createRuntime", "create, while init waits before the pivot" } },
	{ create_container, { "hooks.createContainer", "init, before the pivot" } },
	{ devices, { "linux.devices[]", "init, before the pivot: mknod" } },
	{ rootfs_propagation, { "linux.rootfsPropagation", "init: on the host's mounts before the root's, and after the pivot" } },
	{ joined_hostname, { "hostname", "init: sethostname in the joined uts namespace" } },
	{ domainname, { "domainname", "init: setdomainname" } },
	{ always, { "--no-new-keyring", "init: keyctl, unless it is given" } },
	{ terminal, { "process.terminal, process.consoleSize", "init: /dev/ptmx of the container, sent to --console-socket" } },
	{ readonly, { "root.readonly", "init, after the pivot: remount" } },
	{ readonly_paths, { "linux.readonlyPaths", "init, after the sysctls" } },
	{ masked_paths, { "linux.maskedPaths", "init, after the sysctls" } },
	{ rlimits, { "process.rlimits", "init: setrlimit" } },
	{ scheduler, { "process.scheduler", "init: sched_setattr" } },
	{ io_priority, { "process.ioPriority", "init: ioprio_set" } },
	{ personality, { "linux.personality", "init: personality" } },
	{ memory_policy, { "linux.memoryPolicy", "init: set_mempolicy" } },
	{ apparmor, { "process.apparmorProfile", "init: /proc/self/attr/apparmor/exec" } },
	{ selinux_label, { "process.selinuxLabel", "init: /proc/self/attr/exec, and keycreate for the session keyring" } },
	{ always, { "process.cwd", "init: made when missing, then chdir" } },
	{ always, { "process.user", "init: setgroups, setgid, setuid" } },
	{ groups, { "process.user.additionalGids", "init: setgroups" } },
	{ umask_given, { "process.user.umask", "init: umask" } },
	{ capabilities, { "process.capabilities", "init: all five sets with libcap" } },
	{ no_new_privileges, { "process.noNewPrivileges", "init: prctl" } },
	{ seccomp, { "linux.seccomp", "create: compiled with libseccomp; init: loaded last" } },
	{ listener, { "linux.seccomp.listenerPath", "create: takes the filter's descriptor out of init and sends it there" } },
	{ always, { "process.args, process.env", "init: looked up before the gate, executed after `start`" } },
	{ start_container, { "hooks.startContainer", "init, after `start`" } },
	{ poststart, { "hooks.poststart", "start, after the exec" } },
	{ poststop, { "hooks.poststop", "delete" } },
	{ exec_affinity, { "process.execCPUAffinity", "exec: sched_setaffinity before and after it enters the cgroups" } },
	{ annotations, { "annotations", "shown by `state` and to hooks" } },
};

enum { DUTIES = sizeof(duties) / sizeof(*duties) };

size_t translate_duties_max(void)
{
	return DUTIES;
}

size_t translate_duties(const struct spec *spec, const struct translate_duty **ret)
{
	size_t count = 0;

	for (size_t i = 0; i < DUTIES; i++)
		if (duties[i].asked(spec))
			ret[count++] = &duties[i].duty;
	return count;
}
