/* SPDX-License-Identifier: Apache-2.0 */
/* Reads and writes the small files of a cgroup by absolute path: cheaper than a descriptor per directory. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>

#include "compat/base/file.h"
#include "runlxc/cgroup/internal.h"

/* cgroup.procs of a host full of processes is some MiB. */
enum { FILE_LIMIT = 64 << 20 };

static int format(char path[static PATH_MAX], const char *directory, const char *file)
{
	int length = snprintf(path, PATH_MAX, "%s/%s", directory, file);

	return length < 0 || length >= PATH_MAX ? -ENAMETOOLONG : 0;
}

int cgroup_file_read(const char *directory, const char *file, char **ret_text)
{
	char path[PATH_MAX];
	int r = format(path, directory, file);

	return r < 0 ? r : file_read_at(AT_FDCWD, path, FILE_LIMIT, ret_text, NULL);
}

int cgroup_file_write(const char *directory, const char *file, const char *value)
{
	char path[PATH_MAX];
	int r = format(path, directory, file);

	return r < 0 ? r : file_write_at(AT_FDCWD, path, value);
}
