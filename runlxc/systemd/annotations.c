/* SPDX-License-Identifier: Apache-2.0 */
/* Properties that a bundle asks for by annotations: org.systemd.property.TimeoutStopUSec: "uint64 123456789". */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/spec/spec.h"
#include "runlxc/systemd/message.h"
#include "runlxc/systemd/property.h"

static const char prefix[] = "org.systemd.property.";

enum { TEXT_SIZE = 1024, NAME_SIZE = 128 };

/* 'text' or "text", up to its quote; `text` is moved behind it. False: there is none. */
static bool take_string(const char **text, char value[static TEXT_SIZE])
{
	char quote = **text;
	const char *end;

	if (quote != '\'' && quote != '"')
		return false;
	end = strchr(*text + 1, quote);
	if (!end || end - *text >= TEXT_SIZE)
		return false;
	(void)snprintf(value, TEXT_SIZE, "%.*s", (int)(end - *text - 1), *text + 1);
	*text = end + 1;
	return true;
}

static void begin(struct systemd_message *message, const char *name, const char *signature)
{
	systemd_message_align(message, 8);
	systemd_message_string(message, name);
	systemd_message_signature(message, signature);
}

/* ['a', 'b'] */
static bool add_list(struct systemd_message *message, const char *name, const char *text)
{
	char value[TEXT_SIZE];
	size_t opened;

	if (*text++ != '[')
		return false;
	begin(message, name, "as");
	opened = systemd_message_open_array(message, 4);
	for (text += strspn(text, ", "); take_string(&text, value); text += strspn(text, ", "))
		systemd_message_string(message, value);
	systemd_message_close_array(message, opened, 4);
	return strcmp(text, "]") == 0;
}

/* A number with its type before it; without one it is an int32. */
static bool add_number(struct systemd_message *message, const char *name, const char *text)
{
	static const struct {
		const char *word, *signature;
		int size;
	} types[] = {
		{ "uint64 ", "t", 8 }, { "int64 ", "x", 8 }, { "uint32 ", "u", 4 }, { "int32 ", "i", 4 }, { "", "i", 4 },
	};
	size_t i = 0;
	char *end;
	uint64_t value;

	while (strncmp(text, types[i].word, strlen(types[i].word)) != 0)
		i++;
	text += strlen(types[i].word);
	errno = 0;
	value = *text == '-' ? (uint64_t)strtoll(text, &end, 0) : strtoull(text, &end, 0);
	if (errno || end == text || *end)
		return false;
	begin(message, name, types[i].signature);
	if (types[i].size == 8)
		systemd_message_u64(message, value);
	else
		systemd_message_u32(message, (uint32_t)value);
	return true;
}

/* "TimeoutStopSec" is the name in unit files; on the bus it counts microseconds. */
static bool add_seconds(struct systemd_message *message, const char *name, const char *text)
{
	size_t length = strlen(name) - strlen("Sec");
	const char *number = strrchr(text, ' ') ? strrchr(text, ' ') + 1 : text;
	char longer[NAME_SIZE], *end;
	double seconds = strtod(number, &end);

	if (end == number || *end || seconds < 0 || seconds > 1e12 || length > NAME_SIZE - sizeof("USec"))
		return false;
	(void)snprintf(longer, sizeof(longer), "%.*sUSec", (int)length, name);
	systemd_property_u64(message, longer, (uint64_t)(seconds * 1e6));
	return true;
}

static bool ends_with_seconds(const char *name)
{
	size_t length = strlen(name);

	return length > 4 && strcmp(name + length - 3, "Sec") == 0 && strcmp(name + length - 4, "USec") != 0;
}

static bool add(struct systemd_message *message, const char *name, const char *text)
{
	char value[TEXT_SIZE];
	const char *at = text;

	if (ends_with_seconds(name))
		return add_seconds(message, name, text);
	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) {
		systemd_property_bool(message, name, *text == 't');
		return true;
	}
	if (take_string(&at, value)) {
		systemd_property_string(message, name, value);
		return *at == '\0';
	}
	return *text == '[' ? add_list(message, name, text) : add_number(message, name, text);
}

int systemd_annotations(struct systemd_message *message, const struct spec_map *annotations, struct err *err)
{
	for (size_t i = 0; i < annotations->count; i++) {
		const char *key = annotations->items[i].key, *value = annotations->items[i].value;
		const char *name = key + strlen(prefix);

		if (strncmp(key, prefix, strlen(prefix)) != 0)
			continue;
		if (strlen(name) < 3 ||
		    strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(name))
			return err_set(err, EINVAL, "annotations['%s']: no name of a systemd property", key);
		if (!add(message, name, value))
			return err_set(
				err, EINVAL,
				"annotations['%s']: '%s' is no boolean, number, string or list of strings that is "
				"written as a GVariant",
				key, value);
	}
	return 0;
}
