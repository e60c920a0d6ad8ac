/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons of system call arguments, in libseccomp's numbers. */
#include "runlxc/table/table.h"

#include <seccomp.h>

static const struct table_word words[] = {
	{ "SCMP_CMP_EQ",        SCMP_CMP_EQ },
	{ "SCMP_CMP_GE",        SCMP_CMP_GE },
	{ "SCMP_CMP_GT",        SCMP_CMP_GT },
	{ "SCMP_CMP_LE",        SCMP_CMP_LE },
	{ "SCMP_CMP_LT",        SCMP_CMP_LT },
	{ "SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ },
	{ "SCMP_CMP_NE",        SCMP_CMP_NE },
};

const struct table_words table_seccomp_operator = {
	.what = "seccomp operator",
	.count = sizeof(words) / sizeof(words[0]),
	.items = words,
};
