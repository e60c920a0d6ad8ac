/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles linux.seccomp to BPF with libseccomp. */
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"
#include "runlxc/translate/translate.h"

/* struct sock_filter of linux/filter.h, whose layout is the kernel's ABI, and the few opcodes of the stub below. */
struct instruction {
	uint16_t code;
	uint8_t if_true, if_false;
	uint32_t k;
};

enum {
	LOAD_WORD = 0x20,
	JUMP_EQUAL = 0x15,
	JUMP_GREATER = 0x25,
	RETURN = 0x06,
	OFFSET_NUMBER = 0,
	OFFSET_ARCHITECTURE = 4,
	RETURN_ERRNO = 0x00050000,
	STUB_LENGTH = 6,
	PROGRAM_MAX = 4096,
	X32_BIT = 0x40000000,
};

static void release(scmp_filter_ctx *filter)
{
	if (*filter)
		seccomp_release(*filter);
}

static uint32_t action_value(const char *name, const uint32_t *errno_ret)
{
	uint32_t action = (uint32_t)table_word_find(&table_seccomp_action, name)->value;

	if (action == SCMP_ACT_ERRNO(0) || action == SCMP_ACT_TRACE(0))
		action |= errno_ret ? *errno_ret & 0xffff : EPERM;
	return action;
}

static int add_architectures(scmp_filter_ctx filter, const struct spec_seccomp *seccomp, struct err *err)
{
	for (size_t i = 0; i < seccomp->architectures.count; i++) {
		const char *name = seccomp->architectures.items[i];
		const struct table_word *arch = table_word_find(&table_seccomp_arch, name);
		int r = seccomp_arch_add(filter, (uint32_t)arch->value);

		if (r < 0 && r != -EEXIST)
			return err_set_errno(err, -r, "linux.seccomp.architectures[%zu]: %s", i, name);
	}
	return 0;
}

static struct scmp_arg_cmp comparison_of(const struct spec_seccomp_argument *argument)
{
	enum scmp_compare op =
		(enum scmp_compare)table_word_find(&table_seccomp_operator, argument->op)->value;

	return (struct scmp_arg_cmp){ argument->index, op, argument->value, argument->value_two };
}

/* libseccomp compares an argument once per rule; runc reads a second comparison of one argument as "or". */
static bool compares_one_twice(const struct spec_seccomp_rule *rule)
{
	uint32_t used = 0;

	for (size_t i = 0; i < rule->args.count; i++) {
		uint32_t bit = 1U << rule->args.items[i].index;

		if (used & bit)
			return true;
		used |= bit;
	}
	return false;
}

static int add_rule(scmp_filter_ctx filter, const struct spec_seccomp_rule *rule, uint32_t action, int number)
{
	struct scmp_arg_cmp comparisons[6]; /* there are six arguments, and none twice */
	int r = 0;

	if (!compares_one_twice(rule)) {
		for (size_t i = 0; i < rule->args.count; i++)
			comparisons[i] = comparison_of(&rule->args.items[i]);
		return seccomp_rule_add_array(filter, action, number, (unsigned int)rule->args.count,
					      comparisons);
	}
	for (size_t i = 0; i < rule->args.count && r == 0; i++) {
		comparisons[0] = comparison_of(&rule->args.items[i]);
		r = seccomp_rule_add_array(filter, action, number, 1, comparisons);
	}
	return r;
}

static int add_rules(scmp_filter_ctx filter, const struct spec_seccomp *seccomp, uint32_t default_action,
		     int *ret_highest, struct err *err)
{
	for (size_t i = 0; i < seccomp->syscalls.count; i++) {
		const struct spec_seccomp_rule *rule = &seccomp->syscalls.items[i];
		uint32_t action = action_value(rule->action, rule->errno_ret);

		for (size_t j = 0; j < rule->names.count; j++) {
			int number = seccomp_syscall_resolve_name(rule->names.items[j]), r;

			if (number == __NR_SCMP_ERROR)
				continue;
			if (number > *ret_highest)
				*ret_highest = number;
			if (action == default_action)
				continue;
			r = add_rule(filter, rule, action, number);
			if (r < 0)
				return err_set_errno(
					err, -r,
					"linux.seccomp.syscalls[%zu].names[%zu] (%s): seccomp_rule_add", i, j,
					rule->names.items[j]);
		}
	}
	return 0;
}

