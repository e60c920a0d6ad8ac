/* SPDX-License-Identifier: Apache-2.0 */
/* Writes linux.resources.cpu on cgroup v2: weight for shares, quota and period in one file. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/parse.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"
#include "runlxc/spec/spec.h"

enum { TEXT_SIZE = 48, WEIGHT_MAX = 10000, SHARES_MIN = 2, SHARES_MAX = 1 << 18 };

/* What goes into the files, empty where nothing does. */
struct texts {
	char weight[TEXT_SIZE], max[TEXT_SIZE], burst[TEXT_SIZE], idle[TEXT_SIZE];
};

struct values {
	const char *weight, *max, *burst, *idle, *cpus, *mems;
};

#define ROW(field, controller, file, member)                                                    \
	{                                                                                       \
		"cpu." field, controller, controller "." file, offsetof(struct values, member), \
			CGROUP_SETTING_TEXT, 0                                                  \
	}

static const struct cgroup_setting settings[] = {
	ROW("idle", "cpu", "idle", idle),        ROW("shares", "cpu", "weight", weight),
	ROW("burst", "cpu", "max.burst", burst), ROW("quota", "cpu", "max", max),
	ROW("cpus", "cpuset", "cpus", cpus),     ROW("mems", "cpuset", "mems", mems),
};

/* log2 and 10^x without the mathematics library, which every start would have to load. `x` is 1 or more. */
static double log2_of(double x)
{
	double result = 0, bit = 0.5;

	for (; x >= 2; x /= 2)
		result += 1;
	for (int i = 0; i < 50; i++, bit /= 2) {
		x *= x;
		if (x >= 2) {
			x /= 2;
			result += bit;
		}
	}
	return result;
}

static double power_of_10(double exponent)
{
	double x = exponent * 2.302585092994045684, term = 1, sum = 1;

	for (int i = 1; i < 60; i++) {
		term *= x / i;
		sum += term;
	}
	return sum;
}

uint64_t cgroup_weight_of_shares(uint64_t shares)
{
	double log2, weight;
	uint64_t whole;

	if (shares <= SHARES_MIN)
		return 1;
	if (shares >= SHARES_MAX)
		return WEIGHT_MAX;
	log2 = log2_of((double)shares);
	/* The default, 1024, is exactly 100. */
	weight = power_of_10((log2 * log2 + 125 * log2) / 612 - 7.0 / 34) - 1e-9;
	whole = (uint64_t)weight;
	return weight > (double)whole ? whole + 1 : whole;
}

/* Quota and period share a file: the one that is not set stays what it is. */
static int render_max(const struct cgroup *cgroup, const struct spec_cpu *cpu, char max[static TEXT_SIZE],
		      struct err *err)
{
	const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, "cpu");
	char quota[24] = "max", period[24] = "100000";
	auto_free char *now = NULL;

	if ((!cpu->quota || *cpu->quota == 0) && (!cpu->period || *cpu->period == 0))
		return 0;
	if (hierarchy && cgroup_file_read(hierarchy->directory, "cpu.max", &now) == 0 &&
	    sscanf(now, "%23s %23s", quota, period) < 0)
		return err_set(err, EINVAL, "linux.resources.cpu.quota: %s/cpu.max: '%s'",
			       hierarchy->directory, now);
	if (cpu->quota && *cpu->quota < 0)
		(void)strcpy(quota, "max");
	if (cpu->quota && *cpu->quota > 0)
		(void)snprintf(quota, sizeof(quota), "%" PRId64, *cpu->quota);
	if (cpu->period && *cpu->period > 0)
		(void)snprintf(period, sizeof(period), "%" PRIu64, *cpu->period);
	(void)snprintf(max, TEXT_SIZE, "%s %s", quota, period);
	return 0;
}

static int refuse_realtime(const struct spec_cpu *cpu, struct err *err)
{
	bool period = cpu->realtime_period && *cpu->realtime_period;

	if (!period && (!cpu->realtime_runtime || *cpu->realtime_runtime == 0))
		return 0;
	return err_set(err, ENOTSUP, "linux.resources.cpu.%s: cgroup v2 has no limits for realtime processes",
		       period ? "realtimePeriod" : "realtimeRuntime");
}

/* A quota of -1 asks for nothing that needs the controller. */
static bool asks_for_nothing(const struct cgroup *cgroup, const struct spec_cpu *cpu)
{
	return !cgroup_with(cgroup, "cpu") && cpu->quota && *cpu->quota < 0 &&
	       (!cpu->period || *cpu->period == 0);
}

int cgroup_cpu_unified_apply(const struct cgroup *cgroup, const struct spec_cpu *cpu, struct err *err)
{
	struct texts texts = { .weight = "" };
	struct values values = { texts.weight, texts.max, texts.burst, texts.idle, cpu->cpus, cpu->mems };
	int r = refuse_realtime(cpu, err);

	if (r == 0 && !asks_for_nothing(cgroup, cpu))
		r = render_max(cgroup, cpu, texts.max, err);
	if (r < 0)
		return r;
	if (cpu->shares && *cpu->shares > 0)
		(void)snprintf(texts.weight, TEXT_SIZE, "%" PRIu64, cgroup_weight_of_shares(*cpu->shares));
	if (cpu->burst)
		(void)snprintf(texts.burst, TEXT_SIZE, "%" PRIu64, *cpu->burst);
	if (cpu->idle)
		(void)snprintf(texts.idle, TEXT_SIZE, "%" PRId64, *cpu->idle);
	return cgroup_setting_apply(cgroup, settings, sizeof(settings) / sizeof(*settings), &values, err);
}
