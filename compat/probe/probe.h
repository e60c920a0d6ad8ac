/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What this kernel has, asked by a call that cannot succeed or whose effect can be seen, never by its version:
 * distributions carry features back. May include: compat/base, compat/syscall.
 */
#pragma once

#include <stdbool.h>

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

/* PR_SET_NO_NEW_PRIVS, Linux 3.5 (RHEL 6 has it in 2.6.32). */
bool probe_no_new_privileges(void);
