/* SPDX-License-Identifier: Apache-2.0 */
/* The first step inside: who init is in a joined user namespace, and how the host's mounts and ours hang together. */
#include <errno.h>
#include <grp.h>
#include <libgen.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

/*
 * What a process of that namespace makes belongs to its root. In a new one liblxc does this, and there the map may deny
 * setgroups(2), as it may here: then the groups stay, which the one who made the namespace wanted.
 */
static int become_root(struct err *err)
{
	if (setgroups(0, NULL) < 0 && errno != EPERM)
		return err_set_errno(err, errno, "linux.namespaces[user].path: setgroups");
	if (setresgid(0, 0, 0) < 0)
		return err_set_errno(err, errno, "linux.namespaces[user].path: setresgid 0");
	if (setresuid(0, 0, 0) < 0)
		return err_set_errno(err, errno, "linux.namespaces[user].path: setresuid 0");
	/* Changing ids has taken it back. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return err_set_errno(err, errno, "linux.namespaces[user].path: prctl PR_SET_PDEATHSIG");
	return 0;
}

/*
 * The mount that the root filesystem lies on must not be shared: the kernel refuses the pivot then, and before that the
 * root's mount over itself would show up on the host. EINVAL: not a mount point, so it is on the mount above. A volume
 * of that very mount is cut off with it, as with runc.
 */
static int unshare_parent(const char *rootfs, unsigned long type, struct err *err)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "%s", rootfs);
	for (;;) {
		if (mount(NULL, path, NULL, type, NULL) == 0)
			return 0;
		if (errno != EINVAL || strcmp(path, "/") == 0)
			return err_set_errno(err, errno, "root.path: mount %s (propagation)", path);
		(void)dirname(path);
	}
}

/*
 * Nothing that is mounted inside reaches the host, unless the bundle wants it shared: then what the host shares stays
 * shared, and bind mounts of it pass mounts on in both directions.
 */
static int set_propagation(const struct init_request *request, struct err *err)
{
	const char *word = request->spec->linux->rootfs_propagation;
	const struct table_word *named = word ? table_word_find(&table_propagation, word) : NULL;
	unsigned long type = named ? (unsigned long)named->value : MS_SLAVE | MS_REC, first = type;

	if (!(type & MS_SHARED) && type != (MS_PRIVATE | MS_REC))
		first = MS_SLAVE | MS_REC;
	if (mount(NULL, "/", NULL, first, NULL) < 0)
		return err_set_errno(err, errno, "linux.rootfsPropagation: mount / (%s)",
				     word ? word : "rslave");
	return type & MS_SLAVE ? 0 : unshare_parent(request->rootfs, MS_PRIVATE, err);
}

int init_root_prepare(const struct init_request *request, struct err *err)
{
	const struct spec_namespace *user = spec_namespace_find(request->spec, CLONE_NEWUSER);
	int r = user && user->path ? become_root(err) : 0;

	/* liblxc may have opened it to others with the same ids in its pid namespace. */
	if (user)
		(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	return r < 0 ? r : set_propagation(request, err);
}
