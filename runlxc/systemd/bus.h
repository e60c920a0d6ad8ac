/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A connection to systemd, over the message bus or, where there is none, over systemd's own socket. Written here rather than
 * taken from libsystemd: five calls need some hundred lines, and loading that library with all behind it costs more time than
 * they take. Of runlxc/systemd and its tests alone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runlxc/systemd/message.h"

struct err;

struct systemd_bus {
	int fd;
	bool direct; /* systemd's own socket: nobody there to say hello to */
	uint32_t serial;
	int64_t deadline; /* of process_clock_ms(), for all that is done with it */
	struct systemd_message in;
	/* The last job that ended: its unit and how ("done", "failed", ...). */
	char job_unit[256], job_result[32];
};

/*
 * Connects: as root to the system's bus, else to the user's; DBUS_SYSTEM_BUS_ADDRESS and DBUS_SESSION_BUS_ADDRESS are
 * heeded. systemd_bus_close() in any case.
 */
int systemd_bus_open(struct systemd_bus *bus, struct err *err);
void systemd_bus_close(struct systemd_bus *bus);

/* Path and interface NULL: of systemd's manager. `body` may be NULL. */
struct systemd_call {
	const char *interface, *member, *signature;
	const struct systemd_message *body;
};

/*
 * Calls a method of systemd and waits for the answer. -EEXIST: such a unit exists; -ENOENT: there is none; -ENOTSUP: a
 * property that this systemd does not know; other errors of systemd are -EREMOTEIO. *ret_answer, if not NULL, is the body,
 * valid until the next call.
 */
int systemd_bus_call(struct systemd_bus *bus, const struct systemd_call *call,
		     struct systemd_reader *ret_answer, struct err *err);

/* Waits for the end of the job that a call has started for the unit; 0 when its result is "done". */
int systemd_bus_wait_for_job(struct systemd_bus *bus, const char *unit, struct err *err);
