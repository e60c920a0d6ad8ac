/* SPDX-License-Identifier: Apache-2.0 */
/* Device rules, those that every container has, and the form that cgroup v2 wants: one BPF program. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct syscall_bpf_instruction;

/* `type` is 'a', 'b' or 'c'; a negative major or minor means any; access of "rwm", borrowed. */
struct cgroup_device_rule {
	bool allow;
	char type;
	int64_t major, minor;
	const char *access;
};

/*
 * A program that says for every request what the last matching rule says, each access by itself; what no rule speaks of is
 * denied. Numbers are at most INT32_MAX. The caller frees *ret_instructions.
 */
int cgroup_device_program(const struct cgroup_device_rule *rules, size_t count,
			  struct syscall_bpf_instruction **ret_instructions, size_t *ret_count,
			  struct err *err);

/* devices.c: what every container may use. */
extern const struct cgroup_device_rule cgroup_default_devices[];
extern const size_t cgroup_default_devices_count;
