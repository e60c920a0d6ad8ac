/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of the specification, and what decides whether this host has them. */
#include <string.h>

#include "compat/probe/probe.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cmd/doctor.h"
#include "runlxc/translate/translate.h"

#define NATIVE(field)                                \
	{                                            \
		field, NULL, NULL, CMD_DOCTOR_NATIVE \
	}
#define PROBED(field, probe, without)                    \
	{                                                \
		field, probe, NULL, CMD_DOCTOR_##without \
	}
#define CGROUP(field, controller)                           \
	{                                                   \
		field, NULL, controller, CMD_DOCTOR_REFUSED \
	}

const struct cmd_doctor_row cmd_doctor_rows[] = {
	NATIVE("ociVersion"),
	NATIVE("root.path"),
	NATIVE("root.readonly"),
	NATIVE("hostname"),
	NATIVE("domainname"),
	NATIVE("annotations"),
	NATIVE("hooks"),
	NATIVE("mounts"),
	PROBED("mounts[].options (rro and its kin)", "mount attributes", REFUSED),
	PROBED("mounts[].uidMappings", "mount attributes", REFUSED),
	PROBED("mounts[].gidMappings", "mount attributes", REFUSED),
	NATIVE("process.terminal"),
	NATIVE("process.consoleSize"),
	NATIVE("process.user"),
	NATIVE("process.args"),
	NATIVE("process.env"),
	NATIVE("process.cwd"),
	NATIVE("process.capabilities"),
	PROBED("process.capabilities.ambient", "ambient capabilities", SHIMMED),
	PROBED("process.rlimits", "prlimit", SHIMMED),
	PROBED("process.noNewPrivileges", "no_new_privs", SHIMMED),
	PROBED("process.apparmorProfile", "apparmor", REFUSED),
	PROBED("process.selinuxLabel", "selinux", REFUSED),
	PROBED("process.oomScoreAdj", "oom_score_adj", REFUSED),
	PROBED("process.scheduler", "sched_setattr", REFUSED),
	PROBED("process.ioPriority", "io priorities", REFUSED),
	NATIVE("process.execCPUAffinity"),
	NATIVE("linux.namespaces"),
	PROBED("linux.namespaces[cgroup]", "cgroup namespace", REFUSED),
	PROBED("linux.namespaces[time]", "time namespace", REFUSED),
	PROBED("linux.namespaces[user]", "user namespace", REFUSED),
	PROBED("linux.namespaces[].path", "setns", REFUSED),
	PROBED("linux.uidMappings", "user namespace", REFUSED),
	PROBED("linux.gidMappings", "user namespace", REFUSED),
	PROBED("linux.timeOffsets", "time namespace", REFUSED),
	NATIVE("linux.devices"),
	NATIVE("linux.netDevices"),
	NATIVE("linux.cgroupsPath"),
	CGROUP("linux.resources", ""),
	CGROUP("linux.resources.devices", "devices"),
	CGROUP("linux.resources.memory", "memory"),
	CGROUP("linux.resources.cpu", "cpu"),
	CGROUP("linux.resources.cpu.cpus", "cpuset"),
	CGROUP("linux.resources.pids", "pids"),
	CGROUP("linux.resources.blockIO", "blkio"),
	CGROUP("linux.resources.hugepageLimits", "hugetlb"),
	CGROUP("linux.resources.network", "net_cls"),
	CGROUP("linux.resources.rdma", "rdma"),
	CGROUP("linux.resources.unified", "unified"),
	PROBED("linux.intelRdt", "resctrl", REFUSED),
	PROBED("linux.memoryPolicy", "memory policies", REFUSED),
	NATIVE("linux.sysctl"),
	PROBED("linux.seccomp", "seccomp filter", SHIMMED),
	PROBED("linux.seccomp.listenerPath", "seccomp notify", REFUSED),
	NATIVE("linux.rootfsPropagation"),
	NATIVE("linux.maskedPaths"),
	NATIVE("linux.readonlyPaths"),
	PROBED("linux.mountLabel", "selinux", REFUSED),
	NATIVE("linux.personality"),
	PROBED("(no process stays)", "subreaper", SHIMMED),
	PROBED("(session keyring)", "keyrings", SHIMMED),
	PROBED("(paths in the image)", "openat2", SHIMMED),
	PROBED("(program out of reach)", "open_tree", SHIMMED),
	PROBED("(--pidfd-socket)", "pidfd", REFUSED),
};

const size_t cmd_doctor_row_count = sizeof(cmd_doctor_rows) / sizeof(*cmd_doctor_rows);

static bool has_controller(const struct cgroup *cgroup, const char *controller)
{
	if (!*controller)
		return cgroup->count > 0;
	if (strcmp(controller, "unified") == 0)
		return cgroup_unified(cgroup) != NULL;
	/* v2 decides over devices by BPF, and calls the block devices' controller io. */
	if (strcmp(controller, "devices") == 0 && cgroup_is_v2(cgroup))
		return probe_find("bpf for devices")->try() == PROBE_YES;
	return cgroup_with(cgroup, controller) ||
	       (strcmp(controller, "blkio") == 0 && cgroup_with(cgroup, "io"));
}

struct cmd_doctor_finding cmd_doctor_examine(const struct cmd_doctor_row *row, const struct cgroup *cgroup)
{
	struct cmd_doctor_finding finding = { CMD_DOCTOR_NATIVE, "", "" };
	const struct probe *probe = row->probe ? probe_find(row->probe) : NULL;
	const char *refusal = row->probe ? translate_refusal(row->field) : NULL;
	enum probe_answer answer;

	if (row->controller && !has_controller(cgroup, row->controller))
		return (struct cmd_doctor_finding){ CMD_DOCTOR_REFUSED,
						    "no cgroup hierarchy has the controller", "" };
	/* Refusals that depend on the value are no answer to the field as a whole. */
	if (refusal && strstr(refusal, "not supported"))
		return (struct cmd_doctor_finding){ CMD_DOCTOR_REFUSED, refusal, "" };
	if (!probe)
		return finding;
	answer = probe->try();
	finding.since = probe->since;
	if (answer == PROBE_YES)
		return finding;
	finding.answer = answer == PROBE_BLOCKED ? CMD_DOCTOR_BLOCKED : row->without;
	finding.detail = probe->lost;
	return finding;
}

const char *cmd_doctor_word(enum cmd_doctor_answer answer)
{
	static const char *const words[] = { "native", "shimmed", "refused", "blocked" };

	return words[answer];
}
