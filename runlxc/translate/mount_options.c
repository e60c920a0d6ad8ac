/* SPDX-License-Identifier: Apache-2.0 */
/* Sorts mounts[].options into flags, propagation, recursive attributes and data for the file system. */
#include <errno.h>
#include <string.h>
#include <sys/mount.h>

#include "compat/base/err.h"
#include "compat/base/strbuf.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"
#include "runlxc/translate/translate.h"

/* mount(2) copies one page of data and cuts the rest off. */
enum { DATA_MAX = 4095 };

static void apply_option(const struct table_mount_option *option, struct translate_mount *mount,
			 uint64_t *extensions)
{
	switch (option->kind) {
	case TABLE_MOUNT_FLAG:
		mount->flags = (mount->flags & ~option->clear) | option->set;
		break;
	case TABLE_MOUNT_PROPAGATION:
		mount->propagation = option->set;
		break;
	case TABLE_MOUNT_ATTRIBUTE:
		mount->attributes_set = (mount->attributes_set & ~option->clear) | option->set;
		mount->attributes_clear |= option->clear;
		break;
	case TABLE_MOUNT_EXTENSION:
		*extensions |= option->set;
		break;
	}
}

int translate_mount_options(const struct spec_mount *mount, struct arena *arena, struct translate_mount *ret,
			    struct err *err)
{
	auto_strbuf struct strbuf data = { 0 };
	struct translate_mount result = { 0 };
	uint64_t extensions = 0;

	for (size_t i = 0; i < mount->options.count; i++) {
		const char *word = mount->options.items[i];
		const struct table_mount_option *option = table_mount_option_find(word);

		if (option)
			apply_option(option, &result, &extensions);
		else
			strbuf_printf(&data, "%s%s", data.length ? "," : "", word);
	}
	/* `"type": "bind"` without the option means the same to every runtime. */
	if (mount->type && strcmp(mount->type, "bind") == 0 && !(result.flags & MS_BIND))
		result.flags |= MS_BIND;
	result.id_mapped =
		(extensions & TABLE_MOUNT_IDMAP) || mount->uid_mappings.count || mount->gid_mappings.count;
	result.id_mapped_tree = extensions & TABLE_MOUNT_IDMAP_TREE;
	if (result.id_mapped && !(result.flags & MS_BIND))
		return err_set(err, EINVAL, "id-mapped mounts are only supported for bind-mounts");
	result.copy_up = extensions & TABLE_MOUNT_COPY_UP;
	if (result.copy_up && (!mount->type || strcmp(mount->type, "tmpfs") != 0))
		return err_set(err, EINVAL, "tmpcopyup needs the type tmpfs");
	if (data.length > DATA_MAX)
		return err_set(err, E2BIG, "%zu bytes for the file system, mount(2) takes %d", data.length,
			       DATA_MAX);
	result.data = data.failed ? NULL : arena_strdup(arena, data.text ? data.text : "");
	if (!result.data)
		return err_set(err, ENOMEM, "out of memory");
	*ret = result;
	return 0;
}
