/* SPDX-License-Identifier: Apache-2.0 */
/* Unix sockets in directories whose path may be longer than sun_path, and descriptors sent over them. */
#include "compat/base/unix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "compat/base/cleanup.h"

/* sun_path has 108 bytes; a short name through the directory's descriptor always fits. */
static int address_of(int dirfd, const char *name, struct sockaddr_un *address)
{
	int n;

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (dirfd == AT_FDCWD || name[0] == '/')
		n = snprintf(address->sun_path, sizeof(address->sun_path), "%s", name);
	else
		n = snprintf(address->sun_path, sizeof(address->sun_path), "/proc/self/fd/%d/%s", dirfd,
			     name);
	return n < 0 || (size_t)n >= sizeof(address->sun_path) ? -ENAMETOOLONG : 0;
}

int unix_listen_at(int dirfd, const char *name)
{
	auto_close int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un address;
	int r = address_of(dirfd, name, &address);

	if (r < 0)
		return r;
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 8) < 0)
		return -errno;
	return take_fd(&fd);
}

/* A path given by the user may be too long as well: then through its directory. */
static int connect_long(const char *path)
{
	const char *slash = strrchr(path, '/');
	auto_close int directory = -EBADF;
	char parent[4096];

	if (!slash || (size_t)(slash - path) >= sizeof(parent))
		return -ENAMETOOLONG;
	memcpy(parent, path, (size_t)(slash - path));
	parent[slash - path] = '\0';
	directory = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return -errno;
	return unix_connect_at(directory, slash + 1);
}

int unix_connect_at(int dirfd, const char *name)
{
	auto_close int fd = -EBADF;
	struct sockaddr_un address;
	int r = address_of(dirfd, name, &address);

	if (r < 0)
		return dirfd == AT_FDCWD || name[0] == '/' ? connect_long(name) : r;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(&fd);
}

int unix_bind_datagram_at(int dirfd, const char *name)
{
	auto_close int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un address;
	int r = address_of(dirfd, name, &address);

	if (r < 0)
		return r;
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(&fd);
}

int unix_connect_datagram(const char *path)
{
	auto_close int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un address;
	socklen_t length = sizeof(address);
	int r = address_of(AT_FDCWD, path, &address);

	if (r < 0)
		return r;
	if (path[0] == '@') {
		address.sun_path[0] = '\0';
		length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
	}
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, length) < 0)
		return -errno;
	return take_fd(&fd);
}

int unix_send_fd(int socket, const void *bytes, size_t length, int fd)
{
	union {
		char buffer[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { { 0 } };
	void *unconst;
	struct iovec vector = { .iov_len = length };
	struct msghdr message = { .msg_iov = &vector,
				  .msg_iovlen = 1,
				  .msg_control = control.buffer,
				  .msg_controllen = sizeof(control.buffer) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	memcpy(&unconst, &bytes, sizeof(unconst)); /* sendmsg(2) only reads it */
	vector.iov_base = unconst;
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	while (sendmsg(socket, &message, MSG_NOSIGNAL) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

/* The descriptors of a message that is refused are open already. */
static void close_received(const struct cmsghdr *header)
{
	int fd;

	if (!header || header->cmsg_type != SCM_RIGHTS)
		return;
	for (size_t i = 0; header->cmsg_len >= CMSG_LEN((i + 1) * sizeof(fd)); i++) {
		memcpy(&fd, CMSG_DATA(header) + i * sizeof(fd), sizeof(fd));
		(void)close(fd);
	}
}

int unix_receive_fd(int socket, char *text, size_t size)
{
	union {
		char buffer[CMSG_SPACE(sizeof(int) * 4)];
		struct cmsghdr align;
	} control = { { 0 } };
	struct iovec vector = { .iov_base = text, .iov_len = size - 1 };
	struct msghdr message = { .msg_iov = &vector,
				  .msg_iovlen = 1,
				  .msg_control = control.buffer,
				  .msg_controllen = sizeof(control.buffer) };
	struct cmsghdr *header;
	ssize_t got;
	int fd;

	do
		got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return -errno;
	text[got] = '\0';
	header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof(int))) {
		close_received(header);
		return -EBADMSG;
	}
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}
