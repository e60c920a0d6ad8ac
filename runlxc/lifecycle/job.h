/* SPDX-License-Identifier: Apache-2.0 */
/* What create gathers before it forks: shared by create, its monitor and its supervision only. */
#pragma once

#include "compat/base/strbuf.h"
#include "runlxc/bundle/bundle.h"
#include "runlxc/init/init.h"
#include "runlxc/lifecycle/lifecycle.h"
#include "runlxc/translate/translate.h"

struct lifecycle_job {
	const struct lifecycle_request *request;
	struct bundle bundle;
	struct translate_plan plan;
	struct translate_seccomp seccomp;
	struct state state;
	int dirfd;         /* the state directory, locked */
	int gate, console; /* see struct init_request */
	int pidfd_socket;
	unsigned int passed_fds; /* from 3 on: LISTEN_FDS and --preserve-fds together */
	int channel[2];          /* [0] ours, [1] the monitor's and init's */
	int log[2];              /* a pipe for liblxc's messages: [0] ours */
	struct strbuf messages;
	bool keep_monitor;
	pid_t creator; /* create's own pid */
	pid_t holder;  /* our child that keeps a scope of systemd alive until init is in it; 0: none */
	struct cgroup own_cgroup; /* the caller's, with LIFECYCLE_CGROUPS_DISABLED only */
	pid_t monitor;            /* our child until it was waited for; 0: none */
	bool init_busy;           /* init runs hooks, which have timeouts of their own */
	bool hooks_ran;           /* prestart or createRuntime: then poststop has to undo them */
};

/*
 * What create and restore share: a job without anything open; the state of a container that is to come; removal of all
 * that has come into being; the end of the job itself, which leaves the container.
 */
void lifecycle_job_init(struct lifecycle_job *job, const struct lifecycle_request *request);
int lifecycle_job_fill_state(struct lifecycle_job *job, struct err *err);
void lifecycle_job_undo(struct lifecycle_job *job);
void lifecycle_job_clear(struct lifecycle_job *job);

/*
 * A terminal's master goes to the socket at `path`, or, without one, to us. *ret_console is for the process that opens the
 * terminal; *ret_terminal, which is left alone with a path, is where lifecycle_console_receive() takes the master from once
 * it was sent, and puts it. That one does nothing without a terminal (a negative number).
 */
int lifecycle_console_open(const char *path, int *ret_console, int *ret_terminal, struct err *err);
int lifecycle_console_receive(int *terminal, struct err *err);

/* Nothing without a path. */
int lifecycle_pid_file_write(const char *path, pid_t pid, struct err *err);

/*
 * In create: linux.cgroupsPath and linux.resources, as request->cgroups says, after state.json names what there will be to
 * remove. The holder of a scope goes when init is cloned, or with create.
 */
int lifecycle_job_make_cgroups(struct lifecycle_job *job, struct err *err);
void lifecycle_job_dismiss_holder(struct lifecycle_job *job);

/* In the forked child: becomes the liblxc monitor. Does not return. */
void lifecycle_job_monitor(struct lifecycle_job *job) __attribute__((noreturn));

/* In the monitor: the new time namespace of linux.namespaces, with its offsets, for the init that is cloned next. */
int lifecycle_job_new_time(const struct spec *spec, struct err *err);

/* In create, while init waits: linux.netDevices, into the network namespace of init. */
int lifecycle_job_move_net_devices(const struct spec *spec, pid_t init, struct err *err);
/* In the monitor: joins the namespaces given by path. */
int lifecycle_job_join(const struct spec *spec, struct err *err);

/* In create: opens the source of mounts[index] for init and sends it over the channel. */
int lifecycle_job_mount_source(const struct lifecycle_job *job, size_t index, struct err *err);

/* In create: the detached mount that mounts[index] wants, with mapped ids. A descriptor or -errno. */
int lifecycle_job_map_ids(const struct lifecycle_job *job, size_t index, const char *source, struct err *err);

/* In create: process.rlimits of a container that may not raise them itself. */
int lifecycle_job_limit(const struct lifecycle_job *job, struct err *err);

/*
 * In create and exec: takes the filter's descriptor `fd` out of the process `pid` of a container (its init is
 * state->init) and sends it to linux.seccomp.listenerPath.
 */
int lifecycle_job_forward_listener(const struct spec *spec, const struct state *state, pid_t pid, int fd,
				   const char *status, struct err *err);

/* In create: follows the monitor and init until init is ready at the gate, or says what went wrong. */
int lifecycle_job_supervise(struct lifecycle_job *job, struct err *err);

/* Logs a warning for everything that this kernel does not give in full; with `strict` the first is an error. */
int lifecycle_job_announce(const struct spec *spec, bool strict, struct err *err);

/* LISTEN_FDS and NOTIFY_SOCKET of the caller's environment, for the container. */
int lifecycle_job_pass_environment(const struct lifecycle_request *request, struct spec *spec,
				   struct err *err);

/* How many descriptors from 3 on are there by LISTEN_FDS. */
unsigned int lifecycle_job_listen_fds(void);

/* The id, and the descriptors of --preserve-fds: before any of our own is opened. */
int lifecycle_job_check_request(const struct lifecycle_request *request, struct err *err);

/* SELinux labels on a host without SELinux; for exec as well. */
int lifecycle_job_check_labels(const struct spec *spec, struct err *err);

/* Its two halves that exec asks as well. The descriptors must be there before any of our own is opened. */
int lifecycle_job_check_preserved(unsigned int count, struct err *err);
int lifecycle_job_check_terminal(bool terminal, const char *console_socket, bool stays, struct err *err);

/* Terminal against console socket, and namespaces that this kernel lacks. `stays`: the caller can take a terminal. */
int lifecycle_job_check_bundle(const struct lifecycle_request *request, const struct spec *spec, bool stays,
			       struct err *err);
