/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other end of linux.seccomp.listenerPath: `listener SOCKET ANSWER` takes one message, prints it as "state=JSON" and
 * how many descriptors came, then answers the system calls that the filter asks about, each printed as "call=NUMBER":
 * with the errno ANSWER, or lets them go on when it is "continue". Ends with the filter's last process, or after ten
 * seconds.
 */
#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef SECCOMP_USER_NOTIF_FLAG_CONTINUE
#define SECCOMP_USER_NOTIF_FLAG_CONTINUE 1
#endif

enum { SECONDS = 10, FDS_MAX = 8 };

static void die(const char *what)
{
	(void)fprintf(stderr, "listener: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int accept_one(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), fd;

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		die(path);
	}
	strcpy(address.sun_path, path);
	if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(listener, 1) < 0)
		die(path);
	fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		die("accept");
	return fd;
}

/* The filter's descriptor: the first of those that came. */
static int receive(int socket)
{
	static char text[65536];
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(FDS_MAX * sizeof(int))];
	} control;
	struct iovec vector = { text, sizeof(text) - 1 };
	struct msghdr message = { .msg_iov = &vector,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	ssize_t length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	struct cmsghdr *header = length < 0 ? NULL : CMSG_FIRSTHDR(&message);
	int fd;

	if (length < 0)
		die("recvmsg");
	printf("state=%s\n", text);
	if (!header || header->cmsg_type != SCM_RIGHTS) {
		printf("descriptors=0\n");
		exit(0);
	}
	printf("descriptors=%zu\n", (header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

/* The one who asked may be gone by the time of either call. */
static void answer_one(int fd, const char *answer)
{
	struct seccomp_notif asked;
	struct seccomp_notif_resp response = { 0 };

	memset(&asked, 0, sizeof(asked));
	if (ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0)
		return;
	printf("call=%d\n", asked.data.nr);
	response.id = asked.id;
	if (strcmp(answer, "continue") == 0)
		response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	else
		response.error = -atoi(answer);
	(void)ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

int main(int argc, char **argv)
{
	struct pollfd notify = { .events = POLLIN };

	if (argc != 3) {
		(void)fprintf(stderr, "usage: listener SOCKET ANSWER\n");
		return 2;
	}
	(void)alarm(SECONDS);
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	notify.fd = receive(accept_one(argv[1]));
	while (poll(&notify, 1, -1) > 0 && !(notify.revents & POLLHUP))
		answer_one(notify.fd, argv[2]);
	return 0;
}
