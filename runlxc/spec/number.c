/* SPDX-License-Identifier: Apache-2.0 */
/* Reads integers of every size, within the bounds of their type and of their field. */
#include "runlxc/spec/number.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>

#include "compat/base/parse.h"
#include "runlxc/spec/field.h"
#include "runlxc/spec/text.h"

struct range {
	int64_t minimum;
	uint64_t maximum;
};

static struct range range_of(const struct spec_field *field)
{
	static const struct range ranges[] = {
		[SPEC_INT] = { INT_MIN, INT_MAX },         [SPEC_INT32] = { INT32_MIN, INT32_MAX },
		[SPEC_INT64] = { INT64_MIN, INT64_MAX },   [SPEC_UINT16] = { 0, UINT16_MAX },
		[SPEC_UINT32] = { 0, UINT32_MAX },         [SPEC_UINT64] = { 0, UINT64_MAX },
		[SPEC_NUMBERS] = { 0, UINT32_MAX },
	};

	if (field->minimum || field->maximum)
		return (struct range){ field->minimum, (uint64_t)field->maximum };
	return ranges[field->kind];
}

/* `number` is the value's low 64 bits, as signed and unsigned integers share them. */
static void store(const struct spec_field *field, uint64_t number, void *into)
{
	switch (field->kind) {
	case SPEC_INT:
		*(int *)into = (int)number;
		break;
	case SPEC_INT32:
		*(int32_t *)into = (int32_t)number;
		break;
	case SPEC_INT64:
		*(int64_t *)into = (int64_t)number;
		break;
	case SPEC_UINT16:
		*(uint16_t *)into = (uint16_t)number;
		break;
	case SPEC_UINT64:
		*(uint64_t *)into = number;
		break;
	default:
		*(uint32_t *)into = (uint32_t)number & (field->mask ? field->mask : UINT32_MAX);
		break;
	}
}

int spec_number_read(const struct spec_reader *reader, const struct spec_place *place, const json_t *value,
		     const struct spec_field *field, void *into)
{
	struct range range = range_of(field);
	const char *digits = spec_text_large(value);
	json_int_t number = json_integer_value(value);
	uint64_t large;

	if (digits) {
		if (parse_uint64(digits, &large) < 0 || large > range.maximum)
			return spec_place_error(place, reader->err,
						"must be from %" PRId64 " to %" PRIu64 ", is %s",
						range.minimum, range.maximum, digits);
		store(field, large, into);
		return 0;
	}
	if (!json_is_integer(value))
		return spec_field_type_error(reader, place, value, "an integer");
	if (number < range.minimum || (number > 0 && (uint64_t)number > range.maximum))
		return spec_place_error(place, reader->err,
					"must be from %" PRId64 " to %" PRIu64 ", is %" JSON_INTEGER_FORMAT,
					range.minimum, range.maximum, number);
	store(field, (uint64_t)number, into);
	return 0;
}
