/* SPDX-License-Identifier: Apache-2.0 */
/* Writes linux.resources.memory on cgroup v2, where swap is counted by itself. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/log.h"
#include "compat/base/parse.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"
#include "runlxc/spec/spec.h"

static const char controller[] = "memory";

static const struct cgroup_setting settings[] = {
	{ "memory.limit", controller, "memory.max", offsetof(struct spec_memory, limit), CGROUP_SETTING_INT64,
	  CGROUP_SETTING_MAX },
	{ "memory.reservation", controller, "memory.low", offsetof(struct spec_memory, reservation),
	  CGROUP_SETTING_INT64, CGROUP_SETTING_MAX },
};

static int64_t value_of(const int64_t *bytes)
{
	return bytes ? *bytes : 0;
}

/* What v2 does not have and does in its own way: kernel memory counts as memory, and every cgroup is hierarchical. */
static void announce(const struct spec_memory *memory)
{
	if (value_of(memory->kernel) > 0)
		log_warning("linux.resources.memory.kernel: not applied, kernel memory counts as memory");
	if (value_of(memory->kernel_tcp) > 0)
		log_warning("linux.resources.memory.kernelTCP: not applied, cgroup v2 counts it as memory");
	if (memory->swappiness && *memory->swappiness != UINT64_MAX)
		log_warning("linux.resources.memory.swappiness: not applied, cgroup v2 has none");
	if (memory->disable_oom_killer && *memory->disable_oom_killer)
		log_warning(
			"linux.resources.memory.disableOOMKiller: not applied, cgroup v2 cannot switch it off");
}

/* A number, or -1 for what is not there or says "max". */
static int64_t read_bytes(const struct cgroup_hierarchy *hierarchy, const char *file)
{
	auto_free char *text = NULL;
	uint64_t bytes;

	if (cgroup_file_read(hierarchy->directory, file, &text) < 0)
		return -1;
	text[strcspn(text, "\n")] = '\0';
	return parse_uint64(text, &bytes) < 0 || bytes > INT64_MAX ? -1 : (int64_t)bytes;
}

/* The specification counts memory and swap together; 0 is "not set", -1 "no limit". */
static int swap_of(const struct cgroup_hierarchy *hierarchy, const struct spec_memory *memory,
		   int64_t *ret_swap, bool *ret_set, struct err *err)
{
	int64_t both = value_of(memory->swap), limit = value_of(memory->limit);

	*ret_set = true;
	*ret_swap = -1;
	if (both == 0) {
		*ret_set = limit < 0;
		return 0;
	}
	if (both < 0)
		return 0;
	if (limit < 0) {
		*ret_swap = both;
		return 0;
	}
	/* An update of the sum alone: the memory limit is the one that holds. */
	if (limit == 0)
		limit = read_bytes(hierarchy, "memory.max");
	if (limit < 0)
		return err_set(err, EINVAL,
			       "linux.resources.memory.swap: unable to set swap limit without memory limit");
	if (both < limit)
		return err_set(err, EINVAL,
			       "linux.resources.memory.swap: memory+swap limit should be >= memory limit");
	*ret_swap = both - limit;
	return 0;
}

static int apply_swap(const struct cgroup *cgroup, const struct cgroup_hierarchy *hierarchy,
		      const struct spec_memory *memory, struct err *err)
{
	char text[24] = "max";
	bool set = false;
	int64_t swap;
	int r = swap_of(hierarchy, memory, &swap, &set, err);

	if (r < 0 || !set)
		return r;
	if (swap >= 0)
		(void)snprintf(text, sizeof(text), "%" PRId64, swap);
	r = cgroup_setting_write(cgroup, controller, "memory.swap.max", text, "memory.swap", err);
	/* Without swap accounting there is no such file: nothing to lift, and as good as none. */
	return r == -ENOENT && swap <= 0 && cgroup_unified_has(hierarchy->directory, controller) ? 0 : r;
}

static int check_usage(const struct cgroup_hierarchy *hierarchy, const struct spec_memory *memory,
		       struct err *err)
{
	int64_t usage, limit = value_of(memory->limit), both = value_of(memory->swap);

	if (!memory->check_before_update || !*memory->check_before_update)
		return 0;
	usage = read_bytes(hierarchy, "memory.current");
	if (usage >= 0 && both > 0 && both <= usage)
		return err_set(err, EBUSY,
			       "linux.resources.memory.swap: rejecting memory+swap limit %" PRId64
			       " <= usage %" PRId64,
			       both, usage);
	if (usage >= 0 && limit > 0 && limit <= usage)
		return err_set(err, EBUSY,
			       "linux.resources.memory.limit: rejecting memory limit %" PRId64
			       " <= usage %" PRId64,
			       limit, usage);
	return 0;
}

int cgroup_memory_unified_apply(const struct cgroup *cgroup, const struct spec_memory *memory,
				struct err *err)
{
	const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, controller);
	int r = 0;

	announce(memory);
	if (hierarchy) {
		r = check_usage(hierarchy, memory, err);
		if (r == 0)
			r = apply_swap(cgroup, hierarchy, memory, err);
	} else if (value_of(memory->swap) > 0) {
		r = cgroup_setting_missing(cgroup, controller, "memory.swap", err);
	}
	return r < 0 ? r :
		       cgroup_setting_apply(cgroup, settings, sizeof(settings) / sizeof(*settings), memory,
					    err);
}
