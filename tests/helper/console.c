/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other end of --console-socket: `console SOCKET [WORD TEXT]...` listens, takes the one terminal that comes, says
 * its name, how many descriptors came and what window it has, then copies what the terminal says. As soon as a WORD was
 * said, its TEXT is typed; one pair after the other. Ends with the terminal, or after ten seconds.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { SECONDS = 10, FDS_MAX = 8 };

static void die(const char *what)
{
	(void)fprintf(stderr, "console: %s: %s\n", what, strerror(errno));
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

/* The message's text, and how many descriptors came with it; returns the first of them. */
static int receive(int socket, char *name, size_t size, int *ret_count)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(FDS_MAX * sizeof(int))];
	} control;
	struct iovec text = { name, size - 1 };
	struct msghdr message = {
		.msg_iov = &text, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)
	};
	ssize_t length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	struct cmsghdr *header = length < 0 ? NULL : CMSG_FIRSTHDR(&message);
	int fd;

	if (length < 0)
		die("recvmsg");
	name[length] = '\0';
	if (!header || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) {
		errno = EBADMSG;
		die("no descriptor came");
	}
	*ret_count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

/* Reading from a master whose slaves are all closed is EIO: the end. */
static void converse(int master, char **pairs)
{
	char said[65536];
	size_t length = 0, seen = 0;

	for (;;) {
		ssize_t got = read(master, said + length, sizeof(said) - 1 - length);
		char *word;

		if (got <= 0)
			return;
		(void)fwrite(said + length, 1, (size_t)got, stdout);
		(void)fflush(stdout);
		length += (size_t)got;
		said[length] = '\0';
		while (pairs[0] && pairs[1] && (word = strstr(said + seen, pairs[0]))) {
			seen = (size_t)(word - said) + strlen(pairs[0]);
			if (write(master, pairs[1], strlen(pairs[1])) < 0)
				die("write");
			pairs += 2;
		}
	}
}

int main(int argc, char **argv)
{
	struct winsize size = { 0 };
	int master, count, socket;
	char name[4096];

	if (argc < 2)
		return 125;
	(void)alarm(SECONDS);
	socket = accept_one(argv[1]);
	master = receive(socket, name, sizeof(name), &count);
	(void)ioctl(master, TIOCGWINSZ, &size);
	printf("name=%s\nfds=%d\nsize=%ux%u\n", name, count, size.ws_row, size.ws_col);
	printf("more=%s\n", recv(socket, name, 1, MSG_DONTWAIT) > 0 ? "yes" : "no");
	(void)fflush(stdout);
	converse(master, argv + 2);
	return 0;
}
