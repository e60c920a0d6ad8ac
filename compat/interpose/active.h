/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the files of this folder: whether interposition is on, and libc's own functions. */
#pragma once

#include <stdbool.h>

struct interpose_callbacks;

/* NULL while interposition is off. */
const struct interpose_callbacks *interpose_active(void);

/* Switches interposition off around a callback. */
const struct interpose_callbacks *interpose_suspend(void);
void interpose_resume(const struct interpose_callbacks *callbacks);

/* True when the last clone3(2) through syscall() put the child into the callbacks' cgroup_fd. */
bool interpose_cloned_into_cgroup(void);

/*
 * libc's definition of a symbol that this folder redefines, looked up once and kept in *cache. Ends the process
 * when there is none, since nothing could go on then.
 */
void *interpose_libc(const char *symbol, void **cache);
