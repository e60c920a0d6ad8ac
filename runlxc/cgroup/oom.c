/* SPDX-License-Identifier: Apache-2.0 */
/* Tells when the kernel kills one of the container's processes for want of memory. */
#include "runlxc/cgroup/oom.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/internal.h"

static const char control[] = "cgroup.event_control";

static int open_v1(const char *directory, int *ret_fd, struct err *err)
{
	auto_close int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), file = -EBADF;
	char path[PATH_MAX], line[32];
	int r;

	if (event < 0)
		return err_set_errno(err, errno, "eventfd");
	(void)snprintf(path, sizeof(path), "%s/memory.oom_control", directory);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return err_set_errno(err, errno, "open %s", path);
	(void)snprintf(line, sizeof(line), "%d %d", event, file);
	r = cgroup_file_write(directory, control, line);
	if (r < 0)
		return err_set_errno(err, -r, "write %s/%s", directory, control);
	*ret_fd = take_fd(&event);
	return 0;
}

static uint64_t count_killed(const char *directory)
{
	auto_free char *text = NULL;
	const char *value;

	if (cgroup_file_read(directory, "memory.events", &text) < 0)
		return 0;
	value = strstr(text, "oom_kill ");
	return value ? strtoull(value + strlen("oom_kill "), NULL, 10) : 0;
}

static int open_v2(const char *directory, int *ret_fd, struct err *err)
{
	static const char *const files[] = { "memory.events", "cgroup.events" };
	auto_close int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (fd < 0)
		return err_set_errno(err, errno, "inotify_init1");
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char path[PATH_MAX];

		(void)snprintf(path, sizeof(path), "%s/%s", directory, files[i]);
		if (inotify_add_watch(fd, path, IN_MODIFY) < 0)
			return err_set_errno(err, errno, "inotify_add_watch %s", path);
	}
	*ret_fd = take_fd(&fd);
	return 0;
}

int cgroup_oom_open(const struct cgroup *cgroup, struct cgroup_oom *ret, struct err *err)
{
	const struct cgroup_hierarchy *hierarchy = cgroup_with(cgroup, "memory");

	if (!hierarchy)
		return err_set(err, ENOTSUP, "no cgroup hierarchy with the memory controller is mounted");
	*ret = (struct cgroup_oom){ -EBADF, hierarchy->unified, 0, hierarchy->directory };
	if (!ret->unified)
		return open_v1(ret->directory, &ret->fd, err);
	ret->killed = count_killed(ret->directory);
	return open_v2(ret->directory, &ret->fd, err);
}

bool cgroup_oom_take(struct cgroup_oom *oom)
{
	char events[4096] __attribute__((aligned(8))), path[PATH_MAX];
	bool any = read(oom->fd, events, sizeof(events)) > 0;
	uint64_t killed;

	if (!oom->unified) {
		/* The removal of the cgroup is told in the same way. */
		(void)snprintf(path, sizeof(path), "%s/%s", oom->directory, control);
		return any && access(path, F_OK) == 0;
	}
	killed = count_killed(oom->directory);
	any = killed > oom->killed;
	oom->killed = killed;
	return any;
}

void cgroup_oom_close(struct cgroup_oom *oom)
{
	cleanup_close(&oom->fd);
}
