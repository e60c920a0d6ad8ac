/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the container's cgroups, in a scope of systemd where that is asked for, or leaves all cgroups alone. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/log.h"
#include "compat/base/process.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/spec/spec.h"
#include "runlxc/systemd/systemd.h"

/*
 * systemd starts a scope only around a process, and ends it with the last one. This one waits in it until init is there; the
 * monitor itself must not, since it counts what it loads before it enters as the host's.
 */
static int fork_holder(struct lifecycle_job *job, struct err *err)
{
	pid_t pid = fork();

	if (pid < 0)
		return err_set_errno(err, errno, "fork");
	if (pid > 0) {
		job->holder = pid;
		return 0;
	}
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != job->creator)
		_exit(EXIT_FAILURE);
	for (;;)
		(void)pause();
}

void lifecycle_job_dismiss_holder(struct lifecycle_job *job)
{
	if (job->holder <= 0)
		return;
	(void)kill(job->holder, SIGKILL);
	(void)process_wait(job->holder);
	job->holder = 0;
}

/* systemd has written pids.limit, and the holder and the monitor count. It is written again when init is cloned. */
static int lift_pids(const struct lifecycle_job *job, struct err *err)
{
	const struct spec_resources *resources = job->bundle.spec->linux->resources;
	const int64_t unlimited = -1;
	const struct spec_resources none = { .pids_limit = &unlimited };

	if (!job->state.systemd_unit || !resources || !resources->pids_limit || *resources->pids_limit <= 0)
		return 0;
	return cgroup_apply_pids(&job->state.cgroup, &none, err);
}

static int start_scope(struct lifecycle_job *job, const struct systemd_place *place, struct err *err)
{
	struct state *state = &job->state;
	int r = fork_holder(job, err);

	if (r == 0)
		r = systemd_start(place, job->holder, job->bundle.spec, cgroup_is_v2(&state->cgroup), err);
	if (r == 0)
		return 0;
	/* Another's, which is not ours to stop, nor its cgroups to remove; or ours, which ends with the holder. */
	free(state->systemd_unit);
	state->systemd_unit = NULL;
	cgroup_clear(&state->cgroup);
	return r;
}

/* No cgroup is made, entered or limited; a mount of type cgroup shows the caller's own. */
static int leave_alone(struct lifecycle_job *job, struct err *err)
{
	const struct spec_resources *resources = job->bundle.spec->linux->resources;
	int r = cgroup_find(&job->own_cgroup, "/proc", err);

	if (r == 0)
		r = cgroup_resolve_own(&job->own_cgroup, "/proc", err);
	if (r == 0)
		r = state_write(job->dirfd, &job->state, err);
	if (r == 0 && resources &&
	    (resources->memory || resources->cpu || resources->pids_limit || resources->block_io ||
	     resources->hugepage_limits.count || resources->unified.count))
		log_warning("linux.resources: not applied: --cgroup-manager is disabled");
	return r;
}

/* Where they are to be; with systemd `place` says of which unit. */
static int find_place(struct lifecycle_job *job, struct systemd_place *place, struct err *err)
{
	const char *path = job->bundle.spec->linux->cgroups_path, *id = job->request->id;
	bool systemd = job->request->cgroups == LIFECYCLE_CGROUPS_SYSTEMD;
	struct cgroup *cgroup = &job->state.cgroup;
	int r = cgroup_find(cgroup, "/proc", err);

	if (r == 0 && systemd)
		r = systemd_place_find(path, id, place, err);
	if (r == 0)
		r = cgroup_resolve(cgroup, "/proc", systemd ? place->path : path, id, err);
	if (r == 0)
		r = cgroup_check_unused(cgroup, err);
	if (r == 0 && systemd) {
		job->state.systemd_unit = strdup(place->unit);
		r = job->state.systemd_unit ? 0 : err_set(err, ENOMEM, "linux.cgroupsPath");
	}
	if (r < 0)
		cgroup_clear(cgroup); /* none of them is ours to undo */
	return r;
}

static bool is_rootless(const struct lifecycle_request *request)
{
	if (request->rootless != LIFECYCLE_ROOTLESS_AUTO)
		return request->rootless == LIFECYCLE_ROOTLESS_YES;
	return geteuid() != 0 || process_in_user_namespace();
}

/* Who may not make cgroups does without, but for a path that the bundle names; asked only when it has come to that. */
static int create_cgroups(struct lifecycle_job *job, struct err *err)
{
	const char *path = job->bundle.spec->linux->cgroups_path;
	struct cgroup *cgroup = &job->state.cgroup;
	int r = cgroup_create(cgroup, err);

	if (r != -EACCES && r != -EPERM && r != -EROFS)
		return r;
	if ((path && *path) || !is_rootless(job->request))
		return r;
	*err = (struct err){ 0 };
	cgroup->rootless = true;
	r = cgroup_create(cgroup, err);
	return r < 0 ? r : state_write(job->dirfd, &job->state, err);
}

int lifecycle_job_make_cgroups(struct lifecycle_job *job, struct err *err)
{
	__attribute__((cleanup(systemd_place_clear))) struct systemd_place place = { 0 };
	int r;

	if (job->request->cgroups == LIFECYCLE_CGROUPS_DISABLED)
		return leave_alone(job, err);
	r = find_place(job, &place, err);
	/* On disk before the first cgroup is made: who is killed in between leaves a trace of what to remove. */
	if (r == 0)
		r = state_write(job->dirfd, &job->state, err);
	if (r == 0 && place.unit)
		r = start_scope(job, &place, err);
	if (r == 0)
		r = create_cgroups(job, err);
	if (r == 0)
		r = cgroup_apply(&job->state.cgroup, job->bundle.spec->linux->resources, err);
	return r < 0 ? r : lift_pids(job, err);
}
