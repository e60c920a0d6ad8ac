/* SPDX-License-Identifier: Apache-2.0 */
/* Loads the filter that create compiled. */
#include <errno.h>

#include "compat/base/err.h"
#include "compat/syscall/syscall.h"
#include "runlxc/init/init.h"

int init_seccomp_load(const struct translate_seccomp *seccomp, struct err *err)
{
	/* Above 0 it is the thread that could not follow (TSYNC); there is one only. */
	if (seccomp && syscall_seccomp_load(seccomp->flags, seccomp->instructions, seccomp->count) != 0)
		return err_set_errno(err, errno, "linux.seccomp: seccomp (%zu instructions)", seccomp->count);
	return 0;
}
