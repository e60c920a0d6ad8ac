/* SPDX-License-Identifier: Apache-2.0 */
/* Writes linux.resources.cpu: the cpu and cpuset controllers. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/parse.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"
#include "runlxc/spec/spec.h"

/* The kernel cuts cpu.shares to this range without a word. */
enum { SHARES_MIN = 2, SHARES_MAX = 1 << 18 };

#define ROW(field, controller, file, member, type, flags)                                         \
	{                                                                                         \
		"cpu." field, controller, controller "." file, offsetof(struct spec_cpu, member), \
			CGROUP_SETTING_##type, flags                                              \
	}

static const struct cgroup_setting settings[] = {
	ROW("shares", "cpu", "shares", shares, UINT64, 0),
	ROW("period", "cpu", "cfs_period_us", period, UINT64, 0),
	ROW("quota", "cpu", "cfs_quota_us", quota, INT64, 0),
	ROW("burst", "cpu", "cfs_burst_us", burst, UINT64, CGROUP_SETTING_ZERO),
	ROW("realtimePeriod", "cpu", "rt_period_us", realtime_period, UINT64, 0),
	ROW("realtimeRuntime", "cpu", "rt_runtime_us", realtime_runtime, INT64, 0),
	ROW("idle", "cpu", "idle", idle, INT64, CGROUP_SETTING_ZERO),
};

static const struct cgroup_setting cpuset_settings[] = {
	{ "cpu.cpus", "cpuset", "cpuset.cpus", offsetof(struct spec_cpu, cpus), CGROUP_SETTING_TEXT, 0 },
	{ "cpu.mems", "cpuset", "cpuset.mems", offsetof(struct spec_cpu, mems), CGROUP_SETTING_TEXT, 0 },
};

/* Reads back only what may have been cut, so that the usual value costs nothing. */
static int check_shares(const struct cgroup *cgroup, uint64_t wanted, struct err *err)
{
	const char *directory;
	auto_free char *text = NULL;
	uint64_t shares;
	int r;

	if (wanted == 0 || (wanted >= SHARES_MIN && wanted <= SHARES_MAX))
		return 0;
	directory = cgroup_with(cgroup, "cpu")->directory;
	r = cgroup_file_read(directory, "cpu.shares", &text);
	if (r < 0)
		return err_set_errno(err, -r, "linux.resources.cpu.shares: read %s/cpu.shares", directory);
	text[strcspn(text, "\n")] = '\0';
	r = parse_uint64(text, &shares);
	if (r < 0)
		return err_set(err, -r, "linux.resources.cpu.shares: %s/cpu.shares: '%s'", directory, text);
	if (shares == wanted)
		return 0;
	return err_set(err, EINVAL, "linux.resources.cpu.shares: the %s allowed cpu-shares is %" PRIu64,
		       wanted > shares ? "maximum" : "minimum", shares);
}

int cgroup_cpu_apply(const struct cgroup *cgroup, const struct spec_resources *resources, struct err *err)
{
	const struct spec_cpu *cpu = resources->cpu;
	int r;

	if (!cpu)
		return 0;
	if (cgroup_setting_is_unified(cgroup, "cpu"))
		return cgroup_cpu_unified_apply(cgroup, cpu, err);
	r = cgroup_setting_apply(cgroup, settings, sizeof(settings) / sizeof(*settings), cpu, err);
	if (r == 0 && cpu->shares)
		r = check_shares(cgroup, *cpu->shares, err);
	if (r < 0)
		return r;
	return cgroup_setting_apply(cgroup, cpuset_settings,
				    sizeof(cpuset_settings) / sizeof(*cpuset_settings), cpu, err);
}
