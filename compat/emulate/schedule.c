/* SPDX-License-Identifier: Apache-2.0 */
/* Scheduling attributes on kernels without sched_setattr(2). */
#include "compat/emulate/emulate.h"

#include <errno.h>
#include <sched.h>
#include <sys/resource.h>

#include "compat/syscall/syscall.h"

enum { FLAG_RESET_ON_FORK = 0x1, POLICY_DEADLINE = 6 };

int emulate_schedule(const struct syscall_sched_attr *attributes)
{
	struct sched_param parameter = { .sched_priority = (int)attributes->priority };
	int policy = (int)attributes->policy;

	if (syscall_sched_setattr(attributes) == 0)
		return 0;
	if (errno != ENOSYS)
		return -1;
	if (policy == POLICY_DEADLINE || (attributes->flags & ~(uint64_t)FLAG_RESET_ON_FORK)) {
		errno = ENOSYS;
		return -1;
	}
	if (sched_setscheduler(0, attributes->flags ? policy | SCHED_RESET_ON_FORK : policy, &parameter) < 0)
		return -1;
	return policy == SCHED_OTHER || policy == SCHED_BATCH ?
		       setpriority(PRIO_PROCESS, 0, attributes->nice) :
		       0;
}
