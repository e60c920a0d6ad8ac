/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/translate/seccomp: profiles are compiled, and the programs executed by bpf.h and by the kernel. */
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/syscall/syscall.h"
#include "runlxc/spec/spec.h"
#include "runlxc/translate/translate.h"
#include "tests/unit/bpf.h"
#include "tests/unit/unit.h"

#define ERRNO(number) (SECCOMP_RET_ERRNO | (number))
#define WIDE(high, low) ((uint64_t)(high) << 32 | (low))

enum { I386_GETPID = 20, I386_SOCKETCALL = 102, UNKNOWN_CALL = 9000 };

static struct translate_seccomp program;
static struct err err;

static void set_up(void)
{
	err = (struct err){ 0 };
	program = (struct translate_seccomp){ 0 };
}

static void tear_down(void)
{
	free(program.instructions);
}

/* The profile is linux.seccomp as JSON with ' for ". */
static int compile(const char *profile)
{
	char quoted[4096];
	auto_free char *config = NULL;
	struct spec *spec = NULL;
	int r;

	(void)snprintf(quoted, sizeof(quoted),
		       "{'ociVersion':'1.0.2','root':{'path':'r'},'process':{'args':['x'],'cwd':'/',"
		       "'user':{'uid':0,'gid':0}},'linux':{'seccomp':%s}}",
		       profile);
	config = unit_json(quoted);
	ck_assert_msg(spec_read(config, strlen(config), &spec, &err) == 0, "%s", err.message);
	free(program.instructions);
	program = (struct translate_seccomp){ 0 };
	r = translate_seccomp_compile(spec->linux->seccomp, &program, &err);
	spec_free(spec);
	return r;
}

static uint32_t answer_of(uint32_t arch, int number, const uint64_t arguments[6])
{
	struct seccomp_data data = { .nr = number, .arch = arch };

	for (size_t i = 0; arguments && i < 6; i++)
		data.args[i] = arguments[i];
	return bpf_run(program.instructions, program.count, &data);
}

static uint32_t answer(int number)
{
	return answer_of(seccomp_arch_native(), number, NULL);
}

static uint32_t answer_with(int number, uint64_t first, uint64_t second)
{
	return answer_of(seccomp_arch_native(), number, (const uint64_t[6]){ first, second });
}

static void check_compile(const char *profile)
{
	ck_assert_msg(compile(profile) == 0, "%s", err.message);
}

START_TEST(every_action_is_the_kernels)
{
	static const struct {
		const char *name;
		uint32_t value;
	} actions[] = {
		{ "SCMP_ACT_ERRNO", ERRNO(EPERM) },
		{ "SCMP_ACT_KILL", 0 },
		{ "SCMP_ACT_KILL_PROCESS", SECCOMP_RET_KILL_PROCESS },
		{ "SCMP_ACT_KILL_THREAD", 0 },
		{ "SCMP_ACT_LOG", SECCOMP_RET_LOG },
		{ "SCMP_ACT_TRACE", SECCOMP_RET_TRACE | EPERM },
		{ "SCMP_ACT_TRAP", SECCOMP_RET_TRAP },
	};

	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
		char profile[256];

		(void)snprintf(
			profile, sizeof(profile),
			"{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['getpid'],'action':'%s'}]}",
			actions[i].name);
		check_compile(profile);
		ck_assert_msg(answer(SYS_getpid) == actions[i].value, "%s: %x", actions[i].name,
			      answer(SYS_getpid));
		ck_assert_uint_eq(answer(SYS_getppid), SECCOMP_RET_ALLOW);
	}
}
END_TEST

