/* SPDX-License-Identifier: Apache-2.0 */
/* Where in config.json a reader stands, so that errors name the place: `mounts[2].destination: ...`. */
#pragma once

#include <stddef.h>

struct err;

enum spec_place_kind {
	SPEC_PLACE_NAME,  /* a field: .name */
	SPEC_PLACE_INDEX, /* an entry of a list: [index] */
	SPEC_PLACE_KEY,   /* an entry of a map: ["name"] */
};

/* Lives on the stack of whoever reads the entry; NULL as a parent is the document itself. */
struct spec_place {
	const struct spec_place *parent;
	enum spec_place_kind kind;
	const char *name;
	size_t index;
};

/* Sets err to "PLACE: MESSAGE" and returns -EINVAL. */
int spec_place_error(const struct spec_place *place, struct err *err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* "PLACE" as a text; the caller frees it. NULL when out of memory. */
char *spec_place_text(const struct spec_place *place);
