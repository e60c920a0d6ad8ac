/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that lives and dies together: many small allocations, one free. */
#pragma once

#include <stddef.h>

struct arena_block;

/* Zero-initialise (`= { 0 }`); arena_clear() frees everything and leaves it usable again. */
struct arena {
	struct arena_block *last;
};

/* Zeroed memory aligned for any type, valid until arena_clear(); NULL when out of memory. */
void *arena_alloc(struct arena *arena, size_t size);

/* Copies into the arena; NULL when out of memory. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

void arena_clear(struct arena *arena);
