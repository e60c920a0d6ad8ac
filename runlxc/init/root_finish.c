/* SPDX-License-Identifier: Apache-2.0 */
/* After the pivot: what had to stay writable until now becomes read-only, and the root gets its propagation. */
#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

int init_remount_readonly(const char *path, struct err *err)
{
	static const struct {
		unsigned long reported, flag;
	} kept[] = {
		{ ST_NOSUID, MS_NOSUID }, { ST_NODEV, MS_NODEV },	    { ST_NOEXEC, MS_NOEXEC },
		{ ST_NOATIME, MS_NOATIME }, { ST_NODIRATIME, MS_NODIRATIME }, { ST_RELATIME, MS_RELATIME },
	};
	unsigned long flags = MS_BIND | MS_REMOUNT | MS_RDONLY;
	struct statvfs filesystem;

	if (statvfs(path, &filesystem) < 0)
		return err_set_errno(err, errno, "statvfs %s", path);
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		if (filesystem.f_flag & kept[i].reported)
			flags |= kept[i].flag;
	if (mount(NULL, path, NULL, flags, NULL) < 0)
		return err_set_errno(err, errno, "mount %s (read-only)", path);
	return 0;
}

static int finish_mounts(const struct init_request *request, struct err *err)
{
	for (size_t i = 0; i < request->spec->mounts.count; i++) {
		const struct spec_mount *mount_ = &request->spec->mounts.items[i];
		bool readonly = request->plan->mounts[i].flags & MS_RDONLY;

		if (readonly && mount_->type && strcmp(mount_->type, "tmpfs") == 0 &&
		    init_remount_readonly(mount_->destination, err) < 0)
			return err_wrap(err, "mounts[%zu].options", i);
	}
	return 0;
}

/*
 * Private and slave are so since init_root_prepare(), and what a mount's own options say is not to be undone. Shared the
 * root cannot be before, when the kernel refuses the pivot, nor unbindable, when nothing could be bound.
 */
static int set_propagation(const struct spec *spec, struct err *err)
{
	const char *word = spec->linux->rootfs_propagation;
	const struct table_word *propagation = word ? table_word_find(&table_propagation, word) : NULL;

	if (!propagation || !(propagation->value & (MS_SHARED | MS_UNBINDABLE)))
		return 0;
	if (mount(NULL, "/", NULL, (unsigned long)propagation->value, NULL) < 0)
		return err_set_errno(err, errno, "linux.rootfsPropagation: mount / (%s)", word);
	return 0;
}

int init_root_finish(const struct init_request *request, struct err *err)
{
	const struct spec *spec = request->spec;
	int r = finish_mounts(request, err);

	init_own_null();
	if (r == 0)
		r = set_propagation(spec, err);
	if (r == 0 && spec->root->readonly && init_remount_readonly("/", err) < 0)
		r = err_wrap(err, "root.readonly");
	return r;
}