START_TEST(the_default_is_for_what_no_rule_names)
{
	check_compile(
		"{'defaultAction':'SCMP_ACT_KILL_PROCESS','syscalls':[{'names':['read','write','getppid'],"
		"'action':'SCMP_ACT_ALLOW'},{'names':['getpid'],'action':'SCMP_ACT_TRAP'}]}");
	ck_assert_uint_eq(answer(SYS_read), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer(SYS_write), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer(SYS_getppid), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer(SYS_getpid), SECCOMP_RET_TRAP);
	ck_assert_uint_eq(answer(SYS_close), SECCOMP_RET_KILL_PROCESS);
	ck_assert_uint_eq(answer(UNKNOWN_CALL), SECCOMP_RET_KILL_PROCESS);
	check_compile("{'defaultAction':'SCMP_ACT_ALLOW'}");
	ck_assert_uint_eq(answer(SYS_read), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer(UNKNOWN_CALL), SECCOMP_RET_ALLOW);
}
END_TEST

START_TEST(errnos_are_the_profiles)
{
	check_compile("{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':13,'syscalls':["
		      "{'names':['getpid'],'action':'SCMP_ACT_ERRNO','errnoRet':38},"
		      "{'names':['getppid'],'action':'SCMP_ACT_ERRNO'},"
		      "{'names':['getuid'],'action':'SCMP_ACT_ERRNO','errnoRet':0},"
		      "{'names':['getgid'],'action':'SCMP_ACT_TRACE','errnoRet':7},"
		      "{'names':['geteuid'],'action':'SCMP_ACT_ALLOW'}]}");
	ck_assert_uint_eq(answer(SYS_getpid), ERRNO(38));
	ck_assert_uint_eq(answer(SYS_getppid), ERRNO(EPERM));
	ck_assert_uint_eq(answer(SYS_getuid), ERRNO(0));
	ck_assert_uint_eq(answer(SYS_getgid), SECCOMP_RET_TRACE | 7);
	ck_assert_uint_eq(answer(SYS_geteuid), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer(SYS_read), ERRNO(13));
}
END_TEST

START_TEST(a_rule_that_says_what_the_default_says_is_no_error)
{
	check_compile("{'defaultAction':'SCMP_ACT_ERRNO','syscalls':["
		      "{'names':['getpid'],'action':'SCMP_ACT_ERRNO'},"
		      "{'names':['getppid'],'action':'SCMP_ACT_ALLOW'}]}");
	ck_assert_uint_eq(answer(SYS_getpid), ERRNO(EPERM));
	ck_assert_uint_eq(answer(SYS_getppid), SECCOMP_RET_ALLOW);
}
END_TEST

/* One rule: socket is allowed when argument 0 compares so; what is asked and what comes of it. */
static const struct {
	const char *op;
	uint64_t value, value_two, asked;
	bool allowed;
} comparisons[] = {
	{ "SCMP_CMP_EQ", 7, 0, 7, true },
	{ "SCMP_CMP_EQ", 7, 0, 8, false },
	{ "SCMP_CMP_EQ", 7, 0, WIDE(1, 7), false },
	{ "SCMP_CMP_EQ", WIDE(2, 7), 0, WIDE(2, 7), true },
	{ "SCMP_CMP_EQ", WIDE(2, 7), 0, 7, false },
	{ "SCMP_CMP_NE", 7, 0, 7, false },
	{ "SCMP_CMP_NE", 7, 0, WIDE(1, 7), true },
	{ "SCMP_CMP_LT", 7, 0, 6, true },
	{ "SCMP_CMP_LT", 7, 0, 7, false },
	{ "SCMP_CMP_LT", WIDE(1, 0), 0, WIDE(0, 5), true },
	{ "SCMP_CMP_LE", 7, 0, 7, true },
	{ "SCMP_CMP_LE", 7, 0, 8, false },
	{ "SCMP_CMP_GE", 7, 0, 7, true },
	{ "SCMP_CMP_GE", 7, 0, 6, false },
	{ "SCMP_CMP_GE", 7, 0, WIDE(1, 0), true },
	{ "SCMP_CMP_GT", 7, 0, 7, false },
	{ "SCMP_CMP_GT", 7, 0, 8, true },
	{ "SCMP_CMP_MASKED_EQ", 0xf0, 0x50, 0x5f, true },
	{ "SCMP_CMP_MASKED_EQ", 0xf0, 0x50, 0x6f, false },
	{ "SCMP_CMP_MASKED_EQ", 0xf0, 0x50, WIDE(9, 0x50), true },
	{ "SCMP_CMP_MASKED_EQ", 0x7e020000, 0, 0x00020000, false },
	{ "SCMP_CMP_MASKED_EQ", 0x7e020000, 0, 0x01200011, true },
	{ "SCMP_CMP_MASKED_EQ", WIDE(0xff, 0), WIDE(3, 0), WIDE(3, 99), true },
	{ "SCMP_CMP_MASKED_EQ", WIDE(0xff, 0), WIDE(3, 0), WIDE(4, 99), false },
};

