/* SPDX-License-Identifier: Apache-2.0 */
/* linux.memoryPolicy: from which NUMA nodes the program's memory comes. */
#include <errno.h>
#include <limits.h>

#include "compat/base/err.h"
#include "compat/base/parse.h"
#include "compat/syscall/syscall.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

int init_memory_policy(const struct spec *spec, struct err *err)
{
	const struct spec_memory_policy *policy = spec->linux->memory_policy;
	unsigned long nodes[SPEC_NODES_MAX / (sizeof(unsigned long) * CHAR_BIT)];
	int64_t mode;
	int r;

	if (!policy)
		return 0;
	mode = table_word_find(&table_memory_policy, policy->mode)->value;
	for (size_t i = 0; i < policy->flags.count; i++)
		mode |= table_word_find(&table_memory_policy_flag, policy->flags.items[i])->value;
	r = policy->nodes ? parse_bits(policy->nodes, nodes, SPEC_NODES_MAX) : 0;
	if (r == 0 && syscall_set_mempolicy((int)mode, policy->nodes ? nodes : NULL, SPEC_NODES_MAX) < 0)
		r = -errno;
	return r < 0 ? err_set_errno(err, -r, "linux.memoryPolicy: set_mempolicy %s%s%s%s", policy->mode,
				     policy->nodes ? " " : "", policy->nodes ? policy->nodes : "",
				     r == -ENOSYS ? " (this kernel knows no NUMA)" : "") :
		       0;
}
