/* SPDX-License-Identifier: Apache-2.0 */
/* Unix sockets in directories whose path may be longer than sun_path, and descriptors sent over them. */
#pragma once

#include <stddef.h>

/* Binds and listens at `name` in the directory; the socket is closed on exec. The fd or -errno. */
int unix_listen_at(int dirfd, const char *name);

/* Connects to `name` in the directory (AT_FDCWD: any path). The fd or -errno. */
int unix_connect_at(int dirfd, const char *name);

/* The same for datagrams. For who receives: binds at `name`; for who sends: any path, or "@name" in the abstract space. */
int unix_bind_datagram_at(int dirfd, const char *name);
int unix_connect_datagram(const char *path);

/* One message of `length` bytes with one descriptor. 0 or -errno. */
int unix_send_fd(int socket, const void *bytes, size_t length, int fd);

/*
 * Receives one message with exactly one descriptor (closed on exec); the text is cut to `size` - 1 and terminated. The
 * descriptor or -errno (-EBADMSG: none, or more than one).
 */
int unix_receive_fd(int socket, char *text, size_t size);
