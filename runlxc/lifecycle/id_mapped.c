/* SPDX-License-Identifier: Apache-2.0 */
/* mounts[].uidMappings, idmap, ridmap: a detached clone of the source that shows other owners, made by the host's root. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/process.h"
#include "compat/base/strbuf.h"
#include "compat/syscall/syscall.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/spec/spec.h"

static int write_map(pid_t pid, const char *file, const struct spec_id_mappings *mappings)
{
	auto_strbuf struct strbuf text = { 0 };
	char path[48];

	for (size_t i = 0; i < mappings->count; i++)
		strbuf_printf(&text, "%u %u %u\n", mappings->items[i].container_id,
			      mappings->items[i].host_id, mappings->items[i].size);
	if (text.failed || !text.text)
		return -ENOMEM;
	(void)snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	return file_write_at(AT_FDCWD, path, text.text);
}

/* A process that does nothing but be in a user namespace of its own. It tells us when it is there, by its end of the pipe. */
static pid_t spawn_holder(int ready)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (unshare(CLONE_NEWUSER) < 0)
		_exit(errno);
	(void)close(ready);
	for (;;)
		(void)pause();
}

static int wait_for_holder(int reader)
{
	char byte;
	ssize_t got;

	do
		got = read(reader, &byte, 1);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : 0;
}

/* The user namespace that has the mount's own mappings. */
static int make_user_namespace(const struct spec_mount *mount_, struct err *err)
{
	auto_close int reader = -EBADF;
	char path[48];
	int pipes[2], fd = -EBADF, r;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) < 0)
		return err_set_errno(err, errno, "uidMappings: pipe");
	reader = pipes[0];
	pid = spawn_holder(pipes[1]);
	(void)close(pipes[1]);
	if (pid < 0)
		return err_set_errno(err, errno, "uidMappings: fork");
	r = wait_for_holder(reader);
	if (r == 0)
		r = write_map(pid, "uid_map", &mount_->uid_mappings);
	if (r < 0)
		r = err_set_errno(err, -r, "uidMappings: making a user namespace with them");
	else if ((r = write_map(pid, "gid_map", &mount_->gid_mappings)) < 0)
		r = err_set_errno(err, -r, "gidMappings: making a user namespace with them");
	(void)snprintf(path, sizeof(path), "/proc/%d/ns/user", pid);
	if (r == 0)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (r == 0 && fd < 0)
		r = err_set_errno(err, errno, "uidMappings: open %s", path);
	(void)kill(pid, SIGKILL);
	(void)process_wait(pid);
	return r < 0 ? r : fd;
}

/* Without mappings of its own a mount has those of the container. */
static int open_user_namespace(const struct lifecycle_job *job, const struct spec_mount *mount_,
			       struct err *err)
{
	char path[48];
	int fd;

	if (mount_->uid_mappings.count && mount_->gid_mappings.count)
		return make_user_namespace(mount_, err);
	if (mount_->uid_mappings.count || mount_->gid_mappings.count)
		return err_set(err, EINVAL, "id-mapped mounts must have both uid and gid mappings specified");
	if (!spec_namespace_find(job->bundle.spec, CLONE_NEWUSER))
		return err_set(err, EINVAL,
			       "options: idmap needs uidMappings and gidMappings, or a user namespace");
	(void)snprintf(path, sizeof(path), "/proc/%d/ns/user", job->state.init.pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? err_set_errno(err, errno, "options: idmap: open %s", path) : fd;
}

/* The clone is of our mounts: unless the bundle shares its root, what is mounted on it does not reach the host. */
static int cut_off(const struct lifecycle_job *job, int tree)
{
	const char *word = job->bundle.spec->linux->rootfs_propagation;

	if (word && (strcmp(word, "shared") == 0 || strcmp(word, "rshared") == 0))
		return 0;
	return syscall_mount_propagation(tree, 1, MS_SLAVE);
}

int lifecycle_job_map_ids(const struct lifecycle_job *job, size_t index, const char *source, struct err *err)
{
	const struct translate_mount *plan = &job->plan.mounts[index];
	auto_close int tree = syscall_open_tree_clone(AT_FDCWD, source, (plan->flags & MS_REC) != 0);
	auto_close int user = -EBADF;

	if (geteuid() != 0)
		return err_set(err, EPERM, "id-mapped mounts are not supported for rootless containers");
	if (tree < 0)
		return err_set_errno(err, errno, "source: open_tree %s%s", source,
				     errno == ENOSYS ? " (id-mapped mounts need Linux 5.12)" : "");
	user = open_user_namespace(job, &job->bundle.spec->mounts.items[index], err);
	if (user < 0)
		return user;
	if (cut_off(job, tree) < 0 || syscall_mount_idmap(tree, plan->id_mapped_tree, user) < 0)
		return err_set_errno(
			err, errno, "uidMappings: mount_setattr %s%s", source,
			errno == ENOSYS ?
				" (id-mapped mounts need Linux 5.12)" :
			errno == EINVAL ?
				" (does this file system map ids on this kernel? has it mapped ones already?)" :
				"");
	return take_fd(&tree);
}
