/* SPDX-License-Identifier: Apache-2.0 */
/* What exec's child does: enters cgroups and namespaces of a container, then goes the way of every process there. */
#include "runlxc/init/join.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/resctrl.h"
#include "runlxc/init/channel.h"
#include "runlxc/spec/spec.h"

/* While /proc is still the host's. Kernels before 2.6.36 have no such file; create has said so. */
static int set_oom_score_adj(const int32_t *score, struct err *err)
{
	char text[16];
	int r;

	if (!score)
		return 0;
	(void)snprintf(text, sizeof(text), "%d", *score);
	r = file_write_at(AT_FDCWD, "/proc/self/oom_score_adj", text);
	return r < 0 && r != -ENOENT ?
		       err_set_errno(err, -r, "process.oomScoreAdj: write %s to oom_score_adj", text) :
		       0;
}

static int enter_cgroups(const struct init_join *join, struct err *err)
{
	int r = join->in_unified ? cgroup_enter_self_v1(join->request.cgroup, err) :
				   cgroup_enter_self(join->request.cgroup, err);

	if ((r != -EBUSY && r != -ENOENT && r != -ENODEV) || join->in_unified || !join->beside ||
	    !cgroup_unified(join->request.cgroup))
		return r;
	r = cgroup_enter_self_v1(join->request.cgroup, err);
	return r < 0 ? r : cgroup_enter_beside(join->beside, err);
}

/* execCPUAffinity.initial holds while the process moves, final from then on, which may be the same. */
static int enter_with_affinity(const struct init_join *join, struct err *err)
{
	const struct spec_exec_cpu_affinity *affinity = join->request.spec->process->exec_cpu_affinity;
	const char *initial = affinity ? affinity->initial : NULL, *final = affinity ? affinity->final : NULL;
	int r = initial ? init_affinity(initial, "initial", err) : 0;

	if (r == 0)
		r = enter_cgroups(join, err);
	if (r == 0 && final)
		r = init_affinity(final, "final", err);
	if (r == 0 && !final && !initial)
		init_affinity_reset();
	return r;
}

static int enter(struct init_join *join, struct err *err)
{
	int r = set_oom_score_adj(join->oom_score_adj, err);

	if (r == 0)
		r = enter_with_affinity(join, err);
	if (r == 0 && join->resctrl)
		r = cgroup_resctrl_enter_self(join->resctrl, err);
	/* Root of the container's user namespace may not raise them. */
	if (r == 0 && join->request.limits_from_outside)
		r = init_limits(join->request.spec, err);
	if (r == 0)
		r = init_namespaces_join(&join->namespaces, err);
	/* A change of user takes it away. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	return r;
}

static int become_program(struct init_join *join, struct err *err)
{
	struct init_program program = { 0 };
	int r = enter(join, err);

	if (r == 0)
		r = init_process_begin(&join->request, err);
	if (r == 0)
		r = init_process_finish(&join->request, &program, err);
	if (r < 0)
		return r;
	(void)prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
	/* The caller may have died before we could die with it. */
	if (init_channel_send(join->request.channel, CHANNEL_READY, 0, NULL) == -EPIPE)
		_exit(EXIT_FAILURE);
	return init_process_execute(&join->request, &program, err);
}

void init_join(const struct init_join *inherited)
{
	struct init_join join = *inherited;
	struct err err = { 0 };

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (become_program(&join, &err) < 0)
		init_channel_fail(join.request.channel, &err);
	_exit(EXIT_FAILURE);
}
