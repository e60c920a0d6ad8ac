/* SPDX-License-Identifier: Apache-2.0 */
/* JSON text to jansson's values, unsigned 64-bit integers included. */
#include "runlxc/spec/text.h"

#include <errno.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/strbuf.h"

/*
 * jansson refuses integers above INT64_MAX, and config.json is full of 18446744073709551615 (RLIM_INFINITY).
 * So they are rewritten before parsing: 18446744073709551615 becomes "\u000018446744073709551615". A NUL in
 * any other string is refused here, hence a string that begins with one can only be such a number.
 */
#define MARK "\"\\u0000"
enum { MARK_LENGTH = sizeof(MARK) - 1, MARKED_GROWTH = MARK_LENGTH + 1 };

struct scan {
	const char *name, *text, *end;
	struct strbuf out;
};

static int error_at(const struct scan *scan, const char *at, struct err *err, const char *message)
{
	size_t line = 1, column = 1;

	for (const char *c = scan->text; c < at; c++) {
		column++;
		if (*c == '\n') {
			line++;
			column = 1;
		}
	}
	return err_set(err, EINVAL, "%s: line %zu column %zu: %s", scan->name, line, column, message);
}

/* An integer as JSON spells it, of a size that int64_t cannot hold. */
static bool is_large(const char *token, size_t length)
{
	const char *limit = "9223372036854775807";

	if (length && *token == '-') {
		limit = "9223372036854775808";
		token++;
		length--;
	}
	if (length < strlen(limit) || *token == '0')
		return false;
	for (size_t i = 0; i < length; i++)
		if (token[i] < '0' || token[i] > '9')
			return false;
	return length > strlen(limit) || memcmp(token, limit, length) > 0;
}

static const char *scan_number(struct scan *scan, const char *at)
{
	size_t length = 1;

	while (at + length < scan->end && memchr("0123456789+-.eE", at[length], 15))
		length++;
	if (is_large(at, length)) {
		strbuf_puts(&scan->out, MARK);
		strbuf_add(&scan->out, at, length);
		strbuf_puts(&scan->out, "\"");
	} else {
		strbuf_add(&scan->out, at, length);
	}
	return at + length;
}

static const char *scan_string(struct scan *scan, const char *start, struct err *err)
{
	const char *at = start + 1;

	while (at < scan->end && *at != '"') {
		if (*at == '\\') {
			if (scan->end - at >= 6 && memcmp(at, "\\u0000", 6) == 0) {
				(void)error_at(scan, at, err, "a string must not contain a NUL character");
				return NULL;
			}
			at++;
		}
		if (at < scan->end)
			at++;
	}
	if (at < scan->end)
		at++;
	strbuf_add(&scan->out, start, (size_t)(at - start));
	return at;
}

static int scan_text(struct scan *scan, struct err *err)
{
	const char *at = scan->text;

	while (at < scan->end) {
		if (*at == '"') {
			at = scan_string(scan, at, err);
			if (!at)
				return -EINVAL;
		} else if (*at == '-' || (*at >= '0' && *at <= '9')) {
			at = scan_number(scan, at);
		} else {
			strbuf_add(&scan->out, at++, 1);
		}
	}
	return scan->out.failed ? err_set(err, ENOMEM, "%s", scan->name) : 0;
}

/* jansson speaks of the rewritten text: marked numbers on the line moved the place to the right. */
static int syntax_error(const struct scan *scan, const json_error_t *error, struct err *err)
{
	const char *text = scan->out.text ? scan->out.text : "";
	size_t end = error->position > 0 ? (size_t)error->position : 0, start;
	int column = error->column;

	if (end > scan->out.length)
		end = scan->out.length;
	for (start = end; start > 0 && text[start - 1] != '\n'; start--)
		;
	for (size_t i = start; i + MARK_LENGTH <= end; i++)
		if (memcmp(text + i, MARK, MARK_LENGTH) == 0)
			column -= MARKED_GROWTH;
	return err_set(err, EINVAL, "%s: line %d column %d: %s", scan->name, error->line, column,
		       error->text);
}

int spec_text_parse(const char *name, const char *text, size_t length, json_t **ret_value, struct err *err)
{
	struct scan scan = { .name = name, .text = text, .end = text + length };
	json_error_t error;
	json_t *value;
	int r = scan_text(&scan, err);

	if (r < 0)
		goto out;
	value = json_loadb(scan.out.text ? scan.out.text : "", scan.out.length,
			   JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
	if (value)
		*ret_value = value;
	else
		r = syntax_error(&scan, &error, err);
out:
	strbuf_clear(&scan.out);
	return r;
}

const char *spec_text_large(const json_t *value)
{
	const char *text = json_string_value(value);

	return text && text[0] == '\0' && json_string_length(value) > 0 ? text + 1 : NULL;
}

char *spec_text_dump(const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	char *to = text;

	for (const char *from = text; from && *from;) {
		size_t digits;

		if (strncmp(from, MARK, MARK_LENGTH) != 0) {
			*to++ = *from++;
			continue;
		}
		from += MARK_LENGTH;
		digits = strcspn(from, "\"");
		memmove(to, from, digits);
		to += digits;
		from += digits + 1;
	}
	if (text)
		*to = '\0';
	return text;
}
