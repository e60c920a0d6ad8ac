/* SPDX-License-Identifier: Apache-2.0 */
/* What `runlxc explain` prints: every line with the field it comes from. */
#include <sys/mount.h>

#include "compat/base/strbuf.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"
#include "runlxc/translate/translate.h"

#define ROW(flag)           \
	{                   \
#flag, flag \
	}

static const struct {
	const char *name;
	unsigned long flag;
} flag_names[] = {
	ROW(MS_RDONLY),    ROW(MS_NOSUID),      ROW(MS_NODEV),
	ROW(MS_NOEXEC),    ROW(MS_SYNCHRONOUS), ROW(MS_REMOUNT),
	ROW(MS_MANDLOCK),  ROW(MS_DIRSYNC),     { "MS_NOSYMFOLLOW", 256 },
	ROW(MS_NOATIME),   ROW(MS_NODIRATIME),  ROW(MS_BIND),
	ROW(MS_REC),       ROW(MS_SILENT),      ROW(MS_POSIXACL),
	ROW(MS_I_VERSION), ROW(MS_RELATIME),    ROW(MS_STRICTATIME),
	ROW(MS_LAZYTIME),
};

static void put_flags(struct strbuf *text, unsigned long flags)
{
	const char *separator = "";

	if (!flags)
		strbuf_puts(text, "0");
	for (size_t i = 0; i < sizeof(flag_names) / sizeof(*flag_names); i++) {
		if (!(flags & flag_names[i].flag))
			continue;
		strbuf_printf(text, "%s%s", separator, flag_names[i].name);
		separator = "|";
		flags &= ~flag_names[i].flag;
	}
	if (flags)
		strbuf_printf(text, "%s0x%lx", separator, flags);
}

static void put_mount(struct strbuf *text, const struct spec_mount *from, const struct translate_mount *to)
{
	const char *type = to->flags & MS_BIND ? "-" : from->type ? from->type : "-";

	strbuf_printf(text, "mount %s %s %s ", from->source ? from->source : type, from->destination, type);
	put_flags(text, to->flags);
	if (*to->data)
		strbuf_printf(text, " data=%s", to->data);
	if (to->propagation)
		strbuf_printf(text, " propagation=%s",
			      table_word_name(&table_propagation, (int64_t)to->propagation));
	if (to->attributes_set || to->attributes_clear)
		strbuf_printf(text, " recursive=+0x%llx-0x%llx", (unsigned long long)to->attributes_set,
			      (unsigned long long)to->attributes_clear);
	if (to->id_mapped)
		strbuf_puts(text, to->id_mapped_tree ? " ids mapped, below too" : " ids mapped");
	if (to->copy_up)
		strbuf_puts(text, " copied up");
}

char *translate_plan_explain(const struct translate_plan *plan)
{
	struct strbuf text = { 0 };

	strbuf_puts(&text, "# What liblxc is told:\n");
	for (size_t i = 0; i < plan->line_count; i++) {
		const struct translate_line *line = &plan->lines[i];

		strbuf_printf(&text, "%s = %s\t# %s\n", line->key, line->value, line->field);
	}
	strbuf_puts(&text, "# What runlxc mounts before the pivot:\n");
	for (size_t i = 0; i < plan->spec->mounts.count; i++) {
		put_mount(&text, &plan->spec->mounts.items[i], &plan->mounts[i]);
		strbuf_printf(&text, "\t# mounts[%zu]\n", i);
	}
	strbuf_puts(&text, "# What liblxc cannot say exactly, and who does it:\n");
	for (size_t i = 0; i < plan->duty_count; i++)
		strbuf_printf(&text, "%s\t# %s\n", plan->duties[i]->field, plan->duties[i]->who);
	return strbuf_take(&text);
}