START_TEST(arguments_are_compared_in_all_their_bits)
{
	char profile[512];

	(void)snprintf(
		profile, sizeof(profile),
		"{'defaultAction':'SCMP_ACT_ERRNO','syscalls':[{'names':['socket'],'action':'SCMP_ACT_ALLOW',"
		"'args':[{'index':0,'value':%llu,'valueTwo':%llu,'op':'%s'}]}]}",
		(unsigned long long)comparisons[_i].value, (unsigned long long)comparisons[_i].value_two,
		comparisons[_i].op);
	check_compile(profile);
	ck_assert_uint_eq(answer_with(SYS_socket, comparisons[_i].asked, 0),
			  comparisons[_i].allowed ? SECCOMP_RET_ALLOW : ERRNO(EPERM));
}
END_TEST

START_TEST(comparisons_of_several_arguments_must_all_hold)
{
	check_compile(
		"{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['socket'],'action':'SCMP_ACT_ERRNO',"
		"'args':[{'index':0,'value':16,'op':'SCMP_CMP_EQ'},{'index':1,'value':2,'op':'SCMP_CMP_GE'}]}]}");
	ck_assert_uint_eq(answer_with(SYS_socket, 16, 2), ERRNO(EPERM));
	ck_assert_uint_eq(answer_with(SYS_socket, 16, 3), ERRNO(EPERM));
	ck_assert_uint_eq(answer_with(SYS_socket, 16, 1), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer_with(SYS_socket, 15, 2), SECCOMP_RET_ALLOW);
}
END_TEST

START_TEST(comparisons_of_one_argument_are_alternatives)
{
	check_compile(
		"{'defaultAction':'SCMP_ACT_ERRNO','syscalls':[{'names':['personality'],"
		"'action':'SCMP_ACT_ALLOW','args':[{'index':0,'value':0,'op':'SCMP_CMP_EQ'},"
		"{'index':0,'value':8,'op':'SCMP_CMP_EQ'},{'index':0,'value':100,'op':'SCMP_CMP_GT'}]}]}");
	ck_assert_uint_eq(answer_with(SYS_personality, 0, 0), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer_with(SYS_personality, 8, 0), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer_with(SYS_personality, 101, 0), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer_with(SYS_personality, 7, 0), ERRNO(EPERM));
	ck_assert_uint_eq(answer_with(SYS_personality, 100, 0), ERRNO(EPERM));
}
END_TEST

START_TEST(rules_for_one_call_are_alternatives)
{
	check_compile(
		"{'defaultAction':'SCMP_ACT_ERRNO','syscalls':["
		"{'names':['socket'],'action':'SCMP_ACT_ALLOW','args':[{'index':0,'value':1,'op':'SCMP_CMP_EQ'}]},"
		"{'names':['socket'],'action':'SCMP_ACT_ALLOW','args':[{'index':0,'value':2,'op':'SCMP_CMP_EQ'}]},"
		"{'names':['socket'],'action':'SCMP_ACT_TRAP','args':[{'index':1,'value':5,'op':'SCMP_CMP_EQ'}]}]}");
	ck_assert_uint_eq(answer_with(SYS_socket, 1, 0), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer_with(SYS_socket, 2, 0), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer_with(SYS_socket, 3, 5), SECCOMP_RET_TRAP);
	ck_assert_uint_eq(answer_with(SYS_socket, 3, 0), ERRNO(EPERM));
}
END_TEST

