/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a seccomp filter of the rules that a profile leaves. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "compat/base/err.h"
#include "compat/syscall/syscall.h"
#include "kernels/emulate/emulate.h"

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#endif

/* Calls that take a path; the filter asks about them. Those with a directory take it second. */
static const unsigned int path_calls[] = {
#ifdef SYS_open
	SYS_open,      SYS_stat,       SYS_lstat,         SYS_access,
	SYS_readlink,
#endif
	SYS_openat,    SYS_newfstatat, SYS_statx,         SYS_mount,
	SYS_faccessat, SYS_readlinkat, 437 /* openat2 */, 439 /* faccessat2 */,
};

struct program {
	size_t count;
	struct sock_filter instructions[BPF_MAXINSNS];
};

static void emit(struct program *program, struct sock_filter instruction)
{
	if (program->count < BPF_MAXINSNS)
		program->instructions[program->count] = instruction;
	program->count++;
}

static void emit_load(struct program *program, size_t offset)
{
	emit(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

static void emit_call_number(struct program *program)
{
	emit_load(program, offsetof(struct seccomp_data, nr));
}

static void emit_return(struct program *program, uint32_t action)
{
	emit(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

static void emit_jump(struct program *program, uint16_t test, uint32_t value, uint8_t if_true,
		      uint8_t if_false)
{
	emit(program, (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, if_true, if_false));
}

/* Flags and options are in the low word. */
static size_t argument_offset(unsigned int argument)
{
	size_t high_first = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? sizeof(uint32_t) : 0;

	return offsetof(struct seccomp_data, args) + argument * sizeof(uint64_t) + high_first;
}

/* Expects the call's number in the accumulator, and leaves it there. */
static void emit_rule(struct program *program, const struct emulate_rule *rule, int error)
{
	unsigned int tests = 0;

	while (tests < 2 && rule->match[tests].test != EMULATE_ALWAYS)
		tests++;
	emit_jump(program, BPF_JEQ, (uint32_t)rule->call, 0, (uint8_t)(2 * tests + 1 + (tests > 0)));
	for (unsigned int i = 0; i < tests; i++) {
		const struct emulate_match *match = &rule->match[i];

		emit_load(program, argument_offset(match->argument));
		emit_jump(program, match->test == EMULATE_EQUALS ? BPF_JEQ : BPF_JSET, match->value, 0,
			  (uint8_t)(2 * (tests - 1 - i) + 1));
	}
	emit_return(program, SECCOMP_RET_ERRNO | (uint32_t)error);
	if (tests)
		emit_call_number(program);
}

static void emit_rules(struct program *program, const struct emulate_profile *profile, bool blocked)
{
	int missing = blocked ? EPERM : ENOSYS;

	for (size_t i = 0; i < emulate_rule_count; i++) {
		const struct emulate_rule *rule = &emulate_rules[i];

		if (!emulate_profile_lacks(profile, rule->name, rule->since))
			continue;
		if (rule->match[0].test == EMULATE_ALWAYS)
			emit_rule(program, rule, missing);
		else if (!blocked)
			emit_rule(program, rule, rule->error);
	}
	if (emulate_profile_lacks(profile, "", emulate_unknown_since)) {
		emit_jump(program, BPF_JGE, EMULATE_UNKNOWN_CALL, 0, 1);
		emit_return(program, SECCOMP_RET_ERRNO | (uint32_t)missing);
	}
}

/* fstat(2) of newer libcs is an fstatat with an empty path: no question. */
static void emit_questions(struct program *program)
{
	emit_jump(program, BPF_JEQ, SYS_newfstatat, 0, 4);
	emit_load(program, argument_offset(3));
	emit_jump(program, BPF_JSET, 0x1000 /* AT_EMPTY_PATH */, 0, 1);
	emit_return(program, SECCOMP_RET_ALLOW);
	emit_call_number(program);
	for (size_t i = 0; i < sizeof(path_calls) / sizeof(*path_calls); i++) {
		emit_jump(program, BPF_JEQ, path_calls[i], 0, 1);
		emit_return(program, SECCOMP_RET_USER_NOTIF);
	}
}

static bool has_questions(const struct emulate_profile *profile)
{
	for (size_t i = 0; i < emulate_file_count; i++)
		if (emulate_profile_lacks(profile, emulate_files[i].name, emulate_files[i].since))
			return true;
	return false;
}

int emulate_filter_load(const struct emulate_profile *profile, bool blocked, struct err *err)
{
	static struct program program;
	bool asks = !blocked && has_questions(profile);
	int fd;

	program.count = 0;
	/* Programs for other machines have other numbers: they do not run. */
	emit_load(&program, offsetof(struct seccomp_data, arch));
	emit_jump(&program, BPF_JEQ, OUR_ARCH, 1, 0);
	emit_return(&program, SECCOMP_RET_ERRNO | ENOSYS);
	emit_call_number(&program);
	emit_rules(&program, profile, blocked);
	if (asks)
		emit_questions(&program);
	emit_return(&program, SECCOMP_RET_ALLOW);
	if (program.count > BPF_MAXINSNS)
		return err_set(err, E2BIG, "a filter of %zu instructions", program.count);
	fd = syscall_seccomp_load(asks ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0, program.instructions,
				  program.count);
	if (fd < 0)
		return err_set_errno(err, errno, "loading the filter");
	return asks ? fd : -EBADF;
}
