/* SPDX-License-Identifier: Apache-2.0 */
/* Follows a starting container with a deadline: liblxc's monitor may hang for ever when init has failed. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/log.h"
#include "compat/base/process.h"
#include "runlxc/hooks/hooks.h"
#include "runlxc/init/channel.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/spec/spec.h"

/* Between two signs of life; hooks, which have timeouts of their own, do not count. */
enum { DEADLINE_MS = 60 * 1000, TICK_MS = 200, MESSAGES_MAX = 256 * 1024 };

/* Keeps what liblxc says: the beginning, where the cause is, not the whole if it should not end. */
static void read_messages(struct lifecycle_job *job)
{
	char bytes[4096];
	ssize_t got = read(job->log[0], bytes, sizeof(bytes));

	if (got <= 0)
		cleanup_close(&job->log[0]);
	else if (job->messages.length < MESSAGES_MAX)
		strbuf_add(&job->messages, bytes, (size_t)got);
}

/* "lxc ID 20261122145707.606 ERROR    conf - ../src/lxc/conf.c:function:123 - the sentence" */
static const char *sentence_of(const char *line)
{
	const char *first = strstr(line, " - "), *second = first ? strstr(first + 3, " - ") : NULL;

	return second ? second + 3 : line;
}

/* Which field a message of liblxc is about, by the words it uses. */
static const char *field_of(const char *sentence)
{
	static const struct {
		const char *word, *field;
	} fields[] = {
		{ "sysctl", "linux.sysctl: " },	   { "utsname", "hostname: " },	    { "hostname", "hostname: " },
		{ "unshare", "linux.namespaces: " }, { "clone", "linux.namespaces: " }, { "rootfs", "root.path: " },
		{ "pivot", "root.path: " },	     { "uid mapping", "linux.uidMappings: " }, { "uidmap", "linux.uidMappings: " },
		{ "gid mapping", "linux.gidMappings: " }, { "gidmap", "linux.gidMappings: " },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (strcasestr(sentence, fields[i].word))
			return fields[i].field;
	return "";
}

/* In a chroot, whose root is a plain directory, the kernel refuses every pivot_root; runc fails there as well. */
static const char *hint_for(const char *sentence)
{
	bool pivot = strstr(sentence, "Failed to pivot") && strstr(sentence, "Invalid argument");

	if (strstr(sentence, "Failed to access to") && strstr(sentence, "ermission denied"))
		return " (in a user namespace its root must be able to pass through the directories above)";
	return pivot ? " (is / a mount point here? In a chroot, bind its directory on itself first)" : "";
}

/*
 * On old kernels liblxc has errors on every start, which it goes on from: before Linux 5.4 that it cannot wait by pidfd or
 * send signals, and before 3.0 that it cannot keep init's namespaces open.
 */
static bool is_no_cause(const char *sentence)
{
	return !*sentence || strstr(sentence, "through pidfds") ||
	       strstr(sentence, "Kernel does not support preserving");
}

/*
 * liblxc's first error is the cause, the ones after it are its consequences. The monitor may hang for ever now that init
 * is gone, with the pipe open: it is ended before the pipe is read to its end.
 */
static int explain_end(struct lifecycle_job *job, struct err *err)
{
	auto_free char *messages = NULL;
	char *rest = NULL;

	if (job->monitor > 0)
		(void)kill(job->monitor, SIGKILL);
	if (process_is_alive(job->state.init.pid, job->state.init.start_time))
		(void)kill(job->state.init.pid, SIGKILL);
	while (job->log[0] >= 0)
		read_messages(job);
	messages = strdup(job->messages.text ? job->messages.text : "");
	for (char *line = messages ? strtok_r(messages, "\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\n", &rest)) {
		const char *sentence = sentence_of(line);

		if (!strstr(line, " ERROR "))
			continue;
		/* That two of liblxc's processes lost each other says nothing about why. */
		if (strcasestr(sentence, "sync"))
			break;
		if (is_no_cause(sentence))
			continue;
		/* It begins with strerror(errno), whose small letters engines know from runc. */
		return err_set(err, ECANCELED, "%sliblxc: %c%s%s", field_of(sentence),
			       tolower((unsigned char)sentence[0]), sentence + 1, hint_for(sentence));
	}
	return err_set(err, ECANCELED,
		       "the container's init ended before it was ready (killed? out of memory?)");
}

static int set_oom_score_adj(const struct lifecycle_job *job, struct err *err)
{
	const int32_t *score = job->bundle.spec->process->oom_score_adj;
	char path[48], text[16];
	int r;

	/* Of a user's own the monitor has set it, and init has it from there. */
	if (!score || geteuid() != 0)
		return 0;
	(void)snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", job->state.init.pid);
	(void)snprintf(text, sizeof(text), "%d", *score);
	r = file_write_at(AT_FDCWD, path, text);
	if (r == -ENOENT) {
		/* Before Linux 2.6.36: -17 to 15 stand for -1000 to 1000. */
		(void)snprintf(path, sizeof(path), "/proc/%d/oom_adj", job->state.init.pid);
		(void)snprintf(text, sizeof(text), "%d", *score == -1000 ? -17 : *score * 15 / 1000);
		log_warning("process.oomScoreAdj: this kernel has only the coarser oom_adj");
		r = file_write_at(AT_FDCWD, path, text);
	}
	/* Whoever has ended meanwhile tells why, or its channel does. */
	if (r < 0 && process_is_alive(job->state.init.pid, job->state.init.start_time))
		return err_set_errno(err, -r, "process.oomScoreAdj: write %s to %s", text, path);
	return 0;
}

/* On disk at once: if create is killed from here on, delete --force has to find init. */
static int on_cloned(struct lifecycle_job *job, pid_t init, struct err *err)
{
	int r = process_start_time(init, &job->state.init.start_time, NULL);

	/* Ended and reaped already: why is in the next message, or there is none, and the channel's end comes. */
	if (r < 0)
		return 0;
	job->state.init.pid = init;
	lifecycle_job_dismiss_holder(job);
	r = state_write_init(job->dirfd, &job->state, err);
	if (r == 0 && job->request->cgroups != LIFECYCLE_CGROUPS_DISABLED)
		r = cgroup_apply_pids(&job->state.cgroup, job->bundle.spec->linux->resources, err);
	return r < 0 ? r : set_oom_score_adj(job, err);
}

static int runtime_hooks(struct lifecycle_job *job, struct err *err)
{
	const struct spec *spec = job->bundle.spec;
	auto_free char *text = NULL;
	int r;

	if (!spec->hooks || (!spec->hooks->prestart.count && !spec->hooks->create_runtime.count))
		return 0;
	text = hooks_state(spec, job->state.id, job->bundle.path, job->state.init.pid, "creating");
	if (!text)
		return err_set(err, ENOMEM, "hooks: out of memory");
	job->hooks_ran = true;
	r = hooks_run("prestart", &spec->hooks->prestart, text, err);
	return r < 0 ? r : hooks_run("createRuntime", &spec->hooks->create_runtime, text, err);
}

static int on_hooks(struct lifecycle_job *job, struct err *err)
{
	int r = lifecycle_job_move_net_devices(job->bundle.spec, job->state.init.pid, err);

	if (r == 0)
		r = runtime_hooks(job, err);
	if (r == 0 && init_channel_send(job->channel[0], CHANNEL_GO_ON, 0, NULL) < 0)
		r = explain_end(job, err);
	return r;
}

/* 1: ready. 0: go on. Negative: failed. */
static int on_message(struct lifecycle_job *job, struct err *err)
{
	struct init_channel_message message;
	int r = init_channel_receive(job->channel[0], &message);

	if (r < 0)
		return err_set_errno(err, -r, "waiting for the container's init: recv");
	if (r == 0)
		return explain_end(job, err);
	switch ((enum init_channel_type)message.type) {
	case CHANNEL_CLONED:
		return on_cloned(job, message.number, err);
	case CHANNEL_HOOKS:
		return on_hooks(job, err);
	case CHANNEL_BUSY:
		job->init_busy = message.number;
		return 0;
	case CHANNEL_SOURCE:
		return lifecycle_job_mount_source(job, (size_t)message.number, err);
	case CHANNEL_LISTENER:
		return lifecycle_job_forward_listener(job->bundle.spec, &job->state, job->state.init.pid,
						      message.number, "creating", err);
	case CHANNEL_READY:
		r = lifecycle_job_limit(job, err);
		return r < 0 ? r : 1;
	case CHANNEL_FAILED:
		return err_set(err, message.number > 0 ? message.number : EIO, "%s", message.text);
	case CHANNEL_EXITED:
		return explain_end(job, err);
	case CHANNEL_GO_ON:
		break;
	}
	return err_set(err, EBADMSG, "the container's init sent an unexpected message (%d)", message.type);
}

/* The signals that end create are blocked by now: they come through a descriptor, so that undoing is not cut short. */
static int open_signals(void)
{
	sigset_t set;

	process_ending_signals(&set);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

int lifecycle_job_supervise(struct lifecycle_job *job, struct err *err)
{
	auto_close int signals = open_signals();
	int64_t deadline = process_clock_ms() + DEADLINE_MS;

	for (;;) {
		struct pollfd fds[] = { { job->channel[0], POLLIN, 0 },
					{ job->log[0], POLLIN, 0 },
					{ signals, POLLIN, 0 } };
		int ready = poll(fds, 3, TICK_MS), r;

		if (ready < 0 && errno != EINTR)
			return err_set_errno(err, errno, "waiting for the container's init: poll");
		if (fds[1].revents)
			read_messages(job);
		if (fds[0].revents) {
			r = on_message(job, err);
			if (r != 0)
				return r < 0 ? r : 0;
			deadline = process_clock_ms() + DEADLINE_MS;
			continue;
		}
		if (fds[2].revents)
			return err_set(err, EINTR, "interrupted by a signal");
		if (ready == 0 && job->state.init.pid &&
		    !process_is_alive(job->state.init.pid, job->state.init.start_time))
			return explain_end(job, err);
		if (!job->init_busy && process_clock_ms() > deadline)
			return err_set(err, ETIMEDOUT, "the container's init gave no sign of life for %d s",
				       DEADLINE_MS / 1000);
	}
}
