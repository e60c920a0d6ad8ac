/* SPDX-License-Identifier: Apache-2.0 */
/* Writes and reads values as D-Bus lays them out. */
#include "runlxc/systemd/message.h"

#include <stdlib.h>
#include <string.h>

void systemd_message_clear(struct systemd_message *message)
{
	free(message->bytes);
	*message = (struct systemd_message){ 0 };
}

void systemd_message_append(struct systemd_message *message, const void *bytes, size_t length)
{
	if (message->length + length > message->size) {
		size_t size = (message->length + length) * 2 + 256;
		uint8_t *grown = message->failed ? NULL : realloc(message->bytes, size);

		if (!grown) {
			message->failed = true;
			return;
		}
		message->bytes = grown;
		message->size = size;
	}
	if (length)
		(void)memcpy(message->bytes + message->length, bytes, length);
	message->length += length;
}

void systemd_message_align(struct systemd_message *message, size_t alignment)
{
	static const uint8_t zeros[8];

	systemd_message_append(message, zeros, (alignment - message->length % alignment) % alignment);
}

void systemd_message_byte(struct systemd_message *message, uint8_t value)
{
	systemd_message_append(message, &value, sizeof(value));
}

void systemd_message_u32(struct systemd_message *message, uint32_t value)
{
	systemd_message_align(message, sizeof(value));
	systemd_message_append(message, &value, sizeof(value));
}

void systemd_message_u64(struct systemd_message *message, uint64_t value)
{
	systemd_message_align(message, sizeof(value));
	systemd_message_append(message, &value, sizeof(value));
}

void systemd_message_string(struct systemd_message *message, const char *text)
{
	systemd_message_u32(message, (uint32_t)strlen(text));
	systemd_message_append(message, text, strlen(text) + 1);
}

void systemd_message_signature(struct systemd_message *message, const char *text)
{
	systemd_message_byte(message, (uint8_t)strlen(text));
	systemd_message_append(message, text, strlen(text) + 1);
}

size_t systemd_message_open_array(struct systemd_message *message, size_t alignment)
{
	size_t opened;

	systemd_message_u32(message, 0);
	opened = message->length;
	systemd_message_align(message, alignment);
	return opened;
}

/* The length is that of the elements: without the padding before the first one. */
void systemd_message_close_array(struct systemd_message *message, size_t opened, size_t alignment)
{
	size_t first = opened + (alignment - opened % alignment) % alignment;
	uint32_t length = (uint32_t)(message->length - first);

	if (!message->failed)
		(void)memcpy(message->bytes + opened - sizeof(length), &length, sizeof(length));
}

static const uint8_t *take(struct systemd_reader *reader, size_t length)
{
	const uint8_t *bytes = reader->bytes + reader->at;

	if (reader->broken || length > reader->length || reader->at > reader->length - length) {
		reader->broken = true;
		return NULL;
	}
	reader->at += length;
	return bytes;
}

void systemd_reader_align(struct systemd_reader *reader, size_t alignment)
{
	(void)take(reader, (alignment - reader->at % alignment) % alignment);
}

uint8_t systemd_reader_byte(struct systemd_reader *reader)
{
	const uint8_t *byte = take(reader, 1);

	return byte ? *byte : 0;
}

uint32_t systemd_reader_u32(struct systemd_reader *reader)
{
	const uint8_t *bytes;
	uint32_t value = 0;

	systemd_reader_align(reader, sizeof(value));
	bytes = take(reader, sizeof(value));
	if (bytes)
		(void)memcpy(&value, bytes, sizeof(value));
	return value;
}

static const char *text_of(struct systemd_reader *reader, size_t length)
{
	const uint8_t *bytes = take(reader, length);

	if (bytes && take(reader, 1) && bytes[length] == '\0' && strlen((const char *)bytes) == length)
		return (const char *)bytes;
	reader->broken = true;
	return "";
}

const char *systemd_reader_string(struct systemd_reader *reader)
{
	return text_of(reader, systemd_reader_u32(reader));
}

const char *systemd_reader_signature(struct systemd_reader *reader)
{
	return text_of(reader, systemd_reader_byte(reader));
}