START_TEST(names_nobody_knows_are_left_out)
{
	check_compile(
		"{'defaultAction':'SCMP_ACT_ERRNO','syscalls':[{'names':['no_such_call','getpid','nor_this'],"
		"'action':'SCMP_ACT_ALLOW'},{'names':['gone'],'action':'SCMP_ACT_KILL'}]}");
	ck_assert_uint_eq(answer(SYS_getpid), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer(SYS_read), ERRNO(EPERM));
}
END_TEST

START_TEST(calls_newer_than_the_profile_are_enosys)
{
	int highest = SYS_getpid > SYS_read ? SYS_getpid : SYS_read;

	check_compile("{'defaultAction':'SCMP_ACT_ERRNO','syscalls':["
		      "{'names':['read','no_such_call'],'action':'SCMP_ACT_ALLOW'},"
		      "{'names':['getpid'],'action':'SCMP_ACT_ERRNO'}]}");
	ck_assert_uint_eq(answer(highest), highest == SYS_read ? SECCOMP_RET_ALLOW : ERRNO(EPERM));
	ck_assert_uint_eq(answer(highest - 1), ERRNO(EPERM));
	ck_assert_uint_eq(answer(highest + 1), ERRNO(ENOSYS));
	ck_assert_uint_eq(answer(UNKNOWN_CALL), ERRNO(ENOSYS));
	ck_assert_uint_eq(answer(0x3fffffff), ERRNO(ENOSYS));
	/* x32's numbers, and -1, with which a tracer skips a call, are the filter's. */
	ck_assert_uint_ne(answer(0x40000000), ERRNO(ENOSYS));
	ck_assert_uint_ne(answer(-1), ERRNO(ENOSYS));
}
END_TEST

START_TEST(only_an_errno_as_default_becomes_enosys)
{
	check_compile(
		"{'defaultAction':'SCMP_ACT_KILL','syscalls':[{'names':['read'],'action':'SCMP_ACT_ALLOW'}]}");
	ck_assert_uint_eq(answer(UNKNOWN_CALL), 0);
	check_compile(
		"{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['read'],'action':'SCMP_ACT_ERRNO'}]}");
	ck_assert_uint_eq(answer(UNKNOWN_CALL), SECCOMP_RET_ALLOW);
	/* Nothing named, nothing known to be newer. */
	check_compile(
		"{'defaultAction':'SCMP_ACT_ERRNO','syscalls':[{'names':['no_such_call'],'action':'SCMP_ACT_ALLOW'}]}");
	ck_assert_uint_eq(answer(UNKNOWN_CALL), ERRNO(EPERM));
}
END_TEST

START_TEST(another_architecture_has_its_own_numbers)
{
	check_compile(
		"{'defaultAction':'SCMP_ACT_ERRNO','architectures':['SCMP_ARCH_X86_64','SCMP_ARCH_X86'],"
		"'syscalls':[{'names':['getpid'],'action':'SCMP_ACT_ALLOW'}]}");
	ck_assert_uint_eq(answer_of(SCMP_ARCH_X86_64, SYS_getpid, NULL), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer_of(SCMP_ARCH_X86_64, I386_GETPID, NULL), ERRNO(EPERM));
	ck_assert_uint_eq(answer_of(SCMP_ARCH_X86, I386_GETPID, NULL), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer_of(SCMP_ARCH_X86, SYS_getpid, NULL), ERRNO(EPERM));
	ck_assert_uint_eq(answer_of(SCMP_ARCH_X86, UNKNOWN_CALL, NULL), ERRNO(EPERM));
	ck_assert_uint_eq(answer_of(SCMP_ARCH_X86_64, UNKNOWN_CALL, NULL), ERRNO(ENOSYS));
}
END_TEST

