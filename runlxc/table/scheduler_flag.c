/* SPDX-License-Identifier: Apache-2.0 */
/* Flags of sched_setattr(2). The numbers are those of the kernel, which libc does not declare. */
#include "runlxc/table/table.h"

static const struct table_word words[] = {
	{ "SCHED_FLAG_DL_OVERRUN",     0x04 },
	{ "SCHED_FLAG_KEEP_PARAMS",    0x10 },
	{ "SCHED_FLAG_KEEP_POLICY",    0x08 },
	{ "SCHED_FLAG_RECLAIM",        0x02 },
	{ "SCHED_FLAG_RESET_ON_FORK",  0x01 },
	{ "SCHED_FLAG_UTIL_CLAMP_MAX", 0x40 },
	{ "SCHED_FLAG_UTIL_CLAMP_MIN", 0x20 },
};

const struct table_words table_scheduler_flag = {
	.what = "scheduling flag",
	.count = sizeof(words) / sizeof(words[0]),
	.items = words,
};
