/* SPDX-License-Identifier: Apache-2.0 */
/* Modes of set_mempolicy(2). The numbers are those of the kernel, which libc does not declare. */
#include "runlxc/table/table.h"

static const struct table_word words[] = {
	{ "MPOL_BIND",                2 },
	{ "MPOL_DEFAULT",             0 },
	{ "MPOL_INTERLEAVE",          3 },
	{ "MPOL_LOCAL",               4 },
	{ "MPOL_PREFERRED",           1 },
	{ "MPOL_PREFERRED_MANY",      5 },
	{ "MPOL_WEIGHTED_INTERLEAVE", 6 },
};

const struct table_words table_memory_policy = {
	.what = "memory policy",
	.count = sizeof(words) / sizeof(words[0]),
	.items = words,
};
