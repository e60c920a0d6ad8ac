/* SPDX-License-Identifier: Apache-2.0 */
/* The beginning of every command on a container that exists already, and does not share it. */
#include "runlxc/lifecycle/lifecycle.h"

int lifecycle_open_locked(const char *root, const char *id, int *ret_dirfd, struct state *ret_state,
			  enum state_status *ret_status, struct err *err)
{
	int r = state_check_id(id, err);

	if (r == 0)
		r = state_directory_open(root, id, true, ret_dirfd, err);
	if (r == 0)
		r = state_read(*ret_dirfd, id, ret_state, err);
	if (r == 0)
		*ret_status = state_status(*ret_dirfd, ret_state, true);
	return r;
}
