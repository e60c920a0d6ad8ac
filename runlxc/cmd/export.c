/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc export */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/log.h"
#include "runlxc/bundle/bundle.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/convert/convert.h"
#include "runlxc/globals.h"

struct values {
	const char *output;
};

static const struct command_option options[] = {
	{ "output", "o", COMMAND_STRING, offsetof(struct values, output), "file to write (default: standard output)" },
};

static bool is_directory(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* FILE.seccomp, as an absolute path, since lxc-start may run elsewhere. */
static int policy_path(const char *output, char **ret, struct err *err)
{
	auto_free char *directory = output[0] == '/' ? NULL : getcwd(NULL, 0);

	if (output[0] != '/' && !directory)
		return err_set_errno(err, errno, "--output: getcwd");
	if (asprintf(ret, "%s%s%s.seccomp", directory ? directory : "", directory ? "/" : "", output) < 0) {
		*ret = NULL;
		return err_set(err, ENOMEM, "--output: out of memory");
	}
	return 0;
}

static int write_text(const char *path, const struct strbuf *text, struct err *err)
{
	int r = file_replace_at(AT_FDCWD, path, text->text, text->length, 0644);

	return r < 0 ? err_set_errno(err, -r, "--output: writing %s", path) : 0;
}

static int write_all(const char *output, const char *policy, const struct convert_export *export,
		     struct err *err)
{
	int r = 0;

	if (!output)
		return fputs(export->config.text, stdout) < 0 ?
			       err_set_errno(err, errno, "writing to standard output") :
			       0;
	if (export->seccomp.length)
		r = write_text(policy, &export->seccomp, err);
	return r < 0 ? r : write_text(output, &export->config, err);
}

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	const struct values *values = call->values;
	struct bundle bundle = { 0 };
	struct convert_export export = { 0 };
	auto_free char *policy = NULL;
	int r = bundle_open(call->argv[0] ? call->argv[0] : ".", &bundle, err);

	(void)ret_status;
	if (r == 0 && values->output)
		r = policy_path(values->output, &policy, err);
	if (r == 0) {
		const struct convert_export_request request = { bundle.spec, bundle.path, bundle.rootfs,
								policy, is_directory };

		r = convert_export(&request, &export, err);
	}
	if (r == 0 && export.lost.length && call->globals->strict)
		r = err_set(err, ENOTSUP, "an LXC configuration cannot say: %s (--strict)", export.lost.text);
	if (r == 0)
		r = write_all(values->output, policy, &export, err);
	if (r == 0 && export.lost.length)
		log_warning("an LXC configuration cannot say: %s", export.lost.text);
	convert_export_clear(&export);
	bundle_clear(&bundle);
	return r;
}

const struct command cmd_export = {
	.name = "export",
	.arguments = "[BUNDLE]",
	.summary = "write the bundle as a configuration for lxc-start",
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct values),
	.minimum = 0,
	.maximum = 1,
	.run = run,
};
