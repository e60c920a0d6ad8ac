/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of cgroup/stats* share. */
#pragma once

#include "runlxc/cgroup/stats.h"

/* One directory that is read, v1 or v2, and where its numbers go. */
struct cgroup_stats_source {
	const struct cgroup *cgroup;
	struct cgroup_stats *stats;
	const char *sysfs;
	struct err *err;
};

/*
 * The directory for a controller on v1, or with `unified` on v2; NULL when that is not where it is. Every controller that
 * v1 has not is looked for on v2.
 */
const char *cgroup_stats_directory(const struct cgroup_stats_source *source, const char *controller,
				   bool unified);

/* The file's text (the caller frees), NULL in *ret_text when it is not there. 0 or -errno with err set. */
int cgroup_stats_read(const struct cgroup_stats_source *source, const char *directory, const char *file,
		      char **ret_text);

/* stats_list.c: lists in the arena, from "1 2 3", "0-2,7" and the columns of cpuacct.usage_all. */
int cgroup_stats_numbers(struct arena *arena, const char *text, struct cgroup_stats_list *ret);
int cgroup_stats_ranges(struct arena *arena, const char *text, struct cgroup_stats_list *ret);
int cgroup_stats_column(struct arena *arena, const char *text, unsigned int column,
			struct cgroup_stats_list *ret);

/* stats_block_io.c and stats_pressure.c: these parts of the whole. */
int cgroup_stats_block_io(const struct cgroup_stats_source *source);
int cgroup_stats_pressure(const struct cgroup_stats_source *source);
