/* SPDX-License-Identifier: Apache-2.0 */
/* Flags of seccomp(2). The numbers are those of the kernel, which libc does not declare. */
#include "runlxc/table/table.h"

static const struct table_word words[] = {
	{ "SECCOMP_FILTER_FLAG_LOG",                1 << 1 },
	{ "SECCOMP_FILTER_FLAG_SPEC_ALLOW",         1 << 2 },
	{ "SECCOMP_FILTER_FLAG_TSYNC",              1 << 0 },
	{ "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", 1 << 5 },
};

const struct table_words table_seccomp_flag = {
	.what = "seccomp flag",
	.count = sizeof(words) / sizeof(words[0]),
	.items = words,
};
