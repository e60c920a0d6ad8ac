/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc --version: lines that callers find by their prefixes, as runc's. */
#include <seccomp.h>
#include <stdio.h>

#include "compat/base/err.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/lxc/lxc.h"
#include "runlxc/spec/spec.h"

void cmd_version_print(void)
{
	const struct scmp_version *seccomp = seccomp_version();
	struct err err = { 0 };
	const char *lxc = lxc_version(&err);

	(void)printf("runlxc version %s\nspec: %s\nlibseccomp: %u.%u.%u\nliblxc: %s\n", RUNLXC_VERSION,
		     SPEC_VERSION, seccomp->major, seccomp->minor, seccomp->micro, lxc ? lxc : err.message);
}
