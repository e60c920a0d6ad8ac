/* SPDX-License-Identifier: Apache-2.0 */
/* --pid-file, replaced in one step: whoever watches it never reads half a number. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/lifecycle/job.h"

int lifecycle_pid_file_write(const char *path, pid_t pid, struct err *err)
{
	char text[16];
	int r;

	if (!path)
		return 0;
	(void)snprintf(text, sizeof(text), "%d", pid);
	r = file_replace_at(AT_FDCWD, path, text, strlen(text), 0644);
	return r < 0 ? err_set_errno(err, -r, "--pid-file: writing %s", path) : 0;
}
