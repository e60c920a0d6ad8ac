/* SPDX-License-Identifier: Apache-2.0 */
/* What create does for an init in a user namespace, whose root may less than the host's: mount sources, limits. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/unix.h"
#include "compat/emulate/emulate.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

/* In init's mount namespace, where it can be bound; init itself has not pivoted yet and sees the host's root. */
static int open_for_init(const struct lifecycle_job *job, const char *path, struct err *err)
{
	auto_close int root = -EBADF;
	char root_path[32];
	int fd;

	(void)snprintf(root_path, sizeof(root_path), "/proc/%d/root", job->state.init.pid);
	root = open(root_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return err_set_errno(err, errno, "open %s", root_path);
	fd = emulate_open_in_root(root, path, O_PATH);
	return fd < 0 ? err_set_errno(err, errno, "source: open %s", path) : fd;
}

static int send_source(const struct lifecycle_job *job, size_t index, struct err *err)
{
	auto_close int fd = -EBADF;
	char path[PATH_MAX];
	int r = init_source_path(job->bundle.path, job->bundle.spec->mounts.items[index].source, path, err);

	if (r < 0)
		return r;
	fd = job->plan.mounts[index].id_mapped ? lifecycle_job_map_ids(job, index, path, err) :
						 open_for_init(job, path, err);
	if (fd < 0)
		return fd;
	r = unix_send_fd(job->channel[0], "fd", 2, fd);
	return r < 0 ? err_set_errno(err, -r, "source: sendmsg") : 0;
}

int lifecycle_job_mount_source(const struct lifecycle_job *job, size_t index, struct err *err)
{
	const struct spec_mount *mounts = job->bundle.spec->mounts.items;

	if (index >= job->bundle.spec->mounts.count || !mounts[index].source)
		return err_set(err, EBADMSG, "mounts[%zu]: there is no such source", index);
	return send_source(job, index, err) < 0 ?
		       err_wrap(err, "mounts[%zu] (%s)", index, mounts[index].destination) :
		       0;
}

int lifecycle_job_limit(const struct lifecycle_job *job, struct err *err)
{
	const struct spec_process *process = job->bundle.spec->process;

	if (!spec_namespace_find(job->bundle.spec, CLONE_NEWUSER))
		return 0;
	for (size_t i = 0; i < process->rlimits.count; i++) {
		const struct spec_rlimit *item = &process->rlimits.items[i];
		const struct rlimit limit = { .rlim_cur = item->soft, .rlim_max = item->hard };

		if (prlimit(job->state.init.pid, (enum __rlimit_resource)item->resource, &limit, NULL) < 0)
			return err_set_errno(err, errno, "process.rlimits[%zu]: prlimit %s", i,
					     table_word_name(&table_rlimit, item->resource));
	}
	return 0;
}
