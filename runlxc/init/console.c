/* SPDX-License-Identifier: Apache-2.0 */
/* process.terminal: a terminal of the container's own devpts, its master sent to --console-socket. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/unix.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"

static int open_pair(int *ret_master, int *ret_slave, char name[32], struct err *err)
{
	auto_close int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	unsigned int number;
	int locked = 0;

	if (master < 0)
		return err_set_errno(err, errno,
				     "process.terminal: open /dev/ptmx (is devpts one of mounts[]?)");
	if (ioctl(master, TIOCSPTLCK, &locked) < 0 || ioctl(master, TIOCGPTN, &number) < 0)
		return err_set_errno(err, errno, "process.terminal: ioctl TIOCGPTN");
	(void)snprintf(name, 32, "/dev/pts/%u", number);
	*ret_slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*ret_slave < 0)
		return err_set_errno(err, errno, "process.terminal: open %s", name);
	*ret_master = take_fd(&master);
	return 0;
}

static int set_size(int master, const struct spec_box *box, struct err *err)
{
	struct winsize size = { 0 };

	if (!box)
		return 0;
	size.ws_row = (unsigned short)box->height;
	size.ws_col = (unsigned short)box->width;
	return ioctl(master, TIOCSWINSZ, &size) < 0 ?
		       err_set_errno(err, errno, "process.consoleSize: ioctl TIOCSWINSZ") :
		       0;
}

/*
 * /dev/console is the same terminal; a file is made to bind it on. The file is held by a descriptor that was opened without
 * following links, so that what is bound on is what was looked at.
 */
static int bind_console(const char *slave, struct err *err)
{
	auto_close int fd = open("/dev/console", O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;
	char path[32];

	if (fd < 0 && errno == ENOENT) {
		int made = open("/dev/console", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);

		if (made >= 0)
			(void)close(made);
		fd = open("/dev/console", O_PATH | O_NOFOLLOW | O_CLOEXEC);
	}
	if (fd < 0 || fstat(fd, &status) < 0)
		return err_set_errno(err, errno, "process.terminal: making /dev/console");
	if (S_ISLNK(status.st_mode) || S_ISDIR(status.st_mode))
		return err_set(err, EINVAL, "process.terminal: /dev/console of the container is no file");
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (mount(slave, path, NULL, MS_BIND, NULL) == 0)
		return 0;
	/* Without procfs in the container there is only the path. */
	if (errno != ENOENT || mount(slave, "/dev/console", NULL, MS_BIND, NULL) < 0)
		return err_set_errno(err, errno, "process.terminal: mount %s on /dev/console", slave);
	return 0;
}

int init_console(const struct init_request *request, struct err *err)
{
	auto_close int master = -EBADF, slave = -EBADF;
	char name[32];
	int r;

	/* liblxc has made the session; a second setsid(2) fails and does no harm. */
	(void)setsid();
	if (!request->spec->process->terminal)
		return 0;
	r = open_pair(&master, &slave, name, err);
	if (r == 0)
		r = set_size(master, request->spec->process->console_size, err);
	if (r == 0 && request->rootfs)
		r = bind_console(name, err);
	if (r < 0)
		return r;
	r = unix_send_fd(request->console_socket, name, strlen(name), master);
	if (r < 0)
		return err_set_errno(err, -r, "--console-socket: sendmsg");
	if (fchown(slave, request->spec->process->user.uid, (gid_t)-1) < 0)
		return err_set_errno(err, errno, "process.terminal: chown %s", name);
	if (ioctl(slave, TIOCSCTTY, 0) < 0)
		return err_set_errno(err, errno, "process.terminal: ioctl TIOCSCTTY");
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (dup2(slave, fd) < 0)
			return err_set_errno(err, errno, "process.terminal: dup2");
	return 0;
}
