/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a running container to a directory, by criu, from which `restore` makes it anew. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/strbuf.h"
#include "runlxc/lifecycle/criu.h"
#include "runlxc/lifecycle/lifecycle.h"
#include "runlxc/spec/spec.h"
#include "runlxc/translate/translate.h"

enum { DESCRIPTORS = 3, PATH_LENGTH_MAX = 4096 };

static int make_directory(const char *option, const char *path, char **ret_absolute, struct err *err)
{
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return err_set_errno(err, errno, "%s: mkdir %s", option, path);
	*ret_absolute = realpath(path, NULL);
	return *ret_absolute ? 0 : err_set_errno(err, errno, "%s: %s", option, path);
}

int lifecycle_criu_directories(struct lifecycle_criu *criu, char **ret_image, char **ret_work,
			       struct err *err)
{
	int r = make_directory("--image-path", criu->image_path ? criu->image_path : "checkpoint", ret_image,
			       err);

	if (r == 0)
		r = make_directory("--work-path", criu->work_path ? criu->work_path : *ret_image, ret_work,
				   err);
	if (r < 0)
		return r;
	criu->image_path = *ret_image;
	criu->work_path = *ret_work;
	if (!criu->program)
		criu->program = "criu";
	return 0;
}

/* Pipes to the outside come back as the descriptors of who restores: by these names it is known which were which. */
static int write_descriptors(const struct lifecycle_criu *criu, pid_t init, struct err *err)
{
	auto_close int dirfd = open(criu->image_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	json_t *list = json_array();
	auto_free char *text = NULL;
	int r;

	for (int i = 0; list && i < DESCRIPTORS; i++) {
		char path[64], name[PATH_LENGTH_MAX];
		ssize_t length;

		(void)snprintf(path, sizeof(path), "/proc/%d/fd/%d", init, i);
		length = readlink(path, name, sizeof(name) - 1);
		name[length < 0 ? 0 : length] = '\0';
		(void)json_array_append_new(list, json_string(name));
	}
	text = list ? json_dumps(list, JSON_COMPACT) : NULL;
	json_decref(list);
	if (!text)
		return err_set(err, ENOMEM, "%s: out of memory", LIFECYCLE_CRIU_DESCRIPTORS);
	r = file_replace_at(dirfd, LIFECYCLE_CRIU_DESCRIPTORS, text, strlen(text), 0600);
	return r < 0 ? err_set_errno(err, -r, "writing %s/%s", criu->image_path, LIFECYCLE_CRIU_DESCRIPTORS) :
		       0;
}

static int add_network(const struct spec *spec, struct strbuf *words, struct err *err)
{
	const struct spec_namespace *network = spec_namespace_find(spec, CLONE_NEWNET);
	struct stat st;

	if (!network || !network->path)
		return 0;
	if (stat(network->path, &st) < 0)
		return err_set_errno(err, errno, "linux.namespaces: stat %s", network->path);
	lifecycle_criu_word(words, "--external");
	lifecycle_criu_word(words, "net[%ju]:%s", (uintmax_t)st.st_ino, LIFECYCLE_CRIU_NETWORK);
	return 0;
}

static int add_mounts(const struct spec *spec, const struct state *state, struct strbuf *words,
		      struct err *err)
{
	struct translate_plan plan = { 0 };
	int r = translate_plan_make(spec, state->rootfs, &plan, err);

	if (r == 0)
		r = lifecycle_criu_mounts_dump(&plan, state, words, err);
	translate_plan_clear(&plan);
	return r;
}

/* criu thaws a paused container while it works on it. Every other it stops by itself. */
static void add_freezer(const struct cgroup *cgroup, struct strbuf *words)
{
	const struct cgroup_hierarchy *freezer = cgroup_with(cgroup, "freezer");

	if (!cgroup_is_frozen(cgroup))
		return;
	lifecycle_criu_word(words, "--freeze-cgroup");
	lifecycle_criu_word(words, "%s", (freezer ? freezer : cgroup_unified(cgroup))->directory);
}

/* Those of other processes would be saved, and at restore made anew, as if they were the container's own. */
static int check_namespaces(const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < spec->linux->namespaces.count; i++) {
		const struct spec_namespace *namespace = &spec->linux->namespaces.items[i];

		if (namespace->path && namespace->type != CLONE_NEWNET)
			return err_set(
				err, ENOTSUP,
				"linux.namespaces[%zu].path (%s): of namespaces by path only a network can be "
				"checkpointed",
				i, namespace->path);
	}
	return 0;
}

static int dump(struct lifecycle_criu *criu, const struct state *state, const struct spec *spec,
		struct err *err)
{
	const char *action = criu->pre_dump ? "pre-dump" : "dump";
	auto_free char *image = NULL, *work = NULL;
	auto_strbuf struct strbuf words = { 0 };
	int r;

	if (spec->process->terminal && !criu->shell_job)
		return err_set(err, ENOTSUP,
			       "process.terminal: a terminal cannot be checkpointed, but for --shell-job");
	r = check_namespaces(spec, err);
	if (r == 0)
		r = lifecycle_criu_directories(criu, &image, &work, err);
	if (r == 0)
		r = lifecycle_criu_words(criu, action, state->rootfs, &words, err);
	if (r < 0)
		return r;
	lifecycle_criu_word(&words, "--log-file");
	lifecycle_criu_word(&words, "dump.log");
	lifecycle_criu_word(&words, "--tree");
	lifecycle_criu_word(&words, "%d", state->init.pid);
	add_freezer(&state->cgroup, &words);
	r = add_network(spec, &words, err);
	if (r == 0)
		r = add_mounts(spec, state, &words, err);
	if (r == 0)
		r = write_descriptors(criu, state->init.pid, err);
	return r < 0 ? r : lifecycle_criu_run(&words, NULL, work, "dump.log", err);
}

static int check_status(enum state_status status, const struct state *state, struct err *err)
{
	if (status != STATE_RUNNING && status != STATE_PAUSED)
		return err_set(err, EINVAL, "container %s: cannot be checkpointed in %s state", state->id,
			       state_status_name(status));
	return 0;
}

int lifecycle_checkpoint(const char *root, const char *id, struct lifecycle_criu *criu, struct err *err)
{
	auto_close int dirfd = -EBADF;
	struct state state = { 0 };
	struct spec *spec = NULL;
	enum state_status status;
	int r = lifecycle_open_locked(root, id, &dirfd, &state, &status, err);

	if (r == 0)
		r = check_status(status, &state, err);
	if (r == 0)
		r = lifecycle_config_read(dirfd, &spec, err);
	if (r == 0)
		r = dump(criu, &state, spec, err);
	/* criu has ended its processes: what is left of it goes as with delete. */
	if (r == 0 && !criu->leave_running && !criu->pre_dump)
		r = lifecycle_tear_down(root, dirfd, &state, true, err);
	spec_free(spec);
	state_clear(&state);
	return r;
}
