/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bind mounts of a checkpoint. criu is told their destinations, and at restore the sources that the bundle has then, which
 * may be others than before; what it finds in nobody's list it looks for where it was.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/path.h"
#include "compat/base/process.h"
#include "compat/base/strbuf.h"
#include "compat/emulate/emulate.h"
#include "runlxc/init/channel.h"
#include "runlxc/init/init.h"
#include "runlxc/lifecycle/criu.h"
#include "runlxc/lifecycle/lifecycle.h"
#include "runlxc/spec/spec.h"
#include "runlxc/translate/translate.h"

#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif

static bool is_bind(const struct translate_plan *plan, size_t index)
{
	return plan->mounts[index].flags & MS_BIND;
}

/* Where a destination, which may be behind links, is in the container: criu knows mounts by that. False: nowhere now. */
static bool find(int rootfd, const char *destination, char path[PATH_MAX])
{
	auto_close int fd = emulate_open_in_root(rootfd, destination, O_PATH);
	char link[32];
	ssize_t length;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = fd < 0 ? -1 : readlink(link, path, PATH_MAX);
	if (length <= 0 || length == PATH_MAX)
		return false;
	path[length] = '\0';
	return true;
}

/* On cgroup v1 a mount of type cgroup is a tmpfs with a bind mount for each hierarchy, but in a cgroup namespace. */
static bool is_cgroup_binds(const struct translate_plan *plan, size_t index)
{
	const struct spec_mount *mount_ = &plan->spec->mounts.items[index];

	return !is_bind(plan, index) && mount_->type && strcmp(mount_->type, "cgroup") == 0 &&
	       !spec_namespace_find(plan->spec, CLONE_NEWCGROUP);
}

/* `path` NULL: at restore, from the container's cgroups. */
static void add_cgroup_binds(const struct cgroup *cgroup, const char *destination, const char *path,
			     struct strbuf *words)
{
	for (size_t i = 0; i < cgroup->count; i++) {
		const struct cgroup_hierarchy *hierarchy = &cgroup->hierarchies[i];
		const char *name = strrchr(hierarchy->mount_point, '/');

		if (hierarchy->unified || !hierarchy->directory || !name)
			continue;
		lifecycle_criu_word(words, "--external");
		if (path)
			lifecycle_criu_word(words, "mnt[%s%s]:%s%s", path, name, destination, name);
		else
			lifecycle_criu_word(words, "mnt[%s%s]:%s", destination, name, hierarchy->directory);
	}
}

int lifecycle_criu_mounts_dump(const struct translate_plan *plan, const struct state *state,
			       struct strbuf *words, struct err *err)
{
	const struct spec *spec = plan->spec;
	auto_close int rootfd = -EBADF;
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "/proc/%d/root", state->init.pid);
	rootfd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (rootfd < 0)
		return err_set_errno(err, errno, "open %s", path);
	for (size_t i = 0; i < spec->mounts.count; i++) {
		const char *destination = spec->mounts.items[i].destination;

		if (!find(rootfd, destination, path))
			continue;
		if (is_cgroup_binds(plan, i))
			add_cgroup_binds(&state->cgroup, destination, path, words);
		if (!is_bind(plan, i))
			continue;
		lifecycle_criu_word(words, "--external");
		lifecycle_criu_word(words, "mnt[%s]:%s", path, destination);
	}
	return 0;
}

int lifecycle_criu_mounts_restore(const struct translate_plan *plan, const struct state *state,
				  struct strbuf *words, struct err *err)
{
	const struct spec *spec = plan->spec;
	char path[PATH_MAX];

