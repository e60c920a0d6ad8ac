/* SPDX-License-Identifier: Apache-2.0 */
/* From a bundle to a container that waits at the gate, or to nothing and an error. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/log.h"
#include "compat/base/process.h"
#include "compat/base/unix.h"
#include "compat/probe/probe.h"
#include "runlxc/hooks/hooks.h"
#include "runlxc/init/channel.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/lifecycle/notify.h"
#include "runlxc/spec/spec.h"

int lifecycle_job_fill_state(struct lifecycle_job *job, struct err *err)
{
	const struct spec *spec = job->bundle.spec;
	const struct spec_namespace *pid = spec_namespace_find(spec, CLONE_NEWPID);
	struct state *state = &job->state;

	state->id = strdup(job->request->id);
	state->bundle = strdup(job->bundle.path);
	state->rootfs = strdup(job->bundle.rootfs);
	state->oci_version = strdup(spec->oci_version);
	state->created = state_now();
	state->owner = geteuid();
	state->annotations = spec->annotations.count ? hooks_annotations(spec) : NULL;
	state->shares_pid_namespace = !pid || pid->path;
	state->keeps_monitor = job->keep_monitor;
	state->no_new_keyring = job->request->no_new_keyring;
	state->has_poststart = spec->hooks && spec->hooks->poststart.count;
	state->has_poststop = spec->hooks && spec->hooks->poststop.count;
	if (!state->id || !state->bundle || !state->rootfs || !state->oci_version || !state->created)
		return err_set(err, ENOMEM, "container %s: out of memory", job->request->id);
	return 0;
}

static int open_descriptors(struct lifecycle_job *job, struct err *err)
{
	int r = init_channel_open(job->channel);

	if (r < 0)
		return err_set_errno(err, -r, "socketpair");
	if (pipe2(job->log, O_CLOEXEC) < 0)
		return err_set_errno(err, errno, "pipe");
	job->gate = unix_listen_at(job->dirfd, STATE_GATE);
	if (job->gate < 0)
		return err_set_errno(err, -job->gate, "container %s: making %s", job->request->id,
				     STATE_GATE);
	return 0;
}

static int fork_monitor(struct lifecycle_job *job, struct err *err)
{
	pid_t pid = fork();

	if (pid == 0)
		lifecycle_job_monitor(job);
	cleanup_close(&job->channel[1]);
	cleanup_close(&job->log[1]);
	cleanup_close(&job->gate);
	cleanup_close(&job->console);
	if (pid < 0)
		return err_set_errno(err, errno, "fork");
	job->monitor = pid;
	if (!job->keep_monitor)
		return 0;
	/* It survives us: whoever deletes the container has to find it. */
	job->state.monitor.pid = pid;
	if (process_start_time(pid, &job->state.monitor.start_time, NULL) < 0)
		return err_set(err, ESRCH, "the monitor is gone");
	return state_write_monitor(job->dirfd, &job->state, err);
}

/*
 * The monitor has done its part; what it knew is in our state. The kernel takes it down while we go on: with the signal
 * pending it never comes back to user space.
 */
static void dismiss_monitor(struct lifecycle_job *job)
{
	if (job->monitor > 0)
		(void)kill(job->monitor, SIGKILL);
}

/* Before we end: init becomes our caller's child only when the monitor, its parent, is gone. */
static void collect_monitor(struct lifecycle_job *job)
{
	if (job->monitor > 0)
		(void)process_wait(job->monitor);
	job->monitor = 0;
}

/* Before the state is written: who is killed after that leaves a trace of what to remove. */
static int find_rdt(struct lifecycle_job *job, struct err *err)
{
	const struct spec_intel_rdt *rdt = job->bundle.spec->linux->intel_rdt;
	auto_free char *root = NULL;
	int r = rdt ? cgroup_resctrl_find("/proc", &root, err) : 0;

	return rdt && r == 0 ? cgroup_resctrl_resolve(root, rdt, job->request->id, &job->state.resctrl, err) :
			       r;
}

/* `terminal`: where the master goes that nobody takes at a console socket. */
static int bring_up(struct lifecycle_job *job, int *terminal, struct err *err)
{
	int r = find_rdt(job, err);

	if (r == 0)
		r = lifecycle_job_make_cgroups(job, err);
	if (r == 0 && job->state.resctrl.group)
		r = cgroup_resctrl_create(&job->state.resctrl, job->bundle.spec->linux->intel_rdt, err);

	if (r == 0 && job->bundle.spec->process->terminal)
		r = lifecycle_console_open(job->request->console_socket, &job->console, terminal, err);
	if (r == 0)
		r = open_descriptors(job, err);
	if (r == 0)
		r = fork_monitor(job, err);
	if (r == 0)
		r = lifecycle_job_supervise(job, err);
	if (r == 0)
		r = lifecycle_console_receive(terminal, err);
	if (r < 0)
		return r;
	if (!job->keep_monitor)
		dismiss_monitor(job);
	job->state.ready = true;
	r = state_write_ready(job->dirfd, &job->state, err);
	if (r == 0)
		r = lifecycle_pidfd_send(job->pidfd_socket, "standard", job->state.init.pid, err);
	if (r == 0)
		r = lifecycle_pid_file_write(job->request->pid_file, job->state.init.pid, err);
	/* Until then it counts in the container's cgroups, among them pids. */
	if (!job->keep_monitor)
		collect_monitor(job);
	return r;
}

/* The signal that ended create has done its work: the hooks that tidy up are not to take it for theirs. */
static void consume_signals(void)
{
	const struct timespec at_once = { 0 };
	sigset_t set;

	process_ending_signals(&set);
	while (sigtimedwait(&set, NULL, &at_once) > 0)
		;
}

