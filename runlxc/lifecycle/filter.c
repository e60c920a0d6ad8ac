/* SPDX-License-Identifier: Apache-2.0 */
/* The compiled seccomp filter in the state directory: compiling a profile of an engine costs more than all else of exec. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/probe/probe.h"
#include "runlxc/lifecycle/lifecycle.h"
#include "runlxc/spec/spec.h"
#include "runlxc/translate/translate.h"

enum { INSTRUCTION_SIZE = 8, FILTER_LIMIT = 1 << 20 };

/* The flags, then the instructions; the program that reads it is the one that wrote it, or a later version. */
int lifecycle_filter_write(int dirfd, const struct translate_seccomp *seccomp, struct err *err)
{
	size_t length = seccomp->count * INSTRUCTION_SIZE;
	auto_free char *bytes = malloc(sizeof(seccomp->flags) + length);
	int r;

	if (!seccomp->count)
		return 0;
	if (!bytes)
		return err_set(err, ENOMEM, "linux.seccomp: out of memory");
	memcpy(bytes, &seccomp->flags, sizeof(seccomp->flags));
	memcpy(bytes + sizeof(seccomp->flags), seccomp->instructions, length);
	r = file_replace_at(dirfd, STATE_FILTER, bytes, sizeof(seccomp->flags) + length, 0600);
	return r < 0 ? err_set_errno(err, -r, "linux.seccomp: writing %s", STATE_FILTER) : 0;
}

int lifecycle_filter_read(int dirfd, const struct spec *spec, struct translate_seccomp *ret, struct err *err)
{
	auto_free char *bytes = NULL;
	size_t length;
	int r;

	if (!spec->linux->seccomp || !probe_seccomp_filter())
		return 0;
	r = file_read_at(dirfd, STATE_FILTER, FILTER_LIMIT, &bytes, &length);
	if (r == -ENOENT)
		return translate_seccomp_compile(spec->linux->seccomp, ret, err);
	if (r < 0)
		return err_set_errno(err, -r, "linux.seccomp: reading %s", STATE_FILTER);
	if (length <= sizeof(ret->flags) || (length - sizeof(ret->flags)) % INSTRUCTION_SIZE)
		return err_set(err, EINVAL, "linux.seccomp: %s is damaged", STATE_FILTER);
	memcpy(&ret->flags, bytes, sizeof(ret->flags));
	length -= sizeof(ret->flags);
	memmove(bytes, bytes + sizeof(ret->flags), length);
	ret->count = length / INSTRUCTION_SIZE;
	ret->instructions = take_ptr(bytes);
	return 0;
}
