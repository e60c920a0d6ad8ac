/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The namespaces of a container that runs, for a process that is to join it: those that differ from the caller's own.
 * May include: runlxc/table, compat.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct err;
struct spec;
struct table_namespace;

enum { INIT_NAMESPACES_MAX = 8 };

/* Descriptors are closed on exec; init_namespaces_close(). */
struct init_namespaces {
	size_t count;
	struct {
		int fd; /* -EBADF once it is joined */
		const struct table_namespace *kind;
	} items[INIT_NAMESPACES_MAX];
};

/*
 * Opens ns/X of `proc`, the open directory /proc/PID of the container's init. One that config.json asks for and that
 * cannot be opened is an error: a process that went on without it would be in the host's.
 */
int init_namespaces_open(int proc, const struct spec *config, struct init_namespaces *ret, struct err *err);

/*
 * Joins the pid namespace, which holds for the caller's children only. A caller who may not enters the user namespace
 * before, as whose owner he may.
 */
int init_namespaces_join_pid(struct init_namespaces *namespaces, struct err *err);

/* Joins the others, the user namespace first, as whose root the caller goes on. For the child. */
int init_namespaces_join(struct init_namespaces *namespaces, struct err *err);

void init_namespaces_close(struct init_namespaces *namespaces);
