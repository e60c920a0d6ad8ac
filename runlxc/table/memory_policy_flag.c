/* SPDX-License-Identifier: Apache-2.0 */
/* Flags of set_mempolicy(2). The numbers are those of the kernel, which libc does not declare. */
#include "runlxc/table/table.h"

static const struct table_word words[] = {
	{ "MPOL_F_NUMA_BALANCING", 1 << 13 },
	{ "MPOL_F_RELATIVE_NODES", 1 << 14 },
	{ "MPOL_F_STATIC_NODES",   1 << 15 },
};

const struct table_words table_memory_policy_flag = {
	.what = "memory policy flag",
	.count = sizeof(words) / sizeof(words[0]),
	.items = words,
};
