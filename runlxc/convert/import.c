/* SPDX-License-Identifier: Apache-2.0 */
/* An LXC configuration as a config.json. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/convert/convert.h"
#include "runlxc/convert/importer.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

json_t *convert_import_object(json_t *parent, const char *name)
{
	json_t *child = json_object_get(parent, name);

	if (!child) {
		child = json_object();
		(void)json_object_set_new(parent, name, child);
	}
	return child;
}

json_t *convert_import_list(json_t *parent, const char *name)
{
	json_t *child = json_object_get(parent, name);

	if (!child) {
		child = json_array();
		(void)json_object_set_new(parent, name, child);
	}
	return child;
}

void convert_import_words(json_t *list, const char *value)
{
	while (*(value += strspn(value, " \t"))) {
		size_t length = strcspn(value, " \t");

		(void)json_array_append_new(list, json_stringn(value, length));
		value += length;
	}
}

static int take_root(struct convert_importer *importer, const char *rest, const char *value)
{
	const char *colon = strchr(value, ':');

	(void)rest;
	/* "dir:/path"; another storage than a directory is nothing that a bundle has. */
	if (colon && value[0] != '/' && strncmp(value, "dir:", 4) != 0)
		return -ENOTSUP;
	(void)json_object_set_new(convert_import_object(importer->root, "root"), "path",
				  json_string(colon && value[0] != '/' ? colon + 1 : value));
	return 0;
}

static int take_root_options(struct convert_importer *importer, const char *rest, const char *value)
{
	auto_free char *copy = strdup(value);
	char *state = NULL;

	(void)rest;
	for (char *word = copy ? strtok_r(copy, ",", &state) : NULL; word;
	     word = strtok_r(NULL, ",", &state)) {
		if (strcmp(word, "ro") == 0)
			(void)json_object_set_new(convert_import_object(importer->root, "root"), "readonly",
						  json_true());
		else if (table_word_find(&table_propagation, word))
			(void)json_object_set_new(importer->config, "rootfsPropagation", json_string(word));
		else if (strcmp(word, "rw") != 0)
			return -ENOTSUP;
	}
	return 0;
}

static int take_hostname(struct convert_importer *importer, const char *rest, const char *value)
{
	(void)rest;
	(void)json_object_set_new(importer->root, "hostname", json_string(value));
	return 0;
}

/* The specification's name of a namespace that liblxc calls by its file. */
static const char *namespace_of(const char *file)
{
	const struct table_namespace *list;
	size_t count;

	list = table_namespace_list(&count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].file, file) == 0)
			return list[i].name;
	return NULL;
}

static void add_namespace(struct convert_importer *importer, const char *file, const char *path)
{
	const char *name = namespace_of(file);
	json_t *entry = name ? json_pack("{s:s}", "type", name) : NULL;

	if (entry && path)
		(void)json_object_set_new(entry, "path", json_string(path));
	if (entry)
		(void)json_array_append_new(convert_import_list(importer->config, "namespaces"), entry);
}

static int take_clone(struct convert_importer *importer, const char *rest, const char *value)
{
	json_t *words = json_array(), *word;
	size_t i;

	(void)rest;
	convert_import_words(words, value);
	json_array_foreach(words, i, word)
	{
		add_namespace(importer, json_string_value(word), NULL);
	}
	json_decref(words);
	importer->has_namespaces = true;
	return 0;
}

static int take_share(struct convert_importer *importer, const char *rest, const char *value)
{
	/* Anything else than a path is the name of a container of LXC's, or a pid. */
	if (value[0] != '/' || !namespace_of(rest))
		return -ENOTSUP;
	add_namespace(importer, rest, value);
	return 0;
}

static int take_network(struct convert_importer *importer, const char *rest, const char *value)
{
	const char *member = strchr(rest, '.');

	if (!member)
		return -ENOTSUP;
	if (strcmp(member, ".type") == 0 && strcmp(value, "none") == 0)
		importer->shares_network = true;
	else if (strcmp(member, ".type") == 0)
		return strcmp(value, "empty") == 0 ? 0 : -ENOTSUP;
	return strcmp(member, ".flags") == 0 || importer->shares_network ? 0 : -ENOTSUP;
}

static int take_idmap(struct convert_importer *importer, const char *rest, const char *value)
{
	long long container, host, size;
	char *end;

	(void)rest;
	if (!strchr("ug", value[0]) || value[1] != ' ')
		return -ENOTSUP;
	container = strtoll(value + 2, &end, 10);
	host = strtoll(end, &end, 10);
	size = strtoll(end, &end, 10);
	(void)json_array_append_new(
		convert_import_list(importer->config, value[0] == 'u' ? "uidMappings" : "gidMappings"),
		json_pack("{s:I, s:I, s:I}", "containerID", (json_int_t)container, "hostID", (json_int_t)host,
			  "size", (json_int_t)size));
	return *end ? -ENOTSUP : 0;
}

