/* SPDX-License-Identifier: Apache-2.0 */
/* What exec's process is to be: from a file, or the container's own process changed by the command line. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/log.h"
#include "compat/base/parse.h"
#include "runlxc/lifecycle/exec.h"
#include "runlxc/lifecycle/lifecycle.h"
#include "runlxc/spec/rules.h"
#include "runlxc/table/table.h"
#include "runlxc/translate/translate.h"

enum { PROCESS_LIMIT = 32 * 1024 * 1024 };

static int read_file(const char *path, struct spec **ret_spec, struct err *err)
{
	auto_free char *text = NULL;
	size_t length;
	int r = file_read_at(AT_FDCWD, path, PROCESS_LIMIT, &text, &length);

	if (r < 0)
		return err_set_errno(err, -r, "--process: reading %s", path);
	return spec_read_process(text, length, ret_spec, err) < 0 ? err_wrap(err, "--process: %s", path) : 0;
}

/* What the file leaves open is as the container has it. */
static void complete(struct spec_process *process, const struct spec_process *container)
{
	if (!process->capabilities)
		process->capabilities = container->capabilities;
	if (!process->rlimits.count)
		process->rlimits = container->rlimits;
	if (!process->apparmor_profile || !*process->apparmor_profile)
		process->apparmor_profile = container->apparmor_profile;
	if (!process->selinux_label || !*process->selinux_label)
		process->selinux_label = container->selinux_label;
	if (!process->oom_score_adj)
		process->oom_score_adj = container->oom_score_adj;
	if (!process->scheduler)
		process->scheduler = container->scheduler;
	if (!process->io_priority)
		process->io_priority = container->io_priority;
	if (!process->exec_cpu_affinity)
		process->exec_cpu_affinity = container->exec_cpu_affinity;
	if (!process->user.umask)
		process->user.umask = container->user.umask;
}

static int add_strings(struct arena *arena, struct spec_strings *list, const struct spec_strings *more,
		       struct err *err)
{
	const char **items;

	if (!more->count)
		return 0;
	items = arena_alloc(arena, (list->count + more->count + 1) * sizeof(*items));
	if (!items)
		return err_set(err, ENOMEM, "process: out of memory");
	if (list->count)
		memcpy(items, list->items, list->count * sizeof(*items));
	memcpy(items + list->count, more->items, more->count * sizeof(*items));
	*list = (struct spec_strings){ list->count + more->count, items };
	return 0;
}

static int parse_id(const char *text, size_t length, const char *what, uint32_t *ret, struct err *err)
{
	char digits[16];
	uint64_t number;

	if (length < sizeof(digits)) {
		memcpy(digits, text, length);
		digits[length] = '\0';
		if (parse_uint_max(digits, UINT32_MAX - 1, &number) == 0) {
			*ret = (uint32_t)number;
			return 0;
		}
	}
	return err_set(err, EINVAL, "%s: '%.*s' is no number", what, (int)length, text);
}

static int set_user(struct spec_user *user, const char *text, struct err *err)
{
	size_t length = strcspn(text, ":");
	int r = 0;

	if (text[length])
		r = parse_id(text + length + 1, strlen(text + length + 1), "--user: bad gid", &user->gid,
			     err);
	return r < 0 ? r : parse_id(text, length, "--user: bad uid", &user->uid, err);
}

static int add_groups(struct arena *arena, struct spec_user *user, const struct spec_strings *more,
		      struct err *err)
{
	size_t count = user->additional_gids.count;
	uint32_t *items;
	int r = 0;

	if (!more->count)
		return 0;
	items = arena_alloc(arena, (count + more->count) * sizeof(*items));
	if (!items)
		return err_set(err, ENOMEM, "process: out of memory");
	if (count)
		memcpy(items, user->additional_gids.items, count * sizeof(*items));
	for (size_t i = 0; i < more->count && r == 0; i++)
		r = parse_id(more->items[i], strlen(more->items[i]), "--additional-gids", &items[count + i],
			     err);
	user->additional_gids.count = count + more->count;
	user->additional_gids.items = items;
	return r;
}

/* Ambient only beside something inheritable, as runc has it: the kernel takes it in no other way. */
static void add_capabilities(struct lifecycle_exec_spec *ret, const struct spec_strings *names)
{
	struct spec_capabilities *sets = &ret->capabilities;
	uint64_t added = 0;

	if (!names->count)
		return;
	if (ret->process.capabilities)
		*sets = *ret->process.capabilities;
	for (size_t i = 0; i < names->count; i++) {
		const struct table_word *word = table_word_find(&table_capability, names->items[i]);

		if (word)
			added |= UINT64_C(1) << word->value;
		else
			log_warning("--cap: unknown capability '%s' is ignored", names->items[i]);
	}
	sets->bounding |= added;
	sets->effective |= added;
	sets->permitted |= added;
	if (sets->inheritable)
		sets->ambient |= added;
	ret->process.capabilities = sets;
}

static int from_options(const struct lifecycle_exec_request *request, struct lifecycle_exec_spec *ret,
			struct err *err)
{
	struct spec_process *process = &ret->process;
	int r;

	*process = *ret->config->process;
	if (!request->args.count)
		return err_set(err, EINVAL, "exec args cannot be empty");
	process->args = request->args;
	process->terminal = request->terminal;
	process->no_new_privileges = process->no_new_privileges || request->no_new_privileges;
	if (request->cwd)
		process->cwd = request->cwd;
	if (process->cwd[0] != '/')
		return err_set(err, EINVAL, "--cwd: '%s': Cwd must be an absolute path", process->cwd);
	if (request->apparmor && *request->apparmor)
		process->apparmor_profile = request->apparmor;
	if (request->process_label && *request->process_label)
		process->selinux_label = request->process_label;
	r = add_strings(&ret->arena, &process->env, &request->env, err);
	if (r == 0 && request->user)
		r = set_user(&process->user, request->user, err);
	if (r == 0)
		r = add_groups(&ret->arena, &process->user, &request->additional_gids, err);
	add_capabilities(ret, &request->capabilities);
	return r;
}

int lifecycle_exec_spec_make(const struct lifecycle_exec_request *request, int dirfd,
			     struct lifecycle_exec_spec *ret, struct err *err)
{
	int r = lifecycle_config_read(dirfd, &ret->config, err);

	if (r < 0)
		return r;
	if (request->process) {
		r = read_file(request->process, &ret->file, err);
		if (r < 0)
			return r;
		ret->process = *ret->file->process;
		complete(&ret->process, ret->config->process);
	} else {
		r = from_options(request, ret, err);
		if (r < 0)
			return r;
	}
	ret->spec = *ret->config;
	ret->spec.process = &ret->process;
	r = spec_rules_check_process(&ret->spec, err);
	return r < 0 ? r : translate_refuse(&ret->spec, err);
}

void lifecycle_exec_spec_clear(struct lifecycle_exec_spec *spec)
{
	spec_free(spec->config);
	spec_free(spec->file);
	arena_clear(&spec->arena);
}
