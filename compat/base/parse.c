/* SPDX-License-Identifier: Apache-2.0 */
/* Whole texts to numbers: no sign that was not asked for, no blanks, nothing after the digits. */
#include "compat/base/parse.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

int parse_int64(const char *text, int64_t *ret)
{
	long long value;
	char *end;

	if (!isdigit((unsigned char)text[*text == '-' ? 1 : 0]))
		return -EINVAL;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno)
		return -errno;
	if (*end)
		return -EINVAL;
	*ret = value;
	return 0;
}

int parse_uint64(const char *text, uint64_t *ret)
{
	unsigned long long value;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno)
		return -errno;
	if (*end)
		return -EINVAL;
	*ret = value;
	return 0;
}

int parse_uint_max(const char *text, uint64_t maximum, uint64_t *ret)
{
	uint64_t value;
	int r = parse_uint64(text, &value);

	if (r < 0)
		return r;
	if (value > maximum)
		return -ERANGE;
	*ret = value;
	return 0;
}
