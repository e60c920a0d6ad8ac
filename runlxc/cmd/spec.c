/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc spec */
#include <errno.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/spec/spec.h"

struct values {
	const char *bundle;
	bool rootless;
};

static const struct command_option options[] = {
	{ "bundle", "b", COMMAND_STRING, offsetof(struct values, bundle), "directory to write config.json to (default: .)" },
	{ "rootless", NULL, COMMAND_FLAG, offsetof(struct values, rootless), "for a user who is not root" },
};

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	const struct values *values = call->values;
	const char *directory = values->bundle ? values->bundle : ".";
	const struct spec_sample_user user = { .uid = geteuid(), .gid = getegid() };
	auto_free char *text = spec_sample(values->rootless ? &user : NULL);

	(void)ret_status;
	return text ? cmd_config_write(directory, text, err) :
		      err_set(err, ENOMEM, "config.json: out of memory");
}

const struct command cmd_spec = {
	.name = "spec",
	.arguments = "",
	.summary = "write a config.json to start from",
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct values),
	.run = run,
};
