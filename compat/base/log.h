/* SPDX-License-Identifier: Apache-2.0 */
/* Where messages go: stderr, or the file of --log as text or as JSON lines that engines parse. */
#pragma once

#include <stdbool.h>

struct err;

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR, LOG_LEVEL_NONE };
enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

/*
 * Opens `path` for appending (NULL: stderr) and sets the format and the lowest level that is written. JSON
 * lines hold level, msg and an RFC 3339 time; containerd shows its user the last line whose level is "error".
 * 0, or -errno with err set. Process-wide; children after fork(2) share it.
 */
int log_open(const char *path, enum log_format format, enum log_level lowest, struct err *err);

/* True when log lines go to a file, so that an error must be shown on stderr as well. */
bool log_is_file(void);

/* The descriptor in use, for those who close all others; -1 when it is stderr. */
int log_fd(void);

/* Ends logging in this process: for who is about to close every descriptor. */
void log_close(void);

void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)

/* True when messages of this level are written: spares the work of making them. */
bool log_wants(enum log_level level);
