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
	int channel[2];    /* [0] ours, [1] the monitor's and init's */
	int log[2];        /* a pipe for liblxc's messages: [0] ours */
	struct strbuf messages;
	bool keep_monitor;
	pid_t creator;  /* create's own pid */
	pid_t monitor;  /* our child until it was waited for; 0: none */
	bool init_busy; /* init runs hooks, which have timeouts of their own */
	bool hooks_ran; /* prestart or createRuntime: then poststop has to undo them */
};

/* In the forked child: becomes the liblxc monitor. Does not return. */
void lifecycle_job_monitor(struct lifecycle_job *job) __attribute__((noreturn));

/* In create: follows the monitor and init until init is ready at the gate, or says what went wrong. */
int lifecycle_job_supervise(struct lifecycle_job *job, struct err *err);

/* Logs a warning for everything that this kernel does not give in full; with `strict` the first is an error. */
int lifecycle_job_announce(const struct spec *spec, bool strict, struct err *err);

/* The id, and the descriptors of --preserve-fds: before any of our own is opened. */
int lifecycle_job_check_request(const struct lifecycle_request *request, struct err *err);

/* Terminal against console socket, and namespaces that this kernel lacks. `stays`: the caller can take a terminal. */
int lifecycle_job_check_bundle(const struct lifecycle_request *request, const struct spec *spec, bool stays,
			       struct err *err);
