/* SPDX-License-Identifier: Apache-2.0 */
/* Signals: names with or without SIG, in any case, or numbers. */
#include "runlxc/table/table.h"

#include <errno.h>
#include <signal.h>
#include <strings.h>

#include "compat/base/parse.h"

static const struct table_word words[] = {
	{ "ABRT",   SIGABRT },
	{ "ALRM",   SIGALRM },
	{ "BUS",    SIGBUS },
	{ "CHLD",   SIGCHLD },
	{ "CLD",    SIGCHLD },
	{ "CONT",   SIGCONT },
	{ "FPE",    SIGFPE },
	{ "HUP",    SIGHUP },
	{ "ILL",    SIGILL },
	{ "INT",    SIGINT },
	{ "IO",     SIGIO },
	{ "IOT",    SIGABRT },
	{ "KILL",   SIGKILL },
	{ "PIPE",   SIGPIPE },
	{ "POLL",   SIGIO },
	{ "PROF",   SIGPROF },
	{ "PWR",    SIGPWR },
	{ "QUIT",   SIGQUIT },
	{ "SEGV",   SIGSEGV },
#ifdef SIGSTKFLT /* not on mips and sparc */
	{ "STKFLT", SIGSTKFLT },
#endif
	{ "STOP",   SIGSTOP },
	{ "SYS",    SIGSYS },
	{ "TERM",   SIGTERM },
	{ "TRAP",   SIGTRAP },
	{ "TSTP",   SIGTSTP },
	{ "TTIN",   SIGTTIN },
	{ "TTOU",   SIGTTOU },
	{ "URG",    SIGURG },
	{ "USR1",   SIGUSR1 },
	{ "USR2",   SIGUSR2 },
	{ "VTALRM", SIGVTALRM },
	{ "WINCH",  SIGWINCH },
	{ "XCPU",   SIGXCPU },
	{ "XFSZ",   SIGXFSZ },
};

const struct table_words table_signal = {
	.what = "signal",
	.count = sizeof(words) / sizeof(words[0]),
	.items = words,
};

/* What follows "RTMIN" or "RTMAX": nothing, or a distance from `base` with the `sign` that leads inwards. */
static int parse_offset(const char *rest, int base, int sign, int *ret_signal)
{
	uint64_t offset = 0;

	if (*rest) {
		if (*rest != (sign > 0 ? '+' : '-'))
			return -EINVAL;
		if (parse_uint_max(rest + 1, (uint64_t)(SIGRTMAX - SIGRTMIN), &offset) < 0)
			return -EINVAL;
	}
	*ret_signal = base + sign * (int)offset;
	return 0;
}

/* 0 is allowed: it asks whether there is a process to send to. */
static int parse_number(const char *text, int *ret_signal)
{
	uint64_t number;

	if (parse_uint_max(text, (uint64_t)SIGRTMAX, &number) < 0)
		return -EINVAL;
	*ret_signal = (int)number;
	return 0;
}

int table_signal_parse(const char *text, int *ret_signal)
{
	if (*text >= '0' && *text <= '9')
		return parse_number(text, ret_signal);
	if (strncasecmp(text, "SIG", 3) == 0)
		text += 3;
	if (strncasecmp(text, "RTMIN", 5) == 0)
		return parse_offset(text + 5, SIGRTMIN, 1, ret_signal);
	if (strncasecmp(text, "RTMAX", 5) == 0)
		return parse_offset(text + 5, SIGRTMAX, -1, ret_signal);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(words[i].name, text) == 0) {
			*ret_signal = (int)words[i].value;
			return 0;
		}
	return -EINVAL;
}
