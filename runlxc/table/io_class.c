/* SPDX-License-Identifier: Apache-2.0 */
/* Classes of ioprio_set(2). The numbers are those of the kernel, which libc does not declare. */
#include "runlxc/table/table.h"

static const struct table_word words[] = {
	{ "IOPRIO_CLASS_BE",   2 },
	{ "IOPRIO_CLASS_IDLE", 3 },
	{ "IOPRIO_CLASS_RT",   1 },
};

const struct table_words table_io_class = {
	.what = "I/O priority class",
	.count = sizeof(words) / sizeof(words[0]),
	.items = words,
};
