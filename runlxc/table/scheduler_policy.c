/* SPDX-License-Identifier: Apache-2.0 */
/* Scheduling policies of sched_setattr(2). The numbers are those of the kernel: libc declares only some. */
#include "runlxc/table/table.h"

static const struct table_word words[] = {
	{ "SCHED_BATCH",    3 },
	{ "SCHED_DEADLINE", 6 },
	{ "SCHED_FIFO",     1 },
	{ "SCHED_IDLE",     5 },
	{ "SCHED_ISO",      4 },
	{ "SCHED_OTHER",    0 },
	{ "SCHED_RR",       2 },
};

const struct table_words table_scheduler_policy = {
	.what = "scheduling policy",
	.count = sizeof(words) / sizeof(words[0]),
	.items = words,
};
