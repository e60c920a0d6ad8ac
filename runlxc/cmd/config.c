/* SPDX-License-Identifier: Apache-2.0 */
/* A new bundle's config.json. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/cmd/cmd.h"

int cmd_config_write(const char *directory, const char *text, struct err *err)
{
	auto_close int dirfd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd = -EBADF;
	int r;

	if (dirfd < 0)
		return err_set_errno(err, errno, "--bundle: open %s", directory);
	fd = openat(dirfd, "config.json", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0 && errno == EEXIST)
		return err_set(err, EEXIST, "File config.json exists. Remove it first");
	if (fd < 0)
		return err_set_errno(err, errno, "--bundle: making %s/config.json", directory);
	r = file_write_fd(fd, text, strlen(text));
	return r < 0 ? err_set_errno(err, -r, "--bundle: writing %s/config.json", directory) : 0;
}
