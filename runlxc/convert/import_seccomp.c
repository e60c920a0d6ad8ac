/* SPDX-License-Identifier: Apache-2.0 */
/* Imports a seccomp policy of LXC's second version. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "runlxc/convert/importer.h"

/* "errno 1", "kill", ...: sets action and errnoRet under the given names. False: no such action. */
static bool set_action(json_t *object, const char *name, const char *errno_name, const char *text)
{
	static const struct {
		const char *word, *action;
	} words[] = {
		{ "allow", "SCMP_ACT_ALLOW" },
		{ "kill", "SCMP_ACT_KILL" },
		{ "trap", "SCMP_ACT_TRAP" },
	};

	text += strspn(text, " \t");
	if (strncmp(text, "errno", 5) == 0) {
		(void)json_object_set_new(object, name, json_string("SCMP_ACT_ERRNO"));
		(void)json_object_set_new(object, errno_name, json_integer(strtol(text + 5, NULL, 10)));
		return true;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strncmp(text, words[i].word, strlen(words[i].word)) == 0) {
			(void)json_object_set_new(object, name, json_string(words[i].action));
			return true;
		}
	return false;
}

/* "[0,1,SCMP_CMP_EQ]", and of a mask "[0,value,SCMP_CMP_MASKED_EQ,mask]" */
static bool add_argument(json_t *list, const char *text)
{
	char value[24], op[32], mask[24] = "0";
	bool masked;
	int index;

	if (sscanf(text, "[%d,%23[^],],%31[A-Z_],%23[^],]", &index, value, op, mask) < 3)
		return false;
	masked = strcmp(op, "SCMP_CMP_MASKED_EQ") == 0;
	(void)json_array_append_new(
		list, json_pack("{s:i, s:I, s:I, s:s}", "index", index, "value",
				(json_int_t)strtoull(masked ? mask : value, NULL, 0), "valueTwo",
				(json_int_t)(masked ? strtoull(value, NULL, 0) : 0), "op", op));
	return true;
}

static bool add_rule(json_t *list, const char *line, const char *default_action)
{
	size_t length = strcspn(line, " \t[");
	const char *at = line + length;
	json_t *rule = json_pack("{s:[s#], s:s}", "names", line, (int)length, "action", default_action);
	json_t *arguments = json_array();
	bool right = true;

	at += strspn(at, " \t");
	if (*at && *at != '[' && *at != '#')
		right = set_action(rule, "action", "errnoRet", at);
	for (at = strchr(at, '['); at && right; at = strchr(at + 1, '['))
		right = add_argument(arguments, at);
	if (json_array_size(arguments))
		(void)json_object_set(rule, "args", arguments);
	json_decref(arguments);
	if (right)
		(void)json_array_append(list, rule);
	json_decref(rule);
	return right;
}

static bool is_word(const char *line, const char *one, const char *other)
{
	return strncmp(line, one, strlen(one)) == 0 || strncmp(line, other, strlen(other)) == 0;
}

/* -ENOTSUP: something in it has no word in a bundle; what has one is there. Sections of architectures are all meant. */
int convert_import_seccomp(struct convert_importer *importer)
{
	auto_free char *copy = strdup(importer->policy);
	json_t *seccomp = json_pack("{s:s, s:[]}", "defaultAction", "SCMP_ACT_ALLOW", "syscalls");
	const char *action = "SCMP_ACT_KILL";
	char *state = NULL;
	int number = 0, r = 0;

	for (char *line = copy ? strtok_r(copy, "\n", &state) : NULL; line;
	     line = strtok_r(NULL, "\n", &state)) {
		line += strspn(line, " \t");
		if (*line == '#' || !*line)
			continue;
		number++;
		if (number == 1 && *line != '2')
			r = -ENOTSUP;
		if (number == 1)
			continue;
		if (number == 2) {
			if (is_word(line, "allowlist", "whitelist")) {
				action = "SCMP_ACT_ALLOW";
				(void)json_object_set_new(seccomp, "defaultAction",
							  json_string("SCMP_ACT_KILL"));
				(void)set_action(seccomp, "defaultAction", "defaultErrnoRet", line + 9);
			}
			continue;
		}
		if (strncmp(line, "[", 1) == 0)
			r = strncmp(line, "[all]", 5) == 0 ? r : -ENOTSUP;
		else if (!add_rule(json_object_get(seccomp, "syscalls"), line, action))
			r = -ENOTSUP;
	}
	(void)json_object_set_new(importer->config, "seccomp", seccomp);
	return r;
}
