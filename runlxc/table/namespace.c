/* SPDX-License-Identifier: Apache-2.0 */
/* Namespaces: the specification's words, the files under /proc/PID/ns and the flags of clone(2). */
#include "runlxc/table/table.h"

#include <sched.h>
#include <string.h>

/* Numbers of the kernel that older C libraries do not declare. */
#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif
#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

static const struct table_namespace namespaces[] = {
	{ "cgroup",  "cgroup", CLONE_NEWCGROUP },
	{ "ipc",     "ipc",    CLONE_NEWIPC },
	{ "mount",   "mnt",    CLONE_NEWNS },
	{ "network", "net",    CLONE_NEWNET },
	{ "pid",     "pid",    CLONE_NEWPID },
	{ "time",    "time",   CLONE_NEWTIME },
	{ "user",    "user",   CLONE_NEWUSER },
	{ "uts",     "uts",    CLONE_NEWUTS },
};

/* The same for readers of words. */
static const struct table_word words[] = {
	{ "cgroup",  CLONE_NEWCGROUP },
	{ "ipc",     CLONE_NEWIPC },
	{ "mount",   CLONE_NEWNS },
	{ "network", CLONE_NEWNET },
	{ "pid",     CLONE_NEWPID },
	{ "time",    CLONE_NEWTIME },
	{ "user",    CLONE_NEWUSER },
	{ "uts",     CLONE_NEWUTS },
};

const struct table_words table_namespace_type = {
	.what = "namespace type",
	.count = sizeof(words) / sizeof(words[0]),
	.items = words,
};

const struct table_namespace *table_namespace_list(size_t *ret_count)
{
	*ret_count = sizeof(namespaces) / sizeof(namespaces[0]);
	return namespaces;
}

const struct table_namespace *table_namespace_find(const char *name)
{
	for (size_t i = 0; i < sizeof(namespaces) / sizeof(namespaces[0]); i++)
		if (strcmp(namespaces[i].name, name) == 0)
			return &namespaces[i];
	return NULL;
}

const struct table_namespace *table_namespace_find_type(int type)
{
	for (size_t i = 0; i < sizeof(namespaces) / sizeof(namespaces[0]); i++)
		if (namespaces[i].type == type)
			return &namespaces[i];
	return NULL;
}
