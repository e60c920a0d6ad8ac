/* SPDX-License-Identifier: Apache-2.0 */
/* Small files, whole: read, write in one call, replace so that a reader sees the old or the new one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Reads the file (proc and cgroup files too, which have no size) into fresh memory with a terminating NUL that
 * is not counted. The caller frees *ret_text. `limit` in bytes guards against files without end: a longer file
 * is -EFBIG. 0 or -errno; nothing is printed. ret_length may be NULL.
 */
int file_read_at(int dirfd, const char *path, size_t limit, char **ret_text, size_t *ret_length);
int file_read_fd(int fd, size_t limit, char **ret_text, size_t *ret_length);

/* Writes the text with a single write(2), as kernel files want it; the file must exist. 0 or -errno. */
int file_write_at(int dirfd, const char *path, const char *text);

/* Writes all bytes, over as many calls as it takes. 0 or -errno. */
int file_write_fd(int fd, const void *bytes, size_t length);

/*
 * Replaces `path` by a file with these bytes: written under another name in the same directory, then renamed
 * over it. Atomic for readers; not synced to disk. 0 or -errno; on failure the old file is still there.
 */
int file_replace_at(int dirfd, const char *path, const void *bytes, size_t length, mode_t mode);

/* True when the descriptor is of a procfs: an image without one may have plain files at the same paths. */
bool file_is_procfs(int fd);

/* Removes what `name` in dirfd holds, and itself; never follows a link. Missing is no error. 0 or -errno. */
int file_remove_tree_at(int dirfd, const char *name);
