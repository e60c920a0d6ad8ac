/* SPDX-License-Identifier: Apache-2.0 */
/* JSON text to jansson's values, unsigned 64-bit integers included. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

struct err;

/*
 * Parses one JSON text; the caller drops *ret_value with json_decref(). A key that comes twice and a string
 * with a NUL in it are errors. `name` is the file's, for messages: "config.json: line 3 column 5: ...".
 */
int spec_text_parse(const char *name, const char *text, size_t length, json_t **ret_value, struct err *err);

/*
 * Integers that jansson's signed 64 bits cannot hold come as strings of a kind that no text can produce.
 * spec_text_large() is their digits, NULL for any other value.
 */
const char *spec_text_large(const json_t *value);

/* The other way round: compact text that the caller frees, or NULL when out of memory. */
char *spec_text_dump(const json_t *value);
