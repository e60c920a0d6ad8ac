/* SPDX-License-Identifier: Apache-2.0 */
/* Vocabularies: the words of the OCI runtime specification and what the kernel and libraries call them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * The common shape: words sorted by name, each with a number. Two names may share a number; the first one in
 * the list is then the number's name. All tables are constant; nothing is ever freed.
 */
struct table_word {
	const char *name;
	int64_t value;
};

struct table_words {
	const char *what; /* what one of the words is, for messages: "capability" */
	size_t count;
	const struct table_word *items;
};

/* Exact, case included; NULL when there is no such word. */
const struct table_word *table_word_find(const struct table_words *words, const char *name);

/* The name of a number, or NULL. */
const char *table_word_name(const struct table_words *words, int64_t value);

extern const struct table_words table_capability;       /* "CAP_CHOWN", ...: number (bit) of the capability */
extern const struct table_words table_rlimit;           /* "RLIMIT_NOFILE", ...: RLIMIT_* */
extern const struct table_words table_namespace_type;   /* "network", ...: CLONE_NEW* (see below for more) */
extern const struct table_words table_signal;           /* "HUP", ... without SIG: SIG* */
extern const struct table_words table_propagation;      /* "rslave", ...: MS_SLAVE | MS_REC, for mount(2) */
extern const struct table_words table_personality;      /* "LINUX", "LINUX32": for personality(2) */
extern const struct table_words table_scheduler_policy; /* "SCHED_OTHER", ...: for sched_setattr(2) */
extern const struct table_words table_scheduler_flag;   /* "SCHED_FLAG_RESET_ON_FORK", ... */
extern const struct table_words table_io_class;         /* "IOPRIO_CLASS_RT", ...: for ioprio_set(2) */
extern const struct table_words table_memory_policy;    /* "MPOL_BIND", ...: for set_mempolicy(2) */
extern const struct table_words table_memory_policy_flag; /* "MPOL_F_STATIC_NODES", ... */
extern const struct table_words table_clock;              /* "boottime", "monotonic": CLOCK_* */

/* For libseccomp. The errno of SCMP_ACT_ERRNO and SCMP_ACT_TRACE is 0: or the number into the low 16 bits. */
extern const struct table_words table_seccomp_action;   /* "SCMP_ACT_ALLOW", ...: for seccomp_rule_add(3) */
extern const struct table_words table_seccomp_arch;     /* "SCMP_ARCH_X86_64", ...: for seccomp_arch_add(3) */
extern const struct table_words table_seccomp_operator; /* "SCMP_CMP_EQ", ...: enum scmp_compare */
extern const struct table_words table_seccomp_flag;     /* "SECCOMP_FILTER_FLAG_LOG", ...: for seccomp(2) */

/*
 * "HUP", "sighup", "SIGRTMIN+3", "RTMAX-1" or "1" to a signal number ("0" is one, as for kill(2)). 0, or
 * -EINVAL with *ret_signal untouched.
 * Real-time signals count from those that libc leaves to programs.
 */
int table_signal_parse(const char *text, int *ret_signal);

/* `name` is the specification's word, `file` the one under /proc/PID/ns, which liblxc uses too. */
struct table_namespace {
	const char *name, *file;
	int type; /* CLONE_NEW* */
};

/* All of them, sorted by name. */
const struct table_namespace *table_namespace_list(size_t *ret_count);

/* NULL when there is none. */
const struct table_namespace *table_namespace_find(const char *name);
const struct table_namespace *table_namespace_find_type(int type);

/* What an option of mounts[].options means. Words that are not in the table are data for the file system. */
enum table_mount_kind {
	TABLE_MOUNT_FLAG,        /* MS_* for mount(2), bind and remount among them */
	TABLE_MOUNT_PROPAGATION, /* MS_SHARED and the like, with or without MS_REC */
	TABLE_MOUNT_ATTRIBUTE,   /* MOUNT_ATTR_* for mount_setattr(2) with AT_RECURSIVE */
	TABLE_MOUNT_EXTENSION,   /* TABLE_MOUNT_IDMAP and those below */
};

enum {
	TABLE_MOUNT_IDMAP = 1 << 0, /* an id-mapped mount */
	TABLE_MOUNT_IDMAP_TREE =
		1 << 1,               /* ridmap: with the mounts below; comes together with the one above */
	TABLE_MOUNT_COPY_UP = 1 << 2, /* tmpcopyup: fill the tmpfs with what the directory held */
};

/*
 * Options apply in order, within one kind: value = (value & ~clear) | set. For mount_setattr(2) that value is
 * attr_set, and attr_clr is all `clear` together; access times come with the whole MOUNT_ATTR__ATIME to
 * clear, as the kernel wants it. An option that does nothing has neither (defaults).
 */
struct table_mount_option {
	const char *name;
	enum table_mount_kind kind;
	uint64_t set, clear;
};

/* NULL: not an option of ours. */
const struct table_mount_option *table_mount_option_find(const char *name);

/* All of them, sorted by name. */
const struct table_mount_option *table_mount_option_list(size_t *ret_count);
