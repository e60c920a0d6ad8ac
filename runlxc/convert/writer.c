/* SPDX-License-Identifier: Apache-2.0 */
/* Writes lines of an LXC configuration, and what is lost. */
#include "runlxc/convert/writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"

void convert_lose(struct convert_writer *writer, const char *field, const char *reason)
{
	struct strbuf *lost = &writer->export->lost;

	strbuf_printf(&writer->export->config, "# lost: %s: %s\n", field, reason);
	strbuf_printf(lost, "%s%s", lost->length ? ", " : "", field);
}

/* liblxc takes blanks at both ends away, and a pair of quotes around the whole. */
static bool needs_quotes(const char *value)
{
	size_t length = strlen(value);

	return length == 0 || strchr(" \t\"'", value[0]) || strchr(" \t", value[length - 1]);
}

void convert_write(struct convert_writer *writer, const char *field, const char *key, const char *format, ...)
{
	struct strbuf *config = &writer->export->config;
	auto_free char *value = NULL;
	va_list arguments;
	int r;

	va_start(arguments, format);
	r = vasprintf(&value, format, arguments);
	va_end(arguments);
	if (r < 0) {
		value = NULL;
		config->failed = true;
	} else if (strpbrk(value, "\r\n")) {
		convert_lose(writer, field, "has several lines");
	} else {
		const char *quote = needs_quotes(value) ? "\"" : "";

		strbuf_printf(config, "%s = %s%s%s\n", key, quote, value, quote);
	}
}

void convert_quote(struct strbuf *text, const char *word)
{
	strbuf_puts(text, "'");
	for (; *word; word++)
		if (*word == '\'')
			strbuf_puts(text, "'\\''");
		else
			strbuf_add(text, word, 1);
	strbuf_puts(text, "'");
}
