/* SPDX-License-Identifier: Apache-2.0 */
/* The source of a bind mount: by its path, or opened by create, where container root may not go or the mount maps ids. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/unix.h"
#include "compat/syscall/syscall.h"
#include "runlxc/init/channel.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"

int init_source_path(const char *bundle, const char *source, char *path, struct err *err)
{
	int n = source[0] == '/' ? snprintf(path, PATH_MAX, "%s", source) :
				   snprintf(path, PATH_MAX, "%s/%s", bundle, source);

	return n < 0 || n >= PATH_MAX ? err_set(err, ENAMETOOLONG, "source: longer than a path may be") : 0;
}

/* Create answers with the descriptor; when it cannot, it says why itself and ends us. */
static int ask_creator(const struct init_request *request, size_t index, struct err *err)
{
	char word[8];
	int fd = init_channel_send(request->channel, CHANNEL_SOURCE, (int)index, NULL);

	if (fd == 0)
		fd = unix_receive_fd(request->channel, word, sizeof(word));
	return fd < 0 ? err_set_errno(err, -fd, "source: asking create") : fd;
}

int init_source_open(const struct init_request *request, size_t index, struct init_source *ret,
		     struct err *err)
{
	const struct spec_mount *mount_ = &request->spec->mounts.items[index];
	bool mapped = request->plan->mounts[index].id_mapped;
	struct init_source source = { .fd = -EBADF, .is_tree = mapped };
	struct stat status;
	int r = init_source_path(request->bundle, mount_->source, source.path, err);

	if (r < 0)
		return r;
	r = mapped || stat(source.path, &status) < 0 ? -1 : 0;
	if (r < 0 && !mapped && (errno != EACCES || !request->asks_for_sources))
		return err_set_errno(err, errno, "source: stat %s", source.path);
	if (r < 0) {
		source.fd = ask_creator(request, index, err);
		if (source.fd < 0)
			return source.fd;
		(void)snprintf(source.path, sizeof(source.path), "/proc/self/fd/%d", source.fd);
		if (fstat(source.fd, &status) < 0)
			r = err_set_errno(err, errno, "source: fstat");
		else
			r = 0;
	}
	source.is_directory = r == 0 && S_ISDIR(status.st_mode);
	if (r < 0)
		cleanup_close(&source.fd);
	else
		*ret = source;
	return r;
}

int init_source_mount(const struct init_source *source, int target, unsigned long recursive, struct err *err)
{
	char path[32];

	if (source->is_tree)
		return syscall_move_mount(source->fd, target) < 0 ?
			       err_set_errno(err, errno, "move_mount to the destination") :
			       0;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", target);
	return mount(source->path, path, NULL, MS_BIND | recursive, NULL) < 0 ?
		       err_set_errno(err, errno, "mount %s (bind)", source->path) :
		       0;
}
