/* SPDX-License-Identifier: Apache-2.0 */
/* Execution domains of personality(2). */
#include "runlxc/table/table.h"

#include <sys/personality.h>

static const struct table_word words[] = {
	{ "LINUX",   PER_LINUX },
	{ "LINUX32", PER_LINUX32 },
};

const struct table_words table_personality = {
	.what = "execution domain",
	.count = sizeof(words) / sizeof(words[0]),
	.items = words,
};
