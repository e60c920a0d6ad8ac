/* SPDX-License-Identifier: Apache-2.0 */
/* create, start, wait and delete in one. */
#include <signal.h>

#include "compat/base/err.h"
#include "compat/base/log.h"
#include "runlxc/lifecycle/lifecycle.h"

static void discard(const struct lifecycle_request *request)
{
	struct err ignored = { 0 };

	if (lifecycle_delete(request->root, request->id, true, &ignored) < 0)
		log_warning("deleting the container: %s", ignored.message);
}

int lifecycle_run(const struct lifecycle_request *request, int *ret_status, struct err *err)
{
	struct lifecycle_created created;
	sigset_t all;
	int r;

	/* From now on signals wait for the loop that passes them on; init gets a mask of its own. */
	if (!request->detach) {
		(void)sigfillset(&all);
		(void)sigprocmask(SIG_BLOCK, &all, NULL);
	}
	r = lifecycle_create(request, request->detach ? NULL : &created, err);
	if (r < 0)
		return r;
	r = lifecycle_start(request->root, request->id, err);
	if (r < 0) {
		discard(request);
		return r;
	}
	*ret_status = 0;
	if (request->detach)
		return 0;
	r = lifecycle_foreground(&created, ret_status, err);
	if (!request->keep)
		discard(request);
	return r;
}
