/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the bundle's words to what somebody does: lines of a liblxc configuration, mount(2) arguments, a BPF
 * program. Pure: reads only its arguments, touches neither files nor the kernel, so that every rule can be tested
 * with a config.json and an expected text (tests/golden/). May include: runlxc/spec, runlxc/table, compat/base.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compat/base/arena.h"

struct err;
struct spec;
struct spec_mount;
struct spec_seccomp;

/* One line of the liblxc configuration, and the field of config.json it comes from. */
struct translate_line {
	const char *key, *value, *field;
};

/* A field that liblxc's configuration cannot say exactly, and what does it instead. */
struct translate_duty {
	const char *field, *who;
};

/* One mount, as mount(2) and mount_setattr(2) take it. */
struct translate_mount {
	unsigned long flags;       /* MS_* without propagation; MS_BIND or MS_BIND|MS_REC: a bind mount */
	unsigned long propagation; /* MS_PRIVATE and so on, with MS_REC or without; 0: not asked for */
	uint64_t attributes_set,
		attributes_clear;       /* recursive, for mount_setattr(2); both 0: not asked for */
	bool copy_up;                   /* tmpcopyup */
	bool id_mapped, id_mapped_tree; /* the mount shows other owners; the mounts below it too */
	char *data; /* what is left, with commas between; "" when nothing; belongs to the arena */
};

/* All strings belong to the plan or to the spec it was made from. */
struct translate_plan {
	struct arena arena;
	const struct spec *spec;
	size_t line_count, duty_count;
	struct translate_line *lines;
	const struct translate_duty **duties;
	struct translate_mount *mounts; /* one for each of spec->mounts */
};

/*
 * `rootfs` is the absolute, link-free path of root.path. -ENOTSUP with the field and the reason when the bundle asks
 * for something that is not done yet: nothing asked for is left out silently.
 */
int translate_plan_make(const struct spec *spec, const char *rootfs, struct translate_plan *plan,
			struct err *err);
void translate_plan_clear(struct translate_plan *plan);

/* What `runlxc explain` prints; the caller frees it. NULL: out of memory. */
char *translate_plan_explain(const struct translate_plan *plan);

/* Why a field is not done ("process.apparmorProfile"), or NULL. */
const char *translate_refusal(const char *field);

/* -ENOTSUP and the field's name when the spec has something that runlxc does not do. */
int translate_refuse(const struct spec *spec, struct err *err);

/* The fields that are there and that runlxc completes itself, in the order of the table. `duties` has room. */
size_t translate_duties(const struct spec *spec, const struct translate_duty **duties);
size_t translate_duties_max(void);

/*
 * Sorts the options of one mount. -EINVAL for a combination that cannot be (tmpcopyup on something else than tmpfs, id
 * mappings on something else than a bind mount). Data longer than a page, which mount(2) cannot take, is -E2BIG.
 */
int translate_mount_options(const struct spec_mount *mount, struct arena *arena, struct translate_mount *ret,
			    struct err *err);

/*
 * A filter ready to be loaded: `count` instructions of struct sock_filter, flags for seccomp(2). The flag below is set when
 * some system call is SCMP_ACT_NOTIFY: then loading gives a descriptor for the listener at linux.seccomp.listenerPath.
 */
enum { TRANSLATE_SECCOMP_LISTENER = 1 << 3 };
struct translate_seccomp {
	size_t count;
	unsigned int flags;
	void *instructions; /* free() */
};

/*
 * Compiles linux.seccomp with libseccomp. System call names the library does not know are left out, as runc does; a
 * system call newer than every one that the filter names gets ENOSYS where the default action is an errno,
 * so that libc falls back instead of failing.
 */
int translate_seccomp_compile(const struct spec_seccomp *seccomp, struct translate_seccomp *ret,
			      struct err *err);
