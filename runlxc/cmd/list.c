/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc list */
#include <dirent.h>
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/strbuf.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/command.h"
#include "runlxc/globals.h"
#include "runlxc/state/state.h"

enum { COLUMNS = 6, WIDTH_MIN = 12, PADDING = 3 };

struct values {
	const char *format;
	bool quiet;
};

static const struct command_option options[] = {
	{ "format", "f", COMMAND_STRING, offsetof(struct values, format), "table (default) or json" },
	{ "quiet", "q", COMMAND_FLAG, offsetof(struct values, quiet), "ids only" },
};

struct entry {
	struct state state;
	enum state_status status;
	char pid[16], owner[64];
};

struct entries {
	size_t count, size;
	struct entry *items;
};

static void clear(struct entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		state_clear(&entries->items[i].state);
	free(entries->items);
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->state.id, ((const struct entry *)b)->state.id);
}

static struct entry *add(struct entries *entries)
{
	if (entries->count == entries->size) {
		size_t size = entries->size ? entries->size * 2 : 16;
		struct entry *items = realloc(entries->items, size * sizeof(*items));

		if (!items)
			return NULL;
		entries->items = items;
		entries->size = size;
	}
	entries->items[entries->count] = (struct entry){ 0 };
	return &entries->items[entries->count];
}

static void describe(struct entry *entry)
{
	const struct passwd *user = getpwuid(entry->state.owner);

	(void)snprintf(entry->pid, sizeof(entry->pid), "%d",
		       entry->status == STATE_STOPPED ? 0 : entry->state.init.pid);
	if (user)
		(void)snprintf(entry->owner, sizeof(entry->owner), "%s", user->pw_name);
	else
		(void)snprintf(entry->owner, sizeof(entry->owner), "#%u", entry->state.owner);
}

/* One broken container must not hide the others: it is reported and left out. */
static int collect(const char *root, struct entries *entries, struct err *err)
{
	auto_closedir DIR *directory = opendir(root);
	struct dirent *item;

	if (!directory)
		return errno == ENOENT ? 0 : err_set_errno(err, errno, "--root: opendir %s", root);
	while ((item = readdir(directory))) {
		struct entry *entry;
		struct err broken = { 0 };
		auto_close int dirfd = -EBADF;

		if (item->d_name[0] == '.' && (!item->d_name[1] || strcmp(item->d_name, "..") == 0))
			continue;
		entry = add(entries);
		if (!entry)
			return err_set(err, ENOMEM, "list: out of memory");
		if (state_check_id(item->d_name, &broken) < 0 ||
		    state_load(root, item->d_name, &dirfd, &entry->state, &broken) < 0) {
			(void)fprintf(stderr, "load container %s: %s\n", item->d_name, broken.message);
			continue;
		}
		entry->status = state_status(dirfd, &entry->state, false);
		describe(entry);
		entries->count++;
	}
	if (entries->count)
		qsort(entries->items, entries->count, sizeof(*entries->items), compare);
	return 0;
}

static void row(const struct entry *entry, const char *cells[COLUMNS])
{
	cells[0] = entry->state.id;
	cells[1] = entry->pid;
	cells[2] = state_status_name(entry->status);
	cells[3] = entry->state.bundle;
	cells[4] = entry->state.created;
	cells[5] = entry->owner;
}

static void print_row(const char *const cells[COLUMNS], const size_t widths[COLUMNS])
{
	for (size_t i = 0; i < COLUMNS; i++)
		(void)printf("%-*s", i + 1 < COLUMNS ? (int)widths[i] : 0, cells[i]);
	(void)putchar('\n');
}

static void print_table(const struct entries *entries)
{
	static const char *const header[COLUMNS] = { "ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER" };
	size_t widths[COLUMNS];

	for (size_t i = 0; i < COLUMNS; i++)
		widths[i] = strlen(header[i]) + PADDING > WIDTH_MIN ? strlen(header[i]) + PADDING : WIDTH_MIN;
	for (size_t i = 0; i < entries->count; i++) {
		const char *cells[COLUMNS];

		row(&entries->items[i], cells);
		for (size_t j = 0; j < COLUMNS; j++)
			if (strlen(cells[j]) + PADDING > widths[j])
				widths[j] = strlen(cells[j]) + PADDING;
	}
	print_row(header, widths);
	for (size_t i = 0; i < entries->count; i++) {
		const char *cells[COLUMNS];

		row(&entries->items[i], cells);
		print_row(cells, widths);
	}
}

/* "null" for an empty list: what runc prints, and Go's callers expect. */
static void print_json(const struct entries *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct entry *entry = &entries->items[i];
		auto_free char *text = state_show(&entry->state, entry->status, entry->owner, false);

		(void)printf("%s%s", i ? "," : "[", text ? text : "{}");
	}
	(void)fputs(entries->count ? "]" : "null", stdout);
}

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	const struct values *values = call->values;
	const char *format = values->format ? values->format : "table";
	struct entries entries = { 0 };
	int r;

	(void)ret_status;
	if (strcmp(format, "table") != 0 && strcmp(format, "json") != 0)
		return err_set(err, EINVAL, "invalid format option");
	r = collect(call->globals->root, &entries, err);
	if (r == 0 && values->quiet)
		for (size_t i = 0; i < entries.count; i++)
			(void)puts(entries.items[i].state.id);
	else if (r == 0 && strcmp(format, "json") == 0)
		print_json(&entries);
	else if (r == 0)
		print_table(&entries);
	clear(&entries);
	return r;
}

const struct command cmd_list = {
	.name = "list",
	.arguments = "",
	.summary = "list the containers below --root",
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct values),
	.run = run,
};
