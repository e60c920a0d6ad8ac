/* SPDX-License-Identifier: Apache-2.0 */
/* Carries one error sentence from the place that knows the fact up to main(), which prints it. */
#pragma once

#include <stddef.h>

enum { ERR_MESSAGE_SIZE = 2048 };

/*
 * Owned by the caller, usually on its stack; nothing to free. `number` is a positive errno value
 * (0: no error yet), `message` one line without a newline. A sentence that does not fit is cut.
 */
struct err {
	int number;
	char message[ERR_MESSAGE_SIZE];
};

/*
 * Set the error to `number` (positive errno, never 0) and the sentence to the format. err_set_errno() appends
 * ": " and strerror(number), for a call that failed, with a small first letter: so engines know it from
 * runc. Both return -number, so that the caller can write `return err_set(...)`. `err` may be NULL: only the number is returned then.
 */
int err_set(struct err *err, int number, const char *format, ...) __attribute__((format(printf, 3, 4)));
int err_set_errno(struct err *err, int number, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Put "context: " before the sentence that is there; returns -err->number. */
int err_wrap(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
