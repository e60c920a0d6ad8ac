/* SPDX-License-Identifier: Apache-2.0 */
/* Pressure stall information, which only the directories of v2 have, on hybrid hosts too. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/stats_internal.h"

/* "avg10=0.12 avg60=0.03 avg300=0.00 total=12345" */
static void parse(const char *line, struct cgroup_stats_stall *stall)
{
	const struct {
		const char *key;
		double *value;
	} averages[] = { { "avg10=", &stall->avg10 },
			 { "avg60=", &stall->avg60 },
			 { "avg300=", &stall->avg300 } };
	const char *end = line + strcspn(line, "\n"), *total = strstr(line, "total=");

	for (size_t i = 0; i < sizeof(averages) / sizeof(*averages); i++) {
		const char *at = strstr(line, averages[i].key);

		if (at && at < end)
			*averages[i].value = strtod(at + strlen(averages[i].key), NULL);
	}
	if (total && total < end)
		stall->total = strtoull(total + strlen("total="), NULL, 10);
}

static int read_one(const struct cgroup_stats_source *source, const char *directory, const char *file,
		    struct cgroup_stats_pressure *pressure)
{
	auto_free char *text = NULL;
	int r = cgroup_stats_read(source, directory, file, &text);

	if (r < 0 || !text)
		return r;
	pressure->known = true;
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (strncmp(line, "some ", 5) == 0)
			parse(line, &pressure->some);
		else if (strncmp(line, "full ", 5) == 0)
			parse(line, &pressure->full);
	}
	return 0;
}

int cgroup_stats_pressure(const struct cgroup_stats_source *source)
{
	const struct cgroup_hierarchy *unified = cgroup_unified(source->cgroup);
	struct cgroup_stats *stats = source->stats;
	int r;

	if (!unified || !unified->directory)
		return 0;
	r = read_one(source, unified->directory, "cpu.pressure", &stats->cpu.pressure);
	if (r == 0)
		r = read_one(source, unified->directory, "memory.pressure", &stats->memory.pressure);
	if (r == 0)
		r = read_one(source, unified->directory, "io.pressure", &stats->block_io.pressure);
	return r;
}
