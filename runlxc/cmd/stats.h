/* SPDX-License-Identifier: Apache-2.0 */
/* The data of `events`: what is counted of a container as the JSON that runc's callers read. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct cgroup_stats;

/* Counters of /proc/PID/net/dev, in its order: bytes, packets, errors, dropped. */
struct cmd_interface {
	char name[64];
	uint64_t received[4], sent[4];
};

/*
 * The interfaces of the process's network namespace without loopback; none when the namespace is our own, whose counters are
 * not the container's. The caller frees *ret. Returns how many.
 */
size_t cmd_interfaces_read(pid_t pid, struct cmd_interface **ret);

/* One line with its newline, {"type":"stats",...}; the caller frees it. NULL: out of memory. */
char *cmd_stats_render(const char *id, const struct cgroup_stats *stats,
		       const struct cmd_interface *interfaces, size_t interface_count);
