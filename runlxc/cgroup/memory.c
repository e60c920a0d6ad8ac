/* SPDX-License-Identifier: Apache-2.0 */
/* Writes linux.resources.memory. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/log.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"
#include "runlxc/spec/spec.h"

enum { SWAPPINESS_MAX = 100 };

#define ROW(field, file, member, type, flags)                                                    \
	{                                                                                        \
		"memory." field, "memory", "memory." file, offsetof(struct spec_memory, member), \
			CGROUP_SETTING_##type, flags                                             \
	}

static const struct cgroup_setting settings[] = {
	ROW("useHierarchy", "use_hierarchy", use_hierarchy, BOOL, CGROUP_SETTING_SATISFIED),
	ROW("limit", "limit_in_bytes", limit, INT64, 0),
	ROW("swap", "memsw.limit_in_bytes", swap, INT64, 0),
	ROW("reservation", "soft_limit_in_bytes", reservation, INT64, 0),
	ROW("kernelTCP", "kmem.tcp.limit_in_bytes", kernel_tcp, INT64, 0),
	ROW("swappiness", "swappiness", swappiness, UINT64, CGROUP_SETTING_ZERO),
	ROW("disableOOMKiller", "oom_control", disable_oom_killer, BOOL, 0),
};

static bool is_set(const int64_t *bytes)
{
	return bytes && *bytes != 0;
}

/* Kernels without swap accounting have no such file, and nothing to lift. */
static int lift_swap(const struct cgroup *cgroup, const struct cgroup_hierarchy *hierarchy, struct err *err)
{
	int r = cgroup_setting_put(cgroup, hierarchy, "memory.memsw.limit_in_bytes", "-1");

	if (r < 0 && r != -ENOENT)
		return err_set_errno(err, -r,
				     "linux.resources.memory.limit: write %s/memory.memsw.limit_in_bytes",
				     hierarchy->directory);
	return 0;
}

/* EBUSY: the limit is below what is in use and cannot be reclaimed. Says how much that is. */
static int explain_busy(const struct cgroup *cgroup, struct err *err)
{
	const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, "memory");
	auto_free char *usage = NULL;
	char message[ERR_MESSAGE_SIZE];

	if (!err || cgroup_file_read(hierarchy->directory, "memory.usage_in_bytes", &usage) < 0)
		return -EBUSY;
	(void)memcpy(message, err->message, sizeof(message));
	usage[strcspn(usage, "\n")] = '\0';
	return err_set(err, EBUSY, "%s (%s bytes in use)", message, usage);
}

int cgroup_memory_apply(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err)
{
	const struct spec_memory *memory = resources->memory;
	const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, "memory");
	struct spec_memory wanted;
	int r;

	if (!memory)
		return 0;
	if (cgroup_setting_is_unified(cgroup, "memory"))
		return cgroup_memory_unified_apply(cgroup, memory, err);
	wanted = *memory;
	/* An engine that cannot leave the field out says "not set" as -1, in an unsigned number. */
	if (wanted.swappiness && *wanted.swappiness == UINT64_MAX)
		wanted.swappiness = NULL;
	if (wanted.swappiness && *wanted.swappiness > SWAPPINESS_MAX)
		return err_set(err, EINVAL, "linux.resources.memory.swappiness: %" PRIu64 " is above %d",
			       *wanted.swappiness, SWAPPINESS_MAX);
	/* Linux 5.16 refuses it; before, fork(2) failed at a limit that nothing could reclaim. */
	if (is_set(wanted.kernel) && *wanted.kernel > 0)
		log_warning("linux.resources.memory.kernel: not applied, kernel memory counts as memory");
	if (is_set(wanted.limit) && *wanted.limit < 0 && !is_set(wanted.swap) && hierarchy) {
		r = lift_swap(cgroup, hierarchy, err);
		if (r < 0)
			return r;
	}
	r = cgroup_setting_apply(cgroup, settings, sizeof(settings) / sizeof(*settings), &wanted, err);
	return r == -EBUSY ? explain_busy(cgroup, err) : r;
}
