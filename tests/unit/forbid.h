/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the kernel look older, for suites that test what is done without a system call. */
#pragma once

#include <check.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>

#include "compat/syscall/syscall.h"

/* From now on the call is ENOSYS in this process and its children: for a test, which has a process of its own. */
static inline void forbid_call(unsigned int number)
{
	const struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	ck_assert_int_eq(syscall_seccomp_load(0, filter, sizeof(filter) / sizeof(*filter)), 0);
}
