/* SPDX-License-Identifier: Apache-2.0 */
/* Connects to the message bus, sends calls, and sorts what comes back. */
#include "runlxc/systemd/bus.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/process.h"
#include "compat/base/unix.h"

enum { DEADLINE_MS = 30000, MESSAGE_MAX = 1 << 24, HEADER_SIZE = 16, ADDRESS_SIZE = 512 };

enum { TYPE_CALL = 1, TYPE_RETURN = 2, TYPE_ERROR = 3, TYPE_SIGNAL = 4 };

enum {
	FIELD_PATH = 1,
	FIELD_INTERFACE = 2,
	FIELD_MEMBER = 3,
	FIELD_ERROR = 4,
	FIELD_REPLY = 5,
	FIELD_DESTINATION = 6,
	FIELD_SIGNATURE = 8
};

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
static const uint8_t byte_order = 'l';
#else
static const uint8_t byte_order = 'B';
#endif

static const char systemd_name[] = "org.freedesktop.systemd1", systemd_path[] = "/org/freedesktop/systemd1",
		  manager_interface[] = "org.freedesktop.systemd1.Manager",
		  bus_name[] = "org.freedesktop.DBus", bus_path[] = "/org/freedesktop/DBus";

/* What came in, taken apart. Texts are in the bytes. */
struct incoming {
	uint8_t type;
	uint32_t reply;
	const char *member, *error;
	struct systemd_reader body;
};

static int wait_for(struct systemd_bus *bus, short events, struct err *err)
{
	struct pollfd one = { bus->fd, events, 0 };
	int64_t left = bus->deadline - process_clock_ms();
	int r = poll(&one, 1, left > 0 ? (int)left : 0);

	if (r == 0)
		return err_set(err, ETIMEDOUT, "systemd: no answer for %d s", DEADLINE_MS / 1000);
	return r < 0 && errno != EINTR ? err_set_errno(err, errno, "systemd: poll") : 0;
}

