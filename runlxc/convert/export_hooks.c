/* SPDX-License-Identifier: Apache-2.0 */
/* Exports hooks, which LXC runs by a shell at the places that are nearest. */
#include "runlxc/convert/writer.h"
#include "runlxc/spec/spec.h"

static void put_list(struct convert_writer *writer, const char *field, const char *key,
		     const struct spec_hook_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct spec_hook *hook = &list->items[i];
		auto_strbuf struct strbuf command = { 0 };

		strbuf_puts(&command, "exec env -i ");
		for (size_t j = 0; j < hook->env.count; j++) {
			convert_quote(&command, hook->env.items[j]);
			strbuf_puts(&command, " ");
		}
		convert_quote(&command, hook->path);
		for (size_t j = 1; j < hook->args.count; j++) {
			strbuf_puts(&command, " ");
			convert_quote(&command, hook->args.items[j]);
		}
		if (command.text)
			convert_write(writer, field, key, "%s", command.text);
		convert_lose(writer, field, "the hook gets no state on its standard input, and no timeout");
	}
}

void convert_export_hooks(struct convert_writer *writer)
{
	const struct spec_hooks *hooks = writer->spec->hooks;

	if (!hooks)
		return;
	put_list(writer, "hooks.prestart", "lxc.hook.start-host", &hooks->prestart);
	put_list(writer, "hooks.createRuntime", "lxc.hook.start-host", &hooks->create_runtime);
	put_list(writer, "hooks.createContainer", "lxc.hook.mount", &hooks->create_container);
	put_list(writer, "hooks.startContainer", "lxc.hook.start", &hooks->start_container);
	put_list(writer, "hooks.poststop", "lxc.hook.post-stop", &hooks->poststop);
	if (hooks->poststart.count)
		convert_lose(writer, "hooks.poststart", "no word for it");
}
