/* SPDX-License-Identifier: Apache-2.0 */
/* Joins the namespaces of a container that runs. */
#include "runlxc/init/namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/syscall/syscall.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

static bool is_own(int fd, const char *name)
{
	struct stat theirs, ours;
	char path[32];

	(void)snprintf(path, sizeof(path), "/proc/self/ns/%s", name);
	return fstat(fd, &theirs) == 0 && stat(path, &ours) == 0 && theirs.st_dev == ours.st_dev &&
	       theirs.st_ino == ours.st_ino;
}

int init_namespaces_open(int proc, const struct spec *config, struct init_namespaces *ret, struct err *err)
{
	size_t count;
	const struct table_namespace *kinds = table_namespace_list(&count);

	ret->count = 0;
	for (size_t i = 0; i < count; i++) {
		auto_close int fd = -EBADF;
		struct stat status;
		char path[16];

		(void)snprintf(path, sizeof(path), "ns/%s", kinds[i].file);
		fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 && errno == ENOENT && !spec_namespace_find(config, kinds[i].type))
			continue;
		if (fd < 0 && errno == ENOENT && fstatat(proc, "stat", &status, 0) == 0)
			return err_set(err, ENOTSUP,
				       "joining the container's %s namespace: this kernel cannot (Linux 3.8)",
				       kinds[i].name);
		if (fd < 0)
			return err_set_errno(err, errno, "joining the container's %s namespace: open %s",
					     kinds[i].name, path);
		if (is_own(fd, kinds[i].file))
			continue;
		ret->items[ret->count].kind = &kinds[i];
		ret->items[ret->count++].fd = take_fd(&fd);
	}
	return 0;
}

static int join(struct init_namespaces *namespaces, size_t i, struct err *err)
{
	const struct table_namespace *kind = namespaces->items[i].kind;

	if (syscall_setns(namespaces->items[i].fd, kind->type) < 0)
		return err_set_errno(err, errno, "joining the container's %s namespace: setns", kind->name);
	cleanup_close(&namespaces->items[i].fd);
	return 0;
}

/* The index of the one that is still to be joined, or `count`. */
static size_t find(const struct init_namespaces *namespaces, int type)
{
	size_t i = 0;

	while (i < namespaces->count &&
	       (namespaces->items[i].kind->type != type || namespaces->items[i].fd < 0))
		i++;
	return i;
}

int init_namespaces_join_pid(struct init_namespaces *namespaces, struct err *err)
{
	size_t pid = find(namespaces, CLONE_NEWPID), user = find(namespaces, CLONE_NEWUSER);
	int r = pid < namespaces->count ? join(namespaces, pid, err) : 0;

	if (r != -EPERM || user == namespaces->count)
		return r;
	r = join(namespaces, user, err);
	return r < 0 ? r : join(namespaces, pid, err);
}

/* Else the caller is nobody there. EPERM: groups are not his to set; EINVAL: there is no such user. */
static int become_root(struct err *err)
{
	if (setgroups(0, NULL) < 0 && errno != EPERM)
		return err_set_errno(err, errno, "joining the container's user namespace: setgroups");
	if (setresgid(0, 0, 0) < 0 && errno != EINVAL)
		return err_set_errno(err, errno, "joining the container's user namespace: setresgid");
	if (setresuid(0, 0, 0) < 0 && errno != EINVAL)
		return err_set_errno(err, errno, "joining the container's user namespace: setresuid");
	return 0;
}

int init_namespaces_join(struct init_namespaces *namespaces, struct err *err)
{
	size_t user = find(namespaces, CLONE_NEWUSER);
	bool mapped = false;
	int r = user < namespaces->count ? join(namespaces, user, err) : 0;

	for (size_t i = 0; i < namespaces->count && r == 0; i++) {
		mapped = mapped || namespaces->items[i].kind->type == CLONE_NEWUSER;
		if (namespaces->items[i].fd >= 0)
			r = join(namespaces, i, err);
	}
	return r < 0 || !mapped ? r : become_root(err);
}

void init_namespaces_close(struct init_namespaces *namespaces)
{
	for (size_t i = 0; i < namespaces->count; i++)
		cleanup_close(&namespaces->items[i].fd);
	namespaces->count = 0;
}
