/* SPDX-License-Identifier: Apache-2.0 */
/* Exports mounts[] and maskedPaths as lines of an fstab. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "runlxc/convert/writer.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

static void put_escaped(struct strbuf *text, const char *word)
{
	for (; *word; word++)
		if (strchr(" \t\n\\", *word))
			strbuf_printf(text, "\\%03o", (unsigned char)*word);
		else
			strbuf_add(text, word, 1);
}

static void put_entry(struct convert_writer *writer, const char *source, const char *destination,
		      const char *type, const char *options)
{
	auto_strbuf struct strbuf line = { 0 };

	put_escaped(&line, source);
	strbuf_puts(&line, " ");
	put_escaped(&line, destination + strspn(destination, "/"));
	strbuf_printf(&line, " %s %s 0 0", type, options);
	if (line.text)
		convert_write(writer, "mounts", "lxc.mount.entry", "%s", line.text);
}

/* Options that are the same in both languages; true: it is a bind mount. */
static bool put_options(struct convert_writer *writer, const struct spec_mount *mount, struct strbuf *options)
{
	bool bind = mount->type && strcmp(mount->type, "bind") == 0, has_bind = false;

	for (size_t i = 0; i < mount->options.count; i++) {
		const char *word = mount->options.items[i];
		const struct table_mount_option *option = table_mount_option_find(word);

		if (option &&
		    (option->kind == TABLE_MOUNT_ATTRIBUTE || option->kind == TABLE_MOUNT_EXTENSION)) {
			convert_lose(writer, "mounts[].options", word);
			continue;
		}
		has_bind = has_bind || strcmp(word, "bind") == 0 || strcmp(word, "rbind") == 0;
		strbuf_printf(options, "%s%s", options->length ? "," : "", word);
	}
	if (bind && !has_bind)
		strbuf_printf(options, "%sbind", options->length ? "," : "");
	return bind || has_bind;
}

static void put_mount(struct convert_writer *writer, const struct spec_mount *mount)
{
	const struct convert_export_request *request = writer->request;
	auto_strbuf struct strbuf options = { 0 };
	const char *source = mount->source ? mount->source : mount->type ? mount->type : "none";
	bool bind = put_options(writer, mount, &options), directory = true;
	char path[PATH_MAX];

	if (bind && source[0] != '/') {
		(void)snprintf(path, sizeof(path), "%s/%s", request->bundle, source);
		source = path;
	}
	if (bind)
		directory = !request->is_directory || request->is_directory(source);
	strbuf_printf(&options, "%screate=%s", options.length ? "," : "", directory ? "dir" : "file");
	if (mount->uid_mappings.count || mount->gid_mappings.count)
		convert_lose(writer, "mounts[].uidMappings", "no word for it");
	put_entry(writer, source, mount->destination,
		  bind        ? "none" :
		  mount->type ? mount->type :
				"none",
		  options.text ? options.text : "");
}

static const struct spec_mount *mount_at(const struct spec *spec, const char *destination)
{
	for (size_t i = 0; i < spec->mounts.count; i++)
		if (strcmp(spec->mounts.items[i].destination, destination) == 0)
			return &spec->mounts.items[i];
	return NULL;
}

static bool is_of(const struct spec_mount *mount, const char *type)
{
	return mount && mount->type && strcmp(mount->type, type) == 0;
}

/* liblxc fills a tmpfs on /dev with the devices that every container has, and mounts a devpts of its own there. */
static bool is_liblxcs(const struct spec *spec, const struct spec_mount *mount)
{
	if (mount == mount_at(spec, "/dev"))
		return is_of(mount, "tmpfs");
	return mount == mount_at(spec, "/dev/pts") && is_of(mount, "devpts");
}

static void put_cgroups(struct convert_writer *writer, const struct spec_mount *mount)
{
	bool readonly = false;

	for (size_t i = 0; i < mount->options.count; i++)
		readonly = readonly || strcmp(mount->options.items[i], "ro") == 0;
	convert_write(writer, "mounts[]", "lxc.mount.auto", "cgroup:%s:force", readonly ? "ro" : "rw");
}

static void put_masked(struct convert_writer *writer)
{
	const struct spec_strings *masked = &writer->spec->linux->masked_paths;
	const struct convert_export_request *request = writer->request;

	for (size_t i = 0; i < masked->count; i++) {
		const char *path = masked->items[i];

		if (request->is_directory && request->is_directory(path))
			put_entry(writer, "tmpfs", path, "tmpfs", "ro,size=0,optional");
		else
			put_entry(writer, "/dev/null", path, "none", "bind,optional");
	}
}

void convert_export_mounts(struct convert_writer *writer)
{
	const struct spec *spec = writer->spec;

	convert_write(writer, "mounts", "lxc.autodev", "%d", is_of(mount_at(spec, "/dev"), "tmpfs"));
	convert_write(writer, "mounts", "lxc.pty.max", "%d",
		      is_of(mount_at(spec, "/dev/pts"), "devpts") ? 1024 : 0);
	for (size_t i = 0; i < spec->mounts.count; i++) {
		const struct spec_mount *mount = &spec->mounts.items[i];

		if (is_liblxcs(spec, mount))
			continue;
		if (is_of(mount, "cgroup"))
			put_cgroups(writer, mount);
		else
			put_mount(writer, mount);
	}
	put_masked(writer);
}
