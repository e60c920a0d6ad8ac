/* SPDX-License-Identifier: Apache-2.0 */
/* Loads liblxc, beside other work if there is some to do meanwhile. */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>

#include "compat/base/err.h"
#include "runlxc/lxc/library.h"
#include "runlxc/lxc/lxc.h"

static const char soname[] = "liblxc.so.1";

static void *handle;
static struct lxc_library library;
static pthread_t loader;
static bool loading;

static void *load(void *unused)
{
	(void)unused;
	handle = dlopen(soname, RTLD_LAZY);
	return NULL;
}

void lxc_load_ahead(void)
{
	if (!handle && !loading)
		loading = pthread_create(&loader, NULL, load, NULL) == 0;
}

void lxc_load_finish(void)
{
	if (loading)
		(void)pthread_join(loader, NULL);
	loading = false;
}

int lxc_load(struct err *err)
{
	lxc_load_finish();
	/* Again when it failed beside: dlerror(3) tells a thread only of its own errors. */
	if (!handle)
		(void)load(NULL);
	if (!handle)
		return err_set(err, ENOENT, "loading liblxc: %s (Debian: install liblxc1; Fedora: lxc-libs)", dlerror());
	library.container_new = (struct lxc_container * (*)(const char *, const char *)) dlsym(handle, "lxc_container_new");
	library.get_version = (const char *(*)(void))dlsym(handle, "lxc_get_version");
	if (!library.container_new || !library.get_version)
		return err_set(err, ENOSYS, "loading liblxc: %s lacks lxc_container_new", soname);
	return 0;
}

const struct lxc_library *lxc_library(void)
{
	return &library;
}

const char *lxc_version(struct err *err)
{
	return lxc_load(err) < 0 ? NULL : library.get_version();
}