/* TSYNC says nothing to a process of one thread, and the kernel does not take it beside a listener. */
static unsigned int flags_of(const struct spec_seccomp *seccomp)
{
	const unsigned int tsync =
		(unsigned int)table_word_find(&table_seccomp_flag, "SECCOMP_FILTER_FLAG_TSYNC")->value;
	unsigned int flags = 0;

	for (size_t i = 0; i < seccomp->flags.count; i++)
		flags |= (unsigned int)table_word_find(&table_seccomp_flag, seccomp->flags.items[i])->value;
	for (size_t i = 0; i < seccomp->syscalls.count; i++)
		if (strcmp(seccomp->syscalls.items[i].action, "SCMP_ACT_NOTIFY") == 0)
			flags = (flags & ~tsync) | TRANSLATE_SECCOMP_LISTENER;
	return flags;
}

/*
 * In front of a filter whose default is an errno: a system call of this architecture above all that the filter's
 * author knew answers ENOSYS. x32's numbers, which carry a high bit, are left to the filter.
 */
static size_t put_stub(struct instruction *at, uint32_t default_action, int highest)
{
	const struct instruction stub[STUB_LENGTH] = {
		{ LOAD_WORD, 0, 0, OFFSET_ARCHITECTURE },
		{ JUMP_EQUAL, 0, 4, seccomp_arch_native() },
		{ LOAD_WORD, 0, 0, OFFSET_NUMBER },
		{ JUMP_GREATER, 2, 0, X32_BIT - 1 },
		{ JUMP_GREATER, 0, 1, (uint32_t)highest },
		{ RETURN, 0, 0, RETURN_ERRNO | ENOSYS },
	};

	if ((default_action & 0xffff0000) != RETURN_ERRNO || highest < 0)
		return 0;
	memcpy(at, stub, sizeof(stub));
	return STUB_LENGTH;
}

/* A pipe holds 64 KiB, twice the longest program that the kernel takes. */
static int export_bpf(scmp_filter_ctx filter, char **ret_bytes, size_t *ret_length, struct err *err)
{
	auto_close int reader = -EBADF, writer = -EBADF;
	int fds[2], r;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return err_set_errno(err, errno, "linux.seccomp: pipe");
	reader = fds[0];
	writer = fds[1];
	r = seccomp_export_bpf(filter, writer);
	if (r < 0)
		return err_set_errno(err, -r, "linux.seccomp: seccomp_export_bpf");
	cleanup_close(&writer);
	r = file_read_fd(reader, PROGRAM_MAX * sizeof(struct instruction), ret_bytes, ret_length);
	return r < 0 ? err_set_errno(err, -r, "linux.seccomp: reading the program") : 0;
}

static int assemble(scmp_filter_ctx filter, uint32_t default_action, int highest,
		    struct translate_seccomp *ret, struct err *err)
{
	auto_free char *bytes = NULL;
	struct instruction *program;
	size_t length, stub;
	int r = export_bpf(filter, &bytes, &length, err);

	if (r < 0)
		return r;
	program = malloc(length + STUB_LENGTH * sizeof(*program));
	if (!program)
		return err_set(err, ENOMEM, "linux.seccomp: out of memory");
	stub = put_stub(program, default_action, highest);
	memcpy(program + stub, bytes, length);
	ret->instructions = program;
	ret->count = stub + length / sizeof(*program);
	return 0;
}

int translate_seccomp_compile(const struct spec_seccomp *seccomp, struct translate_seccomp *ret,
			      struct err *err)
{
	uint32_t default_action = action_value(seccomp->default_action, seccomp->default_errno_ret);
	__attribute__((cleanup(release))) scmp_filter_ctx filter = seccomp_init(default_action);
	int highest = -1, r;

	if (!filter)
		return err_set(err, EINVAL, "linux.seccomp.defaultAction: libseccomp refuses %s",
			       seccomp->default_action);
	(void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);
	/* A tree of comparisons instead of a list: fewer instructions for each system call of the container. */
	(void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	r = add_architectures(filter, seccomp, err);
	if (r == 0)
		r = add_rules(filter, seccomp, default_action, &highest, err);
	if (r == 0)
		r = assemble(filter, default_action, highest, ret, err);
	if (r == 0)
		ret->flags = flags_of(seccomp);
	return r;
}
