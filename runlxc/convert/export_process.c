/* SPDX-License-Identifier: Apache-2.0 */
/* Exports `process`: command, user, environment, capabilities, limits, terminal. */
#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "runlxc/convert/writer.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

/*
 * liblxc splits the command at blanks and knows no quotes. A word with blanks can be said to lxc-start only, which is
 * told in the comment, in the shell's quotes.
 */
static void put_command(struct convert_writer *writer)
{
	const struct spec_strings *args = &writer->spec->process->args;
	auto_strbuf struct strbuf plain = { 0 }, quoted = { 0 };
	bool splits = false;

	strbuf_puts(&quoted, "liblxc splits it at blanks; lxc-start -f FILE -n NAME --");
	for (size_t i = 0; i < args->count; i++) {
		const char *word = args->items[i];

		splits = splits || !*word || strpbrk(word, " \t\n\r");
		strbuf_printf(&plain, "%s%s", i ? " " : "", word);
		strbuf_puts(&quoted, " ");
		convert_quote(&quoted, word);
	}
	for (char *at = quoted.text; at && *at; at++)
		if (*at == '\n' || *at == '\r')
			*at = ' ';
	if (plain.failed || quoted.failed)
		writer->export->config.failed = true;
	else if (splits)
		convert_lose(writer, "process.args", quoted.text);
	else
		convert_write(writer, "process.args", "lxc.init.cmd", "%s", plain.text);
}

static void put_user(struct convert_writer *writer)
{
	const struct spec_user *user = &writer->spec->process->user;
	auto_strbuf struct strbuf groups = { 0 };

	convert_write(writer, "process.user.uid", "lxc.init.uid", "%" PRIu32, user->uid);
	convert_write(writer, "process.user.gid", "lxc.init.gid", "%" PRIu32, user->gid);
	for (size_t i = 0; i < user->additional_gids.count; i++)
		strbuf_printf(&groups, "%s%" PRIu32, i ? "," : "", user->additional_gids.items[i]);
	if (groups.length)
		convert_write(writer, "process.user.additionalGids", "lxc.init.groups", "%s", groups.text);
	if (user->umask && *user->umask != 0022)
		convert_lose(writer, "process.user.umask", "it is always 0022");
}

/* LXC bounds what a program may have; root then has it all. */
static void put_capabilities(struct convert_writer *writer)
{
	static const struct spec_capabilities none;
	const struct spec_process *process = writer->spec->process;
	const struct spec_capabilities *sets = process->capabilities ? process->capabilities : &none;
	auto_strbuf struct strbuf list = { 0 };

	for (size_t i = 0; i < table_capability.count; i++) {
		const struct table_word *word = &table_capability.items[i];

		if (!(sets->bounding >> word->value & 1))
			continue;
		strbuf_puts(&list, list.length ? " " : "");
		for (const char *at = word->name + strlen("CAP_"); *at; at++) {
			char letter = (char)tolower((unsigned char)*at);

			strbuf_add(&list, &letter, 1);
		}
	}
	convert_write(writer, "process.capabilities.bounding", "lxc.cap.keep", "%s",
		      list.length ? list.text : "none");
	if (sets->inheritable || sets->ambient || sets->effective != sets->bounding ||
	    sets->permitted != sets->bounding)
		convert_lose(writer, "process.capabilities",
			     "only the bounding set can be said; a user who is not root has none");
}

static void put_limit(struct strbuf *text, uint64_t value)
{
	if (value == UINT64_MAX)
		strbuf_puts(text, "unlimited");
	else
		strbuf_printf(text, "%" PRIu64, value);
}

static void put_limits(struct convert_writer *writer)
{
	const struct spec_process *process = writer->spec->process;

	for (size_t i = 0; i < process->rlimits.count; i++) {
		const struct spec_rlimit *limit = &process->rlimits.items[i];
		auto_strbuf struct strbuf key = { 0 }, value = { 0 };

		strbuf_puts(&key, "lxc.prlimit.");
		for (const char *at = table_word_name(&table_rlimit, limit->resource) + strlen("RLIMIT_");
		     *at; at++) {
			char letter = (char)tolower((unsigned char)*at);

			strbuf_add(&key, &letter, 1);
		}
		put_limit(&value, limit->soft);
		strbuf_puts(&value, ":");
		put_limit(&value, limit->hard);
		if (key.text && value.text)
			convert_write(writer, "process.rlimits", key.text, "%s", value.text);
	}
	if (process->oom_score_adj)
		convert_write(writer, "process.oomScoreAdj", "lxc.proc.oom_score_adj", "%" PRId32,
			      *process->oom_score_adj);
}

void convert_export_process(struct convert_writer *writer)
{
	const struct spec_process *process = writer->spec->process;

	put_command(writer);
	convert_write(writer, "process.cwd", "lxc.init.cwd", "%s", process->cwd);
	put_user(writer);
	for (size_t i = 0; i < process->env.count; i++)
		convert_write(writer, "process.env", "lxc.environment", "%s", process->env.items[i]);
	put_capabilities(writer);
	put_limits(writer);
	if (process->no_new_privileges)
		convert_write(writer, "process.noNewPrivileges", "lxc.no_new_privs", "1");
	convert_write(writer, "process.terminal", "lxc.tty.max", "0");
	if (!process->terminal)
		convert_write(writer, "process.terminal", "lxc.console.path", "none");
}
