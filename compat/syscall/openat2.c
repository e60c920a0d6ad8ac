/* SPDX-License-Identifier: Apache-2.0 */
/* openat2(2), Linux 5.6: a path walk that cannot leave its root. */
#include "compat/syscall/syscall.h"

#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_openat2
#define SYS_openat2 437
#endif

int syscall_openat2(int dirfd, const char *path, uint64_t flags, uint64_t resolve)
{
	/* struct open_how of linux/openat2.h, which does not compile beside every libc's fcntl.h. */
	struct {
		uint64_t flags, mode, resolve;
	} how = { .flags = flags, .resolve = resolve };

	return (int)syscall(SYS_openat2, dirfd, path, &how, sizeof(how));
}
