/* SPDX-License-Identifier: Apache-2.0 */
/* Rules on `linux.seccomp`. */
#include "runlxc/spec/rules.h"

#include <errno.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/spec/spec.h"

static bool takes_errno(const char *action)
{
	return strcmp(action, "SCMP_ACT_ERRNO") == 0 || strcmp(action, "SCMP_ACT_TRACE") == 0;
}

static bool is_notify(const char *action)
{
	return strcmp(action, "SCMP_ACT_NOTIFY") == 0;
}

/* The filter is loaded and its descriptor handed on with write(2): it must not stop that. */
static int check_notify(const struct spec_seccomp *seccomp, size_t i, struct err *err)
{
	const struct spec_seccomp_rule *rule = &seccomp->syscalls.items[i];

	if (!is_notify(rule->action))
		return 0;
	if (!seccomp->listener_path)
		return err_set(err, EINVAL, "linux.seccomp.listenerPath: required for SCMP_ACT_NOTIFY");
	for (size_t j = 0; j < rule->names.count; j++)
		if (strcmp(rule->names.items[j], "write") == 0)
			return err_set(err, EINVAL,
				       "linux.seccomp.syscalls[%zu].names[%zu]: "
				       "SCMP_ACT_NOTIFY cannot be used for write",
				       i, j);
	return 0;
}

static int check_syscalls(const struct spec_seccomp *seccomp, struct err *err)
{
	for (size_t i = 0; i < seccomp->syscalls.count; i++) {
		const struct spec_seccomp_rule *rule = &seccomp->syscalls.items[i];
		int r;

		if (!rule->names.count)
			return err_set(err, EINVAL,
				       "linux.seccomp.syscalls[%zu].names: must have at least one entry", i);
		if (rule->errno_ret && !takes_errno(rule->action))
			return err_set(err, EINVAL, "linux.seccomp.syscalls[%zu].errnoRet: not for %s", i,
				       rule->action);
		r = check_notify(seccomp, i, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static bool has_flag(const struct spec_seccomp *seccomp, const char *name)
{
	for (size_t i = 0; i < seccomp->flags.count; i++)
		if (strcmp(seccomp->flags.items[i], name) == 0)
			return true;
	return false;
}

static bool has_notify(const struct spec_seccomp *seccomp)
{
	for (size_t i = 0; i < seccomp->syscalls.count; i++)
		if (is_notify(seccomp->syscalls.items[i].action))
			return true;
	return false;
}

int spec_rules_seccomp(const struct spec *spec, struct err *err)
{
	const struct spec_seccomp *seccomp = spec->linux->seccomp;

	if (!seccomp)
		return 0;
	if (is_notify(seccomp->default_action))
		return err_set(err, EINVAL, "linux.seccomp.defaultAction: cannot be SCMP_ACT_NOTIFY");
	if (seccomp->default_errno_ret && !takes_errno(seccomp->default_action))
		return err_set(err, EINVAL, "linux.seccomp.defaultErrnoRet: not for %s",
			       seccomp->default_action);
	if (seccomp->listener_metadata && !seccomp->listener_path)
		return err_set(err, EINVAL, "linux.seccomp.listenerMetadata: needs listenerPath");
	if (has_flag(seccomp, "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV") && !has_notify(seccomp))
		return err_set(
			err, EINVAL,
			"linux.seccomp.flags: SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV needs SCMP_ACT_NOTIFY");
	return check_syscalls(seccomp, err);
}
