/* SPDX-License-Identifier: Apache-2.0 */
/* The fields that liblxc has no word for at all: one row each. */
#include "runlxc/convert/writer.h"
#include "runlxc/spec/spec.h"

#define PRESENT(name, expression)                 \
	static bool name(const struct spec *spec) \
	{                                         \
		return expression;                \
	}

PRESENT(annotations, spec->annotations.count)
PRESENT(console_size, spec->process->console_size)
PRESENT(scheduler, spec->process->scheduler)
PRESENT(io_priority, spec->process->io_priority)
PRESENT(affinity, spec->process->exec_cpu_affinity)
PRESENT(devices, spec->linux->devices.count)
PRESENT(cgroups_path, spec->linux->cgroups_path)
PRESENT(readonly_paths, spec->linux->readonly_paths.count)
PRESENT(intel_rdt, spec->linux->intel_rdt)
PRESENT(memory_policy, spec->linux->memory_policy)
PRESENT(mount_label, spec->linux->mount_label)

static const struct {
	bool (*asked)(const struct spec *spec);
	const char *field, *reason;
} rows[] = {
	{ annotations,    "annotations",             "no word for them" },
	{ console_size,   "process.consoleSize",     "no word for it" },
	{ scheduler,      "process.scheduler",       "no word for it" },
	{ io_priority,    "process.ioPriority",      "no word for it" },
	{ affinity,       "process.execCPUAffinity", "no word for it" },
	{ devices,        "linux.devices",           "no word for them; with lxc.autodev there are the usual ones" },
	{ cgroups_path,   "linux.cgroupsPath",       "lxc-start -n NAME chooses it" },
	{ readonly_paths, "linux.readonlyPaths",     "they would be in the way of the sysctls" },
	{ intel_rdt,      "linux.intelRdt",          "no word for it" },
	{ memory_policy,  "linux.memoryPolicy",      "no word for it" },
	{ mount_label,    "linux.mountLabel",        "no word for it" },
};

void convert_export_lost(struct convert_writer *writer)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].asked(writer->spec))
			convert_lose(writer, rows[i].field, rows[i].reason);
}
