/* SPDX-License-Identifier: Apache-2.0 */
/* The container's init, step by step: before the pivot, and from liblxc's last exec to the program's. */
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

enum { KEYRING_NAME_SIZE = 1100 };

static void fail(int channel, const struct err *err) __attribute__((noreturn));
static void fail(int channel, const struct err *err)
{
	init_channel_fail(channel, err);
	_exit(EXIT_FAILURE);
}

/* Lets the creator run the hooks of its own namespaces, and waits for its word. */
static int runtime_hooks(const struct init_request *request, struct err *err)
{
	const struct spec_hooks *hooks = request->spec->hooks;
	struct init_channel_message answer;

	if (!hooks || (!hooks->prestart.count && !hooks->create_runtime.count))
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

void init_before_pivot(const struct init_request *request)
{
	struct err err = { 0 };
	mode_t saved = umask(0022);

	if (before_pivot(request, &err) < 0)
		fail(request->channel, &err);
	(void)umask(saved);
}

/*
 * Closes everything but stdio, the descriptors the program keeps and the three of ours, which move to the numbers
 * right behind: liblxc's sockets and whatever the caller left open do not reach the gate.
 */
static int keep_descriptors(struct init_request *request, struct err *err)
{
	int *ours[] = { &request->channel, &request->gate, &request->console_socket };
	int first = 3 + (int)request->preserve_fds, next = first;

	/* Now: its number may be one of those that ours get below. */
	log_close();
	for (size_t i = 0; i < 3; i++) {
		if (*ours[i] < 0)
			continue;
		*ours[i] = fcntl(*ours[i], F_DUPFD_CLOEXEC, first + 3);
		if (*ours[i] < 0)
			return err_set_errno(err, errno, "keeping a descriptor: fcntl F_DUPFD_CLOEXEC");
	}
	for (size_t i = 0; i < 3; i++) {
		if (*ours[i] < 0)
			continue;
		if (dup3(*ours[i], next, O_CLOEXEC) < 0)
			return err_set_errno(err, errno, "keeping a descriptor: dup3");
		*ours[i] = next++;
	}
	emulate_close_from(next);
	for (int fd = 3; fd < first; fd++)
		(void)fcntl(fd, F_SETFD, 0);
	return 0;
}

/* Keys of the caller's session stay outside. Without key support in the kernel there is nothing to keep out. */
static int new_keyring(const struct init_request *request, struct err *err)
{
	char name[KEYRING_NAME_SIZE];

	if (!request->new_keyring)
		return 0;
	(void)snprintf(name, sizeof(name), "_ses.%s", request->id);
	if (syscall_keyctl_join_session_keyring(name) < 0 && errno != ENOSYS)
		return err_set_errno(err, errno,
				     "keyctl KEYCTL_JOIN_SESSION_KEYRING (--no-new-keyring goes without)");
	return 0;
}

static int finish(struct init_request *request, char ***ret_environment, char **ret_program, struct err *err)
{
	const struct spec *spec = request->spec;
	int r = keep_descriptors(request, err);

	if (r == 0)
		r = new_keyring(request, err);
	if (r == 0)
		r = init_hostname(spec, err);
	if (r == 0)
		r = init_console(request, err);
	if (r == 0)
		r = init_root_finish(request, err);
	if (r == 0)
		r = init_protect_paths(spec, err);
	if (r == 0)
		r = init_limits(spec, err);
	if (r == 0)
		r = init_identity(spec, request->seccomp, err);
	if (r < 0)
		return r;
	*ret_environment = init_environment(spec);
	if (!*ret_environment)
		return err_set(err, ENOMEM, "process.env: out of memory");
	if (init_find_program(spec, *ret_environment, ret_program, err) < 0)
		return err_wrap(err, "process.args[0]");
	return 0;
}

static void execute(const struct init_request *request, int connection, const char *program,
		    char **environment, struct err *err)
{
	const struct spec_process *process = request->spec->process;
	const struct spec_hooks *hooks = request->spec->hooks;
	char *const *arguments;

	if (hooks && own_hooks(request, "startContainer", &hooks->start_container, "created", err) < 0)
		return;
	init_gate_announce(connection);
	if (process->no_new_privileges && init_seccomp_load(request->seccomp, err) < 0)
		return;
	memcpy(&arguments, &process->args.items, sizeof(arguments)); /* execve(2) changes nothing */
	(void)execve(program, arguments, environment);
	(void)err_set_errno(err, errno, "process.args[0]: execve %s", program);
}

void init_take_over(const struct init_request *inherited)
{
	struct init_request request = *inherited;
	struct err err = { 0 };
	char **environment = NULL, *program = NULL;
	int connection;

	process_reset_signals();
	if (finish(&request, &environment, &program, &err) < 0)
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
	execute(&request, connection, program, environment, &err);
	init_gate_refuse(connection, &err);
	_exit(127);
}
