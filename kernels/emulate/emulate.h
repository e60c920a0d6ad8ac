/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kernel-emulate: runs a command on this kernel, which answers it like an older one. What the older one lacks is worked out
 * from a profile (kernels/profile/): everything younger than its version, but what its vendor carried back. Three means:
 *
 *   a seccomp filter   refuses system calls, flags and options, as far as they are numbers (rules.c, filter.c)
 *   a supervisor       that the filter asks about paths: files of /proc that are younger are not there (files.c)
 *   a mount namespace  has the cgroups where the older kernel's distribution has them (cgroups.c)
 *
 * README.md of the folder above says what stays different. Needs root and Linux 5.14; nothing stays behind, and
 * no_new_privs is not set. May include: compat/base, compat/syscall.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct err;

/* A version as a number that can be compared: "2.6.32" and "5.6". */
uint32_t emulate_version(const char *text);

/* A kernel, as kernels/profile/ describes it. Zero-initialise; emulate_profile_clear() frees. */
struct emulate_profile {
	uint32_t version; /* of the kernel that the vendor started from */
	char *text;       /* the file, which the others point into */
	const char *
		*backports; /* names of rules and files that the vendor has all the same; ends with NULL */
	const char *cgroup_root;  /* where cgroups are mounted; NULL: as on this host */
	const char **controllers; /* those of cgroup v1 that there are; ends with NULL */
};

/*
 * Reads a profile: a path, or a name in the folder kernels/profile of the tree that this program was built in. A word that is
 * no key, and a backport that is neither a rule nor a file, are errors.
 */
int emulate_profile_read(struct emulate_profile *profile, const char *name, struct err *err);
void emulate_profile_clear(struct emulate_profile *profile);

/* The older kernel does not have what came with Linux `since`, and its vendor did not carry it back under this name. */
bool emulate_profile_lacks(const struct emulate_profile *profile, const char *name, const char *since);

/* What a call is answered before `since`, when its arguments match. */
struct emulate_rule {
	const char *name, *since;
	long call;
	int error;
	struct emulate_match {
		enum { EMULATE_ALWAYS, EMULATE_EQUALS, EMULATE_HAS_BITS } test;
		unsigned int argument;
		uint32_t value;
	} match[2]; /* both must match */
};

extern const struct emulate_rule emulate_rules[];
extern const size_t emulate_rule_count;

/* Calls from this number on were not there before emulate_unknown_since: nobody knows them yet. */
enum { EMULATE_UNKNOWN_CALL = 470 };
extern const char emulate_unknown_since[];

/* Files of /proc by the end of their path, "ns/user", and since when they are there. */
struct emulate_file {
	const char *name, *since;
};

extern const struct emulate_file emulate_files[];
extern const size_t emulate_file_count;

/*
 * Loads the filter for the calling process and all that it will start. `blocked`: calls that the older kernel lacks are
 * EPERM, as a filter says that was written for it, and nothing else is changed. Returns the descriptor by which the filter
 * asks about paths, -EBADF when it has nothing to ask, or -errno with err set.
 */
int emulate_filter_load(const struct emulate_profile *profile, bool blocked, struct err *err);

/* Answers one question of the filter: the path of a file that the older kernel lacks is ENOENT. */
void emulate_files_answer(const struct emulate_profile *profile, int listener);

/*
 * Moves the caller to a mount namespace of its own, where only the profile's controllers of cgroup v1 are mounted, at the
 * profile's place. Those that are not mounted on this host are left out. *ret_place is a descriptor to be given to
 * emulate_cgroups_leave() by the last process, or -EBADF.
 */
int emulate_cgroups_enter(const struct emulate_profile *profile, int *ret_place, struct err *err);
void emulate_cgroups_leave(const struct emulate_profile *profile, int place);
