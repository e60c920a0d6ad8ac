/* SPDX-License-Identifier: Apache-2.0 */
/* Counters of block devices: blkio.* of v1, of whichever scheduler has them, and io.stat of v2. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/cgroup/stats_internal.h"

#define LIST(member) offsetof(struct cgroup_stats, block_io.member)

/* A group is one source of the numbers; the first whose first file has any is the one that counts. */
static const struct {
	int group;
	const char *file;
	size_t offset;
} files[] = {
	{ 0, "blkio.bfq.sectors_recursive", LIST(sectors) },
	{ 0, "blkio.bfq.io_service_time_recursive", LIST(service_time) },
	{ 0, "blkio.bfq.io_wait_time_recursive", LIST(wait_time) },
	{ 0, "blkio.bfq.io_merged_recursive", LIST(merged) },
	{ 0, "blkio.bfq.io_queued_recursive", LIST(queued) },
	{ 0, "blkio.bfq.time_recursive", LIST(time) },
	{ 0, "blkio.bfq.io_serviced_recursive", LIST(serviced) },
	{ 0, "blkio.bfq.io_service_bytes_recursive", LIST(service_bytes) },
	{ 1, "blkio.bfq.io_serviced_recursive", LIST(serviced) },
	{ 1, "blkio.bfq.io_service_bytes_recursive", LIST(service_bytes) },
	{ 2, "blkio.sectors_recursive", LIST(sectors) },
	{ 2, "blkio.io_service_time_recursive", LIST(service_time) },
	{ 2, "blkio.io_wait_time_recursive", LIST(wait_time) },
	{ 2, "blkio.io_merged_recursive", LIST(merged) },
	{ 2, "blkio.io_queued_recursive", LIST(queued) },
	{ 2, "blkio.time_recursive", LIST(time) },
	{ 2, "blkio.io_serviced_recursive", LIST(serviced) },
	{ 2, "blkio.io_service_bytes_recursive", LIST(service_bytes) },
	{ 3, "blkio.throttle.io_serviced_recursive", LIST(serviced) },
	{ 3, "blkio.throttle.io_service_bytes_recursive", LIST(service_bytes) },
	{ 4, "blkio.throttle.io_serviced", LIST(serviced) },
	{ 4, "blkio.throttle.io_service_bytes", LIST(service_bytes) },
};

enum { FILES = sizeof(files) / sizeof(*files) };

static struct cgroup_stats_block_list *list_at(struct cgroup_stats *stats, size_t offset)
{
	return (void *)((char *)stats + offset);
}

static size_t count_lines(const char *text)
{
	size_t count = 1;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

/* "8:0 Read 1282048" or "8:0 6792"; false for the sum at the end, "Total 3477504". */
static bool parse_line(struct arena *arena, const char *line, struct cgroup_stats_block_entry *ret)
{
	char operation[16] = "";
	unsigned long long major, minor, value;

	if (sscanf(line, "%llu:%llu %llu", &major, &minor, &value) != 3 &&
	    sscanf(line, "%llu:%llu %15s %llu", &major, &minor, operation, &value) != 4)
		return false;
	*ret = (struct cgroup_stats_block_entry){ major, minor, value, arena_strdup(arena, operation) };
	return ret->operation != NULL;
}

static int parse_v1(struct arena *arena, char *text, struct cgroup_stats_block_list *ret)
{
	struct cgroup_stats_block_entry *items = arena_alloc(arena, count_lines(text) * sizeof(*items));
	size_t count = 0;
	char *line;

	if (!items)
		return -ENOMEM;
	while ((line = strsep(&text, "\n")))
		count += parse_line(arena, line, &items[count]);
	*ret = (struct cgroup_stats_block_list){ count, items };
	return 0;
}

static int read_v1(const struct cgroup_stats_source *source, const char *directory)
{
	for (size_t i = 0; i < FILES; i++) {
		struct cgroup_stats_block_list *list = list_at(source->stats, files[i].offset);
		bool first = i == 0 || files[i].group != files[i - 1].group;
		bool last = i + 1 == FILES || files[i].group != files[i + 1].group;
		auto_free char *text = NULL;
		int r = cgroup_stats_read(source, directory, files[i].file, &text);

		if (r == 0 && text)
			r = parse_v1(&source->stats->arena, text, list);
		if (r < 0)
			return r;
		if (last && list->count)
			return 0;
		if (!first || list->count)
			continue;
		/* On to the next group. */
		while (i + 1 < FILES && files[i + 1].group == files[i].group)
			i++;
	}
	return 0;
}

static const struct {
	const char *key, *operation;
	size_t offset;
} keys[] = {
	{ "rbytes=", "Read", LIST(service_bytes) },
	{ "wbytes=", "Write", LIST(service_bytes) },
	{ "rios=", "Read", LIST(serviced) },
	{ "wios=", "Write", LIST(serviced) },
};

/* "8:16 rbytes=1459200 wbytes=314773504 rios=192 wios=353": an entry of each key, into lists with room for it. */
static void parse_v2_line(char *line, struct cgroup_stats *stats, struct cgroup_stats_block_entry *items[2])
{
	unsigned long long major, minor;
	char *word;

	if (sscanf(line, "%llu:%llu ", &major, &minor) != 2)
		return;
	(void)strsep(&line, " ");
	while ((word = strsep(&line, " ")))
		for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
			struct cgroup_stats_block_list *list = list_at(stats, keys[i].offset);

			if (strncmp(word, keys[i].key, strlen(keys[i].key)) == 0)
				items[i / 2][list->count++] = (struct cgroup_stats_block_entry){
					major, minor, strtoull(word + strlen(keys[i].key), NULL, 10),
					keys[i].operation
				};
		}
}

static int read_v2(const struct cgroup_stats_source *source, const char *directory)
{
	struct cgroup_stats *stats = source->stats;
	struct cgroup_stats_block_entry *items[2];
	auto_free char *text = NULL;
	char *rest, *line;
	int r = cgroup_stats_read(source, directory, "io.stat", &text);

	if (r < 0 || !text)
		return r;
	for (size_t i = 0; i < 2; i++) {
		items[i] = arena_alloc(&stats->arena, 2 * count_lines(text) * sizeof(**items));
		if (!items[i])
			return -ENOMEM;
	}
	stats->block_io.service_bytes = (struct cgroup_stats_block_list){ 0, items[0] };
	stats->block_io.serviced = (struct cgroup_stats_block_list){ 0, items[1] };
	rest = text;
	while ((line = strsep(&rest, "\n")))
		parse_v2_line(line, stats, items);
	return 0;
}

int cgroup_stats_block_io(const struct cgroup_stats_source *source)
{
	const char *directory = cgroup_stats_directory(source, "blkio", false);

	if (directory)
		return read_v1(source, directory);
	directory = cgroup_stats_directory(source, "io", true);
	return directory ? read_v2(source, directory) : 0;
}
