/* SPDX-License-Identifier: Apache-2.0 */
/* Absolute paths as texts; the file system is not asked. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * "/a//b/./c/../d/" to "/a/b/d"; ".." at the top stays there. False when it does not fit into `size` bytes, of which
 * 2 suffice for "/".
 */
bool path_clean(const char *path, char *ret, size_t size);

/* Both cleaned are the same. A path that is too long is the same as no other. */
bool path_is_same(const char *a, const char *b);