/* Whatever has come into being goes again; the error that led here is the one to be shown. */
void lifecycle_job_undo(struct lifecycle_job *job)
{
	struct err ignored = { 0 };

	consume_signals();
	lifecycle_job_dismiss_holder(job);
	dismiss_monitor(job);
	collect_monitor(job);
	/* Hooks of a container that never got as far as its first hook have nothing to undo. */
	job->state.has_poststop = job->state.has_poststop && job->hooks_ran;
	if (lifecycle_tear_down(job->request->root, job->dirfd, &job->state, true, &ignored) < 0)
		log_warning("undoing the failed create: %s", ignored.message);
	if (job->state.init.pid > 0)
		(void)waitpid(job->state.init.pid, NULL, WNOHANG);
}

static void show_messages(const struct lifecycle_job *job)
{
	if (log_wants(LOG_LEVEL_DEBUG) && job->messages.text)
		log_debug("liblxc: %s", job->messages.text);
}

/* Everything that can be refused is refused here, before anything is made. */
static int prepare(struct lifecycle_job *job, struct lifecycle_created *created, struct err *err)
{
	const struct lifecycle_request *request = job->request;
	int r = lifecycle_job_check_request(request, err);

	if (r == 0)
		r = bundle_open(request->bundle, &job->bundle, err);
	if (r == 0)
		r = lifecycle_job_check_bundle(request, job->bundle.spec, created != NULL, err);
	if (r == 0)
		r = lifecycle_job_pass_environment(request, job->bundle.spec, err);
	if (r == 0)
		r = lifecycle_pidfd_connect(request->pidfd_socket, &job->pidfd_socket, err);
	if (r == 0)
		r = translate_plan_make(job->bundle.spec, job->bundle.rootfs, &job->plan, err);
	if (r == 0)
		r = lifecycle_job_announce(job->bundle.spec, request->strict, err);
	if (r == 0 && job->bundle.spec->linux->seccomp && probe_seccomp_filter())
		r = translate_seccomp_compile(job->bundle.spec->linux->seccomp, &job->seccomp, err);
	return r;
}

static int create(struct lifecycle_job *job, struct lifecycle_created *created, struct err *err)
{
	int none = -EBADF; /* without `created` no terminal stays here, see prepare() */
	int r = prepare(job, created, err);

	if (r == 0)
		r = lifecycle_job_fill_state(job, err);
	if (r == 0)
		r = state_directory_create(job->request->root, job->request->id, &job->dirfd, err);
	if (r < 0)
		return r;
	r = file_replace_at(job->dirfd, STATE_CONFIG, job->bundle.config, job->bundle.config_length, 0600);
	if (r < 0)
		r = err_set_errno(err, -r, "container %s: writing %s", job->request->id, STATE_CONFIG);
	else
		r = lifecycle_filter_write(job->dirfd, &job->seccomp, err);
	if (r == 0)
		r = lifecycle_notify_make(job->dirfd, err);
	if (r == 0)
		r = bring_up(job, created ? &created->terminal : &none, err);
	show_messages(job);
	if (r < 0)
		lifecycle_job_undo(job);
	return r;
}

void lifecycle_job_clear(struct lifecycle_job *job)
{
	int *fds[] = { &job->dirfd,      &job->gate,   &job->console, &job->channel[0],
		       &job->channel[1], &job->log[0], &job->log[1],  &job->pidfd_socket };

	for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		cleanup_close(fds[i]);
	strbuf_clear(&job->messages);
	free(job->seccomp.instructions);
	translate_plan_clear(&job->plan);
	bundle_clear(&job->bundle);
	cgroup_clear(&job->own_cgroup);
	state_clear(&job->state);
}

void lifecycle_job_init(struct lifecycle_job *job, const struct lifecycle_request *request)
{
	*job = (struct lifecycle_job){
		.request = request,
		.creator = getpid(),
		.dirfd = -EBADF,
		.gate = -EBADF,
		.console = -EBADF,
		.pidfd_socket = -EBADF,
		.passed_fds = lifecycle_job_listen_fds() + request->preserve_fds,
		.channel = { -EBADF, -EBADF },
		.log = { -EBADF, -EBADF },
	};
}

static void block_ending_signals(void)
{
	sigset_t set;

	process_ending_signals(&set);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
}

int lifecycle_create(const struct lifecycle_request *request, struct lifecycle_created *created,
		     struct err *err)
{
	struct lifecycle_job job;
	int r;

	lifecycle_job_init(&job, request);
	job.keep_monitor = request->monitor == LIFECYCLE_MONITOR_KEEP ||
			   (request->monitor == LIFECYCLE_MONITOR_AUTO && !probe_subreaper());
	if (created)
		*created = (struct lifecycle_created){
			.terminal = -EBADF, .monitor_channel = -EBADF, .notify = -EBADF, .dirfd = -EBADF
		};
	block_ending_signals();
	/* Orphans of a create that fails are ours to collect; when it succeeds and ends, they go to the caller. */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	/* Nothing in the container may look into the process that becomes its init (CVE-2016-9962). */
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	r = create(&job, created, err);
	if (r == 0 && created) {
		created->dirfd = take_fd(&job.dirfd);
		created->state = job.state;
		job.state = (struct state){ 0 };
		if (job.keep_monitor)
			created->monitor_channel = take_fd(&job.channel[0]);
	}
	if (r < 0 && created)
		cleanup_close(&created->terminal);
	lifecycle_job_clear(&job);
	return r;
}
