/* SPDX-License-Identifier: Apache-2.0 */
/* A bundle: the directory with config.json and the root filesystem. */
#include "runlxc/bundle/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/spec/spec.h"

enum { CONFIG_LIMIT = 32 * 1024 * 1024 };

static int find_rootfs(struct bundle *bundle, struct err *err)
{
	const char *path = bundle->spec->root->path;
	auto_free char *joined = NULL;
	struct stat status;

	if (path[0] != '/') {
		if (asprintf(&joined, "%s/%s", bundle->path, path) < 0)
			return err_set(err, ENOMEM, "root.path: out of memory");
		path = joined;
	}
	bundle->rootfs = realpath(path, NULL);
	if (!bundle->rootfs)
		return err_set_errno(err, errno, "root.path: %s", path);
	if (stat(bundle->rootfs, &status) < 0 || !S_ISDIR(status.st_mode))
		return err_set_errno(err, ENOTDIR, "root.path: %s", bundle->rootfs);
	if (strcmp(bundle->rootfs, "/") == 0)
		return err_set(err, EINVAL, "root.path: must not be the host's root");
	return 0;
}

int bundle_open(const char *directory, struct bundle *bundle, struct err *err)
{
	auto_close int fd = -EBADF;
	int r;

	*bundle = (struct bundle){ .path = realpath(directory, NULL) };
	if (!bundle->path)
		return err_set_errno(err, errno, "--bundle: %s", directory);
	fd = open(bundle->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set_errno(err, errno, "--bundle: open %s", bundle->path);
	r = file_read_at(fd, "config.json", CONFIG_LIMIT, &bundle->config, &bundle->config_length);
	if (r == -ENOENT)
		return err_set(
			err, ENOENT,
			"JSON specification file config.json not found in %s (`runlxc spec` writes one)",
			bundle->path);
	if (r < 0)
		return err_set_errno(err, -r, "--bundle: reading %s/config.json", bundle->path);
	r = spec_read(bundle->config, bundle->config_length, &bundle->spec, err);
	return r < 0 ? r : find_rootfs(bundle, err);
}

void bundle_clear(struct bundle *bundle)
{
	spec_free(bundle->spec);
	free(bundle->path);
	free(bundle->rootfs);
	free(bundle->config);
	*bundle = (struct bundle){ 0 };
}
