/* SPDX-License-Identifier: Apache-2.0 */
/* One file per command: it reads arguments and prints; the work is in lifecycle/ and state/. */
#pragma once

struct command;
struct err;

extern const struct command cmd_checkpoint, cmd_create, cmd_delete, cmd_doctor, cmd_events, cmd_exec,
	cmd_explain, cmd_export, cmd_features, cmd_import, cmd_kill, cmd_list, cmd_pause, cmd_ps, cmd_restore,
	cmd_resume, cmd_run, cmd_spec, cmd_start, cmd_state, cmd_update;

/* The versions of runlxc, of the specification and of the libraries, on standard output. */
void cmd_version_print(void);

/* Writes a config.json into the directory, unless there is one: -EEXIST, in runc's words. */
int cmd_config_write(const char *directory, const char *text, struct err *err);
