/* SPDX-License-Identifier: Apache-2.0 */
/* Labels of the security modules: AppArmor's and SELinux's for the program, SELinux's for keys and mounts. */
#include "runlxc/init/labels.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdbool.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/strbuf.h"

static bool is_set(const char *label)
{
	return label && *label;
}

/*
 * Since Linux 5.8 AppArmor has a directory of its own beside the files that it shares with SELinux. An engine looks for a
 * path in backquotes in the message.
 */
int init_labels_apparmor(const char *attributes, const char *profile, struct err *err)
{
	auto_strbuf struct strbuf text = { 0 };
	char path[PATH_MAX];
	bool shared = false;
	int r;

	if (!is_set(profile))
		return 0;
	strbuf_printf(&text, "exec %s", profile);
	if (text.failed)
		return err_set(err, ENOMEM, "process.apparmorProfile: out of memory");
	(void)snprintf(path, sizeof(path), "%s/apparmor/exec", attributes);
	r = file_write_at(AT_FDCWD, path, text.text);
	if (r == -ENOENT && access(path, F_OK) < 0) {
		(void)snprintf(path, sizeof(path), "%s/exec", attributes);
		r = file_write_at(AT_FDCWD, path, text.text);
		shared = true;
	}
	/* EINVAL: AppArmor is off. In the shared file another module may say no; AppArmor's own no keeps what allows less. */
	if (r < 0 && (shared || r == -EINVAL) && strcmp(profile, "unconfined") == 0)
		return 0;
	return r < 0 ? err_set_errno(
			       err, -r,
			       "process.apparmorProfile: apparmor failed to apply profile %s: write `%s`%s",
			       profile, path,
			       r == -ENOENT ? " (is it loaded?)" :
			       r == -EINVAL ? " (is AppArmor on?)" :
					      "") :
		       0;
}

static int write_label(const char *attributes, const char *name, const char *label, struct err *err)
{
	char path[PATH_MAX];
	int r;

	if (!is_set(label))
		return 0;
	(void)snprintf(path, sizeof(path), "%s/%s", attributes, name);
	r = file_write_at(AT_FDCWD, path, label);
	return r < 0 ? err_set_errno(err, -r, "process.selinuxLabel: write %s to `%s`", label, path) : 0;
}

int init_labels_exec(const char *attributes, const char *label, struct err *err)
{
	return write_label(attributes, "exec", label, err);
}

int init_labels_key(const char *attributes, const char *label, struct err *err)
{
	return write_label(attributes, "keycreate", label, err);
}

int init_labels_mount(int fd, const char *label, struct err *err)
{
	char path[32];

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (is_set(label) && setxattr(path, "security.selinux", label, strlen(label), 0) < 0)
		return err_set_errno(err, errno, "linux.mountLabel: setxattr security.selinux %s", label);
	return 0;
}
