/* SPDX-License-Identifier: Apache-2.0 */
/* Checkpoint and restore by the program criu: its command line, its run, and what its log says when it fails. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct err;
struct state;
struct strbuf;
struct translate_plan;

/* What checkpoint and restore are asked for. Strings are borrowed; NULL: not given. */
struct lifecycle_criu {
	const char *program; /* a path, or a name in PATH */
	const char *image_path, *work_path, *parent_path, *page_server, *status_fd, *manage_cgroups_mode;
	const char *lsm_profile, *lsm_mount_context;
	const char *const *empty_ns; /* "network" */
	size_t empty_ns_count;
	bool leave_running, tcp_established, tcp_skip_in_flight, link_remap, ext_unix_sk, shell_job;
	bool lazy_pages, file_locks, pre_dump, auto_dedup;
};

/* The names of stdin, stdout and stderr at the checkpoint, a JSON list in the image directory, as runc has it. */
#define LIFECYCLE_CRIU_DESCRIPTORS "descriptors.json"
/* By which name criu knows a network namespace that was given by path. */
#define LIFECYCLE_CRIU_NETWORK "extRootNetNS"

/* Adds a word, with its NUL, to a command line. */
void lifecycle_criu_word(struct strbuf *words, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * The command line so far as it is known without looking at the system: "program", action and options, each with its NUL.
 * `rootfs` is where the container's root file system is. -EINVAL: a value that is none.
 */
int lifecycle_criu_words(const struct lifecycle_criu *criu, const char *action, const char *rootfs,
			 struct strbuf *words, struct err *err);

/*
 * The plan's bind mounts on the command line: of a dump, as init has them mounted; of a restore, with their sources. prepare
 * makes the mount points that are missing in `rootfs`.
 */
int lifecycle_criu_mounts_dump(const struct translate_plan *plan, const struct state *state,
			       struct strbuf *words, struct err *err);
int lifecycle_criu_mounts_restore(const struct translate_plan *plan, const struct state *state,
				  struct strbuf *words, struct err *err);
int lifecycle_criu_mounts_prepare(const struct translate_plan *plan, const char *bundle, const char *rootfs,
				  struct err *err);

/* Makes the directories, and their paths absolute; the caller frees the two that *criu has then. */
int lifecycle_criu_directories(struct lifecycle_criu *criu, char **ret_image, char **ret_work,
			       struct err *err);

/*
 * Runs the command line. `rootfs` non-NULL: in a mount namespace of its own, where that directory is a mount point, with our stdin,
 * stdout and stderr; else without any. An error says criu's last words of `log` and where the rest is.
 */
int lifecycle_criu_run(const struct strbuf *words, const char *rootfs, const char *work_path, const char *log,
		       struct err *err);
