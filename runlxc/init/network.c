/* SPDX-License-Identifier: Apache-2.0 */
/* A new network namespace has a loopback interface that is down; every program expects it up. */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/init/init.h"

int init_loopback_up(struct err *err)
{
	auto_close int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = { .ifr_name = "lo" };

	request.ifr_flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING;
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		return err_set_errno(err, errno, "linux.namespaces[network]: ioctl SIOCSIFFLAGS lo");
	return 0;
}
