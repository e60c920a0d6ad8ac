/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptions of config.json's objects as tables of fields, and the one reader that follows them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "runlxc/spec/place.h"
#include "runlxc/table/table.h"

struct arena;
struct err;
struct spec_object;

/* What the JSON must be, and in brackets the member that it goes to. */
enum spec_kind {
	SPEC_STRING,      /* string (const char *), pointing into the document */
	SPEC_STRINGS,     /* list of strings (struct spec_strings) */
	SPEC_MAP,         /* object of strings (struct spec_map) */
	SPEC_BOOL,        /* true or false (bool) */
	SPEC_INT,         /* integers of these sizes, also called int by the specification (int) */
	SPEC_INT32,       /* (int32_t) */
	SPEC_INT64,       /* (int64_t) */
	SPEC_UINT16,      /* (uint16_t) */
	SPEC_UINT32,      /* (uint32_t) */
	SPEC_UINT64,      /* (uint64_t) */
	SPEC_NUMBERS,     /* list of integers (struct { size_t count; const uint32_t *items; }) */
	SPEC_WORD,        /* a word of `words` (const char *) */
	SPEC_WORDS,       /* list of them (struct spec_strings) */
	SPEC_WORD_NUMBER, /* its number (int) */
	SPEC_WORD_LETTER, /* its number (char); `minimum` when absent */
	SPEC_WORD_FLAGS,  /* list: the numbers ored together (uint64_t) */
	SPEC_WORD_BITS,   /* list: bit n for number n (uint64_t); unknown words get a warning and no bit */
	SPEC_OBJECT,      /* object (const struct *, fresh) */
	SPEC_EMBEDDED,    /* object (struct) */
	SPEC_LIST,        /* list of objects (struct { size_t count; const struct *items; }) */
	SPEC_KEYED,       /* object of objects (as SPEC_LIST); the key goes to the first member */
};

enum {
	SPEC_REQUIRED = 1 << 0, /* must be there; a string must not be empty */
	SPEC_POINTER = 1 << 1,  /* the member is a pointer to what `kind` says, NULL when absent */
	SPEC_ABSOLUTE = 1 << 2, /* every string is a path that begins with "/" */
};

struct spec_field {
	const char *name;
	enum spec_kind kind;
	size_t offset;
	unsigned int flags;
	const struct spec_object *object; /* of the last four kinds */
	const struct table_words *words;  /* of the SPEC_WORD kinds */
	int64_t minimum, maximum;         /* of numbers, when not both 0 */
	uint32_t mask;                    /* of SPEC_UINT32: the bits that are kept, 0 for all */
};

/* `size` is that of the struct that the fields' offsets are in. */
struct spec_object {
	size_t size, count;
	const struct spec_field *fields;
};

/* Rows: a field of `type`, its JSON name and kind, then any other members of struct spec_field by name. */
#define SPEC_FIELD(type, member, json_name, json_kind, ...)                                         \
	{                                                                                           \
		.name = json_name, .kind = json_kind, .offset = offsetof(type, member), __VA_ARGS__ \
	}

/* The object that an array of such rows describes. */
#define SPEC_OBJECT_OF(type, rows)                                                              \
	{                                                                                       \
		.size = sizeof(type), .count = sizeof(rows) / sizeof((rows)[0]), .fields = rows \
	}

/* What all readers share. Memory comes from the arena. */
struct spec_reader {
	struct arena *arena;
	struct err *err;
	bool strict; /* a name that no table has is an error */
};

/*
 * Reads a JSON object into the zeroed struct `into`. Fields that the table does not name are none of our
 * business, unless the reader is strict; null is absent, and so is an empty string that is not required: both as in Go, in which the
 * programs that write config.json are written. 0, or -EINVAL with err naming the place.
 */
int spec_field_read(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		    const struct spec_object *object, void *into);

/* "must be WANTED, is a string": for values of the wrong type. */
int spec_field_type_error(const struct spec_reader *reader, const struct spec_place *place,
			  const json_t *value, const char *wanted);
