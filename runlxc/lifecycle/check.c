/* SPDX-License-Identifier: Apache-2.0 */
/* What create asks before it makes anything: the request by itself, and the bundle on this host. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "compat/probe/probe.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

int lifecycle_job_check_preserved(unsigned int count, struct err *err)
{
	for (unsigned int fd = 3; fd < 3 + count; fd++)
		if (fcntl((int)fd, F_GETFD) < 0)
			return err_set_errno(err, errno, "--preserve-fds, LISTEN_FDS: file descriptor %u",
					     fd);
	return 0;
}

/* A path may lead to the namespace we are in ourselves, the host's. */
static bool is_own_namespace(const struct spec_namespace *namespace)
{
	const struct table_namespace *names = table_namespace_find_type(namespace->type);
	struct stat theirs, ours;
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/self/ns/%s", names->file);
	return namespace->path && stat(namespace->path, &theirs) == 0 && stat(path, &ours) == 0 &&
	       theirs.st_dev == ours.st_dev && theirs.st_ino == ours.st_ino;
}

static int check_namespaces(const struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < spec->linux->namespaces.count; i++) {
		const struct spec_namespace *namespace = &spec->linux->namespaces.items[i];

		if (!probe_namespace(namespace->type))
			return err_set(err, ENOTSUP,
				       "linux.namespaces[%zu]: this kernel has no %s namespaces", i,
				       table_namespace_find_type(namespace->type)->name);
		for (size_t j = 0; j < spec->linux->sysctl.count; j++) {
			const char *key = spec->linux->sysctl.items[j].key;

			if (spec_sysctl_namespace(key) == namespace->type && is_own_namespace(namespace))
				return err_set(err, EINVAL,
					       "linux.sysctl[\"%s\"]: not allowed in the host's namespace",
					       key);
		}
	}
	return 0;
}

int lifecycle_job_check_terminal(bool terminal, const char *console_socket, bool stays, struct err *err)
{
	if (terminal && !console_socket && !stays)
		return err_set(err, EINVAL,
			       "cannot allocate tty if runc will detach without setting console socket");
	if (!terminal && console_socket)
		return err_set(err, EINVAL,
			       "cannot use console socket if runc will not detach or allocate tty");
	return 0;
}

int lifecycle_job_check_request(const struct lifecycle_request *request, struct err *err)
{
	int r = state_check_id(request->id, err);

	/* Without one init would go to the host's PID 1, and who waits for it would wait for ever. */
	if (r == 0 && request->monitor == LIFECYCLE_MONITOR_HANDOFF && !probe_subreaper())
		r = err_set(err, ENOTSUP, "--monitor=handoff: this kernel has no subreaper (Linux 3.4)");
	return r < 0 ? r :
		       lifecycle_job_check_preserved(lifecycle_job_listen_fds() + request->preserve_fds, err);
}

/* In runc's words. */
int lifecycle_job_check_labels(const struct spec *spec, struct err *err)
{
	const char *label = spec->process->selinux_label;

	if (((label && *label) || spec->linux->mount_label) && !probe_selinux())
		return err_set(
			err, ENOTSUP,
			"%s: selinux label is specified in config, but selinux is disabled or not supported",
			label && *label ? "process.selinuxLabel" : "linux.mountLabel");
	return 0;
}

int lifecycle_job_check_bundle(const struct lifecycle_request *request, const struct spec *spec, bool stays,
			       struct err *err)
{
	int r = lifecycle_job_check_terminal(spec->process->terminal, request->console_socket, stays, err);

	if (r == 0)
		r = lifecycle_job_check_labels(spec, err);
	if (r == 0 && geteuid() != 0 && !spec_namespace_find(spec, CLONE_NEWUSER))
		return err_set(
			err, EPERM,
			"linux.namespaces: rootless container requires user namespaces (`runlxc spec --rootless`)");
	return r < 0 ? r : check_namespaces(spec, err);
}
