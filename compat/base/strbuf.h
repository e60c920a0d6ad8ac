/* SPDX-License-Identifier: Apache-2.0 */
/* A text that grows. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Zero-initialise (`= { 0 }`). `text` is NULL until something was added, then always terminated. A failed
 * allocation sets `failed` and makes every later call a no-op: check once, at the end.
 */
struct strbuf {
	char *text;
	size_t length, size;
	bool failed;
};

void strbuf_add(struct strbuf *buffer, const void *bytes, size_t length);
void strbuf_puts(struct strbuf *buffer, const char *text);
void strbuf_printf(struct strbuf *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The text (the caller frees it), never NULL unless an allocation failed; the buffer is empty afterwards. */
char *strbuf_take(struct strbuf *buffer);
void strbuf_clear(struct strbuf *buffer);

#define auto_strbuf __attribute__((cleanup(strbuf_clear)))
