/* SPDX-License-Identifier: Apache-2.0 */
/* Turns a bundle into the lines of a liblxc configuration, each with the field it comes from. */
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>

#include "compat/base/err.h"
#include "compat/base/strbuf.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"
#include "runlxc/translate/translate.h"

/*
 * What every container gets: liblxc keeps its hands off terminals, /dev, the keyring and labels, whose OCI meaning it
 * cannot say. The reason stands where a line from the bundle has its field.
 */
static const struct translate_line constant_lines[] = {
	{ "lxc.autodev", "0", "devices are made by runlxc" },
	{ "lxc.tty.max", "0", "terminals are made by runlxc" },
	{ "lxc.pty.max", "0", "/dev/pts is one of mounts[]" },
	{ "lxc.console.path", "none", "terminals are made by runlxc" },
	{ "lxc.apparmor.profile", "unchanged", "a label is set at the last exec" },
};

enum { CONSTANT_COUNT = sizeof(constant_lines) / sizeof(*constant_lines), SINGLE_LINES = 4 };

static void add(struct translate_plan *plan, const char *key, const char *value, const char *field)
{
	plan->lines[plan->line_count++] = (struct translate_line){ key, value, field };
}

/*
 * Only what is new: namespaces by path are joined by the monitor before the clone, because liblxc's own
 * lxc.namespace.share needs CLONE_PARENT with CLONE_NEWPID, which Linux 2.6.32 refuses. A time namespace is the monitor's
 * as well, for the sake of its offsets.
 */
static int add_namespaces(struct translate_plan *plan, const struct spec *spec, struct err *err)
{
	const int time = table_namespace_find("time")->type;
	auto_strbuf struct strbuf list = { 0 };
	char *value;

	for (size_t i = 0; i < spec->linux->namespaces.count; i++) {
		const struct spec_namespace *namespace = &spec->linux->namespaces.items[i];

		if (!namespace->path && namespace->type != time)
			strbuf_printf(&list, "%s%s", list.length ? " " : "",
				      table_namespace_find_type(namespace->type)->file);
	}
	value = list.failed ? NULL : arena_strdup(&plan->arena, list.text ? list.text : "");
	if (!value)
		return err_set(err, ENOMEM, "linux.namespaces: out of memory");
	add(plan, "lxc.namespace.clone", value, "linux.namespaces");
	return 0;
}

static int add_mappings(struct translate_plan *plan, const struct spec_id_mappings *mappings, char kind,
			const char *field, struct err *err)
{
	for (size_t i = 0; i < mappings->count; i++) {
		const struct spec_id_mapping *mapping = &mappings->items[i];
		char *value = arena_printf(&plan->arena, "%c %u %u %u", kind, mapping->container_id,
					   mapping->host_id, mapping->size);
		char *from = arena_printf(&plan->arena, "%s[%zu]", field, i);

		if (!value || !from)
			return err_set(err, ENOMEM, "%s: out of memory", field);
		add(plan, "lxc.idmap", value, from);
	}
	return 0;
}

/* A user namespace that is joined has its maps already. */
static int add_id_maps(struct translate_plan *plan, const struct spec *spec, struct err *err)
{
	const struct spec_namespace *user = spec_namespace_find(spec, CLONE_NEWUSER);
	int r;

	if (!user || user->path)
		return 0;
	r = add_mappings(plan, &spec->linux->uid_mappings, 'u', "linux.uidMappings", err);
	return r < 0 ? r : add_mappings(plan, &spec->linux->gid_mappings, 'g', "linux.gidMappings", err);
}

/* liblxc sets the name only in a uts namespace that it makes; in a joined one runlxc does. */
static void add_hostname(struct translate_plan *plan, const struct spec *spec)
{
	const struct spec_namespace *uts = spec_namespace_find(spec, CLONE_NEWUTS);

	if (spec->hostname && uts && !uts->path)
		add(plan, "lxc.uts.name", spec->hostname, "hostname");
}

