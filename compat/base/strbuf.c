/* SPDX-License-Identifier: Apache-2.0 */
/* A text that grows. */
#include "compat/base/strbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct strbuf *buffer, size_t more)
{
	size_t size = buffer->size ? buffer->size : 128;
	char *text;

	if (buffer->failed)
		return false;
	while (size - buffer->length <= more)
		size *= 2;
	if (size == buffer->size)
		return true;
	text = realloc(buffer->text, size);
	if (!text) {
		buffer->failed = true;
		return false;
	}
	buffer->text = text;
	buffer->size = size;
	return true;
}

void strbuf_add(struct strbuf *buffer, const void *bytes, size_t length)
{
	if (!reserve(buffer, length))
		return;
	if (length)
		memcpy(buffer->text + buffer->length, bytes, length);
	buffer->length += length;
	buffer->text[buffer->length] = '\0';
}

void strbuf_puts(struct strbuf *buffer, const char *text)
{
	strbuf_add(buffer, text, strlen(text));
}

void strbuf_printf(struct strbuf *buffer, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0 || !reserve(buffer, (size_t)length))
		return;
	va_start(arguments, format);
	(void)vsnprintf(buffer->text + buffer->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	buffer->length += (size_t)length;
}

char *strbuf_take(struct strbuf *buffer)
{
	char *text;

	strbuf_puts(buffer, "");
	text = buffer->failed ? NULL : buffer->text;
	if (text)
		*buffer = (struct strbuf){ 0 };
	return text;
}

void strbuf_clear(struct strbuf *buffer)
{
	free(buffer->text);
	*buffer = (struct strbuf){ 0 };
}
