/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What newer kernels do in one call, done on every kernel: the call where it is there, else by hand. Each says which
 * guarantee the slow way loses. May include: compat/base, compat/syscall.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct err;
struct syscall_sched_attr;

/*
 * Opens `path` inside the directory `rootfd` as a process chrooted there would see it: absolute links start at
 * rootfd, ".." stops there, magic links are refused. `flags` as in open(2), without O_CREAT; O_CLOEXEC is added.
 * Returns the fd, or -1 with errno.
 *
 * openat2(2) (Linux 5.6) does it in one call. Before it, and where it keeps being disturbed by renames, the walk is by
 * hand: every directory on the way is held open and is entered by one name that is no link. Lost is atomicity
 * only: the answer may be of a tree that was never there as a whole.
 */
int emulate_open_in_root(int rootfd, const char *path, int flags);

/*
 * Opens a directory below rootfd like emulate_open_in_root(), and makes what is missing of it with `mode`.
 * Returns the fd (O_PATH) or -1 with errno.
 */
int emulate_make_directory_in_root(int rootfd, const char *path, mode_t mode);

/* The same for an empty regular file (mode 0644) and the directories above it. An existing file of any type is opened. */
int emulate_make_file_in_root(int rootfd, const char *path);

/*
 * Closes every descriptor from `first` upwards: close_range(2) (Linux 5.9), else what /proc/self/fd lists, else all up
 * to the limit. Nothing is lost, it is only slower.
 */
void emulate_close_from(int first);

/*
 * Executes the program again from a file that the container cannot write through /proc/PID/exe (CVE-2019-5736):
 * from a read-only clone of its mount (Linux 5.12), else from a sealed memfd (3.17), else from an unlinked
 * private copy. Does nothing when it already runs so. Lost in the last way: the copy is not sealed, but nobody else
 * runs from it. On success it does not return the first time; 0 when the program already is protected.
 */
int emulate_protect_executable(char *const argv[], struct err *err);

/*
 * Scheduling policy, priority and nice value of the calling thread: sched_setattr(2) (Linux 3.14), else
 * sched_setscheduler(2) and setpriority(2). -1 with errno; ENOSYS for SCHED_DEADLINE and for every flag but
 * SCHED_FLAG_RESET_ON_FORK, which older kernels cannot do. Nothing else is lost.
 */
int emulate_schedule(const struct syscall_sched_attr *attributes);
