/* SPDX-License-Identifier: Apache-2.0 */
/* The options that create and run share. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct command_call;
struct err;
struct lifecycle_request;

struct cmd_request_options {
	const char *bundle, *console_socket, *pid_file, *pidfd_socket, *preserve_fds, *monitor;
	bool no_pivot, no_new_keyring, detach, keep, no_subreaper;
};

/* Rows for a table of struct command_option whose values are a struct cmd_request_options. */
#define CMD_REQUEST_OPTION_ROWS                                                                             \
	{ "bundle", "b", COMMAND_STRING, offsetof(struct cmd_request_options, bundle),                      \
	  "directory of config.json (default: .)" },                                                        \
		{ "console-socket", NULL, COMMAND_STRING,                                                   \
		  offsetof(struct cmd_request_options, console_socket),                                     \
		  "unix socket that receives the terminal's master" },                                      \
		{ "monitor", NULL, COMMAND_STRING, offsetof(struct cmd_request_options, monitor),           \
		  "auto, handoff (no resident process) or keep (kernels without subreaper)" },              \
		{ "no-new-keyring", NULL, COMMAND_FLAG,                                                     \
		  offsetof(struct cmd_request_options, no_new_keyring),                                     \
		  "keep the caller's session keyring" },                                                    \
		{ "no-pivot", NULL, COMMAND_FLAG, offsetof(struct cmd_request_options, no_pivot),           \
		  "accepted: liblxc itself goes without pivot_root on a ramfs" },                           \
		{ "pid-file", NULL, COMMAND_STRING, offsetof(struct cmd_request_options, pid_file),         \
		  "file for the pid of init" },                                                             \
		{ "pidfd-socket", NULL, COMMAND_STRING, offsetof(struct cmd_request_options, pidfd_socket), \
		  "unix socket that receives a pidfd of init" },                                            \
	{                                                                                                   \
		"preserve-fds", NULL, COMMAND_STRING, offsetof(struct cmd_request_options, preserve_fds),   \
			"how many descriptors from 3 on the program keeps"                                  \
	}

/* Fills the request from the options and the container id, call->argv[0]. */
int cmd_request_make(const struct command_call *call, struct lifecycle_request *ret, struct err *err);

/* The value of --preserve-fds; NULL: not given. */
int cmd_request_preserve_fds(const char *text, unsigned int *ret, struct err *err);
