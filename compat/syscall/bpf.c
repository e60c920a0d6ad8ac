/* SPDX-License-Identifier: Apache-2.0 */
/* bpf(2) for the one thing we load: a program that decides over devices in a cgroup v2. */
#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "compat/syscall/syscall.h"

#ifndef SYS_bpf
#if defined(__x86_64__)
#define SYS_bpf 321
#elif defined(__i386__)
#define SYS_bpf 357
#else
#define SYS_bpf 280
#endif
#endif

/* Headers of the time before Linux 4.15, 5.6 and 4.17 lack these. */
enum { TYPE_CGROUP_DEVICE = 15, ATTACH_CGROUP_DEVICE = 6, QUERY_COMMAND = 16, ID_TO_FD_COMMAND = 13 };

/* The members of union bpf_attr that are used, as the kernel has laid them out for good; the rest is zero. */
struct load {
	uint32_t type, count;
	uint64_t instructions, license;
	uint32_t log_level, log_size;
	uint64_t log;
};

struct attach {
	uint32_t target_fd, program_fd, type, flags, replaced_fd;
};

/* Up to the revision of Linux 6.17, which writes it without a look at the size. */
struct query {
	uint32_t target_fd, type, query_flags, attach_flags;
	uint64_t ids;
	uint32_t count, padding;
	uint64_t more[4];
};

static int bpf(int command, void *attributes, size_t size)
{
	return (int)syscall(SYS_bpf, command, attributes, (unsigned int)size);
}

int syscall_bpf_load_cgroup_device(const struct syscall_bpf_instruction *instructions, size_t count)
{
	struct load load = {
		.type = TYPE_CGROUP_DEVICE,
		.count = (uint32_t)count,
		.instructions = (uintptr_t)instructions,
		.license = (uintptr_t) "Apache-2.0",
	};
	int fd = -1;

	/* A signal may interrupt the kernel's check of the program. */
	for (int i = 0; i < 30; i++) {
		fd = bpf(BPF_PROG_LOAD, &load, sizeof(load));
		if (fd >= 0 || errno != EAGAIN)
			break;
	}
	return fd;
}

int syscall_bpf_attach_cgroup_device(int cgroup_fd, int program_fd, unsigned int flags, int replaced_fd)
{
	struct attach attach = {
		.target_fd = (uint32_t)cgroup_fd,
		.program_fd = (uint32_t)program_fd,
		.type = ATTACH_CGROUP_DEVICE,
		.flags = flags,
		.replaced_fd = replaced_fd < 0 ? 0 : (uint32_t)replaced_fd,
	};

	return bpf(BPF_PROG_ATTACH, &attach, sizeof(attach));
}

int syscall_bpf_detach_cgroup_device(int cgroup_fd, int program_fd)
{
	struct attach attach = {
		.target_fd = (uint32_t)cgroup_fd,
		.program_fd = (uint32_t)program_fd,
		.type = ATTACH_CGROUP_DEVICE,
	};

	return bpf(BPF_PROG_DETACH, &attach, sizeof(attach));
}

int syscall_bpf_query_cgroup_device(int cgroup_fd, uint32_t *ids, uint32_t *count)
{
	struct query query = {
		.target_fd = (uint32_t)cgroup_fd,
		.type = ATTACH_CGROUP_DEVICE,
		.ids = (uintptr_t)ids,
		.count = *count,
	};
	int r = bpf(QUERY_COMMAND, &query, sizeof(query));

	*count = query.count;
	return r;
}

int syscall_bpf_program_by_id(uint32_t id)
{
	uint32_t attributes[3] = { id };

	return bpf(ID_TO_FD_COMMAND, attributes, sizeof(attributes));
}
