/* SPDX-License-Identifier: Apache-2.0 */
/* cgroup_device_program(): its programs are run by a small interpreter of the instructions they use. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "compat/syscall/syscall.h"
#include "runlxc/cgroup/device_program.h"
#include "tests/unit/unit.h"

enum { BLOCK = 1, CHARACTER = 2, M = 1, R = 2, W = 4 };

static struct syscall_bpf_instruction *program;
static size_t length;

static void teardown(void)
{
	free(program);
	program = NULL;
}

/* Fails the test on an instruction it does not know, or on a jump out of the program. */
static uint64_t run(const uint32_t context[static 3])
{
	uint64_t registers[16] = { 0 };

	for (size_t at = 0; at < length; at++) {
		const struct syscall_bpf_instruction *one = &program[at];
		unsigned int to = one->registers & 15, from = one->registers >> 4;
		uint64_t immediate = (uint64_t)(int64_t)one->immediate;

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
		to = one->registers >> 4;
		from = one->registers & 15;
#endif
		switch (one->code) {
		case 0x61:
			ck_assert_uint_eq(from, 1);
			registers[to] = context[one->offset / 4];
			break;
		case 0xbf:
			registers[to] = registers[from];
			break;
		case 0xb4:
			registers[to] = (uint32_t)one->immediate;
			break;
		case 0x54:
			registers[to] = (uint32_t)registers[to] & (uint32_t)one->immediate;
			break;
		case 0x74:
			registers[to] = (uint32_t)registers[to] >> one->immediate;
			break;
		case 0x05:
			at += (size_t)one->offset;
			break;
		case 0x55:
			at += registers[to] != immediate ? (size_t)one->offset : 0;
			break;
		case 0x45:
			at += registers[to] & immediate ? (size_t)one->offset : 0;
			break;
		case 0x95:
			return registers[0];
		default:
			ck_abort_msg("unknown instruction %#x at %zu", one->code, at);
		}
	}
	ck_abort_msg("the program runs over its end");
	return 0;
}

static bool allows(int type, uint32_t major, uint32_t minor, int access)
{
	return run((const uint32_t[]){ (uint32_t)access << 16 | (uint32_t)type, major, minor });
}

static void compile(const struct cgroup_device_rule *rules, size_t count)
{
	struct err err = { 0 };

	free(program);
	ck_assert_int_eq(cgroup_device_program(rules, count, &program, &length, &err), 0);
}

#define COMPILE(...)                                                         \
	compile((const struct cgroup_device_rule[]){ __VA_ARGS__ },          \
		sizeof((const struct cgroup_device_rule[]){ __VA_ARGS__ }) / \
			sizeof(struct cgroup_device_rule))

START_TEST(no_rules_deny_everything)
{
	compile(NULL, 0);
	ck_assert(!allows(CHARACTER, 1, 3, R));
	ck_assert(!allows(BLOCK, 8, 0, M));
}
END_TEST

START_TEST(a_rule_allows_its_device_and_accesses_only)
{
	COMPILE({ true, 'c', 1, 3, "rw" });
	ck_assert(allows(CHARACTER, 1, 3, R));
	ck_assert(allows(CHARACTER, 1, 3, R | W));
	ck_assert(!allows(CHARACTER, 1, 3, M));
	ck_assert(!allows(CHARACTER, 1, 3, R | M));
	ck_assert(!allows(CHARACTER, 1, 4, R));
	ck_assert(!allows(CHARACTER, 2, 3, R));
	ck_assert(!allows(BLOCK, 1, 3, R));
}
END_TEST

START_TEST(any_number_and_any_type)
{
	COMPILE({ true, 'c', 136, -1, "rwm" }, { true, 'b', -1, 7, "r" }, { true, 'a', 9, 9, "w" });
	ck_assert(allows(CHARACTER, 136, 5, R | W | M));
	ck_assert(!allows(BLOCK, 136, 5, R));
	ck_assert(allows(BLOCK, 1, 7, R));
	ck_assert(!allows(BLOCK, 1, 7, W));
	ck_assert(allows(BLOCK, 9, 9, W));
	ck_assert(allows(CHARACTER, 9, 9, W));
}
END_TEST

START_TEST(the_last_rule_wins)
{
	COMPILE({ true, 'c', 1, -1, "rwm" }, { false, 'c', 1, 3, "w" }, { true, 'c', 1, 4, "w" });
	ck_assert(allows(CHARACTER, 1, 3, R));
	ck_assert(!allows(CHARACTER, 1, 3, W));
	ck_assert(!allows(CHARACTER, 1, 3, R | W));
	ck_assert(allows(CHARACTER, 1, 4, R | W));
	COMPILE({ false, 'c', 1, 3, "w" }, { true, 'c', 1, -1, "rwm" });
	ck_assert(allows(CHARACTER, 1, 3, W));
}
END_TEST

START_TEST(accesses_may_come_from_several_rules)
{
	COMPILE({ true, 'c', 1, 3, "r" }, { true, 'b', 1, 3, "m" }, { true, 'c', -1, 3, "w" });
	ck_assert(allows(CHARACTER, 1, 3, R | W));
	ck_assert(!allows(CHARACTER, 1, 3, R | W | M));
}
END_TEST

START_TEST(everything_may_be_allowed_and_taken_back)
{
	COMPILE({ true, 'a', -1, -1, "rwm" });
	ck_assert(allows(BLOCK, 4000, 4000, R | W | M));
	COMPILE({ true, 'a', -1, -1, "rwm" }, { false, 'a', -1, -1, NULL });
	ck_assert(!allows(BLOCK, 8, 0, R));
	COMPILE({ true, 'a', -1, -1, "rwm" }, { false, 'a', -1, -1, "" }, { true, 'c', 1, 5, "r" });
	ck_assert(allows(CHARACTER, 1, 5, R));
	ck_assert(!allows(CHARACTER, 1, 6, R));
}
END_TEST

START_TEST(the_kernel_takes_a_long_program)
{
	struct cgroup_device_rule rules[400];
	int fd;

	for (size_t i = 0; i < 400; i++)
		rules[i] = (struct cgroup_device_rule){ i % 3 != 0, "abc"[i % 3], (int64_t)i, -1, "rw" };
	compile(rules, 400);
	ck_assert(allows(CHARACTER, 11, 1, R | W));
	ck_assert(!allows(CHARACTER, 12, 1, R));
	fd = syscall_bpf_load_cgroup_device(program, length);
	if (fd < 0)
		(void)fprintf(stderr, "cgroup_device_program: not loaded: %m\n");
	else
		ck_assert_int_eq(close(fd), 0);
}
END_TEST

Suite *suite_cgroup_device_program(void)
{
	Suite *suite = suite_create("cgroup_device_program");
	TCase *tcase = tcase_create("rules");

	tcase_add_checked_fixture(tcase, NULL, teardown);
	tcase_add_test(tcase, no_rules_deny_everything);
	tcase_add_test(tcase, a_rule_allows_its_device_and_accesses_only);
	tcase_add_test(tcase, any_number_and_any_type);
	tcase_add_test(tcase, the_last_rule_wins);
	tcase_add_test(tcase, accesses_may_come_from_several_rules);
	tcase_add_test(tcase, everything_may_be_allowed_and_taken_back);
	tcase_add_test(tcase, the_kernel_takes_a_long_program);
	suite_add_tcase(suite, tcase);
	return suite;
}
