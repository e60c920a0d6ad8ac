/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of single values and of lists and maps of them. */
#include "runlxc/spec/value.h"

#include <errno.h>
#include <string.h>

#include "compat/base/arena.h"
#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/log.h"
#include "compat/base/parse.h"
#include "runlxc/spec/field.h"
#include "runlxc/spec/number.h"
#include "runlxc/spec/spec.h"
#include "runlxc/spec/text.h"

static int read_text(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		     const struct spec_field *field, const char **ret_text)
{
	const char *text = json_string_value(value);

	if (!text || spec_text_large(value))
		return spec_field_type_error(reader, place, value, "a string");
	if ((field->flags & SPEC_ABSOLUTE) && text[0] != '/')
		return spec_place_error(place, reader->err, "must be absolute");
	*ret_text = text;
	return 0;
}

int spec_value_string(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		      const struct spec_field *field, void *into)
{
	const char **text = into;

	return read_text(reader, place, value, field, text);
}

/* Reads every entry of a list with `read_item` into `size` bytes of memory; a zeroed one follows the last. */
static int read_items(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		      const struct spec_field *field, spec_value_read *read_item, size_t size,
		      void **ret_items)
{
	size_t count = json_array_size(value);
	char *items;

	if (!json_is_array(value))
		return spec_field_type_error(reader, place, value, "a list");
	items = arena_alloc(reader->arena, (count + 1) * size);
	if (!items)
		return err_set(reader->err, ENOMEM, "config.json");
	for (size_t i = 0; i < count; i++) {
		struct spec_place item = { .parent = place, .kind = SPEC_PLACE_INDEX, .index = i };
		int r = read_item(reader, &item, json_array_get(value, i), field, items + i * size);

		if (r < 0)
			return r;
	}
	*ret_items = items;
	return 0;
}

static int read_strings(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
			const struct spec_field *field, spec_value_read *read_item,
			struct spec_strings *strings)
{
	void *items = NULL;
	int r = read_items(reader, place, value, field, read_item, sizeof(char *), &items);

	if (r < 0)
		return r;
	strings->count = json_array_size(value);
	strings->items = items;
	return 0;
}

int spec_value_strings(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		       const struct spec_field *field, void *into)
{
	return read_strings(reader, place, value, field, spec_value_string, into);
}

int spec_value_map(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		   const struct spec_field *field, void *into)
{
	struct spec_map *map = into;
	struct spec_pair *pairs;
	const char *key;
	json_t *member;
	size_t i = 0;

	if (!json_is_object(value))
		return spec_field_type_error(reader, place, value, "an object");
	pairs = arena_alloc(reader->arena, (json_object_size(value) + 1) * sizeof(*pairs));
	if (!pairs)
		return err_set(reader->err, ENOMEM, "config.json");
	/* jansson's iterators take the object without const, and leave it alone. */
	json_object_foreach((json_t *)(uintptr_t)value, key, member)
	{
		struct spec_place item = { .parent = place, .kind = SPEC_PLACE_KEY, .name = key };
		int r = read_text(reader, &item, member, field, &pairs[i].value);

		if (r < 0)
			return r;
		pairs[i++].key = key;
	}
	map->count = i;
	map->items = pairs;
	return 0;
}

int spec_value_bool(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		    const struct spec_field *field, void *into)
{
	bool *truth = into;

	(void)field;
	if (!json_is_boolean(value))
		return spec_field_type_error(reader, place, value, "true or false");
	*truth = json_is_true(value);
	return 0;
}

static int read_word(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		     const struct spec_field *field, const struct table_word **ret_word)
{
	const struct table_word *word;
	const char *text = NULL;
	int r = read_text(reader, place, value, field, &text);

	if (r < 0)
		return r;
	word = table_word_find(field->words, text);
	if (!word)
		return spec_place_error(place, reader->err, "unknown %s '%s'", field->words->what, text);
	*ret_word = word;
	return 0;
}

int spec_value_word(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		    const struct spec_field *field, void *into)
{
	const struct table_word *word = NULL;
	const char **text = into;
	int r = read_word(reader, place, value, field, &word);

	if (r < 0)
		return r;
	*text = word->name;
	return 0;
}

int spec_value_words(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		     const struct spec_field *field, void *into)
{
	return read_strings(reader, place, value, field, spec_value_word, into);
}

int spec_value_word_number(const struct spec_reader *reader, const struct spec_place *place,
			   const json_t *value, const struct spec_field *field, void *into)
{
	const struct table_word *word = NULL;
	int *number = into;
	int r = read_word(reader, place, value, field, &word);

	if (r < 0)
		return r;
	*number = (int)word->value;
	return 0;
}

int spec_value_word_letter(const struct spec_reader *reader, const struct spec_place *place,
			   const json_t *value, const struct spec_field *field, void *into)
{
	const struct table_word *word = NULL;
	char *letter = into;
	int r = read_word(reader, place, value, field, &word);

	if (r < 0)
		return r;
	*letter = (char)word->value;
	return 0;
}

static int or_flag(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		   const struct spec_field *field, void *into)
{
	const struct table_word *word = NULL;
	uint64_t *flag = into;
	int r = read_word(reader, place, value, field, &word);

	if (r < 0)
		return r;
	*flag = (uint64_t)word->value;
	return 0;
}

/* A word that is unknown is for a newer kernel: a warning, as the specification asks for capabilities. */
static int or_bit(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		  const struct spec_field *field, void *into)
{
	const struct table_word *word;
	uint64_t *bit = into;
	const char *text = NULL;
	int r = read_text(reader, place, value, field, &text);

	if (r < 0)
		return r;
	word = table_word_find(field->words, text);
	if (word) {
		*bit = UINT64_C(1) << word->value;
	} else {
		auto_free char *where = spec_place_text(place);

		log_warning("%s: unknown %s '%s' is ignored", where ? where : "", field->words->what, text);
	}
	return 0;
}

static int read_flags(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		      const struct spec_field *field, spec_value_read *read_item, uint64_t *flags)
{
	const uint64_t *bits;
	void *items = NULL;
	int r = read_items(reader, place, value, field, read_item, sizeof(*bits), &items);

	if (r < 0)
		return r;
	bits = items;
	for (size_t i = 0; i < json_array_size(value); i++)
		*flags |= bits[i];
	return 0;
}

int spec_value_word_flags(const struct spec_reader *reader, const struct spec_place *place,
			  const json_t *value, const struct spec_field *field, void *into)
{
	return read_flags(reader, place, value, field, or_flag, into);
}

int spec_value_word_bits(const struct spec_reader *reader, const struct spec_place *place,
			 const json_t *value, const struct spec_field *field, void *into)
{
	return read_flags(reader, place, value, field, or_bit, into);
}

int spec_value_numbers(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		       const struct spec_field *field, void *into)
{
	struct {
		size_t count;
		const uint32_t *items;
	} *numbers = into;
	void *items = NULL;
	int r = read_items(reader, place, value, field, spec_number_read, sizeof(*numbers->items), &items);

	if (r < 0)
		return r;
	numbers->count = json_array_size(value);
	numbers->items = items;
	return 0;
}
