/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about what the process may do and use. */
#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/helper/inside/inside.h"

static const struct {
	const char *name;
	int number;
} rlimits[] = {
	{ "AS",         RLIMIT_AS },
	{ "CORE",       RLIMIT_CORE },
	{ "CPU",        RLIMIT_CPU },
	{ "DATA",       RLIMIT_DATA },
	{ "FSIZE",      RLIMIT_FSIZE },
	{ "LOCKS",      RLIMIT_LOCKS },
	{ "MEMLOCK",    RLIMIT_MEMLOCK },
	{ "MSGQUEUE",   RLIMIT_MSGQUEUE },
	{ "NICE",       RLIMIT_NICE },
	{ "NOFILE",     RLIMIT_NOFILE },
	{ "NPROC",      RLIMIT_NPROC },
	{ "RSS",        RLIMIT_RSS },
	{ "RTPRIO",     RLIMIT_RTPRIO },
	{ "RTTIME",     RLIMIT_RTTIME },
	{ "SIGPENDING", RLIMIT_SIGPENDING },
	{ "STACK",      RLIMIT_STACK },
};

static uint64_t prctl_set(int option, int read)
{
	uint64_t set = 0;

	for (unsigned long capability = 0; capability < 64; capability++) {
		int r = read < 0 ? prctl(option, capability) : prctl(option, read, capability, 0, 0);

		if (r > 0)
			set |= UINT64_C(1) << capability;
	}
	return set;
}

/* By system calls: works without /proc. */
static void caps(const struct asked *asked)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data) < 0) {
		inside_say_result(asked, -1);
		return;
	}
	inside_say(
		asked,
		"bounding %016llx effective %08x%08x inheritable %08x%08x permitted %08x%08x ambient %016llx",
		(unsigned long long)prctl_set(PR_CAPBSET_READ, -1), data[1].effective, data[0].effective,
		data[1].inheritable, data[0].inheritable, data[1].permitted, data[0].permitted,
		(unsigned long long)prctl_set(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET));
}

static void nnp(const struct asked *asked)
{
	inside_say(asked, "%d", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
}

static void seccomp(const struct asked *asked)
{
	inside_say(asked, "%d", prctl(PR_GET_SECCOMP));
}

static void dumpable(const struct asked *asked)
{
	inside_say(asked, "%d", prctl(PR_GET_DUMPABLE));
}

static void say_limit(char *text, size_t size, rlim_t value)
{
	if (value == RLIM_INFINITY)
		(void)snprintf(text, size, "unlimited");
	else
		(void)snprintf(text, size, "%llu", (unsigned long long)value);
}

/* "rlimit NOFILE=1024 4096": soft, hard. */
static void rlimit(const struct asked *asked)
{
	const char *name = asked->args[0];
	struct rlimit limit;
	char soft[32], hard[32];

	if (strncmp(name, "RLIMIT_", 7) == 0)
		name += 7;
	for (size_t i = 0; i < sizeof(rlimits) / sizeof(rlimits[0]); i++) {
		if (strcmp(rlimits[i].name, name) != 0)
			continue;
		/* Not by libc's getrlimit(), which calls prlimit64: Linux 2.6.36. */
		if (syscall(SYS_getrlimit, rlimits[i].number, &limit) < 0) {
			inside_say_result(asked, -1);
			return;
		}
		say_limit(soft, sizeof(soft), limit.rlim_cur);
		say_limit(hard, sizeof(hard), limit.rlim_max);
		inside_say(asked, "%s %s", soft, hard);
		return;
	}
	errno = EINVAL;
	inside_say_result(asked, -1);
}

static void oom_score_adj(const struct asked *asked)
{
	inside_say_file(asked, "/proc/self/oom_score_adj", 1);
}

/* "scheduler=0 0": policy, priority. */
static void scheduler(const struct asked *asked)
{
	struct sched_param parameter = { 0 };
	int policy = sched_getscheduler(0);

	(void)sched_getparam(0, &parameter);
	inside_say(asked, "%d %d", policy, parameter.sched_priority);
}

static void nice_(const struct asked *asked)
{
	inside_say(asked, "%d", getpriority(PRIO_PROCESS, 0));
}

/* "ioprio=2 4": class, level. */
static void ioprio(const struct asked *asked)
{
	long value = syscall(SYS_ioprio_get, 1, 0);

	if (value < 0)
		inside_say_result(asked, -1);
	else
		inside_say(asked, "%ld %ld", value >> 13, value & 0x1fff);
}

static void cpus(const struct asked *asked)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) < 0)
		inside_say_result(asked, -1);
	else
		inside_say(asked, "%d", CPU_COUNT(&set));
}

/* "mempolicy=2 1": mode with its flags, then the lowest bits of the node mask in hexadecimal. */
static void mempolicy(const struct asked *asked)
{
	unsigned long nodes[16] = { 0 };
	int mode;

	if (syscall(SYS_get_mempolicy, &mode, nodes, sizeof(nodes) * 8, NULL, 0UL) < 0)
		inside_say_result(asked, -1);
	else
		inside_say(asked, "%d %lx", mode, nodes[0]);
}

const struct question inside_limits[] = {
	{ "caps",          0, caps },
	{ "cpus",          0, cpus },
	{ "dumpable",      0, dumpable },
	{ "ioprio",        0, ioprio },
	{ "mempolicy",     0, mempolicy },
	{ "nice",          0, nice_ },
	{ "nnp",           0, nnp },
	{ "oom_score_adj", 0, oom_score_adj },
	{ "rlimit",        1, rlimit },
	{ "scheduler",     0, scheduler },
	{ "seccomp",       0, seccomp },
	{ 0 },
};
