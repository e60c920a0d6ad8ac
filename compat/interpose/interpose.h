/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where liblxc's own calls into libc land in our code. Every interposed symbol of the project is defined in this
 * folder, has a row in interpose_table[] and a line in symbols.list, which puts it into the program's
 * dynamic symbol table, where the dynamic linker finds it before libc's when it binds liblxc.
 *
 * Interposition acts only between interpose_begin() and interpose_end() in the process that called it and its
 * clones: before and after, and in every other process, the calls go straight to libc.
 *
 * May include: compat/base, compat/syscall.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct interpose_callbacks {
	/* In the monitor, as soon as the container's init was cloned, before it may do anything. */
	void (*cloned)(pid_t init, void *data);
	/* In init: the root filesystem is mounted, pivot_root comes next, the host's root is still visible. */
	void (*before_pivot)(void *data);
	/* In init, instead of liblxc's last exec. Does not return. */
	void (*take_over)(void *data);
	/* In the monitor: liblxc waited for this child. */
	void (*reaped)(pid_t pid, int wait_status, void *data);
	void *data;
	/* A directory that holds no cgroup hierarchy: what liblxc sees at /sys/fs/cgroup. Borrowed. */
	int no_cgroups_fd;
};

/* `callbacks` must stay valid until interpose_end(). While a callback runs, interposition is off. */
void interpose_begin(const struct interpose_callbacks *callbacks);
void interpose_end(void);

/* What is interposed and why: documentation that a unit test holds against symbols.list. */
struct interpose_row {
	const char *symbol, *why, *tested;
};
extern const struct interpose_row interpose_table[];
extern const size_t interpose_table_count;