static int send_all(struct systemd_bus *bus, const void *bytes, size_t length, struct err *err)
{
	for (size_t sent = 0; sent < length;) {
		ssize_t n =
			send(bus->fd, (const char *)bytes + sent, length - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
		int r = 0;

		if (n > 0)
			sent += (size_t)n;
		else if (errno == EAGAIN)
			r = wait_for(bus, POLLOUT, err);
		else if (errno != EINTR)
			r = err_set_errno(err, errno, "systemd: send");
		if (r < 0)
			return r;
	}
	return 0;
}

static int receive(struct systemd_bus *bus, void *bytes, size_t length, struct err *err)
{
	for (size_t got = 0; got < length;) {
		ssize_t n;
		int r = wait_for(bus, POLLIN, err);

		if (r < 0)
			return r;
		n = recv(bus->fd, (char *)bytes + got, length - got, MSG_DONTWAIT);
		if (n == 0)
			return err_set(err, ECONNRESET, "systemd: the connection was closed");
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return err_set_errno(err, errno, "systemd: recv");
		got += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* A zero byte, then lines: who we are the kernel tells the other side. */
static int authenticate(struct systemd_bus *bus, struct err *err)
{
	char uid[16], line[64] = "", answer[128] = "";
	size_t length = 0;
	int r;

	(void)snprintf(uid, sizeof(uid), "%u", (unsigned int)geteuid());
	for (const char *digit = uid; *digit; digit++)
		length += (size_t)snprintf(line + length, sizeof(line) - length, "%02x", *digit);
	r = send_all(bus, "\0AUTH EXTERNAL ", sizeof("\0AUTH EXTERNAL ") - 1, err);
	if (r == 0)
		r = send_all(bus, line, length, err);
	if (r == 0)
		r = send_all(bus, "\r\n", 2, err);
	for (length = 0; r == 0 && length < sizeof(answer) - 1; length++) {
		r = receive(bus, &answer[length], 1, err);
		if (answer[length] == '\n')
			break;
	}
	if (r < 0)
		return r;
	answer[strcspn(answer, "\r\n")] = '\0';
	if (strncmp(answer, "OK ", 3) != 0)
		return err_set(err, EACCES, "systemd: the message bus refuses us: '%s'", answer);
	return send_all(bus, "BEGIN\r\n", 7, err);
}

static void add_field(struct systemd_message *message, uint8_t field, const char *signature, const char *text)
{
	systemd_message_align(message, 8);
	systemd_message_byte(message, field);
	systemd_message_signature(message, signature);
	if (*signature == 'g')
		systemd_message_signature(message, text);
	else
		systemd_message_string(message, text);
}

static int send_call(struct systemd_bus *bus, const char *destination, const char *path,
		     const struct systemd_call *call, struct err *err)
{
	struct systemd_message message = { 0 };
	size_t fields;
	int r;

	systemd_message_append(&message, (const uint8_t[]){ byte_order, TYPE_CALL, 0, 1 }, 4);
	systemd_message_u32(&message, call->body ? (uint32_t)call->body->length : 0);
	systemd_message_u32(&message, ++bus->serial);
	fields = systemd_message_open_array(&message, 8);
	add_field(&message, FIELD_PATH, "o", path);
	add_field(&message, FIELD_DESTINATION, "s", destination);
	add_field(&message, FIELD_INTERFACE, "s", call->interface ? call->interface : manager_interface);
	add_field(&message, FIELD_MEMBER, "s", call->member);
	if (call->body)
		add_field(&message, FIELD_SIGNATURE, "g", call->signature);
	systemd_message_close_array(&message, fields, 8);
	systemd_message_align(&message, 8);
	if (call->body)
		systemd_message_append(&message, call->body->bytes, call->body->length);
	if (message.failed || (call->body && call->body->failed))
		r = err_set(err, ENOMEM, "systemd: out of memory");
	else
		r = send_all(bus, message.bytes, message.length, err);
	systemd_message_clear(&message);
	return r;
}

static void read_fields(struct systemd_reader *reader, size_t end, struct incoming *incoming)
{
	while (!reader->broken && reader->at < end) {
		const char *signature, *text = "";
		uint32_t number = 0;
		uint8_t field;

		systemd_reader_align(reader, 8);
		field = systemd_reader_byte(reader);
		signature = systemd_reader_signature(reader);
		if (*signature == 's' || *signature == 'o')
			text = systemd_reader_string(reader);
		else if (*signature == 'g')
			text = systemd_reader_signature(reader);
		else
			number = systemd_reader_u32(reader);
		if (field == FIELD_MEMBER)
			incoming->member = text;
		if (field == FIELD_ERROR)
			incoming->error = text;
		if (field == FIELD_REPLY)
			incoming->reply = number;
	}
}

static int receive_message(struct systemd_bus *bus, struct incoming *ret_incoming, struct err *err)
{
	uint32_t header[HEADER_SIZE / 4];
	struct incoming incoming = { .member = "", .error = "" };
	struct systemd_reader reader;
	uint64_t start, total;
	uint8_t *bytes;
	int r = receive(bus, header, sizeof(header), err);

	if (r < 0)
		return r;
	(void)memcpy(&incoming.type, (const char *)header + 1, 1);
	start = (HEADER_SIZE + (uint64_t)header[3] + 7) / 8 * 8;
	total = start + header[1];
	if (*(const uint8_t *)header != byte_order || total > MESSAGE_MAX)
		return err_set(err, EBADMSG, "systemd: a message that is none of D-Bus");
	bytes = realloc(bus->in.bytes, total);
	if (!bytes)
		return err_set(err, ENOMEM, "systemd: out of memory");
	bus->in.bytes = bytes;
	(void)memcpy(bytes, header, sizeof(header));
	r = receive(bus, bytes + HEADER_SIZE, total - HEADER_SIZE, err);
	if (r < 0)
		return r;
	reader = (struct systemd_reader){ .bytes = bytes, .length = start, .at = HEADER_SIZE };
	read_fields(&reader, HEADER_SIZE + header[3], &incoming);
	if (reader.broken)
		return err_set(err, EBADMSG, "systemd: a message with broken fields");
	incoming.body = (struct systemd_reader){ .bytes = bytes + start, .length = header[1] };
	*ret_incoming = incoming;
	return 0;
}

/* JobRemoved(u number, o job, s unit, s result) is the one signal that matters. */
static void note_signal(struct systemd_bus *bus, struct incoming *incoming)
{
	if (incoming->type != TYPE_SIGNAL || strcmp(incoming->member, "JobRemoved") != 0)
		return;
	(void)systemd_reader_u32(&incoming->body);
	(void)systemd_reader_string(&incoming->body);
	(void)snprintf(bus->job_unit, sizeof(bus->job_unit), "%s", systemd_reader_string(&incoming->body));
	(void)snprintf(bus->job_result, sizeof(bus->job_result), "%s",
		       systemd_reader_string(&incoming->body));
}

static int explain(struct incoming *incoming, struct err *err)
{
	static const struct {
		const char *name;
		int number;
	} known[] = {
		{ "org.freedesktop.systemd1.UnitExists", EEXIST },
		{ "org.freedesktop.systemd1.NoSuchUnit", ENOENT },
		{ "org.freedesktop.DBus.Error.PropertyReadOnly", ENOTSUP },
		{ "org.freedesktop.DBus.Error.UnknownProperty", ENOTSUP },
	};
	int number = EREMOTEIO;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(incoming->error, known[i].name) == 0)
			number = known[i].number;
	return err_set(err, number, "systemd: %s: %s", incoming->error,
		       systemd_reader_string(&incoming->body));
}

static int wait_for_answer(struct systemd_bus *bus, uint32_t serial, struct systemd_reader *ret_answer,
			   struct err *err)
{
	struct incoming incoming;
	int r;

	for (;;) {
		r = receive_message(bus, &incoming, err);
		if (r < 0)
			return r;
		if (incoming.reply == serial && incoming.type == TYPE_ERROR)
			return explain(&incoming, err);
		if (incoming.reply == serial && incoming.type == TYPE_RETURN)
			break;
		note_signal(bus, &incoming);
	}
	if (ret_answer)
		*ret_answer = incoming.body;
	return 0;
}

int systemd_bus_call(struct systemd_bus *bus, const struct systemd_call *call,
		     struct systemd_reader *ret_answer, struct err *err)
{
	int r;

	bus->job_unit[0] = '\0';
	r = send_call(bus, systemd_name, systemd_path, call, err);
	return r < 0 ? r : wait_for_answer(bus, bus->serial, ret_answer, err);
}

int systemd_bus_wait_for_job(struct systemd_bus *bus, const char *unit, struct err *err)
{
	while (strcmp(bus->job_unit, unit) != 0) {
		struct incoming incoming;
		int r = receive_message(bus, &incoming, err);

		if (r < 0)
			return r;
		note_signal(bus, &incoming);
	}
	if (strcmp(bus->job_result, "done") == 0)
		return 0;
	return err_set(err, EREMOTEIO, "systemd: the job for %s ended with '%s'", unit, bus->job_result);
}

/* Not waited for: their answers are passed over. systemd tells of jobs only who has subscribed. */
static int greet(struct systemd_bus *bus, struct err *err)
{
	const struct systemd_call hello = { bus_name, "Hello", NULL, NULL },
				  subscribe = { NULL, "Subscribe", NULL, NULL };
	struct systemd_message match = { 0 };
	const struct systemd_call add_match = { bus_name, "AddMatch", "s", &match };
	int r = 0;

	systemd_message_string(
		&match, "type='signal',interface='org.freedesktop.systemd1.Manager',member='JobRemoved'");
	if (!bus->direct)
		r = send_call(bus, bus_name, bus_path, &hello, err);
	if (r == 0 && !bus->direct)
		r = send_call(bus, bus_name, bus_path, &add_match, err);
	if (r == 0)
		r = send_call(bus, systemd_name, systemd_path, &subscribe, err);
	systemd_message_clear(&match);
	return r;
}

/* "unix:path=/run/bus,guid=..." is the one kind of address that matters here; the first of a list. */
static const char *path_of(const char *address, char path[static ADDRESS_SIZE])
{
	const char *prefix = "unix:path=";

	if (!address || strncmp(address, prefix, strlen(prefix)) != 0)
		return NULL;
	address += strlen(prefix);
	(void)snprintf(path, ADDRESS_SIZE, "%.*s", (int)strcspn(address, ",;"), address);
	return path;
}

static int connect_to(struct systemd_bus *bus, struct err *err)
{
	bool root = geteuid() == 0;
	char path[ADDRESS_SIZE], own[ADDRESS_SIZE] = "/run/dbus/system_bus_socket";
	const char *given =
		path_of(getenv(root ? "DBUS_SYSTEM_BUS_ADDRESS" : "DBUS_SESSION_BUS_ADDRESS"), path);

	if (!root)
		(void)snprintf(own, sizeof(own), "%s/bus",
			       getenv("XDG_RUNTIME_DIR") ? getenv("XDG_RUNTIME_DIR") : "/nowhere");
	bus->fd = unix_connect_at(AT_FDCWD, given ? given : own);
	if (bus->fd >= 0 || given)
		return bus->fd < 0 ? err_set_errno(err, -bus->fd, "systemd: connect %s", given) : 0;
	/* systemd without a message bus. */
	if (root) {
		bus->fd = unix_connect_at(AT_FDCWD, "/run/systemd/private");
		bus->direct = true;
	}
	return bus->fd < 0 ? err_set_errno(err, -bus->fd, "systemd: connect %s", own) : 0;
}

int systemd_bus_open(struct systemd_bus *bus, struct err *err)
{
	int r;

	*bus = (struct systemd_bus){ .fd = -EBADF, .deadline = process_clock_ms() + DEADLINE_MS };
	r = connect_to(bus, err);
	if (r == 0)
		r = authenticate(bus, err);
	return r < 0 ? r : greet(bus, err);
}

void systemd_bus_close(struct systemd_bus *bus)
{
	cleanup_close(&bus->fd);
	systemd_message_clear(&bus->in);
}
