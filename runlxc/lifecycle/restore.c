/* SPDX-License-Identifier: Apache-2.0 */
/* From the images of a checkpoint to a running container: its state and cgroups are made here, its processes by criu. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/log.h"
#include "compat/base/parse.h"
#include "compat/base/process.h"
#include "runlxc/lifecycle/criu.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/spec/spec.h"

enum { DESCRIPTORS_LENGTH_MAX = 64 * 1024, DESCRIPTORS = 3 };

#define PID_FILE "restored"

static int inherit(const char *image_path, struct strbuf *words, struct err *err)
{
	auto_close int dirfd = open(image_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_free char *text = NULL;
	json_t *list;
	int r = dirfd < 0 ?
			-errno :
			file_read_at(dirfd, LIFECYCLE_CRIU_DESCRIPTORS, DESCRIPTORS_LENGTH_MAX, &text, NULL);

	if (r < 0)
		return err_set_errno(err, -r, "--image-path: reading %s/%s", image_path,
				     LIFECYCLE_CRIU_DESCRIPTORS);
	list = json_loads(text, 0, NULL);
	for (size_t i = 0; i < DESCRIPTORS; i++) {
		const char *name = json_string_value(json_array_get(list, i));

		if (!name || strncmp(name, "pipe:", 5) != 0)
			continue;
		lifecycle_criu_word(words, "--inherit-fd");
		lifecycle_criu_word(words, "fd[%zu]:%s", i, name);
	}
	json_decref(list);
	return 0;
}

/* The descriptor is left open for criu. */
static int inherit_network(const struct spec *spec, struct strbuf *words, struct err *err)
{
	const struct spec_namespace *network = spec_namespace_find(spec, CLONE_NEWNET);
	int fd;

	if (!network || !network->path)
		return 0;
	/* Inherited by criu. NOLINTNEXTLINE: not close-on-exec is the point. */
	fd = open(network->path, O_RDONLY);
	if (fd < 0)
		return err_set_errno(err, errno, "linux.namespaces: open %s", network->path);
	lifecycle_criu_word(words, "--inherit-fd");
	lifecycle_criu_word(words, "fd[%d]:%s", fd, LIFECYCLE_CRIU_NETWORK);
	return 0;
}

/* Another id, or another cgroupsPath, than at the checkpoint: what was below the old cgroup comes below the new one. */
static void add_cgroup_roots(const struct cgroup *cgroup, struct strbuf *words)
{
	for (size_t i = 0; i < cgroup->count; i++) {
		const struct cgroup_hierarchy *hierarchy = &cgroup->hierarchies[i];

		if (!hierarchy->path)
			continue;
		lifecycle_criu_word(words, "--cgroup-root");
		if (hierarchy->unified)
			lifecycle_criu_word(words, "%s", hierarchy->path);
		else
			lifecycle_criu_word(words, "%s:%s", hierarchy->controllers, hierarchy->path);
	}
}

static int read_pid(struct lifecycle_job *job, struct err *err)
{
	auto_free char *text = NULL;
	uint64_t pid = 0;
	int r = file_read_at(job->dirfd, PID_FILE, 64, &text, NULL);

	if (r == 0) {
		text[strcspn(text, "\n")] = '\0';
		r = parse_uint_max(text, INT32_MAX, &pid);
	}
	if (r < 0 || pid == 0)
		return err_set(err, EIO, "criu restore did not say the pid of init");
	job->state.init.pid = (pid_t)pid;
	if (process_start_time(job->state.init.pid, &job->state.init.start_time, NULL) < 0)
		return err_set(err, ESRCH, "the restored init has ended at once");
	return state_write_init(job->dirfd, &job->state, err);
}

