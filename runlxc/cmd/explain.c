/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc explain */
#include <errno.h>
#include <stdio.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/bundle/bundle.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/translate/translate.h"

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	struct bundle bundle;
	struct translate_plan plan = { 0 };
	auto_free char *text = NULL;
	int r = bundle_open(call->argv[0] ? call->argv[0] : ".", &bundle, err);

	(void)ret_status;
	if (r == 0)
		r = translate_plan_make(bundle.spec, bundle.rootfs, &plan, err);
	if (r == 0) {
		text = translate_plan_explain(&plan);
		if (!text || fputs(text, stdout) < 0)
			r = err_set_errno(err, errno, "writing to standard output");
	}
	translate_plan_clear(&plan);
	bundle_clear(&bundle);
	return r;
}

const struct command cmd_explain = {
	.name = "explain",
	.arguments = "[BUNDLE]",
	.summary = "show what liblxc is told, from which field, and who does the rest",
	.minimum = 0,
	.maximum = 1,
	.run = run,
};
