/* SPDX-License-Identifier: Apache-2.0 */
/* Network devices and their addresses, by rtnetlink(7): the few requests that moving a device to a namespace takes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct netlink_link {
	int index;
	char name[16];
};

/* `local` is the own address, `address` the same or the other end's; with a length of 0 it is not there. */
struct netlink_address {
	unsigned char family, prefix;
	struct {
		unsigned char length, bytes[16];
	} local, address, broadcast;
};

/* All return 0 or -errno, unless it is said otherwise. A socket belongs to the network namespace it was opened in. */

/* The socket, closed on exec, or -errno. */
int netlink_open(void);

/* A list that the caller frees. */
int netlink_list_links(int fd, struct netlink_link **ret, size_t *ret_count);

/* The permanent addresses of a device with global scope. The caller frees the list. */
int netlink_list_addresses(int fd, int index, struct netlink_address **ret, size_t *ret_count);

/* Into the network namespace of a process, at once with the new name, in which the kernel fills a "%d". */
int netlink_move_link(int fd, int index, pid_t pid, const char *name);

int netlink_add_address(int fd, int index, const struct netlink_address *address);

/* 1: it was not so before, 0: it was. -ENODEV: there is no such device. */
int netlink_set_up(int fd, const char *name, bool up);
