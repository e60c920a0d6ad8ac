/* SPDX-License-Identifier: Apache-2.0 */
/* The names of the uts namespace that liblxc does not set. */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"

int init_hostname(const struct spec *spec, struct err *err)
{
	const struct spec_namespace *uts = spec_namespace_find(spec, CLONE_NEWUTS);

	/* In a new namespace liblxc has set it; in a joined one it does not. */
	if (spec->hostname && uts && uts->path && sethostname(spec->hostname, strlen(spec->hostname)) < 0)
		return err_set_errno(err, errno, "hostname: sethostname");
	if (spec->domainname && setdomainname(spec->domainname, strlen(spec->domainname)) < 0)
		return err_set_errno(err, errno, "domainname: setdomainname");
	return 0;
}
