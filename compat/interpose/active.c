/* SPDX-License-Identifier: Apache-2.0 */
/* Switches interposition on and off, and finds libc's own functions behind the interposed ones. */
#include "compat/interpose/active.h"

#include <dlfcn.h>
#include <stdlib.h>

#include "compat/interpose/interpose.h"

static const struct interpose_callbacks *active;

const struct interpose_callbacks *interpose_active(void)
{
	return active;
}

const struct interpose_callbacks *interpose_suspend(void)
{
	const struct interpose_callbacks *callbacks = active;

	active = NULL;
	return callbacks;
}

void interpose_resume(const struct interpose_callbacks *callbacks)
{
	active = callbacks;
}

void interpose_begin(const struct interpose_callbacks *callbacks)
{
	active = callbacks;
}

void interpose_end(void)
{
	active = NULL;
}

void *interpose_libc(const char *symbol, void **cache)
{
	if (!*cache)
		*cache = dlsym(RTLD_NEXT, symbol);
	if (!*cache)
		abort();
	return *cache;
}
