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
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/log.h"
#include "compat/interpose/interpose.h"
#include "compat/syscall/syscall.h"
#include "runlxc/init/channel.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/lxc/lxc.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

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
static void on_cloned(pid_t init, void *data)
{
	struct monitor *monitor = data;

	monitor->pid = init;
	(void)init_channel_send(monitor->init.channel, CHANNEL_CLONED, init, NULL);
	if (monitor->job->keep_monitor)
		(void)cgroup_enter_self(&monitor->own, NULL);
	else
		cleanup_close(&monitor->init.channel);
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

/*
 * Paths are opened before the first setns(2), which may change what /proc shows. A pid namespace holds for the children
 * only, which is what is wanted: init is cloned next.
 */
static int join_namespaces(const struct spec *spec, struct err *err)
{
	size_t count = spec->linux->namespaces.count;
	int fds[count + 1];
	int r = 0;

	for (size_t i = 0; i < count; i++)
		fds[i] = -EBADF;
	for (size_t i = 0; i < count && r == 0; i++) {
		const struct spec_namespace *namespace = &spec->linux->namespaces.items[i];

		if (!namespace->path)
			continue;
		fds[i] = open(namespace->path, O_RDONLY | O_CLOEXEC);
		if (fds[i] < 0)
			r = err_set_errno(err, errno, "linux.namespaces[%zu].path: open %s", i,
					  namespace->path);
	}
	for (size_t i = 0; i < count && r == 0; i++) {
		const struct spec_namespace *namespace = &spec->linux->namespaces.items[i];

		if (fds[i] >= 0 && syscall_setns(fds[i], namespace->type) < 0)
			r = err_set_errno(err, errno, "linux.namespaces[%zu].path: setns %s (%s)", i,
					  namespace->path, table_namespace_find_type(namespace->type)->name);
	}
	for (size_t i = 0; i < count; i++)
		cleanup_close(&fds[i]);
	return r;
}

static int start(struct monitor *monitor, struct err *err)
{
	struct lifecycle_job *job = monitor->job;
	const struct interpose_callbacks callbacks = {
		.cloned = on_cloned,
		.before_pivot = on_before_pivot,
		.take_over = on_take_over,
		.reaped = on_reaped,
		.data = monitor,
		.no_cgroups_fd = monitor->directory,
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
		r = join_namespaces(job->bundle.spec, err);
	if (r == 0 && job->keep_monitor)
		r = cgroup_find(&monitor->own, "/proc", err);
	if (r == 0)
		r = cgroup_resolve_own(&monitor->own, "/proc", err);
	if (r == 0)
		r = cgroup_enter_self(&job->state.cgroup, err);
	if (r < 0)
		return r;
	interpose_begin(&callbacks);
	r = lxc_start(&request, err);
	interpose_end();
	return r;
}

void lifecycle_job_monitor(struct lifecycle_job *job)
{
	struct monitor monitor = {
		.job = job,
		.directory = openat(job->dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
		.init = {
			.spec = job->bundle.spec,
			.plan = &job->plan,
			.id = job->state.id,
			.bundle = job->bundle.path,
			.rootfs = job->bundle.rootfs,
			.cgroup = &job->state.cgroup,
			.seccomp = job->seccomp.count ? &job->seccomp : NULL,
			.channel = job->channel[1],
			.gate = job->gate,
			.console_socket = job->console,
			.preserve_fds = job->request->preserve_fds,
			.new_keyring = !job->request->no_new_keyring,
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
	cleanup_close(&job->dirfd);
	r = start(&monitor, &err);
	/* liblxc's own words, already in the log pipe, say more than a failed start can. */
	if (r < 0 && r != -ECANCELED && monitor.init.channel >= 0)
		init_channel_fail(monitor.init.channel, &err);
	_exit(EXIT_FAILURE);
}
