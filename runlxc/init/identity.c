/* SPDX-License-Identifier: Apache-2.0 */
/* Who the program is: working directory, groups, user, the five capability sets, umask. */
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <sched.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "compat/base/process.h"
#include "compat/syscall/syscall.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

enum { CAPABILITY_MAX = 64, GROUPS_MAX = 65536 };

/* How many capabilities this kernel has: /proc may lack cap_last_cap, so ask for each. */
static int capability_count(void)
{
	int count = 0;

	while (count < CAPABILITY_MAX && prctl(PR_CAPBSET_READ, count, 0, 0, 0) >= 0)
		count++;
	return count;
}

static bool has(uint64_t set, int number)
{
	return set >> number & 1;
}

static int drop_bounding(uint64_t keep, int count, struct err *err)
{
	for (int number = 0; number < count; number++)
		if (!has(keep, number) && prctl(PR_CAPBSET_READ, number, 0, 0, 0) == 1 &&
		    prctl(PR_CAPBSET_DROP, number, 0, 0, 0) < 0)
			return err_set_errno(err, errno,
					     "process.capabilities.bounding: prctl PR_CAPBSET_DROP %s",
					     table_word_name(&table_capability, number));
	return 0;
}

/* capset(2) says only EPERM; the user wants to know which one the caller did not have to give. */
static int explain_capset(const struct spec_capabilities *sets, int count, int number, struct err *err)
{
	cap_t own = cap_get_proc();
	cap_flag_value_t value = CAP_SET;
	int i;

	for (i = 0; own && i < count; i++)
		if (has(sets->permitted | sets->effective | sets->inheritable, i) &&
		    cap_get_flag(own, i, CAP_PERMITTED, &value) == 0 && value == CAP_CLEAR)
			break;
	(void)cap_free(own);
	if (i < count && value == CAP_CLEAR)
		return err_set_errno(
			err, number,
			"process.capabilities: unable to apply caps: %s is not the caller's to give",
			table_word_name(&table_capability, i));
	return err_set_errno(err, number, "process.capabilities: unable to apply caps: capset");
}

static int set_capabilities(const struct spec_capabilities *sets, int count, struct err *err)
{
	cap_t state = cap_init();
	int r = state ? 0 : -ENOMEM;

	for (cap_value_t number = 0; number < count && r == 0; number++) {
		const struct {
			cap_flag_t flag;
			uint64_t set;
		} flags[] = {
			{ CAP_EFFECTIVE, sets->effective },
			{ CAP_PERMITTED, sets->permitted },
			{ CAP_INHERITABLE, sets->inheritable },
		};

		for (size_t i = 0; i < 3 && r == 0; i++)
			if (has(flags[i].set, number) &&
			    cap_set_flag(state, flags[i].flag, 1, &number, CAP_SET) < 0)
				r = -errno;
	}
	if (r == 0 && cap_set_proc(state) < 0)
		r = -errno;
	(void)cap_free(state);
	return r < 0 ? explain_capset(sets, count, -r, err) : 0;
}

/*
 * The kernel takes only what is permitted and inheritable as well; the rest was announced by create. EINVAL: before
 * Linux 4.3 there is no ambient set, and a program that is not root's keeps no capability over an exec.
 */
static int set_ambient(const struct spec_capabilities *sets, int count, struct err *err)
{
	uint64_t possible = sets->ambient & sets->permitted & sets->inheritable;

	for (int number = 0; number < count; number++)
		if (has(possible, number) && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0) < 0 &&
		    errno != EINVAL)
			return err_set_errno(err, errno,
					     "process.capabilities.ambient: prctl PR_CAP_AMBIENT_RAISE %s",
					     table_word_name(&table_capability, number));
	return 0;
}

/* `mapped`: in a user namespace, which may deny setgroups(2) to keep what its maker's groups are denied. */
static int set_user(const struct spec_user *user, bool mapped, struct err *err)
{
	const char *hint = mapped ? " (is it one of the mappings?)" : "";
	gid_t groups[GROUPS_MAX];

	if (user->additional_gids.count > GROUPS_MAX)
		return err_set(err, EINVAL, "process.user.additionalGids: %zu groups, the kernel takes %d",
			       user->additional_gids.count, GROUPS_MAX);
	for (size_t i = 0; i < user->additional_gids.count; i++)
		groups[i] = user->additional_gids.items[i];
	if (setgroups(user->additional_gids.count, groups) < 0 &&
	    (errno != EPERM || user->additional_gids.count || !(mapped || process_in_user_namespace())))
		return err_set_errno(err, errno, "process.user.additionalGids: setgroups");
	if (setresgid(user->gid, user->gid, user->gid) < 0)
		return err_set_errno(err, errno, "process.user.gid: setresgid %u%s", user->gid, hint);
	if (setresuid(user->uid, user->uid, user->uid) < 0)
		return err_set_errno(err, errno, "process.user.uid: setresuid %u%s", user->uid, hint);
	return 0;
}

/* A directory behind a descriptor of the host's, say by /proc/self/fd, would be outside: getcwd(3) fails there. */
static int enter(const char *cwd)
{
	char path[PATH_MAX];

	if (chdir(cwd) < 0)
		return -errno;
	return getcwd(path, sizeof(path)) && path[0] == '/' ? 0 : -EXDEV;
}

int init_identity(const struct init_request *request, struct err *err)
{
	static const struct spec_capabilities none;
	const struct spec_process *process = request->spec->process;
	const struct spec_capabilities *sets = process->capabilities ? process->capabilities : &none;
	int count = capability_count(), r;
	/* As root first, since the way may be closed to the user, then as the user, whose NFS share may be closed to root. */
	int there = enter(process->cwd);

	if (there < 0 && there != -EACCES)
		return err_set_errno(err, -there, "process.cwd: chdir %s", process->cwd);
	/* EINVAL: a kernel before 3.5, announced by create. */
	if (process->no_new_privileges && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 && errno != EINVAL)
		return err_set_errno(err, errno, "process.noNewPrivileges: prctl PR_SET_NO_NEW_PRIVS");
	/* Without no_new_privs a filter can be loaded only while CAP_SYS_ADMIN is there. */
	r = process->no_new_privileges ? 0 : init_seccomp_load(request, err);
	if (r == 0)
		r = drop_bounding(sets->bounding, count, err);
	if (r < 0)
		return r;
	init_give_stdio(process->user.uid);
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
		return err_set_errno(err, errno, "process.user: prctl PR_SET_KEEPCAPS");
	r = set_user(&process->user, spec_namespace_find(request->spec, CLONE_NEWUSER), err);
	if (r < 0)
		return r;
	if (prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) < 0)
		return err_set_errno(err, errno, "process.user: prctl PR_SET_KEEPCAPS");
	if (there < 0)
		there = enter(process->cwd);
	if (there < 0)
		return err_set_errno(err, -there, "process.cwd: chdir %s", process->cwd);
	r = set_capabilities(sets, count, err);
	if (r == 0)
		r = set_ambient(sets, count, err);
	(void)umask(process->user.umask ? (mode_t)*process->user.umask : 0022);
	return r;
}
