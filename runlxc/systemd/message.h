/* SPDX-License-Identifier: Apache-2.0 */
/* D-Bus' form of values, in this machine's byte order: written and read. Of runlxc/systemd and its tests alone. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialise. A failed allocation is remembered in `failed`, so that writers need no check each. */
struct systemd_message {
	uint8_t *bytes;
	size_t length, size;
	bool failed;
};

void systemd_message_clear(struct systemd_message *message);

/* Pads with zeros up to a multiple of `alignment`, as every value does by itself; structs are aligned to 8. */
void systemd_message_align(struct systemd_message *message, size_t alignment);
void systemd_message_byte(struct systemd_message *message, uint8_t value);
void systemd_message_u32(struct systemd_message *message, uint32_t value);
void systemd_message_u64(struct systemd_message *message, uint64_t value);

/* A string or an object path; a signature has a shorter length before it. */
void systemd_message_string(struct systemd_message *message, const char *text);
void systemd_message_signature(struct systemd_message *message, const char *text);

/* Bytes as they are, unaligned. */
void systemd_message_append(struct systemd_message *message, const void *bytes, size_t length);

/* Between the two come the elements, which are aligned to `alignment`. Returns what close needs. */
size_t systemd_message_open_array(struct systemd_message *message, size_t alignment);
void systemd_message_close_array(struct systemd_message *message, size_t opened, size_t alignment);

/* What is read stays in the bytes. After a value that does not fit, `broken` is set and everything is 0 or "". */
struct systemd_reader {
	const uint8_t *bytes;
	size_t length, at;
	bool broken;
};

uint8_t systemd_reader_byte(struct systemd_reader *reader);
uint32_t systemd_reader_u32(struct systemd_reader *reader);
const char *systemd_reader_string(struct systemd_reader *reader);
const char *systemd_reader_signature(struct systemd_reader *reader);
void systemd_reader_align(struct systemd_reader *reader, size_t alignment);
