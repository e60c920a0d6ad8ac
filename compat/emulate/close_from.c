/* SPDX-License-Identifier: Apache-2.0 */
/* Closes every descriptor from a number upwards, with or without close_range(2). */
#include "compat/emulate/emulate.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/file.h"
#include "compat/syscall/syscall.h"

static bool close_listed(int first)
{
	auto_closedir DIR *directory = opendir("/proc/self/fd");
	struct dirent *entry;

	/* An image without procfs may have plain files there. */
	if (!directory || !file_is_procfs(dirfd(directory)))
		return false;
	while ((entry = readdir(directory))) {
		int fd = (int)strtol(entry->d_name, NULL, 10);

		if (fd >= first && fd != dirfd(directory))
			(void)close(fd);
	}
	return true;
}

void emulate_close_from(int first)
{
	if (syscall_close_range((unsigned int)first, UINT_MAX) == 0)
		return;
	if (close_listed(first))
		return;
	for (long fd = first; fd < sysconf(_SC_OPEN_MAX); fd++)
		(void)close((int)fd);
}
