/* SPDX-License-Identifier: Apache-2.0 */
/* Loads liblxc. */
#include <dlfcn.h>
#include <errno.h>

#include "compat/base/err.h"
#include "runlxc/lxc/library.h"
#include "runlxc/lxc/lxc.h"

static const char soname[] = "liblxc.so.1";

static void *handle;
static struct lxc_library library;

int lxc_load(struct err *err)
{
	if (handle)
		return 0;
	handle = dlopen(soname, RTLD_LAZY);
	if (!handle)
		return err_set(err, ENOENT, "loading liblxc: %s (Debian: install liblxc1; Fedora: lxc-libs)",
			       dlerror());
	library.container_new =
		(struct lxc_container * (*)(const char *, const char *)) dlsym(handle, "lxc_container_new");
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
