/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc features: the document of the runtime specification's features.md, made from the tables that do the work. */
#include <errno.h>
#include <jansson.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/probe/probe.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/lxc/lxc.h"
#include "runlxc/spec/objects.h"
#include "runlxc/table/table.h"
#include "runlxc/translate/translate.h"

static json_t *enabled_unless_refused(const char *field)
{
	return json_pack("{s:b}", "enabled", translate_refusal(field) == NULL);
}

/* All words of a table that `has` says yes to, NULL for all. */
static json_t *words_of(const struct table_words *words, bool (*has)(const struct table_word *word))
{
	json_t *list = json_array();

	for (size_t i = 0; i < words->count; i++)
		if (!has || has(&words->items[i]))
			(void)json_array_append_new(list, json_string(words->items[i].name));
	return list;
}

static bool has_capability(const struct table_word *word)
{
	return probe_capability((int)word->value);
}

static bool has_namespace(const struct table_word *word)
{
	return probe_namespace((int)word->value);
}

static bool has_flag(const struct table_word *word)
{
	return probe_seccomp_flag((unsigned int)word->value);
}

static bool has_action(const struct table_word *word)
{
	return strcmp(word->name, "SCMP_ACT_NOTIFY") != 0 || !translate_refusal("linux.seccomp.listenerPath");
}

static json_t *hooks(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < spec_hooks_object.count; i++)
		(void)json_array_append_new(list, json_string(spec_hooks_object.fields[i].name));
	return list;
}

static json_t *mount_options(void)
{
	bool no_idmap = translate_refusal("mounts[].uidMappings") != NULL;
	json_t *list = json_array();
	size_t count;
	const struct table_mount_option *options = table_mount_option_list(&count);

	for (size_t i = 0; i < count; i++)
		if (!(no_idmap && options[i].kind == TABLE_MOUNT_EXTENSION &&
		      options[i].set & TABLE_MOUNT_IDMAP))
			(void)json_array_append_new(list, json_string(options[i].name));
	return list;
}

static json_t *seccomp(void)
{
	return json_pack("{s:b, s:o, s:o, s:o, s:o, s:o}", "enabled", 1, "actions",
			 words_of(&table_seccomp_action, has_action), "operators",
			 words_of(&table_seccomp_operator, NULL), "archs",
			 words_of(&table_seccomp_arch, NULL), "knownFlags",
			 words_of(&table_seccomp_flag, NULL), "supportedFlags",
			 words_of(&table_seccomp_flag, has_flag));
}

static json_t *linux_part(void)
{
	bool rdt = translate_refusal("linux.intelRdt") == NULL;

	return json_pack(
		"{s:o, s:o, s:{s:b, s:b, s:b, s:b, s:b}, s:o, s:o, s:o, s:{s:b, s:b, s:b}, s:{s:o, s:o}, s:{s:o}, s:o}",
		"namespaces", words_of(&table_namespace_type, has_namespace), "capabilities",
		words_of(&table_capability, has_capability), "cgroup", "v1", 1, "v2", 1, "systemd", 1,
		"systemdUser", 1, "rdma", 1, "seccomp", seccomp(), "apparmor",
		enabled_unless_refused("process.apparmorProfile"), "selinux",
		enabled_unless_refused("process.selinuxLabel"), "intelRdt", "enabled", rdt, "schemata", rdt,
		"monitoring", rdt, "memoryPolicy", "modes", words_of(&table_memory_policy, NULL), "flags",
		words_of(&table_memory_policy_flag, NULL), "mountExtensions", "idmap",
		enabled_unless_refused("mounts[].uidMappings"), "netDevices",
		enabled_unless_refused("linux.netDevices"));
}

static json_t *annotations(void)
{
	const struct scmp_version *version = seccomp_version();
	const char *lxc = lxc_version(NULL);
	char libseccomp[64];
	json_t *json;

	(void)snprintf(libseccomp, sizeof(libseccomp), "%u.%u.%u", version->major, version->minor,
		       version->micro);
	json = json_pack("{s:s, s:s, s:s, s:s}", "io.github.seccomp.libseccomp.version", libseccomp,
			 "org.opencontainers.runc.checkpoint.enabled",
			 command_find("checkpoint") ? "true" : "false", "org.runlxc.version", RUNLXC_VERSION,
			 "org.runlxc.cgroup.cpu-shares-to-weight", "quadratic");
	if (lxc)
		(void)json_object_set_new(json, "org.runlxc.liblxc.version", json_string(lxc));
	return json;
}

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	auto_free char *text = NULL;
	json_t *json;

	(void)call;
	(void)ret_status;
	json = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:[s]}", "ociVersionMin", "1.0.0", "ociVersionMax",
			 SPEC_VERSION, "hooks", hooks(), "mountOptions", mount_options(), "linux",
			 linux_part(), "annotations", annotations(), "potentiallyUnsafeConfigAnnotations",
			 "org.systemd.property.");
	text = json ? json_dumps(json, JSON_INDENT(4)) : NULL;
	json_decref(json);
	if (!text)
		return err_set(err, ENOMEM, "features: out of memory");
	return puts(text) < 0 ? err_set_errno(err, errno, "writing to standard output") : 0;
}

const struct command cmd_features = {
	.name = "features",
	.arguments = "",
	.summary = "show what this runtime can do, as the OCI specification describes it",
	.run = run,
};
