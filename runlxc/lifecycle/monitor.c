/* SPDX-License-Identifier: Apache-2.0 */
/* The process that runs liblxc: joins namespaces, enters the cgroups, starts the container, hands over its init. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/log.h"
#include "compat/interpose/interpose.h"
#include "runlxc/init/channel.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/lxc/lxc.h"
#include "runlxc/spec/spec.h"

#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif

/* Lives in the monitor and, by its clone, in init. */
struct monitor {
	struct lifecycle_job *job;
	struct init_request init;
	/* Where a kept monitor goes back to: the container\'s are not for it, to be limited or frozen in. */
	struct cgroup own;
	int directory; /* the state directory through a description of its own: the lock stays with create */
	pid_t pid;
};

/*
 * From here on only init holds the channel, so that its end tells create of init's death. A kept monitor needs it for
 * the exit status.
 */
static void on_cloned(pid_t init, bool in_cgroup, void *data)
{
	struct monitor *monitor = data;
	struct err err = { 0 };
	int r = in_cgroup ? 0 : cgroup_enter_unified(&monitor->job->state.cgroup, init, &err);

	monitor->pid = init;
	(void)init_channel_send(monitor->init.channel, CHANNEL_CLONED, init, NULL);
	if (r < 0)
		init_channel_fail(monitor->init.channel, &err);
	if (monitor->job->keep_monitor)
		(void)cgroup_enter_self_v1(&monitor->own, NULL);
	else
		cleanup_close(&monitor->init.channel);
}

static void on_before_root(void *data)
{
	struct monitor *monitor = data;

	init_before_root(&monitor->init);
}

static void on_before_pivot(void *data)
{
	struct monitor *monitor = data;

	init_before_pivot(&monitor->init);
}

static void on_take_over(void *data)
{
	struct monitor *monitor = data;

	init_take_over(&monitor->init);
}

/*
 * Mode keep. The status goes to the state directory before anything else can happen: liblxc would take an init that died
 * of SIGHUP for a reboot and clone a second one.
 */
static void on_reaped(pid_t pid, int wait_status, void *data)
{
	struct monitor *monitor = data;
	char text[16];

	if (!monitor->job->keep_monitor || pid != monitor->pid)
		return;
	(void)snprintf(text, sizeof(text), "%d\n", wait_status);
	(void)file_replace_at(monitor->directory, STATE_EXIT, text, strlen(text), 0600);
	(void)init_channel_send(monitor->init.channel, CHANNEL_EXITED, wait_status, NULL);
	_exit(EXIT_SUCCESS);
}

/* Without user namespaces init does this itself; inside one the descriptors' owner is not its own to change. */
static void give_stdio(const struct spec *spec)
{
	uint32_t uid;

	if (spec_id_to_host(&spec->linux->uid_mappings, spec->process->user.uid, &uid))
		init_give_stdio(uid);
}

/* One by path was joined before. */
static bool makes_cgroup_namespace(const struct spec *spec)
{
	const struct spec_namespace *cgroup = spec_namespace_find(spec, CLONE_NEWCGROUP);

	return cgroup && !cgroup->path;
}

/* A user may map the own id without help; for more newuidmap is asked, as runc does. */
static bool maps_only_own(const struct spec_linux *linux)
{
	const struct spec_id_mapping *uid = linux->uid_mappings.items, *gid = linux->gid_mappings.items;

	return linux->uid_mappings.count == 1 && uid->size == 1 && uid->host_id == geteuid() &&
	       linux->gid_mappings.count == 1 && gid->size == 1 && gid->host_id == getegid();
}

/*
 * The files of an undumpable process belong to root: init's maps could not be written, nor its OOM score, which it has from
 * us. Init closes itself again in its first step.
 */
static int prepare_rootless(const struct spec *spec, struct err *err)
{
	const int32_t *score = spec->process->oom_score_adj;
	char text[16];
	int r;

	(void)prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	if (!score)
		return 0;
	(void)snprintf(text, sizeof(text), "%d", *score);
	r = file_write_at(AT_FDCWD, "/proc/self/oom_score_adj", text);
	return r < 0 ? err_set_errno(err, -r, "process.oomScoreAdj: write %s to /proc/self/oom_score_adj",
				     text) :
		       0;
}

