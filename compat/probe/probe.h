/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What this kernel has, asked by a call that cannot succeed or whose effect can be seen, never by its version:
 * distributions carry features back. May include: compat/base, compat/syscall.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Orphans can be collected by another ancestor than the host's PID 1: PR_SET_CHILD_SUBREAPER, Linux 3.4. Without it the
 * liblxc monitor stays as init's parent for the container's life.
 */
bool probe_subreaper(void);

/*
 * A namespace of this type (CLONE_NEW*) can be made. clone(2) of old kernels ignores flags it does not know, so
 * success would prove nothing: namespaces younger than 2.6.32 must have their file in /proc/self/ns.
 */
bool probe_namespace(int type);

/* The ambient capability set, Linux 4.3. */
bool probe_ambient_capabilities(void);

/* Seccomp filters (BPF), Linux 3.5. Asked with a program that cannot be read, so that nothing is ever loaded. */
bool probe_seccomp_filter(void);

/* SELinux is on: its file system is mounted at one of the two places that it has had. */
bool probe_selinux(void);

/* PR_SET_NO_NEW_PRIVS, Linux 3.5 (RHEL 6 has it in 2.6.32). */
bool probe_no_new_privileges(void);

/* A capability by number (CAP_*) that this kernel knows. */
bool probe_capability(int number);

/* A flag of seccomp(2), SECCOMP_FILTER_FLAG_*, that this kernel takes. */
bool probe_seccomp_flag(unsigned int flag);

/*
 * All questions as a table, for who wants to show them; each is asked when its `try` is called, and not before. Blocked:
 * the call is there, and an outer filter or a missing right answers EPERM.
 */
enum probe_answer { PROBE_NO, PROBE_YES, PROBE_BLOCKED };

struct probe {
	const char *name;  /* "pidfd" */
	const char *since; /* the version of Linux that has it, "5.3"; "" where a configuration decides */
	const char *lost;  /* what a container goes without, or how it is done all the same */
	enum probe_answer (*try)(void);
};

/* Sorted by name. */
const struct probe *probe_list(size_t *ret_count);

/* NULL: no such question. */
const struct probe *probe_find(const char *name);
