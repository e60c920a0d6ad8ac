/* SPDX-License-Identifier: Apache-2.0 */
/* Attaches linux.resources.devices to a cgroup v2 as a BPF program. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/log.h"
#include "compat/base/process.h"
#include "compat/syscall/syscall.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cgroup/device_program.h"
#include "runlxc/cgroup/internal.h"
#include "runlxc/spec/spec.h"

/* The kernel attaches at most so many to a cgroup. */
enum { PROGRAMS_MAX = 64, FIELD_SIZE = 32 };

static int number_of(const int64_t *number, const char *field, const char *name, int64_t *ret_number,
		     struct err *err)
{
	*ret_number = number && *number >= 0 ? *number : -1;
	if (*ret_number > INT32_MAX)
		return err_set(err, EINVAL, "linux.resources.%s.%s: no device has such a number", field,
			       name);
	return 0;
}

/* The spec's rules, then those of every container, so that the latter win, as they do on v1. */
static int collect(const struct spec_resources *resources, struct cgroup_device_rule *rules, struct err *err)
{
	size_t count = resources ? resources->devices.count : 0;

	for (size_t i = 0; i < count; i++) {
		const struct spec_device_rule *rule = &resources->devices.items[i];
		char field[FIELD_SIZE];
		int r;

		(void)snprintf(field, sizeof(field), "devices[%zu]", i);
		r = cgroup_devices_check_access(rule, field, err);
		rules[i].allow = rule->allow;
		rules[i].type = rule->type;
		rules[i].access = rule->access;
		if (r == 0)
			r = number_of(rule->major, field, "major", &rules[i].major, err);
		if (r == 0)
			r = number_of(rule->minor, field, "minor", &rules[i].minor, err);
		if (r < 0)
			return r;
	}
	(void)memcpy(&rules[count], cgroup_default_devices, cgroup_default_devices_count * sizeof(*rules));
	return 0;
}

static int load(const struct spec_resources *resources, int *ret_fd, struct err *err)
{
	size_t count = (resources ? resources->devices.count : 0) + cgroup_default_devices_count, length;
	auto_free struct cgroup_device_rule *rules = calloc(count, sizeof(*rules));
	auto_free struct syscall_bpf_instruction *instructions = NULL;
	int r, fd;

	if (!rules)
		return err_set(err, ENOMEM, "linux.resources.devices: out of memory");
	r = collect(resources, rules, err);
	if (r == 0)
		r = cgroup_device_program(rules, count, &instructions, &length, err);
	if (r < 0)
		return r;
	fd = syscall_bpf_load_cgroup_device(instructions, length);
	if (fd < 0)
		return err_set_errno(err, errno, "linux.resources.devices: bpf(BPF_PROG_LOAD)%s",
				     errno == EINVAL || errno == ENOSYS ?
					     " (needs Linux 4.15 with CONFIG_CGROUP_BPF)" :
					     "");
	*ret_fd = fd;
	return 0;
}

/*
 * A program that is there already, of systemd or of an earlier container, is replaced: all attached ones must allow a
 * request. In one step where there is one and the kernel can (Linux 5.6), else the new one comes before the old ones go.
 */
static int attach(int directory, int program, struct err *err)
{
	uint32_t ids[PROGRAMS_MAX], count = PROGRAMS_MAX;
	int old[PROGRAMS_MAX], r;

	if (syscall_bpf_query_cgroup_device(directory, ids, &count) < 0)
		count = 0;
	for (uint32_t i = 0; i < count; i++)
		old[i] = syscall_bpf_program_by_id(ids[i]);
	r = count == 1 && old[0] >= 0 ?
		    syscall_bpf_attach_cgroup_device(directory, program,
						     SYSCALL_BPF_ALLOW_MULTI | SYSCALL_BPF_REPLACE, old[0]) :
		    -1;
	if (r < 0) {
		r = syscall_bpf_attach_cgroup_device(directory, program, SYSCALL_BPF_ALLOW_MULTI, -1);
		if (r < 0)
			r = err_set_errno(err, errno, "linux.resources.devices: bpf(BPF_PROG_ATTACH)");
		for (uint32_t i = 0; r == 0 && i < count; i++)
			if (old[i] >= 0 && syscall_bpf_detach_cgroup_device(directory, old[i]) < 0)
				r = err_set_errno(err, errno,
						  "linux.resources.devices: bpf(BPF_PROG_DETACH)");
	}
	for (uint32_t i = 0; i < count; i++)
		cleanup_close(&old[i]);
	return r;
}

/* bpf(2) is for root alone, and the kernel keeps a user away from devices by itself. */
static bool may_do_without(int r)
{
	return (r == -EPERM || r == -EACCES) && (geteuid() != 0 || process_in_user_namespace());
}

int cgroup_devices_unified_apply(const struct cgroup *cgroup, const struct spec_resources *resources,
				 struct err *err)
{
	const char *path = cgroup_unified(cgroup)->directory;
	auto_close int program = -EBADF, directory = -EBADF;
	int r = load(resources, &program, err);

	if (may_do_without(r)) {
		log_debug("linux.resources.devices: not applied for a user");
		return 0;
	}
	if (r < 0)
		return r;
	directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return err_set_errno(err, errno, "linux.resources.devices: open %s", path);
	return attach(directory, program, err);
}
