/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a process to its program, the same for the container's init and for what exec adds. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "compat/base/log.h"
#include "compat/base/process.h"
#include "compat/emulate/emulate.h"
#include "compat/syscall/syscall.h"
#include "runlxc/init/init.h"
#include "runlxc/init/labels.h"
#include "runlxc/spec/spec.h"

enum { KEYRING_NAME_SIZE = 1100 };

static const char attributes[] = "/proc/self/attr";

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
	if (init_labels_key(attributes, request->spec->process->selinux_label, err) < 0)
		return -err->number;
	(void)snprintf(name, sizeof(name), "_ses.%s", request->id);
	if (syscall_keyctl_join_session_keyring(name) < 0 && errno != ENOSYS)
		return err_set_errno(err, errno,
				     "keyctl KEYCTL_JOIN_SESSION_KEYRING (--no-new-keyring goes without)");
	return 0;
}

int init_process_begin(struct init_request *request, struct err *err)
{
	int r;

	process_reset_signals();
	r = keep_descriptors(request, err);
	if (r == 0)
		r = new_keyring(request, err);
	return r < 0 ? r : init_console(request, err);
}

static bool has_listener(const struct init_request *request)
{
	return request->seccomp && (request->seccomp->flags & TRANSLATE_SECCOMP_LISTENER);
}

int init_process_finish(const struct init_request *request, struct init_program *ret_program, struct err *err)
{
	const struct spec *spec = request->spec;
	int r = request->limits_from_outside ? 0 : init_limits(spec, err);

	if (r == 0)
		r = init_scheduling(spec, err);
	if (r == 0)
		r = init_personality(spec, err);
	if (r == 0)
		r = init_memory_policy(spec, err);
	if (r == 0)
		r = init_labels_apparmor(attributes, spec->process->apparmor_profile, err);
	if (r == 0)
		r = init_labels_exec(attributes, spec->process->selinux_label, err);
	if (r == 0)
		r = init_identity(request, err);
	if (r < 0)
		return r;
	ret_program->environment = init_environment(spec);
	if (!ret_program->environment)
		return err_set(err, ENOMEM, "process.env: out of memory");
	if (init_find_program(spec, ret_program->environment, &ret_program->path, err) < 0)
		return err_wrap(err, "process.args[0]");
	/* The creator, which is to pass the listener's descriptor on, is there until then only. */
	return has_listener(request) && spec->process->no_new_privileges ? init_seccomp_load(request, err) :
									   0;
}

int init_process_execute(const struct init_request *request, const struct init_program *program,
			 struct err *err)
{
	const struct spec_process *process = request->spec->process;
	char *const *arguments;

	if (process->no_new_privileges && !has_listener(request) && init_seccomp_load(request, err) < 0)
		return -err->number;
	memcpy(&arguments, &process->args.items, sizeof(arguments)); /* execve(2) changes nothing */
	(void)execve(program->path, arguments, program->environment);
	return err_set_errno(err, errno, "process.args[0]: execve %s", program->path);
}
