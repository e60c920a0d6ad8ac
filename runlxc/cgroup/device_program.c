/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles device rules into a BPF program for cgroup v2. Pure: no call into the kernel. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/syscall/syscall.h"
#include "runlxc/cgroup/device_program.h"

/*
 * What is asked for is a set of r, w and m. Rules are looked at from the last one to the first: one that matches decides over
 * those of its accesses that no later rule has decided over. Denied is a request as soon as one access is, allowed when all
 * are, and denied when rules run out.
 */
enum {
	LOAD_WORD = 0x61,      /* destination = *(u32 *)(source + offset) */
	MOVE_REGISTER = 0xbf,  /* destination = source */
	MOVE_IMMEDIATE = 0xb4, /* destination = immediate */
	AND_IMMEDIATE = 0x54,  /* 32 bits, the upper ones become 0 */
	SHIFT_RIGHT = 0x74,    /* 32 bits */
	JUMP = 0x05,           /* by offset, from the next instruction */
	JUMP_NOT_EQUAL = 0x55, /* destination != immediate */
	JUMP_ANY_BIT = 0x45,   /* destination & immediate */
	EXIT = 0x95,           /* with r0 */
};

/* r1 points to struct bpf_cgroup_dev_ctx: access << 16 | type, major, minor. */
enum { RESULT = 0, CONTEXT = 1, TYPE = 2, ACCESS = 3, MAJOR = 4, MINOR = 5 };

enum { TYPE_BLOCK = 1, TYPE_CHARACTER = 2, ACCESS_MKNOD = 1, ACCESS_READ = 2, ACCESS_WRITE = 4 };

/* The longest rule: three comparisons, and four instructions for its verdict. */
enum { FRAME_SIZE = 8, RULE_SIZE = 7 };

struct program {
	struct syscall_bpf_instruction *instructions;
	size_t count;
};

static void add(struct program *program, int code, int destination, int source, int16_t offset,
		int32_t immediate)
{
	program->instructions[program->count++] = (struct syscall_bpf_instruction){
		.code = (uint8_t)code,
		.registers = SYSCALL_BPF_REGISTERS(destination, source),
		.offset = offset,
		.immediate = immediate,
	};
}

static void add_return(struct program *program, int value)
{
	add(program, MOVE_IMMEDIATE, RESULT, 0, 0, value);
	add(program, EXIT, 0, 0, 0, 0);
}

static int access_of(const char *letters)
{
	int access = 0;

	for (; letters && *letters; letters++)
		access |= *letters == 'r' ? ACCESS_READ : *letters == 'w' ? ACCESS_WRITE : ACCESS_MKNOD;
	return access;
}

static void add_verdict(struct program *program, const struct cgroup_device_rule *rule, int access)
{
	if (rule->allow) {
		add(program, AND_IMMEDIATE, ACCESS, 0, 0, ~access);
		add(program, JUMP_NOT_EQUAL, ACCESS, 0, 2, 0);
		add_return(program, 1);
		return;
	}
	add(program, JUMP_ANY_BIT, ACCESS, 0, 1, access);
	add(program, JUMP, 0, 0, 2, 0);
	add_return(program, 0);
}

/* Comparisons lead to the next rule, whose place is known once the rule is complete. */
static void add_rule(struct program *program, const struct cgroup_device_rule *rule)
{
	size_t first = program->count, comparisons;
	bool everything = rule->type == 'a' && rule->major < 0 && rule->minor < 0 && !rule->allow;
	/* Denying everything needs no access to be named. */
	int access = everything ? ACCESS_MKNOD | ACCESS_READ | ACCESS_WRITE : access_of(rule->access);

	if (rule->type != 'a')
		add(program, JUMP_NOT_EQUAL, TYPE, 0, 0, rule->type == 'b' ? TYPE_BLOCK : TYPE_CHARACTER);
	if (rule->major >= 0)
		add(program, JUMP_NOT_EQUAL, MAJOR, 0, 0, (int32_t)rule->major);
	if (rule->minor >= 0)
		add(program, JUMP_NOT_EQUAL, MINOR, 0, 0, (int32_t)rule->minor);
	comparisons = program->count - first;
	add_verdict(program, rule, access);
	for (size_t i = first; i < first + comparisons; i++)
		program->instructions[i].offset = (int16_t)(program->count - i - 1);
}

int cgroup_device_program(const struct cgroup_device_rule *rules, size_t count,
			  struct syscall_bpf_instruction **ret_instructions, size_t *ret_count,
			  struct err *err)
{
	struct program program = { calloc(FRAME_SIZE + count * RULE_SIZE, sizeof(*program.instructions)), 0 };

	if (!program.instructions)
		return err_set(err, ENOMEM, "linux.resources.devices: out of memory");
	add(&program, LOAD_WORD, TYPE, CONTEXT, 0, 0);
	add(&program, MOVE_REGISTER, ACCESS, TYPE, 0, 0);
	add(&program, AND_IMMEDIATE, TYPE, 0, 0, 0xffff);
	add(&program, SHIFT_RIGHT, ACCESS, 0, 0, 16);
	add(&program, LOAD_WORD, MAJOR, CONTEXT, 4, 0);
	add(&program, LOAD_WORD, MINOR, CONTEXT, 8, 0);
	for (size_t i = count; i-- > 0;)
		add_rule(&program, &rules[i]);
	add_return(&program, 0);
	*ret_instructions = program.instructions;
	*ret_count = program.count;
	return 0;
}
