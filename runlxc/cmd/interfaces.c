/* SPDX-License-Identifier: Apache-2.0 */
/* Counters of a container's network interfaces. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compat/base/cleanup.h"
#include "compat/base/file.h"
#include "runlxc/cmd/stats.h"

enum { DEV_LIMIT = 16 << 20 };

static bool shares_our_network(pid_t pid)
{
	struct stat ours, theirs;
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	return stat("/proc/self/ns/net", &ours) < 0 || stat(path, &theirs) < 0 ||
	       ours.st_ino == theirs.st_ino;
}

/* "  eth0: 1296 16 0 0 0 0 0 0 656 8 0 0 0 0 0 0": bytes, packets, errors and dropped of each direction come first. */
static bool parse(char *line, struct cmd_interface *ret)
{
	char *colon = strrchr(line, ':');
	const char *name = line + strspn(line, " ");
	uint64_t *const in = ret->received, *const out = ret->sent;

	if (!colon)
		return false;
	*colon = '\0';
	(void)snprintf(ret->name, sizeof(ret->name), "%s", name);
	return strcmp(name, "lo") != 0 &&
	       sscanf(colon + 1,
		      "%" SCNu64 "%" SCNu64 "%" SCNu64 "%" SCNu64 "%*u%*u%*u%*u%" SCNu64 "%" SCNu64 "%" SCNu64
		      "%" SCNu64,
		      &in[0], &in[1], &in[2], &in[3], &out[0], &out[1], &out[2], &out[3]) == 8;
}

size_t cmd_interfaces_read(pid_t pid, struct cmd_interface **ret)
{
	auto_free char *text = NULL;
	size_t count = 0, lines = 1;
	char path[64], *rest, *line;

	*ret = NULL;
	(void)snprintf(path, sizeof(path), "/proc/%d/net/dev", pid);
	if (shares_our_network(pid) || file_read_at(AT_FDCWD, path, DEV_LIMIT, &text, NULL) < 0)
		return 0;
	for (const char *at = text; *at; at++)
		lines += *at == '\n';
	*ret = calloc(lines, sizeof(**ret));
	rest = text;
	while (*ret && (line = strsep(&rest, "\n")))
		count += parse(line, &(*ret)[count]);
	return count;
}
