/* SPDX-License-Identifier: Apache-2.0 */
/* Whole texts to numbers: no sign that was not asked for, no blanks, nothing after the digits. */
#pragma once

#include <stdint.h>

/* 0, or -EINVAL (no such number) or -ERANGE; *ret is untouched on failure. Decimal only. */
int parse_int64(const char *text, int64_t *ret);
int parse_uint64(const char *text, uint64_t *ret);

/* As above, with an upper bound that is still allowed. */
int parse_uint_max(const char *text, uint64_t maximum, uint64_t *ret);
