/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks that a time namespace can shift. */
#include "runlxc/table/table.h"

#include <time.h>

static const struct table_word words[] = {
	{ "boottime",  CLOCK_BOOTTIME },
	{ "monotonic", CLOCK_MONOTONIC },
};

const struct table_words table_clock = {
	.what = "clock of a time namespace",
	.count = sizeof(words) / sizeof(words[0]),
	.items = words,
};
