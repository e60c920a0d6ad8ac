/* SPDX-License-Identifier: Apache-2.0 */
/* What `doctor` asks for each field of the specification: its table, and the answer to a row. */
#pragma once

#include <stddef.h>

struct cgroup;

enum cmd_doctor_answer { CMD_DOCTOR_NATIVE, CMD_DOCTOR_SHIMMED, CMD_DOCTOR_REFUSED, CMD_DOCTOR_BLOCKED };

struct cmd_doctor_row {
	const char *field;              /* "process.scheduler" */
	const char *probe;              /* a name of compat/probe's table, or NULL */
	const char *controller;         /* of the cgroup that the field needs, or NULL */
	enum cmd_doctor_answer without; /* when the probe says no */
};

struct cmd_doctor_finding {
	enum cmd_doctor_answer answer;
	const char *detail, *since; /* "" when there is nothing to say */
};

extern const struct cmd_doctor_row cmd_doctor_rows[];
extern const size_t cmd_doctor_row_count;

/* The cgroup: of cgroup_find(). Strings are constant. */
struct cmd_doctor_finding cmd_doctor_examine(const struct cmd_doctor_row *row, const struct cgroup *cgroup);

/* "native", "shimmed", "refused" or "blocked". */
const char *cmd_doctor_word(enum cmd_doctor_answer answer);
