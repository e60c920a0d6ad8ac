/* SPDX-License-Identifier: Apache-2.0 */
/* Goes through linux.resources. */
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"

static int apply_parts(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err)
{
	static int (*const parts[])(const struct cgroup *, const struct spec_resources *, struct err *) = {
		cgroup_memory_apply,
		cgroup_cpu_apply,
		cgroup_block_io_apply,
		cgroup_limits_apply,
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		int r = parts[i](cgroup, resources, err);

		if (r < 0)
			return r;
	}
	return 0;
}

int cgroup_update(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err)
{
	struct cgroup_journal journal = { 0 };
	struct cgroup noted = *cgroup;
	char message[ERR_MESSAGE_SIZE];
	int r;

	noted.journal = &journal;
	r = apply_parts(&noted, resources, err);
	if (r == 0)
		r = cgroup_apply_pids(&noted, resources, err);
	if (r < 0 && !cgroup_journal_restore(&journal) && err) {
		(void)memcpy(message, err->message, sizeof(message));
		(void)err_set(err, -r, "%s (and the kernel refuses some of the old limits, too)", message);
	}
	cgroup_journal_clear(&journal);
	return r;
}

int cgroup_apply(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err)
{
	int r = resources ? apply_parts(cgroup, resources, err) : 0;

	return r < 0 ? r : cgroup_devices_apply(cgroup, resources, err);
}
