/* SPDX-License-Identifier: Apache-2.0 */
/* A bundle: the directory with config.json and the root filesystem. May include: runlxc/spec, compat. */
#pragma once

#include <stddef.h>

struct err;
struct spec;

/* Zero-initialise; bundle_clear() frees. Paths are absolute; rootfs is free of links, which liblxc refuses. */
struct bundle {
	char *path, *rootfs;
	char *config; /* the text of config.json */
	size_t config_length;
	struct spec *spec;
};

/* Reads and checks the bundle in `directory`. The root filesystem must be a directory that exists. */
int bundle_open(const char *directory, struct bundle *bundle, struct err *err);
void bundle_clear(struct bundle *bundle);
