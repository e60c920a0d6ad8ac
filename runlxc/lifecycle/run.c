/* SPDX-License-Identifier: Apache-2.0 */
/* create, start, wait and delete in one. */
#include <signal.h>
#include <sys/prctl.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/log.h"
#include "runlxc/lifecycle/lifecycle.h"
#include "runlxc/lifecycle/relay.h"

static void discard(const struct lifecycle_request *request)
{
	struct err ignored = { 0 };

	if (lifecycle_delete(request->root, request->id, true, &ignored) < 0)
		log_warning("deleting the container: %s", ignored.message);
}

static int run_foreground(const struct lifecycle_request *request, int *ret_status, struct err *err)
{
	struct lifecycle_created created;
	int r = lifecycle_create(request, &created, err);
	bool started;

	if (r < 0)
		return r;
	/* Before the program can ask for it. */
	if (created.terminal >= 0)
		lifecycle_relay_resize(created.terminal);
	/* Init is our child by now; what else leaves the container's pid namespace is not to be. */
	if (request->no_subreaper)
		(void)prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
	r = lifecycle_start_open(created.dirfd, &created.state, &created.notify, err);
	started = r == 0;
	cleanup_close(&created.dirfd);
	if (started)
		r = lifecycle_foreground(&created, ret_status, err); /* takes the terminal over */
	else
		cleanup_close(&created.terminal);
	if (!started || !request->keep)
		discard(request);
	cleanup_close(&created.monitor_channel);
	cleanup_close(&created.notify);
	state_clear(&created.state);
	return r;
}

static int run_detached(const struct lifecycle_request *request, struct err *err)
{
	int r = lifecycle_create(request, NULL, err);

	if (r < 0)
		return r;
	r = lifecycle_start(request->root, request->id, err);
	if (r < 0)
		discard(request);
	return r;
}

int lifecycle_run(const struct lifecycle_request *request, int *ret_status, struct err *err)
{
	sigset_t all;

	*ret_status = 0;
	if (request->detach)
		return run_detached(request, err);
	/* From now on signals wait for the loop that passes them on; init gets a mask of its own. */
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, NULL);
	return run_foreground(request, ret_status, err);
}