static int take_sysctl(struct convert_importer *importer, const char *rest, const char *value)
{
	if (strcmp(rest, "kernel.domainname") == 0)
		(void)json_object_set_new(importer->root, "domainname", json_string(value));
	else
		(void)json_object_set_new(convert_import_object(importer->config, "sysctl"), rest,
					  json_string(value));
	return 0;
}

/* "5s", "3h", "7ns": the specification has seconds and nanoseconds. */
static int take_time(struct convert_importer *importer, const char *rest, const char *value)
{
	static const struct {
		const char *unit;
		long long seconds, nanoseconds;
	} units[] = { { "h", 3600, 0 },     { "m", 60, 0 },    { "s", 1, 0 },
		      { "ms", 0, 1000000 }, { "us", 0, 1000 }, { "ns", 0, 1 } };
	char *end;
	long long number = strtoll(value, &end, 10), rest_ns;

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strcmp(end, units[i].unit) != 0)
			continue;
		rest_ns = number * units[i].nanoseconds % 1000000000;
		number = number * units[i].seconds + number * units[i].nanoseconds / 1000000000;
		if (rest_ns < 0) {
			rest_ns += 1000000000;
			number--;
		}
		(void)json_object_set_new(
			convert_import_object(importer->config, "timeOffsets"),
			strcmp(rest, "boot") == 0 ? "boottime" : "monotonic",
			json_pack("{s:I, s:I}", "secs", (json_int_t)number, "nanosecs", (json_int_t)rest_ns));
		return 0;
	}
	return -ENOTSUP;
}

static int take_apparmor(struct convert_importer *importer, const char *rest, const char *value)
{
	(void)rest;
	if (strcmp(value, "unconfined") != 0 && strcmp(value, "unchanged") != 0)
		(void)json_object_set_new(importer->process, "apparmorProfile", json_string(value));
	return strcmp(value, "generated") == 0 ? -ENOTSUP : 0;
}

static int take_selinux(struct convert_importer *importer, const char *rest, const char *value)
{
	(void)rest;
	(void)json_object_set_new(importer->process, "selinuxLabel", json_string(value));
	return 0;
}

static int take_arch(struct convert_importer *importer, const char *rest, const char *value)
{
	static const char *const of_32_bits[] = { "linux32", "x86",  "i386", "i486",
						  "i586",    "i686", "arm",  "armhf" };
	const char *domain = "LINUX";

	(void)rest;
	for (size_t i = 0; i < sizeof(of_32_bits) / sizeof(*of_32_bits); i++)
		if (strcmp(of_32_bits[i], value) == 0)
			domain = "LINUX32";
	(void)json_object_set_new(importer->config, "personality", json_pack("{s:s}", "domain", domain));
	return 0;
}

/* The profile's text comes with the request; what it says of terminals, logs and monitors is no part of a container. */
static int take_nothing(struct convert_importer *importer, const char *rest, const char *value)
{
	(void)importer;
	(void)rest;
	(void)value;
	return 0;
}

static const struct convert_import_row rows[] = {
	{ "lxc.apparmor.profile", take_apparmor },
	{ "lxc.arch", take_arch },
	{ "lxc.console.path", take_nothing },
	{ "lxc.idmap", take_idmap },
	{ "lxc.log.", take_nothing },
	{ "lxc.namespace.clone", take_clone },
	{ "lxc.namespace.share.", take_share },
	{ "lxc.net.", take_network },
	{ "lxc.rootfs.options", take_root_options },
	{ "lxc.rootfs.path", take_root },
	{ "lxc.seccomp.profile", take_nothing },
	{ "lxc.selinux.context", take_selinux },
	{ "lxc.sysctl.", take_sysctl },
	{ "lxc.time.offset.", take_time },
	{ "lxc.tty.max", take_nothing },
	{ "lxc.uts.name", take_hostname },
	{ 0 },
};

static const struct convert_import_row *const tables[] = { rows, convert_import_process,
							   convert_import_mounts, convert_import_resources };

static int take_line(struct convert_importer *importer, const char *key, const char *value)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		for (const struct convert_import_row *row = tables[i]; row->key; row++) {
			size_t length = strlen(row->key);
			bool more = row->key[length - 1] == '.';

			if (more ? strncmp(key, row->key, length) == 0 : strcmp(key, row->key) == 0)
				return row->take(importer, key + length, value);
		}
	return -ENOTSUP;
}

