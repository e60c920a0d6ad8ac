/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a caller of runlxc has at the other end of a socket:
 *     receive fd SOCKET      one message on a stream socket: "text=...", "fds=N", and "pid=N" when it is a pidfd
 *     receive notify SOCKET  datagrams, as a service manager takes them: "message=...", lines joined by "|", until one
 *                            that says BARRIER=1, whose descriptor is then closed. "@name" is abstract.
 *     receive listen COMMAND WORD...  becomes the command with LISTEN_FDS=2, LISTEN_PID and LISTEN_FDNAMES=one:two; the
 *                            descriptors 3 and 4 are /dev/zero and /dev/full, 5 is /dev/null
 * Ends after ten seconds in any case, but as the command.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { SECONDS = 10, FDS_MAX = 8, TEXT_MAX = 4096 };

static void die(const char *what)
{
	(void)fprintf(stderr, "receive: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int bind_at(const char *path, int type)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		die(path);
	}
	strcpy(address.sun_path, path);
	if (path[0] == '@')
		address.sun_path[0] = '\0';
	else
		length++;
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) < 0 ||
	    (type == SOCK_STREAM && listen(fd, 1) < 0))
		die(path);
	return fd;
}

/* How many descriptors came with the text, of which the first goes to *ret_fd. */
static int receive(int socket, char text[TEXT_MAX], int *ret_fd)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(FDS_MAX * sizeof(int))];
	} control;
	struct iovec vector = { text, TEXT_MAX - 1 };
	struct msghdr message = { .msg_iov = &vector,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	ssize_t length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	struct cmsghdr *header;

	if (length < 0)
		die("recvmsg");
	text[length] = '\0';
	header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_type != SCM_RIGHTS)
		return 0;
	memcpy(ret_fd, CMSG_DATA(header), sizeof(*ret_fd));
	return (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
}

static void say_pid(int fd)
{
	char path[64], line[256];
	FILE *info;

	(void)snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = fopen(path, "re");
	while (info && fgets(line, sizeof(line), info))
		if (strncmp(line, "Pid:", 4) == 0)
			printf("pid=%d\n", atoi(line + 4));
}

static void receive_fd(const char *path)
{
	int listener = bind_at(path, SOCK_STREAM), socket = accept(listener, NULL, NULL), fd = -1, count;
	char text[TEXT_MAX];

	if (socket < 0)
		die("accept");
	count = receive(socket, text, &fd);
	printf("text=%s\nfds=%d\n", text, count);
	say_pid(fd);
}

static void receive_notifications(const char *path)
{
	int socket = bind_at(path, SOCK_DGRAM), fd, count;
	char text[TEXT_MAX];

	do {
		count = receive(socket, text, &fd);
		for (char *at = text; *at; at++)
			if (*at == '\n')
				*at = '|';
		printf("message=%s %d\n", text, count);
		(void)fflush(stdout);
	} while (strncmp(text, "BARRIER=1", 9) != 0);
	if (count > 0)
		(void)close(fd);
}

static void pass_on(char **command)
{
	static const char *const files[] = { "/dev/zero", "/dev/full", "/dev/null" };
	char pid[16];

	for (int i = 0; i < 3; i++) {
		int fd = open(files[i], O_RDWR);

		if (fd < 0 || dup2(fd, 3 + i) < 0)
			die(files[i]);
		if (fd != 3 + i)
			(void)close(fd);
	}
	(void)snprintf(pid, sizeof(pid), "%d", getpid());
	(void)setenv("LISTEN_PID", pid, 1);
	(void)setenv("LISTEN_FDS", "2", 1);
	(void)setenv("LISTEN_FDNAMES", "one:two", 1);
	(void)execv(command[0], command);
	die(command[0]);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 125;
	if (strcmp(argv[1], "listen") == 0)
		pass_on(argv + 2);
	(void)alarm(SECONDS);
	if (strcmp(argv[1], "notify") == 0)
		receive_notifications(argv[2]);
	else
		receive_fd(argv[2]);
	return 0;
}
