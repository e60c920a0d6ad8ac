/* SPDX-License-Identifier: Apache-2.0 */
/* The options that checkpoint and restore share. */
#pragma once

#include "runlxc/cmd/request.h"
#include "runlxc/command.h"
#include "runlxc/lifecycle/criu.h"

struct cmd_criu_options {
	struct cmd_request_options request; /* of restore */
	struct lifecycle_criu criu;
	struct command_list empty_ns;
};

#define CMD_CRIU_AT(member) offsetof(struct cmd_criu_options, member)

#define CMD_CRIU_OPTION_ROWS                                                                           \
	{ "auto-dedup", NULL, COMMAND_FLAG, CMD_CRIU_AT(criu.auto_dedup),                              \
	  "free the pages of parent images that are there again" },                                    \
		{ "empty-ns", NULL, COMMAND_LIST, CMD_CRIU_AT(empty_ns),                               \
		  "namespace (network) that is not saved" },                                           \
		{ "ext-unix-sk", NULL, COMMAND_FLAG, CMD_CRIU_AT(criu.ext_unix_sk),                    \
		  "allow unix sockets to the outside" },                                               \
		{ "file-locks", NULL, COMMAND_FLAG, CMD_CRIU_AT(criu.file_locks), "save file locks" }, \
		{ "image-path", NULL, COMMAND_STRING, CMD_CRIU_AT(criu.image_path),                    \
		  "directory of the images (default: checkpoint)" },                                   \
		{ "lazy-pages", NULL, COMMAND_FLAG, CMD_CRIU_AT(criu.lazy_pages),                      \
		  "memory comes when it is asked for (userfaultfd)" },                                 \
		{ "manage-cgroups-mode", NULL, COMMAND_STRING, CMD_CRIU_AT(criu.manage_cgroups_mode),  \
		  "soft, full, strict or ignore" },                                                    \
		{ "shell-job", NULL, COMMAND_FLAG, CMD_CRIU_AT(criu.shell_job),                        \
		  "allow a session and terminal from outside" },                                       \
		{ "tcp-established", NULL, COMMAND_FLAG, CMD_CRIU_AT(criu.tcp_established),            \
		  "allow open TCP connections" },                                                      \
	{                                                                                              \
		"work-path", NULL, COMMAND_STRING, CMD_CRIU_AT(criu.work_path),                        \
			"directory of criu's log (default: that of the images)"                        \
	}