/* Cuts "key = value" in place, as liblxc reads it. False: it is no such line. */
static bool cut_line(char *line, char **ret_key, char **ret_value)
{
	char *equals = strchr(line, '='), *value, *end;
	size_t length;

	if (!equals)
		return false;
	for (end = equals; end > line && isspace((unsigned char)end[-1]); end--)
		;
	*end = '\0';
	value = equals + 1 + strspn(equals + 1, " \t");
	for (length = strlen(value); length && isspace((unsigned char)value[length - 1]); length--)
		value[length - 1] = '\0';
	if (length > 1 && strchr("\"'", value[0]) && value[length - 1] == value[0]) {
		value[length - 1] = '\0';
		value++;
	}
	*ret_key = line;
	*ret_value = value;
	return *line != '\0';
}

/* What liblxc does without a word: namespaces of all kinds, all capabilities, its own init. */
static int begin(struct convert_importer *importer)
{
	json_t *all = json_array();

	for (size_t i = 0; i < table_capability.count; i++)
		(void)json_array_append_new(all, json_string(table_capability.items[i].name));
	importer->root = json_pack(
		"{s:s, s:{s:s}, s:{s:b, s:{s:i, s:i}, s:[s], s:[], s:s, s:{s:O, s:O, s:o}}, s:[], s:{}}",
		"ociVersion", SPEC_VERSION, "root", "path", "rootfs", "process", "terminal", 0, "user", "uid",
		0, "gid", 0, "args", "/sbin/init", "env", "cwd", "/", "capabilities", "bounding", all,
		"effective", all, "permitted", all, "mounts", "linux");
	if (!importer->root)
		return -ENOMEM;
	importer->process = json_object_get(importer->root, "process");
	importer->config = json_object_get(importer->root, "linux");
	importer->mounts = json_object_get(importer->root, "mounts");
	return 0;
}

static void finish_namespaces(struct convert_importer *importer)
{
	static const char *const usual[] = { "cgroup", "ipc", "mnt", "net", "pid", "uts" };

	if (!importer->has_namespaces)
		for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
			if (strcmp(usual[i], "net") != 0 || !importer->shares_network)
				add_namespace(importer, usual[i], NULL);
	if (!importer->has_namespaces && json_object_get(importer->config, "uidMappings"))
		add_namespace(importer, "user", NULL);
	if (!importer->has_namespaces && json_object_get(importer->config, "timeOffsets"))
		add_namespace(importer, "time", NULL);
}

static int read_lines(struct convert_importer *importer, char *text, struct convert_import *ret,
		      struct err *err)
{
	char *state = NULL, *key, *value;

	for (char *line = strtok_r(text, "\n", &state); line; line = strtok_r(NULL, "\n", &state)) {
		line += strspn(line, " \t");
		if (*line == '#' || !*line)
			continue;
		if (!cut_line(line, &key, &value))
			return err_set(err, EINVAL, "'%s' is not a line of the form key = value", line);
		if (strcmp(key, "lxc.include") == 0)
			return err_set(err, EINVAL, "lxc.include: put the lines of %s in its place", value);
		if (take_line(importer, key, value) < 0)
			strbuf_printf(&ret->unknown, "%s%s", ret->unknown.length ? ", " : "", key);
	}
	return 0;
}

int convert_import(const char *text, const char *policy, struct convert_import *ret, struct err *err)
{
	struct convert_importer importer = { .policy = policy };
	auto_free char *copy = strdup(text);
	int r = copy ? begin(&importer) : -ENOMEM;

	if (r == 0)
		r = read_lines(&importer, copy, ret, err);
	if (r == -EINVAL)
		goto out;
	if (r == 0) {
		finish_namespaces(&importer);
		convert_import_usual_mounts(&importer);
		if (policy && convert_import_seccomp(&importer) < 0)
			strbuf_printf(&ret->unknown, "%slxc.seccomp.profile",
				      ret->unknown.length ? ", " : "");
		ret->config = convert_import_document(importer.root);
	}
	r = ret->config && !ret->unknown.failed ? 0 : err_set(err, ENOMEM, "import: out of memory");
out:
	json_decref(importer.root);
	return r;
}

void convert_import_clear(struct convert_import *import)
{
	free(import->config);
	strbuf_clear(&import->unknown);
}

char *convert_import_policy_path(const char *text)
{
	auto_free char *copy = strdup(text);
	char *state = NULL, *key, *value, *found = NULL;

	for (char *line = copy ? strtok_r(copy, "\n", &state) : NULL; line;
	     line = strtok_r(NULL, "\n", &state)) {
		line += strspn(line, " \t");
		if (*line == '#' || !cut_line(line, &key, &value) || strcmp(key, "lxc.seccomp.profile") != 0)
			continue;
		free(found);
		found = strdup(value);
	}
	return found;
}
