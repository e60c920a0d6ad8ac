/* SPDX-License-Identifier: Apache-2.0 */
/* Whole texts to numbers: no sign that was not asked for, no blanks, nothing after the digits. */
#include "compat/base/parse.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

/* "", "b", "k", "kb", "kib" and so on: how many bits to the left. */
static int unit_shift(const char *unit)
{
	static const char letters[] = "kmgtp";
	const char *letter;

	if (!*unit || strcasecmp(unit, "b") == 0)
		return 0;
	letter = strchr(letters, tolower((unsigned char)*unit));
	if (!letter || (unit[1] && strcasecmp(unit + 1, "b") != 0 && strcasecmp(unit + 1, "ib") != 0))
		return -EINVAL;
	return 10 * (int)(letter - letters + 1);
}

int parse_size(const char *text, int64_t *ret)
{
	size_t whole = strspn(text, "0123456789"), fraction = text[whole] == '.';
	double bytes;
	int shift;

	if (fraction)
		fraction += strspn(text + whole + 1, "0123456789");
	if (whole + fraction == 0 || (whole == 0 && fraction == 1))
		return -EINVAL;
	shift = unit_shift(text + whole + fraction + (text[whole + fraction] == ' '));
	if (shift < 0)
		return shift;
	/* What has no fraction is not rounded. The program never leaves the "C" locale. */
	if (!fraction && shift == 0) {
		char *end;

		long long value;

		errno = 0;
		value = strtoll(text, &end, 10);
		if (errno == 0)
			*ret = value;
		return -errno;
	}
	bytes = strtod(text, NULL) * (double)(INT64_C(1) << shift);
	if (bytes >= (double)INT64_MAX)
		return -ERANGE;
	*ret = (int64_t)bytes;
	return 0;
}

static double unit_ms(const char *unit, size_t length)
{
	static const struct {
		const char *name;
		double ms;
	} units[] = {
		{ "ns", 1e-6 }, { "us", 1e-3 },	 { "\302\265s", 1e-3 }, { "\316\274s", 1e-3 },
		{ "ms", 1 },	{ "s", 1e3 },	 { "m", 6e4 },	       { "h", 36e5 },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (strlen(units[i].name) == length && memcmp(units[i].name, unit, length) == 0)
			return units[i].ms;
	return -1;
}

int parse_duration_ms(const char *text, int64_t *ret)
{
	static const char digits[] = "0123456789.";
	double sum = 0;

	if (strcmp(text, "0") == 0) {
		*ret = 0;
		return 0;
	}
	if (!*text)
		return -EINVAL;
	while (*text) {
		size_t number = strspn(text, digits), unit = strcspn(text + number, digits);
		double factor = unit_ms(text + number, unit);
		char *end;
		double value = strtod(text, &end);

		if (number == 0 || end != text + number || factor < 0)
			return -EINVAL;
		sum += value * factor;
		text += number + unit;
	}
	if (sum >= (double)(INT64_MAX / 1000000))
		return -ERANGE;
	*ret = sum > 0 && sum < 1 ? 1 : (int64_t)sum;
	return 0;
}

/* Digits at *text, which moves behind them. A number that is too large is one that no bitmap has. */
static int take_number(const char **text, size_t *ret)
{
	char *end;

	if (!isdigit((unsigned char)**text))
		return -EINVAL;
	errno = 0;
	*ret = strtoul(*text, &end, 10);
	if (errno)
		return -errno;
	*text = end;
	return 0;
}

int parse_bits(const char *text, unsigned long *bitmap, size_t count)
{
	const size_t word = sizeof(*bitmap) * CHAR_BIT;

	if (bitmap)
		memset(bitmap, 0, (count + word - 1) / word * sizeof(*bitmap));
	for (;;) {
		size_t first, last;
		int r = take_number(&text, &first);

		last = first;
		if (r == 0 && *text == '-') {
			text++;
			r = take_number(&text, &last);
		}
		if (r < 0)
			return r;
		if (last < first)
			return -EINVAL;
		if (last >= count)
			return -ERANGE;
		for (size_t bit = first; bitmap && bit <= last; bit++)
			bitmap[bit / word] |= 1UL << bit % word;
		if (*text == '\0')
			return 0;
		if (*text++ != ',')
			return -EINVAL;
	}
}