static int run_criu(struct lifecycle_job *job, struct lifecycle_criu *criu, struct err *err)
{
	auto_free char *image = NULL, *work = NULL;
	auto_strbuf struct strbuf words = { 0 };
	int r = lifecycle_criu_directories(criu, &image, &work, err);

	if (r == 0)
		r = lifecycle_criu_words(criu, "restore", job->state.rootfs, &words, err);
	if (r < 0)
		return r;
	/* Init becomes our child, and with our end that of the nearest subreaper. */
	lifecycle_criu_word(&words, "--restore-detached");
	lifecycle_criu_word(&words, "--restore-sibling");
	lifecycle_criu_word(&words, "--log-file");
	lifecycle_criu_word(&words, "restore.log");
	lifecycle_criu_word(&words, "--pidfile");
	lifecycle_criu_word(&words, "/proc/%d/fd/%d/" PID_FILE, getpid(), job->dirfd);
	if (!criu->manage_cgroups_mode || strcmp(criu->manage_cgroups_mode, "ignore") != 0)
		add_cgroup_roots(&job->state.cgroup, &words);
	r = inherit(image, &words, err);
	if (r == 0)
		r = inherit_network(job->bundle.spec, &words, err);
	if (r == 0)
		r = lifecycle_criu_mounts_restore(&job->plan, &job->state, &words, err);
	if (r == 0)
		r = lifecycle_criu_mounts_prepare(&job->plan, job->bundle.path, job->state.rootfs, err);
	return r < 0 ? r : lifecycle_criu_run(&words, job->state.rootfs, work, "restore.log", err);
}

/* runc runs them while criu waits, between the namespaces and the processes. */
static int announce_hooks(const struct spec *spec, bool strict, struct err *err)
{
	static const char announcement[] = "hooks.prestart, hooks.createRuntime: restore does not run them";

	if (!spec->hooks || spec->hooks->prestart.count + spec->hooks->create_runtime.count == 0)
		return 0;
	if (strict)
		return err_set(err, ENOTSUP, "%s (--strict)", announcement);
	log_warning("%s", announcement);
	return 0;
}

static int prepare(struct lifecycle_job *job, const struct lifecycle_criu *criu, struct err *err)
{
	const struct lifecycle_request *request = job->request;
	int r = lifecycle_job_check_request(request, err);

	if (r == 0)
		r = bundle_open(request->bundle, &job->bundle, err);
	if (r == 0 && job->bundle.spec->process->terminal && !criu->shell_job)
		r = err_set(err, ENOTSUP,
			    "process.terminal: a terminal cannot be restored, but for --shell-job");
	if (r == 0)
		r = translate_plan_make(job->bundle.spec, job->bundle.rootfs, &job->plan, err);
	if (r == 0)
		r = announce_hooks(job->bundle.spec, request->strict, err);
	if (r == 0)
		r = lifecycle_job_fill_state(job, err);
	if (r == 0)
		r = state_directory_create(request->root, request->id, &job->dirfd, err);
	return r;
}

static int bring_up(struct lifecycle_job *job, struct lifecycle_criu *criu, struct err *err)
{
	int r = file_replace_at(job->dirfd, STATE_CONFIG, job->bundle.config, job->bundle.config_length,
				0600);

	if (r < 0)
		return err_set_errno(err, -r, "container %s: writing %s", job->request->id, STATE_CONFIG);
	r = lifecycle_job_make_cgroups(job, err);
	if (r == 0)
		r = run_criu(job, criu, err);
	if (r == 0)
		r = read_pid(job, err);
	if (r == 0)
		r = cgroup_apply_pids(&job->state.cgroup, job->bundle.spec->linux->resources, err);
	lifecycle_job_dismiss_holder(job);
	if (r < 0)
		return r;
	job->state.ready = true;
	r = state_write_ready(job->dirfd, &job->state, err);
	return r < 0 ? r : lifecycle_pid_file_write(job->request->pid_file, job->state.init.pid, err);
}

static int wait_for_end(struct lifecycle_job *job, int *ret_status, struct err *err)
{
	struct lifecycle_created created = { .terminal = -EBADF,
					     .dirfd = -EBADF,
					     .monitor_channel = -EBADF,
					     .notify = -EBADF,
					     .state = job->state };
	struct err ignored = { 0 };
	sigset_t all;
	int r;

	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, NULL);
	cleanup_close(&job->dirfd); /* and with it the lock */
	r = lifecycle_foreground(&created, ret_status, err);
	if (lifecycle_delete(job->request->root, job->request->id, true, &ignored) < 0)
		log_warning("deleting the container: %s", ignored.message);
	return r;
}

int lifecycle_restore(const struct lifecycle_request *request, struct lifecycle_criu *criu, int *ret_status,
		      struct err *err)
{
	struct lifecycle_job job;
	int r;

	lifecycle_job_init(&job, request);
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	r = prepare(&job, criu, err);
	if (r == 0) {
		r = bring_up(&job, criu, err);
		if (r < 0)
			lifecycle_job_undo(&job);
	}
	if (r == 0 && !request->detach)
		r = wait_for_end(&job, ret_status, err);
	lifecycle_job_clear(&job);
	return r;
}
