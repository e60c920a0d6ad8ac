/* SPDX-License-Identifier: Apache-2.0 */
/* The one reader of config.json's objects, which follows their tables of fields. */
#include "runlxc/spec/field.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "compat/base/arena.h"
#include "compat/base/err.h"
#include "runlxc/spec/number.h"
#include "runlxc/spec/spec.h"
#include "runlxc/spec/text.h"
#include "runlxc/spec/value.h"

/* How all lists of spec.h look. */
struct list {
	size_t count;
	const void *items;
};

static const char *type_name(const json_t *value)
{
	static const char *const names[] = {
		[JSON_OBJECT] = "an object", [JSON_ARRAY] = "a list",       [JSON_STRING] = "a string",
		[JSON_INTEGER] = "a number", [JSON_REAL] = "a real number", [JSON_TRUE] = "true",
		[JSON_FALSE] = "false",      [JSON_NULL] = "null",
	};

	return spec_text_large(value) ? "a number" : names[json_typeof(value)];
}

int spec_field_type_error(const struct spec_reader *reader, const struct spec_place *place,
			  const json_t *value, const char *wanted)
{
	return spec_place_error(place, reader->err, "must be %s, is %s", wanted, type_name(value));
}

static int read_object(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		       const struct spec_field *field, void *into)
{
	void *object = arena_alloc(reader->arena, field->object->size);
	int r;

	if (!object)
		return err_set(reader->err, ENOMEM, "config.json");
	r = spec_field_read(reader, place, value, field->object, object);
	if (r < 0)
		return r;
	memcpy(into, &object, sizeof(object));
	return 0;
}

static int read_embedded(const struct spec_reader *reader, const struct spec_place *place,
			 const json_t *value, const struct spec_field *field, void *into)
{
	return spec_field_read(reader, place, value, field->object, into);
}

static int read_list(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		     const struct spec_field *field, void *into)
{
	struct list list = { .count = json_array_size(value) };
	char *items;

	if (!json_is_array(value))
		return spec_field_type_error(reader, place, value, "a list");
	if (!list.count)
		return 0;
	items = arena_alloc(reader->arena, list.count * field->object->size);
	if (!items)
		return err_set(reader->err, ENOMEM, "config.json");
	for (size_t i = 0; i < list.count; i++) {
		struct spec_place item = { .parent = place, .kind = SPEC_PLACE_INDEX, .index = i };
		int r = spec_field_read(reader, &item, json_array_get(value, i), field->object,
					items + i * field->object->size);

		if (r < 0)
			return r;
	}
	list.items = items;
	memcpy(into, &list, sizeof(list));
	return 0;
}

static int read_keyed(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		      const struct spec_field *field, void *into)
{
	struct list list = { .count = json_object_size(value) };
	const char *key;
	json_t *member;
	char *item;

	if (!json_is_object(value))
		return spec_field_type_error(reader, place, value, "an object");
	if (!list.count)
		return 0;
	item = arena_alloc(reader->arena, list.count * field->object->size);
	if (!item)
		return err_set(reader->err, ENOMEM, "config.json");
	list.items = item;
	/* jansson's iterators take the object without const, and leave it alone. */
	json_object_foreach((json_t *)(uintptr_t)value, key, member)
	{
		struct spec_place entry = { .parent = place, .kind = SPEC_PLACE_KEY, .name = key };
		int r = spec_field_read(reader, &entry, member, field->object, item);

		if (r < 0)
			return r;
		memcpy(item, &key, sizeof(key));
		item += field->object->size;
	}
	memcpy(into, &list, sizeof(list));
	return 0;
}

