/* SPDX-License-Identifier: Apache-2.0 */
/* Removes a container that has stopped, or with force any. */
#include <errno.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/lifecycle/lifecycle.h"

/* No state that could be read: a create that was killed before its first write, or a damaged file. */
static int remove_remains(const char *root, const char *id, bool force, int r, struct err *err)
{
	struct err ignored = { 0 };

	if (r != -ENODATA && !force)
		return r;
	r = state_directory_remove(root, id, force ? err : &ignored);
	return force ? r : -err->number;
}

int lifecycle_delete(const char *root, const char *id, bool force, struct err *err)
{
	auto_close int dirfd = -EBADF;
	struct state state = { 0 };
	enum state_status status;
	int r = state_check_id(id, err);

	if (r < 0)
		return r;
	r = state_directory_open(root, id, true, &dirfd, err);
	if (r < 0)
		return r == -ENOENT && force ? 0 : r;
	r = state_read(dirfd, id, &state, err);
	if (r < 0)
		return remove_remains(root, id, force, r, err);
	status = state_status(dirfd, &state, true);
	if (!force && status != STATE_STOPPED && status != STATE_CREATED)
		r = err_set(err, EBUSY, "cannot delete container %s that is not stopped: %s", id,
			    state_status_name(status));
	else /* Forced: also what is in its cgroup although its init is not known any more. */
		r = lifecycle_tear_down(root, dirfd, &state, force || status != STATE_STOPPED || !state.ready,
					err);
	state_clear(&state);
	return r;
}