static int add_sysctls(struct translate_plan *plan, const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < spec->linux->sysctl.count; i++) {
		const struct spec_pair *pair = &spec->linux->sysctl.items[i];
		char *key = arena_printf(&plan->arena, "lxc.sysctl.%s", pair->key);
		char *field = arena_printf(&plan->arena, "linux.sysctl[\"%s\"]", pair->key);

		if (!key || !field)
			return err_set(err, ENOMEM, "linux.sysctl: out of memory");
		/* liblxc takes an empty value for "forget this line". */
		if (!*pair->value)
			return err_set(err, ENOTSUP, "%s: an empty value is not supported", field);
		/* liblxc turns every dot into a slash, so "net/ipv4/conf/eth0.1" cannot be said with slashes. */
		for (char *at = key; *at; at++)
			if (*at == '/')
				*at = '.';
		add(plan, key, pair->value, field);
	}
	return 0;
}

/*
 * linux.mountLabel, as runc gives it: file systems of the kernel's own have labels of their own (mqueue gets its by
 * another call), and a bind mount keeps those of its files. In quotes, since a label may have commas.
 */
static int add_label(struct translate_plan *plan, const struct spec *spec, size_t i, struct err *err)
{
	static const char *const without[] = { "cgroup", "cgroup2", "mqueue", "proc", "sysfs" };
	struct translate_mount *mount = &plan->mounts[i];
	const char *type = spec->mounts.items[i].type;

	if (!spec->linux->mount_label || !type || mount->flags & MS_BIND)
		return 0;
	for (size_t j = 0; j < sizeof(without) / sizeof(*without); j++)
		if (strcmp(type, without[j]) == 0)
			return 0;
	mount->data = arena_printf(&plan->arena, "%s%scontext=\"%s\"", mount->data, *mount->data ? "," : "",
				   spec->linux->mount_label);
	return mount->data ? 0 : err_set(err, ENOMEM, "linux.mountLabel: out of memory");
}

static int add_mounts(struct translate_plan *plan, const struct spec *spec, struct err *err)
{
	plan->mounts = arena_alloc(&plan->arena, (spec->mounts.count + 1) * sizeof(*plan->mounts));
	if (!plan->mounts)
		return err_set(err, ENOMEM, "mounts: out of memory");
	for (size_t i = 0; i < spec->mounts.count; i++) {
		if (translate_mount_options(&spec->mounts.items[i], &plan->arena, &plan->mounts[i], err) < 0)
			return err_wrap(err, "mounts[%zu].options", i);
		if (add_label(plan, spec, i, err) < 0)
			return -err->number;
	}
	return 0;
}

int translate_plan_make(const struct spec *spec, const char *rootfs, struct translate_plan *plan,
			struct err *err)
{
	size_t room = CONSTANT_COUNT + SINGLE_LINES + spec->linux->sysctl.count +
		      spec->linux->uid_mappings.count + spec->linux->gid_mappings.count;
	char *path;
	int r;

	*plan = (struct translate_plan){ .spec = spec };
	r = translate_refuse(spec, err);
	if (r == 0)
		r = add_mounts(plan, spec, err);
	if (r < 0)
		return r;
	plan->lines = arena_alloc(&plan->arena, room * sizeof(*plan->lines));
	plan->duties = arena_alloc(&plan->arena, translate_duties_max() * sizeof(*plan->duties));
	path = arena_printf(&plan->arena, "dir:%s", rootfs);
	if (!plan->lines || !plan->duties || !path)
		return err_set(err, ENOMEM, "translating the bundle: out of memory");
	add(plan, "lxc.rootfs.path", path, "root.path");
	add(plan, "lxc.rootfs.mount", path + strlen("dir:"), "root.path (mounted over itself)");
	r = add_namespaces(plan, spec, err);
	if (r == 0)
		r = add_id_maps(plan, spec, err);
	if (r < 0)
		return r;
	add_hostname(plan, spec);
	r = add_sysctls(plan, spec, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < CONSTANT_COUNT; i++)
		add(plan, constant_lines[i].key, constant_lines[i].value, constant_lines[i].field);
	plan->duty_count = translate_duties(spec, plan->duties);
	return 0;
}

void translate_plan_clear(struct translate_plan *plan)
{
	arena_clear(&plan->arena);
	*plan = (struct translate_plan){ 0 };
}
