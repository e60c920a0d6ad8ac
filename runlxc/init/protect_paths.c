/* SPDX-License-Identifier: Apache-2.0 */
/* linux.readonlyPaths and linux.maskedPaths: after the sysctls, which a read-only /proc/sys would refuse. */
#include <errno.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "compat/base/err.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"

static bool is_absent(int number)
{
	return number == ENOENT || number == ENOTDIR;
}

static int make_readonly(const char *path, struct err *err)
{
	if (mount(path, path, NULL, MS_BIND | MS_REC, NULL) < 0)
		return is_absent(errno) ? 0 : err_set_errno(err, errno, "mount %s (bind)", path);
	return init_remount_readonly(path, err);
}

/* A file is covered by /dev/null, a directory by an empty tmpfs. */
static int mask(const char *path, struct err *err)
{
	struct stat status;
	int r;

	if (stat(path, &status) < 0)
		return is_absent(errno) ? 0 : err_set_errno(err, errno, "stat %s", path);
	if (S_ISDIR(status.st_mode))
		r = mount("tmpfs", path, "tmpfs", MS_RDONLY, "nr_blocks=1,nr_inodes=1");
	else
		r = mount("/dev/null", path, NULL, MS_BIND, NULL);
	if (r < 0 && !is_absent(errno))
		return err_set_errno(err, errno, "mount on %s", path);
	return 0;
}

int init_protect_paths(const struct spec *spec, struct err *err)
{
	const struct spec_strings *readonly = &spec->linux->readonly_paths,
				  *masked = &spec->linux->masked_paths;

	for (size_t i = 0; i < readonly->count; i++)
		if (make_readonly(readonly->items[i], err) < 0)
			return err_wrap(err, "linux.readonlyPaths[%zu]", i);
	for (size_t i = 0; i < masked->count; i++)
		if (mask(masked->items[i], err) < 0)
			return err_wrap(err, "linux.maskedPaths[%zu]", i);
	return 0;
}