/* `size` is that of the value, for those that can be behind a pointer. */
static const struct {
	spec_value_read *read;
	size_t size;
} kinds[] = {
	[SPEC_STRING] = { spec_value_string, sizeof(const char *) },
	[SPEC_STRINGS] = { spec_value_strings, sizeof(struct spec_strings) },
	[SPEC_MAP] = { spec_value_map, sizeof(struct spec_map) },
	[SPEC_BOOL] = { spec_value_bool, sizeof(bool) },
	[SPEC_INT] = { spec_number_read, sizeof(int) },
	[SPEC_INT32] = { spec_number_read, sizeof(int32_t) },
	[SPEC_INT64] = { spec_number_read, sizeof(int64_t) },
	[SPEC_UINT16] = { spec_number_read, sizeof(uint16_t) },
	[SPEC_UINT32] = { spec_number_read, sizeof(uint32_t) },
	[SPEC_UINT64] = { spec_number_read, sizeof(uint64_t) },
	[SPEC_NUMBERS] = { spec_value_numbers, sizeof(struct list) },
	[SPEC_WORD] = { spec_value_word, sizeof(const char *) },
	[SPEC_WORDS] = { spec_value_words, sizeof(struct spec_strings) },
	[SPEC_WORD_NUMBER] = { spec_value_word_number, sizeof(int) },
	[SPEC_WORD_LETTER] = { spec_value_word_letter, sizeof(char) },
	[SPEC_WORD_FLAGS] = { spec_value_word_flags, sizeof(uint64_t) },
	[SPEC_WORD_BITS] = { spec_value_word_bits, sizeof(uint64_t) },
	[SPEC_OBJECT] = { read_object, sizeof(void *) },
	[SPEC_EMBEDDED] = { read_embedded, 0 },
	[SPEC_LIST] = { read_list, sizeof(struct list) },
	[SPEC_KEYED] = { read_keyed, sizeof(struct list) },
};

static bool is_single_string(enum spec_kind kind)
{
	return kind == SPEC_STRING || kind == SPEC_WORD || kind == SPEC_WORD_NUMBER ||
	       kind == SPEC_WORD_LETTER;
}

static bool is_empty_string(const json_t *value)
{
	return json_is_string(value) && json_string_length(value) == 0;
}

/* Lists of strings end in NULL, also those that are not there. */
static const char *const nothing[] = { NULL };
static const struct spec_strings no_strings = { .count = 0, .items = nothing };

static int read_absent(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		       const struct spec_field *field, void *into)
{
	if (field->flags & SPEC_REQUIRED)
		return spec_place_error(place, reader->err, value ? "must not be empty" : "required");
	if (field->kind == SPEC_WORD_LETTER)
		*(char *)into = (char)field->minimum;
	if (field->kind == SPEC_STRINGS || field->kind == SPEC_WORDS)
		memcpy(into, &no_strings, sizeof(no_strings));
	return 0;
}

static int read_pointer(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
			const struct spec_field *field, void *into)
{
	void *memory = arena_alloc(reader->arena, kinds[field->kind].size);
	int r;

	if (!memory)
		return err_set(reader->err, ENOMEM, "config.json");
	r = kinds[field->kind].read(reader, place, value, field, memory);
	if (r < 0)
		return r;
	memcpy(into, &memory, sizeof(memory));
	return 0;
}

static int read_field(const struct spec_reader *reader, const struct spec_place *parent, const json_t *object,
		      const struct spec_field *field, void *into)
{
	struct spec_place place = { .parent = parent, .kind = SPEC_PLACE_NAME, .name = field->name };
	const json_t *value = json_object_get(object, field->name);

	if (json_is_null(value))
		value = NULL;
	if (!value || (is_single_string(field->kind) && is_empty_string(value)))
		return read_absent(reader, &place, value, field, into);
	if (field->flags & SPEC_POINTER)
		return read_pointer(reader, &place, value, field, into);
	return kinds[field->kind].read(reader, &place, value, field, into);
}

static int check_names(const struct spec_reader *reader, const struct spec_place *parent, const json_t *value,
		       const struct spec_object *object)
{
	const char *key;
	json_t *member;

	/* jansson's iterators take the object without const, and leave it alone. */
	json_object_foreach((json_t *)(uintptr_t)value, key, member)
	{
		struct spec_place place = { .parent = parent, .kind = SPEC_PLACE_NAME, .name = key };
		size_t i = 0;

		while (i < object->count && strcmp(object->fields[i].name, key) != 0)
			i++;
		if (i == object->count)
			return spec_place_error(&place, reader->err, "unknown field");
	}
	return 0;
}

int spec_field_read(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		    const struct spec_object *object, void *into)
{
	if (!json_is_object(value))
		return spec_field_type_error(reader, place, value, "an object");
	if (reader->strict) {
		int r = check_names(reader, place, value, object);

		if (r < 0)
			return r;
	}
	for (size_t i = 0; i < object->count; i++) {
		const struct spec_field *field = &object->fields[i];
		int r = read_field(reader, place, value, field, (char *)into + field->offset);

		if (r < 0)
			return r;
	}
	return 0;
}
