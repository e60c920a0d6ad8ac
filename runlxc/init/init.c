/* SPDX-License-Identifier: Apache-2.0 */
/* The container's init, step by step: before the pivot, and from liblxc's last exec to the gate. */
#include "runlxc/init/init.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/log.h"
#include "compat/base/process.h"
#include "compat/emulate/emulate.h"
#include "compat/syscall/syscall.h"
#include "runlxc/hooks/hooks.h"
#include "runlxc/init/channel.h"
#include "runlxc/init/gate.h"
#include "runlxc/spec/spec.h"

static void fail(int channel, const struct err *err) __attribute__((noreturn));
static void fail(int channel, const struct err *err)
{
	init_channel_fail(channel, err);
	_exit(EXIT_FAILURE);
}

/* Lets the creator do what is done from its own namespaces, network devices and hooks, and waits for its word. */
static int runtime_hooks(const struct init_request *request, struct err *err)
{
	const struct spec_hooks *hooks = request->spec->hooks;
	bool has_hooks = hooks && (hooks->prestart.count || hooks->create_runtime.count);
	struct init_channel_message answer;

	if (!has_hooks && !request->spec->linux->net_devices.count)
		return 0;
	if (init_channel_send(request->channel, CHANNEL_HOOKS, 0, NULL) < 0 ||
	    init_channel_receive(request->channel, &answer) != 1)
		return err_set(err, EPIPE, "hooks: the creator is gone");
	return answer.type == CHANNEL_GO_ON ? 0 :
					      err_set(err, EPIPE, "hooks: unexpected answer %d", answer.type);
}

static int own_hooks(const struct init_request *request, const char *name, const struct spec_hook_list *list,
		     const char *status, struct err *err)
{
	auto_free char *state = NULL;

	if (!list->count)
		return 0;
	/* The pid as the hook's namespace counts it: the hook runs in the container. */
	state = hooks_state(request->spec, request->id, request->bundle, getpid(), status);
	return state ? hooks_run(name, list, state, err) :
		       err_set(err, ENOMEM, "hooks.%s: out of memory", name);
}

/* createContainer: create waits meanwhile, without its deadline. */
static int container_hooks(const struct init_request *request, struct err *err)
{
	const struct spec_hooks *hooks = request->spec->hooks;
	int r;

	if (!hooks || !hooks->create_container.count)
		return 0;
	(void)init_channel_send(request->channel, CHANNEL_BUSY, 1, NULL);
	r = own_hooks(request, "createContainer", &hooks->create_container, "creating", err);
	(void)init_channel_send(request->channel, CHANNEL_BUSY, 0, NULL);
	return r;
}

static int make_cwd(const struct init_request *request, int rootfd, struct err *err)
{
	int fd = emulate_make_directory_in_root(rootfd, request->spec->process->cwd, 0755);

	/* EACCES on a share that is closed to root: the user may get in. */
	if (fd < 0 && errno != EACCES)
		return err_set_errno(err, errno, "process.cwd: making %s in the container",
				     request->spec->process->cwd);
	if (fd >= 0)
		(void)close(fd);
	return 0;
}

static int before_pivot(const struct init_request *request, struct err *err)
{
	const struct spec_namespace *network = spec_namespace_find(request->spec, CLONE_NEWNET);
	auto_close int rootfd = open(request->rootfs, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int r = 0;

	if (rootfd < 0)
		return err_set_errno(err, errno, "root.path: open %s", request->rootfs);
	if (network && !network->path)
		r = init_loopback_up(err);
	if (r == 0)
		r = init_mounts(request, rootfd, err);
	if (r == 0)
		r = init_devices(request, rootfd, err);
	if (r == 0)
		r = runtime_hooks(request, err);
	if (r == 0)
		r = container_hooks(request, err);
	if (r == 0)
		r = make_cwd(request, rootfd, err);
	return r;
}

void init_before_root(const struct init_request *request)
{
	struct err err = { 0 };

	if (init_root_prepare(request, &err) < 0)
		fail(request->channel, &err);
}

void init_before_pivot(const struct init_request *request)
{
	struct err err = { 0 };
	mode_t saved = umask(0022);

	if (before_pivot(request, &err) < 0)
		fail(request->channel, &err);
	(void)umask(saved);
}

static int finish(struct init_request *request, struct init_program *ret_program, struct err *err)
{
	int r = init_process_begin(request, err);

	if (r == 0)
		r = init_hostname(request->spec, err);
	if (r == 0)
		r = init_root_finish(request, err);
	if (r == 0)
		r = init_protect_paths(request->spec, err);
	return r < 0 ? r : init_process_finish(request, ret_program, err);
}

static void execute(const struct init_request *request, int connection, const struct init_program *program,
		    struct err *err)
{
	const struct spec_hooks *hooks = request->spec->hooks;

	if (hooks && own_hooks(request, "startContainer", &hooks->start_container, "created", err) < 0)
		return;
	init_gate_announce(connection);
	(void)init_process_execute(request, program, err);
}

void init_take_over(const struct init_request *inherited)
{
	struct init_request request = *inherited;
	struct init_program program = { 0 };
	struct err err = { 0 };
	int connection;

	if (finish(&request, &program, &err) < 0)
		fail(request.channel, &err);
	/* liblxc had init die with the monitor, which goes now. */
	(void)prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
	if (init_channel_send(request.channel, CHANNEL_READY, 0, NULL) < 0)
		_exit(EXIT_FAILURE);
	cleanup_close(&request.channel);
	connection = init_gate_wait(request.gate);
	(void)close(request.gate);
	if (connection < 0)
		_exit(EXIT_FAILURE);
	execute(&request, connection, &program, &err);
	init_gate_refuse(connection, &err);
	_exit(127);
}
