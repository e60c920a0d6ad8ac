/* SPDX-License-Identifier: Apache-2.0 */
/* Remembers what cgroup files said, and writes it back when an update is refused half way. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "runlxc/cgroup/internal.h"

enum { LINE_SIZE = 256 };

/* Files with a line per device, where one that was not there before has to be taken back by a word of its own. */
static const struct {
	const char *file_end, *nothing;
} keyed[] = {
	{ ".weight_device", "0" },
	{ "_bps_device", "0" },
	{ "_iops_device", "0" },
	{ "io.max", "rbps=max wbps=max riops=max wiops=max" },
	{ "io.weight", "default" },
	{ "io.bfq.weight", "default" },
};

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);

	return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static const char *nothing_of(const char *file)
{
	for (size_t i = 0; i < sizeof(keyed) / sizeof(*keyed); i++)
		if (ends_with(file, keyed[i].file_end))
			return keyed[i].nothing;
	return NULL;
}

int cgroup_journal_note(struct cgroup_journal *journal, const char *directory, const char *file)
{
	auto_free char *name = NULL, *text = NULL;

	for (size_t i = 0; i < journal->count; i++)
		if (journal->entries[i].directory == directory && strcmp(journal->entries[i].file, file) == 0)
			return 0;
	if (cgroup_file_read(directory, file, &text) < 0)
		return 0;
	if (journal->count == journal->size) {
		size_t size = journal->size ? journal->size * 2 : 16;
		struct cgroup_journal_entry *grown = realloc(journal->entries, size * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		journal->entries = grown;
		journal->size = size;
	}
	name = strdup(file);
	if (!name)
		return -ENOMEM;
	journal->entries[journal->count++] = (struct cgroup_journal_entry){
		.directory = directory,
		.file = take_ptr(name),
		.text = take_ptr(text),
	};
	return 0;
}

/* The line of `text` that starts with the first word of `line`. */
static bool has_key_of(const char *text, const char *line)
{
	size_t length = strcspn(line, " \n");

	for (; text; text = strchr(text, '\n')) {
		text += *text == '\n';
		if (strncmp(text, line, length) == 0 && text[length] == ' ')
			return true;
	}
	return false;
}

/* Devices that came with the update. */
static bool take_back(const struct cgroup_journal_entry *entry, const char *nothing)
{
	auto_free char *now = NULL;
	bool complete = true;
	char *rest, *line;

	if (cgroup_file_read(entry->directory, entry->file, &now) < 0)
		return false;
	rest = now;
	while ((line = strsep(&rest, "\n"))) {
		char text[LINE_SIZE];

		if (!*line || !strchr(line, ':') || has_key_of(entry->text, line))
			continue;
		(void)snprintf(text, sizeof(text), "%.*s %s", (int)strcspn(line, " "), line, nothing);
		complete &= cgroup_file_write(entry->directory, entry->file, text) == 0;
	}
	return complete;
}

static bool restore(const struct cgroup_journal_entry *entry)
{
	const char *nothing = nothing_of(entry->file), *switch_name = "oom_kill_disable ";
	bool complete = nothing ? take_back(entry, nothing) : true;
	auto_free char *text = strdup(entry->text);
	char *rest = text, *line;

	if (!text)
		return false;
	/* A switch and two facts; only the switch can be written, without its name. */
	if (strncmp(text, switch_name, strlen(switch_name)) == 0) {
		rest += strlen(switch_name);
		rest[strcspn(rest, "\n")] = '\0';
	}
	/* An empty cpuset. A write of nothing would change nothing. */
	if (text[strspn(text, "\n")] == '\0')
		return cgroup_file_write(entry->directory, entry->file, "\n") == 0;
	while ((line = strsep(&rest, "\n")))
		if (*line)
			complete &= cgroup_file_write(entry->directory, entry->file, line) == 0;
	return complete;
}

bool cgroup_journal_restore(const struct cgroup_journal *journal)
{
	bool done[journal->count + 1];
	size_t left = journal->count, before;

	(void)memset(done, 0, sizeof(done));
	/* Some values fit only once others are back: a quota and its period, memory with and without swap. */
	do {
		before = left;
		for (size_t i = journal->count; i-- > 0;) {
			if (done[i])
				continue;
			done[i] = restore(&journal->entries[i]);
			left -= done[i];
		}
	} while (left && left != before);
	return left == 0;
}

void cgroup_journal_clear(struct cgroup_journal *journal)
{
	for (size_t i = 0; i < journal->count; i++) {
		free(journal->entries[i].file);
		free(journal->entries[i].text);
	}
	free(journal->entries);
	*journal = (struct cgroup_journal){ 0 };
}
