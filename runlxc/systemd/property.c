/* SPDX-License-Identifier: Apache-2.0 */
/* Writes properties. */
#include "runlxc/systemd/property.h"

#include "runlxc/systemd/message.h"

static void begin(struct systemd_message *message, const char *name, const char *signature)
{
	systemd_message_align(message, 8);
	systemd_message_string(message, name);
	systemd_message_signature(message, signature);
}

void systemd_property_string(struct systemd_message *message, const char *name, const char *value)
{
	begin(message, name, "s");
	systemd_message_string(message, value);
}

void systemd_property_bool(struct systemd_message *message, const char *name, bool value)
{
	begin(message, name, "b");
	systemd_message_u32(message, value);
}

void systemd_property_u64(struct systemd_message *message, const char *name, uint64_t value)
{
	begin(message, name, "t");
	systemd_message_u64(message, value);
}

void systemd_property_u32_list(struct systemd_message *message, const char *name, uint32_t value)
{
	size_t opened;

	begin(message, name, "au");
	opened = systemd_message_open_array(message, 4);
	systemd_message_u32(message, value);
	systemd_message_close_array(message, opened, 4);
}

void systemd_property_bytes(struct systemd_message *message, const char *name, const uint8_t *bytes,
			    size_t count)
{
	size_t opened;

	begin(message, name, "ay");
	opened = systemd_message_open_array(message, 1);
	systemd_message_append(message, bytes, count);
	systemd_message_close_array(message, opened, 1);
}
