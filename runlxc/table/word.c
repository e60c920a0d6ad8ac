/* SPDX-License-Identifier: Apache-2.0 */
/* Looks words up in a vocabulary, and numbers back to words. */
#include "runlxc/table/table.h"

#include <string.h>

const struct table_word *table_word_find(const struct table_words *words, const char *name)
{
	for (size_t i = 0; i < words->count; i++)
		if (strcmp(words->items[i].name, name) == 0)
			return &words->items[i];
	return NULL;
}

const char *table_word_name(const struct table_words *words, int64_t value)
{
	for (size_t i = 0; i < words->count; i++)
		if (words->items[i].value == value)
			return words->items[i].name;
	return NULL;
}
