/* SPDX-License-Identifier: Apache-2.0 */
/* process.rlimits, with the system call itself: libc's setrlimit needs Linux 2.6.36. */
#include <errno.h>

#include "compat/base/err.h"
#include "compat/syscall/syscall.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

int init_limits(const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < spec->process->rlimits.count; i++) {
		const struct spec_rlimit *item = &spec->process->rlimits.items[i];
		struct rlimit limit = { .rlim_cur = item->soft, .rlim_max = item->hard };

		if (syscall_setrlimit(item->resource, &limit) < 0)
			return err_set_errno(err, errno, "process.rlimits[%zu]: setrlimit %s", i,
					     table_word_name(&table_rlimit, item->resource));
	}
	return 0;
}
