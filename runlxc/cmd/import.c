/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc import */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/log.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/convert/convert.h"
#include "runlxc/globals.h"
#include "runlxc/spec/spec.h"

enum { FILE_LIMIT = 16 * 1024 * 1024 };

struct values {
	const char *bundle;
};

static const struct command_option options[] = {
	{ "bundle", "b", COMMAND_STRING, offsetof(struct values, bundle), "directory to write config.json to (default: .)" },
};

static int read_policy(const char *text, char **ret, struct err *err)
{
	auto_free char *path = convert_import_policy_path(text);
	int r = path ? file_read_at(AT_FDCWD, path, FILE_LIMIT, ret, NULL) : 0;

	return r < 0 ? err_set_errno(err, -r, "lxc.seccomp.profile: reading %s", path) : 0;
}

/* A config.json that runlxc would refuse is none: the values of the lines are looked at here. */
static int check(const char *config, struct err *err)
{
	struct spec *spec = NULL;
	int r = spec_read(config, strlen(config), &spec, err);

	spec_free(spec);
	return r < 0 ? err_wrap(err, "what the configuration comes to") : 0;
}

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	const struct values *values = call->values;
	struct convert_import import = { 0 };
	auto_free char *text = NULL, *policy = NULL;
	int r = file_read_at(AT_FDCWD, call->argv[0], FILE_LIMIT, &text, NULL);

	(void)ret_status;
	if (r < 0)
		return err_set_errno(err, -r, "reading %s", call->argv[0]);
	r = read_policy(text, &policy, err);
	if (r == 0 && convert_import(text, policy, &import, err) < 0)
		r = err_wrap(err, "%s", call->argv[0]);
	if (r == 0 && import.unknown.length && call->globals->strict)
		r = err_set(err, ENOTSUP, "a bundle cannot say: %s (--strict)", import.unknown.text);
	if (r == 0)
		r = check(import.config, err);
	if (r == 0)
		r = cmd_config_write(values->bundle ? values->bundle : ".", import.config, err);
	if (r == 0 && import.unknown.length)
		log_warning("a bundle cannot say: %s", import.unknown.text);
	convert_import_clear(&import);
	return r;
}

const struct command cmd_import = {
	.name = "import",
	.arguments = "CONFIG",
	.summary = "make a bundle's config.json from a configuration of LXC",
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct values),
	.minimum = 1,
	.maximum = 1,
	.run = run,
};
