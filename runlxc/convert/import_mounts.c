/* SPDX-License-Identifier: Apache-2.0 */
/* Imports lines of an fstab, and the mounts that liblxc makes without a line. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "runlxc/convert/importer.h"

/* "\040" is a blank: in place. */
static void unescape(char *word)
{
	char *to = word;

	for (; *word; to++) {
		if (word[0] == '\\' && strspn(word + 1, "01234567") >= 3) {
			char digits[4] = { word[1], word[2], word[3], '\0' };

			*to = (char)strtol(digits, NULL, 8);
			word += 4;
		} else {
			*to = *word++;
		}
	}
	*to = '\0';
}

static void add_mount(struct convert_importer *importer, const char *destination, const char *type,
		      const char *source, json_t *options)
{
	json_t *mount = json_pack("{s:s, s:s}", "destination", destination, "source", source);

	if (type)
		(void)json_object_set_new(mount, "type", json_string(type));
	(void)json_object_set_new(mount, "options", options);
	(void)json_array_append_new(importer->mounts, mount);
}

/* runlxc makes what is missing below a destination anyway; "optional" it does not know. */
static json_t *options_of(char *text, bool *ret_bind)
{
	json_t *list = json_array();
	char *state = NULL;

	*ret_bind = false;
	for (char *word = strtok_r(text, ",", &state); word; word = strtok_r(NULL, ",", &state)) {
		*ret_bind = *ret_bind || strcmp(word, "bind") == 0 || strcmp(word, "rbind") == 0;
		if (strncmp(word, "create=", 7) != 0 && strcmp(word, "optional") != 0 &&
		    strcmp(word, "defaults") != 0)
			(void)json_array_append_new(list, json_string(word));
	}
	return list;
}

/* What stands over a path to hide it, as export writes maskedPaths. */
static bool take_mask(struct convert_importer *importer, const char *source, const char *type,
		      const char *options, const char *path)
{
	bool empty = strcmp(type, "tmpfs") == 0 && strstr(options, "size=0");

	if (!strstr(options, "optional") || (strcmp(source, "/dev/null") != 0 && !empty))
		return false;
	(void)json_array_append_new(convert_import_list(importer->config, "maskedPaths"), json_string(path));
	return true;
}

static int take_entry(struct convert_importer *importer, const char *rest, const char *value)
{
	auto_free char *copy = strdup(value), *destination = NULL;
	char *words[4] = { NULL, NULL, NULL, NULL }, *state = NULL;
	json_t *options;
	int count = 0;
	bool bind = false;

	(void)rest;
	for (char *word = copy ? strtok_r(copy, " \t", &state) : NULL; word && count < 4;
	     word = strtok_r(NULL, " \t", &state)) {
		unescape(word);
		words[count++] = word;
	}
	if (count < 3)
		return -ENOTSUP;
	destination = malloc(strlen(words[1]) + 2);
	if (!destination)
		return -ENOTSUP;
	destination[0] = '/';
	strcpy(destination + 1, words[1] + strspn(words[1], "/"));
	if (words[3] && take_mask(importer, words[0], words[2], words[3], destination))
		return 0;
	options = words[3] ? options_of(words[3], &bind) : json_array();
	add_mount(importer, destination, bind ? "bind" : words[2], words[0], options);
	return 0;
}

/* "proc:mixed sys:ro cgroup:rw:force" */
static int take_auto(struct convert_importer *importer, const char *rest, const char *value)
{
	static const struct {
		const char *name, *destination, *type;
	} kinds[] = { { "proc", "/proc", "proc" },
		      { "sys", "/sys", "sysfs" },
		      { "cgroup", "/sys/fs/cgroup", "cgroup" },
		      { "cgroup-full", "/sys/fs/cgroup", "cgroup" } };
	json_t *words = json_array(), *word;
	int r = 0;
	size_t i, j;

	(void)rest;
	convert_import_words(words, value);
	json_array_foreach(words, i, word)
	{
		const char *text = json_string_value(word);
		size_t length = strcspn(text, ":");

		for (j = 0; j < 4; j++)
			if (strlen(kinds[j].name) == length && memcmp(kinds[j].name, text, length) == 0)
				break;
		if (j == 4) {
			r = -ENOTSUP;
			continue;
		}
		add_mount(importer, kinds[j].destination, kinds[j].type, kinds[j].type,
			  json_pack("[s, s, s]", "nosuid", "noexec", "nodev"));
		if (strncmp(text + length, ":ro", 3) == 0)
			(void)json_array_append_new(
				json_object_get(json_array_get(importer->mounts,
							       json_array_size(importer->mounts) - 1),
						"options"),
				json_string("ro"));
	}
	json_decref(words);
	return r;
}

static int take_autodev(struct convert_importer *importer, const char *rest, const char *value)
{
	(void)rest;
	importer->no_devices = strcmp(value, "0") == 0;
	return 0;
}

static int take_pty(struct convert_importer *importer, const char *rest, const char *value)
{
	(void)importer;
	(void)rest;
	(void)value;
	return 0;
}

void convert_import_usual_mounts(struct convert_importer *importer)
{
	json_t *rest = json_deep_copy(importer->mounts);

	if (!importer->no_devices) {
		/* First: others stand on them. */
		(void)json_array_clear(importer->mounts);
		add_mount(importer, "/dev", "tmpfs", "tmpfs",
			  json_pack("[s, s, s]", "nosuid", "strictatime", "mode=755"));
		add_mount(importer, "/dev/pts", "devpts", "devpts",
			  json_pack("[s, s, s, s, s]", "nosuid", "noexec", "newinstance", "ptmxmode=0666",
				    "mode=0620"));
		(void)json_array_extend(importer->mounts, rest);
	}
	json_decref(rest);
}

const struct convert_import_row convert_import_mounts[] = {
	{ "lxc.autodev", take_autodev },
	{ "lxc.mount.auto", take_auto },
	{ "lxc.mount.entry", take_entry },
	{ "lxc.pty.max", take_pty },
	{ 0 },
};
