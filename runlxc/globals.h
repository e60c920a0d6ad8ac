/* SPDX-License-Identifier: Apache-2.0 */
/* The options before the command. May include: compat. */
#pragma once

#include <stdbool.h>

struct err;

/* Strings are borrowed from argv, but for `own_root`. */
struct globals {
	const char *root, *log, *log_format, *rootless, *criu, *cgroup_manager;
	bool debug, strict, systemd_cgroup, help, version;
	char *own_root; /* the default of --root when it is not given; free() */
};

/*
 * Takes them off the front of argv[0..argc), where argv[0] is the first word after the program's name. Returns how many
 * words are left, from argv[0] on, or -EINVAL.
 */
int globals_parse(struct globals *globals, int argc, char **argv, struct err *err);

/* Checks them, finds the default of --root and opens the log. Not needed for --help and --version. */
int globals_apply(struct globals *globals, struct err *err);

void globals_print_help(void);
