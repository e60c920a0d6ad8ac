/* SPDX-License-Identifier: Apache-2.0 */
/* Rules on `linux.sysctl`: only settings of a namespace that the container has to itself. */
#include "runlxc/spec/rules.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

/* Names that end in a dot stand for all that begin so. */
static const struct {
	const char *name;
	int type;
} settings[] = {
	{ "fs.mqueue.", CLONE_NEWIPC },
	{ "kernel.domainname", CLONE_NEWUTS },
	{ "kernel.hostname", CLONE_NEWUTS },
	{ "kernel.msgmax", CLONE_NEWIPC },
	{ "kernel.msgmnb", CLONE_NEWIPC },
	{ "kernel.msgmni", CLONE_NEWIPC },
	{ "kernel.sem", CLONE_NEWIPC },
	{ "kernel.shm_rmid_forced", CLONE_NEWIPC },
	{ "kernel.shmall", CLONE_NEWIPC },
	{ "kernel.shmmax", CLONE_NEWIPC },
	{ "kernel.shmmni", CLONE_NEWIPC },
	{ "net.", CLONE_NEWNET },
	{ "user.", CLONE_NEWUSER },
};

/*
 * sysctl(8) takes net.ipv4.ip_forward and net/ipv4/ip_forward; the first separator decides, and the other
 * character is then part of a name (net/ipv4/conf/eth0.1/forwarding). Compares `key` in either spelling.
 */
static bool matches(const char *key, const char *name)
{
	char separator = key[strcspn(key, "./")];
	size_t length = strlen(name);

	if (!separator)
		return false;
	for (size_t i = 0; i < length; i++)
		if (key[i] != (name[i] == '.' ? separator : name[i]))
			return false;
	return name[length - 1] == '.' ? key[length] != '\0' : key[length] == '\0';
}

/* No part may be empty or lead upwards, in either spelling. */
static bool is_safe_key(const char *key)
{
	char last = key[0] ? key[strlen(key) - 1] : '/';

	if (key[0] == '.' || key[0] == '/' || last == '.' || last == '/')
		return false;
	return !strstr(key, "..") && !strstr(key, "//");
}

int spec_sysctl_namespace(const char *key)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (matches(key, settings[i].name))
			return settings[i].type;
	return 0;
}

static int check_key(const struct spec *spec, const char *key, struct err *err)
{
	int type = spec_sysctl_namespace(key);
	const char *article = type == CLONE_NEWIPC ? "an" : "a";

	if (!is_safe_key(key))
		return err_set(err, EINVAL, "linux.sysctl[\"%s\"]: not the name of a setting", key);
	if (!type)
		return err_set(err, EINVAL, "linux.sysctl[\"%s\"]: not of a namespace, would change the host",
			       key);
	if (!spec_namespace_find(spec, type))
		return err_set(err, EINVAL, "linux.sysctl[\"%s\"]: needs %s %s namespace of its own", key,
			       article, table_namespace_find_type(type)->name);
	if (matches(key, "kernel.hostname"))
		return err_set(err, EINVAL, "linux.sysctl[\"%s\"]: hostname is the field for this", key);
	return 0;
}

int spec_rules_sysctl(const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < spec->linux->sysctl.count; i++) {
		int r = check_key(spec, spec->linux->sysctl.items[i].key, err);

		if (r < 0)
			return r;
	}
	return 0;
}
