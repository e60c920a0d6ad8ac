/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc spec */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
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
	auto_close int dirfd = -EBADF, fd = -EBADF;
	int r;

	(void)ret_status;
	if (!text)
		return err_set(err, ENOMEM, "config.json: out of memory");
	dirfd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dirfd < 0)
		return err_set_errno(err, errno, "--bundle: open %s", directory);
	fd = openat(dirfd, "config.json", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0 && errno == EEXIST)
		return err_set(err, EEXIST, "File config.json exists. Remove it first");
	if (fd < 0)
		return err_set_errno(err, errno, "--bundle: making %s/config.json", directory);
	r = file_write_fd(fd, text, strlen(text));
	return r < 0 ? err_set_errno(err, -r, "--bundle: writing %s/config.json", directory) : 0;
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