	for (size_t i = 0; i < spec->mounts.count; i++) {
		if (is_cgroup_binds(plan, i))
			add_cgroup_binds(&state->cgroup, spec->mounts.items[i].destination, NULL, words);
		if (!is_bind(plan, i))
			continue;
		if (init_source_path(state->bundle, spec->mounts.items[i].source, path, err) < 0)
			return err_wrap(err, "mounts[%zu]", i);
		lifecycle_criu_word(words, "--external");
		lifecycle_criu_word(words, "mnt[%s]:%s", spec->mounts.items[i].destination, path);
	}
	return 0;
}

/* A mount point in a file system that the container mounts for itself is in the images, or comes with it. */
static bool is_in_fresh_mount(const struct translate_plan *plan, const char *destination)
{
	const struct spec *spec = plan->spec;
	char path[PATH_MAX], above[PATH_MAX];

	if (!path_clean(destination, path, sizeof(path)))
		return false;
	for (size_t i = 0; i < spec->mounts.count; i++) {
		size_t length;

		if (is_bind(plan, i) || !path_clean(spec->mounts.items[i].destination, above, sizeof(above)))
			continue;
		length = strlen(above);
		if (strncmp(path, above, length) == 0 && path[length] == '/')
			return true;
	}
	return false;
}

static int make_mount_point(const struct translate_plan *plan, size_t index, const char *bundle, int rootfd,
			    struct err *err)
{
	const struct spec_mount *mount_ = &plan->spec->mounts.items[index];
	struct init_source source = { .fd = -EBADF, .is_directory = true };
	auto_close int target = -EBADF;
	struct stat status;
	int r = 0;

	if (is_in_fresh_mount(plan, mount_->destination))
		return 0;
	if (is_bind(plan, index))
		r = init_source_path(bundle, mount_->source, source.path, err);
	if (r == 0 && is_bind(plan, index)) {
		if (stat(source.path, &status) < 0)
			return err_set_errno(err, errno, "source: stat %s", source.path);
		source.is_directory = S_ISDIR(status.st_mode);
	}
	if (r < 0)
		return r;
	target = init_destination_open(rootfd, mount_, !source.is_directory, err);
	if (target < 0)
		return target;
	/* Mount points of others may be in it. */
	return is_bind(plan, index) ?
		       init_source_mount(&source, target, plan->mounts[index].flags & MS_REC, err) :
		       0;
}

static int make_mount_points(const struct translate_plan *plan, const char *bundle, const char *rootfs,
			     struct err *err)
{
	auto_close int rootfd = -EBADF;

	if (unshare(CLONE_NEWNS) < 0)
		return err_set_errno(err, errno, "unshare (mount namespace)");
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0)
		return err_set_errno(err, errno, "mount / (rslave)");
	rootfd = open(rootfs, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (rootfd < 0)
		return err_set_errno(err, errno, "root.path: open %s", rootfs);
	for (size_t i = 0; i < plan->spec->mounts.count; i++)
		if (make_mount_point(plan, i, bundle, rootfd, err) < 0)
			return err_wrap(err, "mounts[%zu] (%s)", i, plan->spec->mounts.items[i].destination);
	return 0;
}

int lifecycle_criu_mounts_prepare(const struct translate_plan *plan, const char *bundle, const char *rootfs,
				  struct err *err)
{
	struct init_channel_message message;
	int channel[2];
	int r = init_channel_open(channel);
	pid_t pid;

	if (r < 0)
		return err_set_errno(err, -r, "socketpair");
	/* What it mounts on its way ends with it. */
	pid = fork();
	if (pid == 0) {
		r = make_mount_points(plan, bundle, rootfs, err);
		if (r < 0)
			init_channel_fail(channel[1], err);
		_exit(r < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
	}
	if (pid < 0)
		r = err_set_errno(err, errno, "fork");
	(void)close(channel[1]);
	if (pid > 0 && process_wait(pid) != 0)
		r = init_channel_receive(channel[0], &message) == 1 ?
			    err_set(err, message.number, "%s", message.text) :
			    err_set(err, EIO, "mounts: the process that makes mount points was killed");
	(void)close(channel[0]);
	return r;
}
