/* SPDX-License-Identifier: Apache-2.0 */
/* The standard descriptors that the caller gave: whose they are, and which null device. */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "runlxc/init/init.h"

static bool is_null_status(const struct stat *status)
{
	return S_ISCHR(status->st_mode) && status->st_rdev == makedev(1, 3);
}

void init_give_stdio(uid_t uid)
{
	struct stat status;

	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fstat(fd, &status) == 0 && status.st_uid != uid && !is_null_status(&status))
			(void)fchown(fd, uid, (gid_t)-1);
}

static bool is_null(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && is_null_status(&status);
}

void init_own_null(void)
{
	int null = -EBADF;

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (!is_null(fd))
			continue;
		if (null < 0)
			null = open("/dev/null", O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		/* An image without one, or with something else there: the host's does as well. */
		if (null >= 0 && is_null(null))
			(void)dup2(null, fd);
	}
	if (null >= 0)
		(void)close(null);
}
