/* SPDX-License-Identifier: Apache-2.0 */
/* Adds to a spec what the caller's environment asks for. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/spec/objects.h"

/* The document holds the spec, and is ours: see spec_free(). */
static struct arena *arena_of(struct spec *spec)
{
	return &((struct spec_document *)((char *)spec - offsetof(struct spec_document, spec)))->arena;
}

int spec_amend_environment(struct spec *spec, const char *variable, struct err *err)
{
	struct arena *arena = arena_of(spec);
	struct spec_process *process = arena_alloc(arena, sizeof(*process));
	size_t count = spec->process->env.count;
	const char **items = arena_alloc(arena, (count + 2) * sizeof(*items));
	const char *copy = arena_strdup(arena, variable);

	if (!process || !items || !copy)
		return err_set(err, ENOMEM, "process.env: out of memory");
	if (count)
		memcpy(items, spec->process->env.items, count * sizeof(*items));
	items[count] = copy;
	*process = *spec->process;
	process->env.count = count + 1;
	process->env.items = items;
	spec->process = process;
	return 0;
}

int spec_amend_mount(struct spec *spec, const struct spec_mount *mount, struct err *err)
{
	struct arena *arena = arena_of(spec);
	size_t count = spec->mounts.count;
	struct spec_mount *items = arena_alloc(arena, (count + 1) * sizeof(*items));

	if (!items)
		return err_set(err, ENOMEM, "mounts: out of memory");
	if (count)
		memcpy(items, spec->mounts.items, count * sizeof(*items));
	items[count] = *mount;
	items[count].destination = arena_strdup(arena, mount->destination);
	items[count].source = arena_strdup(arena, mount->source);
	if (!items[count].destination || !items[count].source)
		return err_set(err, ENOMEM, "mounts: out of memory");
	spec->mounts.count = count + 1;
	spec->mounts.items = items;
	return 0;
}
