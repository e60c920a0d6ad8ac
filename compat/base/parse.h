/* SPDX-License-Identifier: Apache-2.0 */
/* Whole texts to numbers: no sign that was not asked for, no blanks, nothing after them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* 0, or -EINVAL (no such number) or -ERANGE; *ret is untouched on failure. Decimal only. */
int parse_int64(const char *text, int64_t *ret);
int parse_uint64(const char *text, uint64_t *ret);

/* As above, with an upper bound that is still allowed. */
int parse_uint_max(const char *text, uint64_t maximum, uint64_t *ret);

/*
 * A size in bytes as Docker and runc take it: "512", "1.5g", "64 MiB", "2kb"; units are powers of 1024 in either case. No
 * sign. 0, -EINVAL or -ERANGE.
 */
int parse_size(const char *text, int64_t *ret);

/*
 * A duration as Go's programs take it: "5s", "1m30s", "1.5h", "100ms"; "0" needs no unit. Milliseconds, rounded down; below
 * one millisecond: 1. 0, -EINVAL or -ERANGE.
 */
int parse_duration_ms(const char *text, int64_t *ret);

/*
 * A list of numbers and ranges, "0-3,7" (cpusets, CPU and node lists): sets their bits in `bitmap`, an array of unsigned
 * long with room for `count` bits, as the kernel takes it. -EINVAL: no such list, or a range that runs backwards;
 * -ERANGE: a number that is not below `count`. The bitmap is undefined on failure; NULL only checks.
 */
int parse_bits(const char *text, unsigned long *bitmap, size_t count);
