/* SPDX-License-Identifier: Apache-2.0 */
/* Rules on `process`. */
#include "runlxc/spec/rules.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

static int check_args(const struct spec *spec, struct err *err)
{
	if (!spec->process->args.count)
		return err_set(err, EINVAL, "process.args: must have at least one entry");
	return 0;
}

static int check_env(const struct spec *spec, struct err *err)
{
	const struct spec_strings *env = &spec->process->env;

	for (size_t i = 0; i < env->count; i++) {
		const char *equals = strchr(env->items[i], '=');

		if (!equals)
			return err_set(err, EINVAL, "process.env[%zu]: '%s' has no '='", i, env->items[i]);
		if (equals == env->items[i])
			return err_set(err, EINVAL, "process.env[%zu]: '%s' has no name", i, env->items[i]);
	}
	return 0;
}

static int check_rlimits(const struct spec *spec, struct err *err)
{
	const struct spec_rlimit *limits = spec->process->rlimits.items;

	for (size_t i = 0; i < spec->process->rlimits.count; i++) {
		if (limits[i].soft > limits[i].hard)
			return err_set(err, EINVAL, "process.rlimits[%zu]: soft must not be above hard", i);
		for (size_t j = 0; j < i; j++)
			if (limits[i].resource == limits[j].resource)
				return err_set(err, EINVAL, "process.rlimits[%zu].type: %s is there twice", i,
					       table_word_name(&table_rlimit, limits[i].resource));
	}
	return 0;
}

/* What sched_setattr(2) takes of each policy. */
static int check_scheduler(const struct spec *spec, struct err *err)
{
	static const struct {
		const char *policy;
		bool nice, priority, deadline;
	} policies[] = {
		{ "SCHED_BATCH", true, false, false },   { "SCHED_DEADLINE", false, false, true },
		{ "SCHED_FIFO", false, true, false },    { "SCHED_IDLE", false, false, false },
		{ "SCHED_ISO", false, false, false },    { "SCHED_OTHER", true, false, false },
		{ "SCHED_RR", false, true, false },
	};
	const struct spec_scheduler *scheduler = spec->process->scheduler;
	const char *policy;
	size_t i = 0;

	if (!scheduler)
		return 0;
	policy = table_word_name(&table_scheduler_policy, *scheduler->policy);
	while (strcmp(policies[i].policy, policy) != 0)
		i++;
	if (policies[i].nice && scheduler->nice && (*scheduler->nice < -20 || *scheduler->nice > 19))
		return err_set(err, EINVAL, "process.scheduler.nice: must be from -20 to 19, is %d",
			       *scheduler->nice);
	if (!policies[i].priority && scheduler->priority && *scheduler->priority)
		return err_set(err, EINVAL, "process.scheduler.priority: not for %s", policy);
	if (!policies[i].deadline &&
	    ((scheduler->runtime && *scheduler->runtime) || (scheduler->deadline && *scheduler->deadline) ||
	     (scheduler->period && *scheduler->period)))
		return err_set(err, EINVAL,
			       "process.scheduler: runtime, deadline and period are for SCHED_DEADLINE");
	return 0;
}

static int check_affinity(const struct spec *spec, struct err *err)
{
	const struct spec_exec_cpu_affinity *affinity = spec->process->exec_cpu_affinity;

	if (affinity && affinity->initial && !spec_rules_is_number_list(affinity->initial, SPEC_CPUS_MAX))
		return err_set(err, EINVAL,
			       "process.execCPUAffinity.initial: '%s' is not a list such as 0-3,7",
			       affinity->initial);
	if (affinity && affinity->final && !spec_rules_is_number_list(affinity->final, SPEC_CPUS_MAX))
		return err_set(err, EINVAL, "process.execCPUAffinity.final: '%s' is not a list such as 0-3,7",
			       affinity->final);
	return 0;
}

static spec_rules_rule *const rules[] = {
	check_args, check_env, check_rlimits, check_scheduler, check_affinity,
};

int spec_rules_check_process(const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		int r = rules[i](spec, err);

		if (r < 0)
			return r;
	}
	return 0;
}