START_TEST(a_call_that_only_another_architecture_has_is_filtered_there)
{
	check_compile("{'defaultAction':'SCMP_ACT_ALLOW','architectures':['SCMP_ARCH_X86'],"
		      "'syscalls':[{'names':['socketcall'],'action':'SCMP_ACT_ERRNO','errnoRet':99}]}");
	ck_assert_uint_eq(answer_of(SCMP_ARCH_X86, I386_SOCKETCALL, NULL), ERRNO(99));
	ck_assert_uint_eq(answer_of(SCMP_ARCH_X86, I386_GETPID, NULL), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(answer_of(SCMP_ARCH_X86_64, I386_SOCKETCALL, NULL), SECCOMP_RET_ALLOW);
	/* Without the architecture, what runs on it is killed. */
	check_compile("{'defaultAction':'SCMP_ACT_ALLOW'}");
	ck_assert_uint_eq(answer_of(SCMP_ARCH_X86, I386_GETPID, NULL), 0);
}
END_TEST

START_TEST(flags_are_the_kernels)
{
	check_compile("{'defaultAction':'SCMP_ACT_ALLOW'}");
	ck_assert_uint_eq(program.flags, 0);
	check_compile("{'defaultAction':'SCMP_ACT_ALLOW',"
		      "'flags':['SECCOMP_FILTER_FLAG_LOG','SECCOMP_FILTER_FLAG_SPEC_ALLOW']}");
	ck_assert_uint_eq(program.flags, 6);
}
END_TEST

START_TEST(the_kernel_takes_the_program)
{
	pid_t pid;
	int status;

	check_compile("{'defaultAction':'SCMP_ACT_ALLOW','syscalls':["
		      "{'names':['mkdir','mkdirat'],'action':'SCMP_ACT_ERRNO','errnoRet':93},"
		      "{'names':['getppid'],'action':'SCMP_ACT_KILL_PROCESS'}]}");
	pid = fork();
	if (pid == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
		    syscall_seccomp_load(program.flags, program.instructions, program.count) < 0)
			_exit(1);
		if (syscall(SYS_mkdirat, AT_FDCWD, "/", 0700) != -1 || errno != 93)
			_exit(2);
		(void)syscall(SYS_getppid);
		_exit(3);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS, "wait status 0x%x", status);
}
END_TEST

Suite *suite_translate_seccomp(void)
{
	Suite *suite = suite_create("translate_seccomp");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, every_action_is_the_kernels);
	tcase_add_test(tests, the_default_is_for_what_no_rule_names);
	tcase_add_test(tests, errnos_are_the_profiles);
	tcase_add_test(tests, a_rule_that_says_what_the_default_says_is_no_error);
	tcase_add_loop_test(tests, arguments_are_compared_in_all_their_bits, 0,
			    sizeof(comparisons) / sizeof(*comparisons));
	tcase_add_test(tests, comparisons_of_several_arguments_must_all_hold);
	tcase_add_test(tests, comparisons_of_one_argument_are_alternatives);
	tcase_add_test(tests, rules_for_one_call_are_alternatives);
	tcase_add_test(tests, names_nobody_knows_are_left_out);
	tcase_add_test(tests, calls_newer_than_the_profile_are_enosys);
	tcase_add_test(tests, only_an_errno_as_default_becomes_enosys);
	if (seccomp_arch_native() == SCMP_ARCH_X86_64) {
		tcase_add_test(tests, another_architecture_has_its_own_numbers);
		tcase_add_test(tests, a_call_that_only_another_architecture_has_is_filtered_there);
	} else {
		(void)fprintf(stderr, "translate_seccomp: two architectures skipped, needs x86_64\n");
	}
	tcase_add_test(tests, flags_are_the_kernels);
	tcase_add_test(tests, the_kernel_takes_the_program);
	suite_add_tcase(suite, tests);
	return suite;
}
