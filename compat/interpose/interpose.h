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

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct interpose_callbacks {
	/*
	 * In the monitor, as soon as the container's init was cloned, before it may do anything. `in_cgroup`: it was born in
	 * cgroup_fd.
	 */
	void (*cloned)(pid_t init, bool in_cgroup, void *data);
	/*
	 * In init: its namespaces are there, nothing is mounted. In place of liblxc's first pass over the mounts, which makes
	 * every shared one a slave of the host's.
	 */
	void (*before_root)(void *data);
	/* In init: the root filesystem is mounted, pivot_root comes next, the host's root is still visible. */
	void (*before_pivot)(void *data);
	/* In init, instead of liblxc's last exec. Does not return. */
	void (*take_over)(void *data);
	/* In the monitor: liblxc waited for this child. */
	void (*reaped)(pid_t pid, int wait_status, void *data);
	void *data;
	/* A directory that holds no cgroup hierarchy: what liblxc sees at /sys/fs/cgroup. Borrowed. */
	int no_cgroups_fd;
	/* The cgroup v2 directory that init is to be born in (CLONE_INTO_CGROUP, Linux 5.7), or negative. Borrowed. */
	int cgroup_fd;
	/* What access(2) says yes to: the directory liblxc believes its containers in, closed to container root. Borrowed. */
	const char *directory;
	/* liblxc shall write the id maps itself, without newuidmap and newgidmap, which want /etc/subuid even of root. */
	bool writes_id_maps;
	/* Init is not to become dumpable, and open to others in its pid namespace, when it takes a mapped id. */
	bool undumpable;
	/* Init shall have a cgroup namespace of its own. */
	bool new_cgroup_namespace;
	/* The monitor, in a user namespace of others, may not look at init's namespaces, and need not. */
	bool blind;
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
