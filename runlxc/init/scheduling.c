/* SPDX-License-Identifier: Apache-2.0 */
/* How the program is scheduled: process.scheduler, process.ioPriority, and the CPUs it may use. */
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <string.h>

#include "compat/base/err.h"
#include "compat/base/parse.h"
#include "compat/emulate/emulate.h"
#include "compat/syscall/syscall.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

static int set_scheduler(const struct spec *spec, struct err *err)
{
	const struct spec_scheduler *from = spec->process->scheduler;
	const struct spec_resources *resources = spec->linux->resources;
	struct syscall_sched_attr attributes = { 0 };
	const char *hint = "";
	int number;

	if (!from)
		return 0;
	attributes.policy = (uint32_t)*from->policy;
	attributes.flags = from->flags;
	attributes.nice = from->nice ? *from->nice : 0;
	attributes.priority = from->priority ? (uint32_t)*from->priority : 0;
	attributes.runtime = from->runtime ? *from->runtime : 0;
	attributes.deadline = from->deadline ? *from->deadline : 0;
	attributes.period = from->period ? *from->period : 0;
	if (emulate_schedule(&attributes) == 0)
		return 0;
	number = errno;
	if (number == EPERM && resources && resources->cpu && resources->cpu->cpus)
		hint = " (SCHED_DEADLINE does not go with linux.resources.cpu.cpus)";
	if (number == ENOSYS)
		hint = " (needs Linux 3.14)";
	return err_set_errno(err, number, "process.scheduler: sched_setattr %s%s",
			     table_word_name(&table_scheduler_policy, *from->policy), hint);
}

static int set_io_priority(const struct spec *spec, struct err *err)
{
	const struct spec_io_priority *from = spec->process->io_priority;

	if (from && syscall_ioprio_set(*from->class, from->priority) < 0)
		return err_set_errno(err, errno, "process.ioPriority: ioprio_set %s %d",
				     table_word_name(&table_io_class, *from->class), from->priority);
	return 0;
}

int init_scheduling(const struct spec *spec, struct err *err)
{
	int r = set_scheduler(spec, err);

	return r < 0 ? r : set_io_priority(spec, err);
}

int init_affinity(const char *list, const char *field, struct err *err)
{
	unsigned long bits[SPEC_CPUS_MAX / (sizeof(unsigned long) * CHAR_BIT)];
	int r = parse_bits(list, bits, SPEC_CPUS_MAX);

	if (r == 0 && sched_setaffinity(0, sizeof(bits), (cpu_set_t *)bits) < 0)
		r = -errno;
	return r < 0 ? err_set_errno(err, -r, "process.execCPUAffinity.%s: sched_setaffinity %s", field,
				     list) :
		       0;
}

/* The kernel cuts the mask to the CPUs there are, and to the cgroup's. Where it will not, the caller's stay: as in runc. */
void init_affinity_reset(void)
{
	unsigned long bits[SPEC_CPUS_MAX / (sizeof(unsigned long) * CHAR_BIT)];

	memset(bits, 0xff, sizeof(bits));
	(void)sched_setaffinity(0, sizeof(bits), (cpu_set_t *)bits);
}