static int start(struct monitor *monitor, struct err *err)
{
	struct lifecycle_job *job = monitor->job;
	auto_close int unified = cgroup_open_unified(&job->state.cgroup);
	const struct spec_namespace *user = spec_namespace_find(job->bundle.spec, CLONE_NEWUSER);
	const struct interpose_callbacks callbacks = {
		.cloned = on_cloned,
		.before_root = on_before_root,
		.before_pivot = on_before_pivot,
		.take_over = on_take_over,
		.reaped = on_reaped,
		.data = monitor,
		.no_cgroups_fd = monitor->directory,
		.cgroup_fd = unified,
		.directory = job->request->root,
		.writes_id_maps = geteuid() == 0 || maps_only_own(job->bundle.spec->linux),
		.undumpable = geteuid() == 0,
		.new_cgroup_namespace = makes_cgroup_namespace(job->bundle.spec),
		.blind = user && user->path,
	};
	struct lxc_start_request request = {
		.name = job->state.id,
		.directory = job->request->root,
		.plan = &job->plan,
		.log_fd = job->log[1],
		.verbose = log_wants(LOG_LEVEL_DEBUG),
	};
	/* liblxc and all that it maps are paid for by the host, not by the container's memory limit. */
	int r = lxc_load(err);

	if (r == 0)
		r = lifecycle_job_new_time(job->bundle.spec, err);
	if (r == 0 && job->keep_monitor)
		r = cgroup_find(&monitor->own, "/proc", err);
	if (r == 0)
		r = cgroup_resolve_own(&monitor->own, "/proc", err);
	if (r == 0)
		r = cgroup_enter_self_v1(&job->state.cgroup, err);
	if (r == 0 && job->state.resctrl.group)
		r = cgroup_resctrl_enter_self(&job->state.resctrl, err);
	if (r == 0)
		r = lifecycle_job_join(job->bundle.spec, err);
	if (r == 0)
		init_affinity_reset();
	if (r == 0 && geteuid() != 0)
		r = prepare_rootless(job->bundle.spec, err);
	if (r < 0)
		return r;
	give_stdio(job->bundle.spec);
	interpose_begin(&callbacks);
	r = lxc_start(&request, err);
	interpose_end();
	return r;
}

void lifecycle_job_monitor(struct lifecycle_job *job)
{
	const bool user = spec_namespace_find(job->bundle.spec, CLONE_NEWUSER);
	struct monitor monitor = {
		.job = job,
		.directory = openat(job->dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
		.init = {
			.spec = job->bundle.spec,
			.plan = &job->plan,
			.id = job->state.id,
			.bundle = job->bundle.path,
			.rootfs = job->bundle.rootfs,
			.cgroup = job->request->cgroups == LIFECYCLE_CGROUPS_DISABLED ? &job->own_cgroup :
											&job->state.cgroup,
			.seccomp = job->seccomp.count ? &job->seccomp : NULL,
			.channel = job->channel[1],
			.gate = job->gate,
			.console_socket = job->console,
			.preserve_fds = job->passed_fds,
			.new_keyring = !job->request->no_new_keyring,
			.limits_from_outside = user,
			.asks_for_sources = user && geteuid() == 0,
		},
	};
	struct err err = { 0 };
	int r;

	if (!job->keep_monitor) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		/* It may have died in between. */
		if (getppid() != job->creator)
			_exit(EXIT_FAILURE);
	}
	cleanup_close(&job->channel[0]);
	cleanup_close(&job->log[0]);
	cleanup_close(&job->pidfd_socket);
	cleanup_close(&job->dirfd);
	r = start(&monitor, &err);
	/* liblxc's own words, already in the log pipe, say more than a failed start can. */
	if (r < 0 && r != -ECANCELED && monitor.init.channel >= 0)
		init_channel_fail(monitor.init.channel, &err);
	_exit(EXIT_FAILURE);
}
