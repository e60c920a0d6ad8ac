/* SPDX-License-Identifier: Apache-2.0 */
/* The list of all rules, and those on the top of config.json and on mounts. */
#include "runlxc/spec/rules.h"

#include <ctype.h>
#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

/* "0" or digits without a leading zero; moves *text behind them. */
static bool skip_number(const char **text)
{
	const char *start = *text;

	while (isdigit((unsigned char)**text))
		(*text)++;
	return *text > start && (*start != '0' || *text == start + 1);
}

/* What follows "-" or "+": identifiers with dots between them. */
static bool skip_identifiers(const char **text)
{
	do {
		const char *start = ++*text;

		while (isalnum((unsigned char)**text) || **text == '-')
			(*text)++;
		if (*text == start)
			return false;
	} while (**text == '.');
	return true;
}

static bool is_semantic_version(const char *text)
{
	if (!skip_number(&text) || *text++ != '.' || !skip_number(&text) || *text++ != '.' ||
	    !skip_number(&text))
		return false;
	if (*text == '-' && !skip_identifiers(&text))
		return false;
	if (*text == '+' && !skip_identifiers(&text))
		return false;
	return *text == '\0';
}

static int check_version(const struct spec *spec, struct err *err)
{
	if (!is_semantic_version(spec->oci_version))
		return err_set(err, EINVAL, "ociVersion: '%s' is not a semantic version", spec->oci_version);
	if (strncmp(spec->oci_version, "1.", 2) != 0)
		return err_set(err, EINVAL, "ociVersion: '%s' is not a 1.x version", spec->oci_version);
	return 0;
}

static int check_process_present(const struct spec *spec, struct err *err)
{
	if (!spec->process)
		return err_set(err, EINVAL, "process: required to create a container");
	return spec_rules_check_process(spec, err);
}

static int check_host_names(const struct spec *spec, struct err *err)
{
	bool own = spec_namespace_find(spec, CLONE_NEWUTS);

	if (spec->hostname && !own)
		return err_set(err, EINVAL, "hostname: needs a uts namespace of its own");
	if (spec->domainname && !own)
		return err_set(err, EINVAL, "domainname: needs a uts namespace of its own");
	return 0;
}

/* Flags and extensions that a mount's options come to. */
static void sum_options(const struct spec_mount *mount, uint64_t *flags, uint64_t *extensions)
{
	*flags = *extensions = 0;
	for (size_t i = 0; i < mount->options.count; i++) {
		const struct table_mount_option *option = table_mount_option_find(mount->options.items[i]);

		if (option && option->kind == TABLE_MOUNT_FLAG)
			*flags |= option->set;
		if (option && option->kind == TABLE_MOUNT_EXTENSION)
			*extensions |= option->set;
	}
}

static int check_mounts(const struct spec *spec, struct err *err)
{
	const uint64_t bind = table_mount_option_find("bind")->set;

	for (size_t i = 0; i < spec->mounts.count; i++) {
		const struct spec_mount *mount = &spec->mounts.items[i];
		uint64_t flags, extensions;

		sum_options(mount, &flags, &extensions);
		if ((flags & bind) && !mount->source)
			return err_set(err, EINVAL, "mounts[%zu].source: required for a bind mount", i);
		if (!mount->uid_mappings.count != !mount->gid_mappings.count)
			return err_set(err, EINVAL, "mounts[%zu]: uidMappings and gidMappings come together",
				       i);
		if ((extensions & TABLE_MOUNT_IDMAP) && !mount->uid_mappings.count &&
		    !spec_namespace_find(spec, CLONE_NEWUSER))
			return err_set(err, EINVAL, "mounts[%zu]: idmap needs mappings or a user namespace",
				       i);
	}
	return 0;
}

static int check_annotations(const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < spec->annotations.count; i++)
		if (!*spec->annotations.items[i].key)
			return err_set(err, EINVAL, "annotations: a key must not be empty");
	return 0;
}

static int check_paths(const struct spec *spec, struct err *err)
{
	const struct spec_linux *linux = spec->linux;

	if (spec_namespace_find(spec, CLONE_NEWNS))
		return 0;
	if (linux->masked_paths.count)
		return err_set(err, EINVAL, "linux.maskedPaths: needs a mount namespace of its own");
	if (linux->readonly_paths.count)
		return err_set(err, EINVAL, "linux.readonlyPaths: needs a mount namespace of its own");
	return 0;
}

/* The order is that in which a reader of the file would find the faults. */
static spec_rules_rule *const rules[] = {
	check_version,     check_process_present, spec_rules_namespaces, check_host_names,
	check_mounts,      check_annotations,     check_paths,           spec_rules_linux,
	spec_rules_sysctl, spec_rules_resources,  spec_rules_seccomp,
};

int spec_rules_check(const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		int r = rules[i](spec, err);

		if (r < 0)
			return r;
	}
	return 0;
}
