/* SPDX-License-Identifier: Apache-2.0 */
/* Seccomp actions, in libseccomp's numbers. */
#include "runlxc/table/table.h"

#include <seccomp.h>

static const struct table_word words[] = {
	{ "SCMP_ACT_ALLOW",        SCMP_ACT_ALLOW },
	{ "SCMP_ACT_ERRNO",        SCMP_ACT_ERRNO(0) },
	{ "SCMP_ACT_KILL",         SCMP_ACT_KILL },
	{ "SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS },
	{ "SCMP_ACT_KILL_THREAD",  SCMP_ACT_KILL_THREAD },
	{ "SCMP_ACT_LOG",          SCMP_ACT_LOG },
	{ "SCMP_ACT_NOTIFY",       SCMP_ACT_NOTIFY },
	{ "SCMP_ACT_TRACE",        SCMP_ACT_TRACE(0) },
	{ "SCMP_ACT_TRAP",         SCMP_ACT_TRAP },
};

const struct table_words table_seccomp_action = {
	.what = "seccomp action",
	.count = sizeof(words) / sizeof(words[0]),
	.items = words,
};
