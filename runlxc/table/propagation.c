/* SPDX-License-Identifier: Apache-2.0 */
/* Mount propagation, as rootfsPropagation and mount options spell it. */
#include "runlxc/table/table.h"

#include <sys/mount.h>

static const struct table_word words[] = {
	{ "private",     MS_PRIVATE },
	{ "rprivate",    MS_PRIVATE | MS_REC },
	{ "rshared",     MS_SHARED | MS_REC },
	{ "rslave",      MS_SLAVE | MS_REC },
	{ "runbindable", MS_UNBINDABLE | MS_REC },
	{ "shared",      MS_SHARED },
	{ "slave",       MS_SLAVE },
	{ "unbindable",  MS_UNBINDABLE },
};

const struct table_words table_propagation = {
	.what = "mount propagation",
	.count = sizeof(words) / sizeof(words[0]),
	.items = words,
};
