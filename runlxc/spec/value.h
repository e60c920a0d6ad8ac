/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of single values and of lists and maps of them; lists of objects are in field.c. */
#pragma once

#include <jansson.h>

struct spec_field;
struct spec_place;
struct spec_reader;

/* Each puts the value into the member at `into`, whose type the field's kind says. 0 or -errno. */
typedef int spec_value_read(const struct spec_reader *reader, const struct spec_place *place,
			    const json_t *value, const struct spec_field *field, void *into);

spec_value_read spec_value_string;
spec_value_read spec_value_strings;
spec_value_read spec_value_map;
spec_value_read spec_value_bool;
spec_value_read spec_value_numbers;
spec_value_read spec_value_word;
spec_value_read spec_value_words;
spec_value_read spec_value_word_number;
spec_value_read spec_value_word_letter;
spec_value_read spec_value_word_flags;
spec_value_read spec_value_word_bits;
