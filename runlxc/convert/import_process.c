/* SPDX-License-Identifier: Apache-2.0 */
/* Imports what becomes `process`. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/parse.h"
#include "runlxc/convert/importer.h"
#include "runlxc/table/table.h"

static int take_command(struct convert_importer *importer, const char *rest, const char *value)
{
	json_t *args = json_object_get(importer->process, "args");

	(void)rest;
	(void)json_array_clear(args);
	convert_import_words(args, value);
	return 0;
}

static int take_cwd(struct convert_importer *importer, const char *rest, const char *value)
{
	(void)rest;
	(void)json_object_set_new(importer->process, "cwd", json_string(value));
	return 0;
}

static int take_id(struct convert_importer *importer, const char *rest, const char *value)
{
	uint64_t id;

	if (parse_uint_max(value, UINT32_MAX, &id) < 0)
		return -ENOTSUP;
	(void)json_object_set_new(convert_import_object(importer->process, "user"), rest,
				  json_integer((json_int_t)id));
	return 0;
}

static int take_uid(struct convert_importer *importer, const char *rest, const char *value)
{
	(void)rest;
	return take_id(importer, "uid", value);
}

static int take_gid(struct convert_importer *importer, const char *rest, const char *value)
{
	(void)rest;
	return take_id(importer, "gid", value);
}

static int take_groups(struct convert_importer *importer, const char *rest, const char *value)
{
	json_t *list =
		convert_import_list(convert_import_object(importer->process, "user"), "additionalGids");

	(void)rest;
	while (*value) {
		char *end;

		(void)json_array_append_new(list, json_integer(strtoll(value, &end, 10)));
		if (end == value)
			return -ENOTSUP;
		value = end + strspn(end, ", ");
	}
	return 0;
}

/* LXC passes "NAME" on from its own environment, which a bundle cannot. */
static int take_environment(struct convert_importer *importer, const char *rest, const char *value)
{
	(void)rest;
	if (!strchr(value, '='))
		return -ENOTSUP;
	(void)json_array_append_new(json_object_get(importer->process, "env"), json_string(value));
	return 0;
}

/* "chown" or "cap_chown"; NULL: unknown. */
static const char *capability_of(const char *word)
{
	for (size_t i = 0; i < table_capability.count; i++) {
		const char *name = table_capability.items[i].name;

		if (strcasecmp(name, word) == 0 || strcasecmp(name + strlen("CAP_"), word) == 0)
			return name;
	}
	return NULL;
}

static void set_capabilities(struct convert_importer *importer, json_t *list)
{
	static const char *const sets[] = { "bounding", "effective", "permitted" };

	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++)
		(void)json_object_set(convert_import_object(importer->process, "capabilities"), sets[i],
				      list);
	json_decref(list);
}

static int take_keep(struct convert_importer *importer, const char *rest, const char *value)
{
	json_t *words = json_array(), *list = json_array(), *word;
	int r = 0;
	size_t i;

	(void)rest;
	convert_import_words(words, value);
	json_array_foreach(words, i, word)
	{
		const char *name = capability_of(json_string_value(word));

		if (name)
			(void)json_array_append_new(list, json_string(name));
		else if (strcmp(json_string_value(word), "none") != 0)
			r = -ENOTSUP;
	}
	json_decref(words);
	set_capabilities(importer, list);
	return r;
}

static int take_drop(struct convert_importer *importer, const char *rest, const char *value)
{
	json_t *sets = convert_import_object(importer->process, "capabilities");
	json_t *words = json_array(), *list = json_deep_copy(json_object_get(sets, "bounding")), *word;
	int r = 0;
	size_t i;

	(void)rest;
	convert_import_words(words, value);
	json_array_foreach(words, i, word)
	{
		const char *name = capability_of(json_string_value(word));

		if (!name)
			r = -ENOTSUP;
		for (size_t j = 0; name && j < json_array_size(list); j++)
			if (strcmp(json_string_value(json_array_get(list, j)), name) == 0)
				(void)json_array_remove(list, j--);
	}
	json_decref(words);
	set_capabilities(importer, list);
	return r;
}

static int parse_limit(const char *text, size_t length, json_t **ret)
{
	char digits[24];
	uint64_t number;

	(void)snprintf(digits, sizeof(digits), "%.*s", (int)length, text);
	if (strcmp(digits, "unlimited") == 0)
		number = UINT64_MAX;
	else if (parse_uint64(digits, &number) < 0)
		return -ENOTSUP;
	/* jansson has no larger integer: its place is held until the text is written. */
	*ret = number > INT64_MAX ? json_string(CONVERT_IMPORT_UNLIMITED) : json_integer((json_int_t)number);
	return 0;
}

static int take_limit(struct convert_importer *importer, const char *rest, const char *value)
{
	size_t length = strcspn(value, ":");
	json_t *soft = NULL, *hard = NULL;
	char name[40] = "RLIMIT_";
	int r = parse_limit(value, length, &soft);

	if (r == 0)
		r = parse_limit(value[length] ? value + length + 1 : value,
				value[length] ? strlen(value + length + 1) : length, &hard);
	for (size_t i = 0; i < 20 && rest[i]; i++)
		name[7 + i] = (char)toupper((unsigned char)rest[i]);
	if (r < 0 || !table_word_find(&table_rlimit, name)) {
		json_decref(soft);
		json_decref(hard);
		return -ENOTSUP;
	}
	(void)json_array_append_new(convert_import_list(importer->process, "rlimits"),
				    json_pack("{s:s, s:o, s:o}", "type", name, "soft", soft, "hard", hard));
	return 0;
}

static int take_oom(struct convert_importer *importer, const char *rest, const char *value)
{
	int64_t score;

	(void)rest;
	if (parse_int64(value, &score) < 0)
		return -ENOTSUP;
	(void)json_object_set_new(importer->process, "oomScoreAdj", json_integer(score));
	return 0;
}

static int take_no_new_privileges(struct convert_importer *importer, const char *rest, const char *value)
{
	(void)rest;
	(void)json_object_set_new(importer->process, "noNewPrivileges",
				  json_boolean(strcmp(value, "1") == 0));
	return 0;
}

const struct convert_import_row convert_import_process[] = {
	{ "lxc.cap.drop", take_drop },
	{ "lxc.cap.keep", take_keep },
	{ "lxc.environment", take_environment },
	{ "lxc.init.cmd", take_command },
	{ "lxc.init.cwd", take_cwd },
	{ "lxc.init.gid", take_gid },
	{ "lxc.init.groups", take_groups },
	{ "lxc.init.uid", take_uid },
	{ "lxc.no_new_privs", take_no_new_privileges },
	{ "lxc.prlimit.", take_limit },
	{ "lxc.proc.oom_score_adj", take_oom },
	{ 0 },
};
