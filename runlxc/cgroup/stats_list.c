/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of numbers as cgroup files have them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runlxc/cgroup/stats_internal.h"

enum { RANGES_MAX = 1 << 16 };

/* Room for as many numbers as the text can hold. */
static uint64_t *room_for(struct arena *arena, const char *text)
{
	return arena_alloc(arena, (strlen(text) / 2 + 1) * sizeof(uint64_t));
}

int cgroup_stats_numbers(struct arena *arena, const char *text, struct cgroup_stats_list *ret)
{
	uint64_t *items = room_for(arena, text);
	size_t count = 0;

	if (!items)
		return -ENOMEM;
	for (char *end;; text = end) {
		uint64_t value = strtoull(text, &end, 10);

		if (end == text)
			break;
		items[count++] = value;
	}
	*ret = (struct cgroup_stats_list){ count, items };
	return 0;
}

/* Counts them, and writes them when there is room. */
static size_t expand(const char *text, uint64_t *items)
{
	size_t count = 0;

	for (char *end; *text >= '0' && *text <= '9'; text = end + (*end == ',')) {
		uint64_t first = strtoull(text, &end, 10), last = first;

		if (*end == '-')
			last = strtoull(end + 1, &end, 10);
		for (uint64_t value = first; value <= last && count < RANGES_MAX; value++, count++)
			if (items)
				items[count] = value;
	}
	return count;
}

int cgroup_stats_ranges(struct arena *arena, const char *text, struct cgroup_stats_list *ret)
{
	size_t count = expand(text, NULL);
	uint64_t *items = arena_alloc(arena, (count + 1) * sizeof(*items));

	if (!items)
		return -ENOMEM;
	(void)expand(text, items);
	*ret = (struct cgroup_stats_list){ count, items };
	return 0;
}

/* The first line is a header. */
int cgroup_stats_column(struct arena *arena, const char *text, unsigned int column,
			struct cgroup_stats_list *ret)
{
	uint64_t *items = room_for(arena, text);
	size_t count = 0;

	if (!items)
		return -ENOMEM;
	while ((text = strchr(text, '\n')) && *++text) {
		char *end = (char *)(uintptr_t)text;
		uint64_t value = 0;

		for (unsigned int i = 0; i <= column; i++)
			value = strtoull(end, &end, 10);
		items[count++] = value;
	}
	*ret = (struct cgroup_stats_list){ count, items };
	return 0;
}
