/* SPDX-License-Identifier: Apache-2.0 */
/* Executes seccomp programs as the kernel would, for tests: the part of classic BPF that libseccomp writes. */
#pragma once

#include <check.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <string.h>

static inline uint32_t bpf_load(const struct seccomp_data *data, uint32_t offset)
{
	uint32_t word;

	ck_assert_msg(offset % 4 == 0 && offset < sizeof(*data), "loads from %u", offset);
	memcpy(&word, (const char *)data + offset, sizeof(word));
	return word;
}

static inline int bpf_compare(uint16_t code, uint32_t a, uint32_t k)
{
	switch (BPF_OP(code)) {
	case BPF_JEQ:
		return a == k;
	case BPF_JGT:
		return a > k;
	case BPF_JGE:
		return a >= k;
	case BPF_JSET:
		return (a & k) != 0;
	default:
		ck_abort_msg("unknown jump 0x%x", code);
		return 0;
	}
}

/* What the program answers, SECCOMP_RET_* with its data. */
static inline uint32_t bpf_run(const struct sock_filter *program, size_t count,
			       const struct seccomp_data *data)
{
	uint32_t a = 0;

	for (size_t i = 0; i < count; i++) {
		const struct sock_filter *at = &program[i];

		switch (at->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			a = bpf_load(data, at->k);
			break;
		case BPF_ALU | BPF_AND | BPF_K:
			a &= at->k;
			break;
		case BPF_JMP | BPF_JA:
			i += at->k;
			break;
		case BPF_RET | BPF_K:
			return at->k;
		default:
			ck_assert_msg(BPF_CLASS(at->code) == BPF_JMP, "unknown instruction 0x%x", at->code);
			i += bpf_compare(at->code, a, at->k) ? at->jt : at->jf;
		}
	}
	ck_abort_msg("the program runs off its end");
	return 0;
}
