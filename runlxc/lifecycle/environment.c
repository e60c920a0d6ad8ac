/* SPDX-License-Identifier: Apache-2.0 */
/* What systemd's protocols put into create's environment, for the container: LISTEN_FDS and NOTIFY_SOCKET. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "compat/base/parse.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/lifecycle/notify.h"
#include "runlxc/spec/spec.h"

enum { LISTEN_MAX = 1024 };

static int add_variable(struct spec *spec, const char *name, const char *value, struct err *err)
{
	char *text;
	int r;

	if (asprintf(&text, "%s=%s", name, value) < 0)
		return err_set(err, ENOMEM, "process.env: out of memory");
	r = spec_amend_environment(spec, text, err);
	free(text);
	return r;
}

/* Meant for us only when LISTEN_PID says so, which an ancestor may have left. */
unsigned int lifecycle_job_listen_fds(void)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
	uint64_t number, wanted;

	if (!pid || !count || parse_uint64(pid, &number) < 0 || number != (uint64_t)getpid() ||
	    parse_uint_max(count, LISTEN_MAX, &wanted) < 0)
		return 0;
	return (unsigned int)wanted;
}

/* The program is told that it is meant by the pid that it is going to have. */
static int pass_listen_fds(struct spec *spec, struct err *err)
{
	unsigned int count = lifecycle_job_listen_fds();
	const char *names = getenv("LISTEN_FDNAMES");
	char text[16];
	int r;

	if (!count)
		return 0;
	(void)snprintf(text, sizeof(text), "%u", count);
	r = add_variable(spec, "LISTEN_FDS", text, err);
	if (r == 0)
		r = add_variable(spec, "LISTEN_PID", "1", err);
	if (r == 0 && names)
		r = add_variable(spec, "LISTEN_FDNAMES", names, err);
	return r;
}

/* The directory is mounted, not the socket, which `start` makes. */
static int pass_notify_socket(const struct lifecycle_request *request, struct spec *spec, struct err *err)
{
	static const char *const options[] = { "bind", "nosuid", "noexec", "nodev", "ro", NULL };
	struct spec_mount mount = { .destination = LIFECYCLE_NOTIFY_INSIDE, .options = { 5, options } };
	char source[PATH_MAX], own[PATH_MAX] = "";
	int length;

	if (!lifecycle_notify_host())
		return 0;
	if (request->root[0] != '/' && !getcwd(own, sizeof(own)))
		return err_set_errno(err, errno, "NOTIFY_SOCKET: getcwd");
	length = snprintf(source, sizeof(source), "%s%s%s/%s/%s", own, *own ? "/" : "", request->root,
			  request->id, LIFECYCLE_NOTIFY_DIRECTORY);
	if (length < 0 || (size_t)length >= sizeof(source))
		return err_set(err, ENAMETOOLONG, "NOTIFY_SOCKET: %s/%s", request->root, request->id);
	mount.source = source;
	if (spec_amend_mount(spec, &mount, err) < 0)
		return -ENOMEM;
	return add_variable(spec, "NOTIFY_SOCKET", LIFECYCLE_NOTIFY_INSIDE "/" LIFECYCLE_NOTIFY_NAME, err);
}

int lifecycle_job_pass_environment(const struct lifecycle_request *request, struct spec *spec,
				   struct err *err)
{
	int r = pass_listen_fds(spec, err);

	return r < 0 ? r : pass_notify_socket(request, spec, err);
}
