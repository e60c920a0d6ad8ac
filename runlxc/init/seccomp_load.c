/* SPDX-License-Identifier: Apache-2.0 */
/* Loads the filter that create compiled, and reports the descriptor of one that asks another process. */
#include <errno.h>

#include "compat/base/err.h"
#include "compat/syscall/syscall.h"
#include "runlxc/init/channel.h"
#include "runlxc/init/init.h"

int init_seccomp_load(const struct init_request *request, struct err *err)
{
	const struct translate_seccomp *seccomp = request->seccomp;
	int fd, r;

	if (!seccomp)
		return 0;
	fd = syscall_seccomp_load(seccomp->flags, seccomp->instructions, seccomp->count);
	if (fd < 0)
		return err_set_errno(err, errno, "linux.seccomp: seccomp (%zu instructions%s)",
				     seccomp->count,
				     seccomp->flags ? ", with flags, which this kernel may not know" : "");
	if (!(seccomp->flags & TRANSLATE_SECCOMP_LISTENER))
		return 0;
	/* The creator takes it out of this process: it is closed no earlier than by the exec. */
	r = init_channel_report_listener(request->channel, fd);
	return r < 0 ? err_set_errno(err, -r, "linux.seccomp.listenerPath: write") : 0;
}
