/* SPDX-License-Identifier: Apache-2.0 */
/* Variables that clean up after themselves when their scope ends, and the only way to move them out. */
#pragma once

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Closes `fd` if it is one and keeps errno; the number is free afterwards whatever close(2) says. */
static inline void cleanup_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		(void)close(*fd);
	*fd = -EBADF;
	errno = saved;
}

static inline void cleanup_free(void *pointer_address)
{
	free(*(void **)pointer_address);
}

static inline void cleanup_closedir(DIR **directory)
{
	if (*directory)
		(void)closedir(*directory);
}

static inline void cleanup_fclose(FILE **stream)
{
	if (*stream)
		(void)fclose(*stream);
}

/* Declare with an initial value: -EBADF for a descriptor, NULL for a pointer. */
#define auto_close __attribute__((cleanup(cleanup_close)))
#define auto_free __attribute__((cleanup(cleanup_free)))
#define auto_closedir __attribute__((cleanup(cleanup_closedir)))
#define auto_fclose __attribute__((cleanup(cleanup_fclose)))

/* Hands a descriptor to a new owner; the variable is left empty. */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -EBADF;
	return taken;
}

/* The same for a pointer of any type. */
#define take_ptr(pointer)                               \
	({                                              \
		__typeof__(pointer) taken_ = (pointer); \
		(pointer) = NULL;                       \
		taken_;                                 \
	})
