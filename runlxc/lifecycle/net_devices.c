/* SPDX-License-Identifier: Apache-2.0 */
/* linux.netDevices: network devices of the host move into the container, with their permanent addresses. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/netlink.h"
#include "compat/syscall/syscall.h"
#include "runlxc/lifecycle/job.h"
#include "runlxc/spec/spec.h"

/* Sockets of the two network namespaces, and whose the other one is. */
struct move {
	int host, inside;
	pid_t init;
};

/* There and back again: the socket stays there. */
static int open_inside(pid_t init)
{
	auto_close int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), theirs = -EBADF;
	char path[32];
	int fd, number;

	(void)snprintf(path, sizeof(path), "/proc/%d/ns/net", init);
	theirs = open(path, O_RDONLY | O_CLOEXEC);
	if (own < 0 || theirs < 0 || syscall_setns(theirs, CLONE_NEWNET) < 0)
		return -errno;
	fd = netlink_open();
	if (syscall_setns(own, CLONE_NEWNET) == 0)
		return fd;
	number = errno;
	cleanup_close(&fd);
	return -number;
}

static int index_of(const struct move *move, const char *name)
{
	auto_free struct netlink_link *links = NULL;
	size_t count;
	int r = netlink_list_links(move->host, &links, &count);

	for (size_t i = 0; r == 0 && i < count; i++)
		if (strcmp(links[i].name, name) == 0)
			return links[i].index;
	return r < 0 ? r : -ENODEV;
}

static bool was_there(const struct netlink_link *links, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(links[i].name, name) == 0)
			return true;
	return false;
}

/* The device that is new inside: with "%d" in the name the kernel chose one. */
static int find_new(const struct move *move, const char *name, const struct netlink_link *before,
		    size_t count, struct netlink_link *ret)
{
	auto_free struct netlink_link *links = NULL;
	size_t now;
	int r = netlink_list_links(move->inside, &links, &now);

	for (size_t i = 0; r == 0 && i < now; i++) {
		if (was_there(before, count, links[i].name) ||
		    (!strchr(name, '%') && strcmp(links[i].name, name) != 0))
			continue;
		*ret = links[i];
		return 0;
	}
	return r < 0 ? r : -ENODEV;
}

static int give_addresses(const struct move *move, int index, const struct netlink_address *addresses,
			  size_t count)
{
	int r = 0;

	for (size_t i = 0; i < count && r == 0; i++)
		r = netlink_add_address(move->inside, index, &addresses[i]);
	return r;
}

/* Down first, so that nobody outside uses it on the way; what cannot be moved is as it was before. */
static int take_down_and_move(const struct move *move, const char *host_name, int index, const char *name)
{
	int was_up = netlink_set_up(move->host, host_name, false);
	int r = was_up < 0 ? was_up : netlink_move_link(move->host, index, move->init, name);

	if (r < 0 && was_up > 0)
		(void)netlink_set_up(move->host, host_name, true);
	return r;
}

static int move_device(const struct move *move, const struct spec_net_device *device, struct err *err)
{
	const char *name = device->name ? device->name : device->host_name;
	auto_free struct netlink_address *addresses = NULL;
	auto_free struct netlink_link *before = NULL;
	size_t address_count = 0, before_count = 0;
	struct netlink_link link = { 0 };
	const char *step = "looking it up in the runtime's network namespace";
	int index = index_of(move, device->host_name), r = index < 0 ? index : 0;

	if (r == 0)
		r = netlink_list_addresses(move->host, index, &addresses, &address_count);
	if (r == 0)
		r = netlink_list_links(move->inside, &before, &before_count);
	if (r == 0 && was_there(before, before_count, name))
		return err_set(err, EEXIST,
			       "linux.netDevices[\"%s\"]: the container has a network device %s already",
			       device->host_name, name);
	if (r == 0) {
		step = "moving it into the container's network namespace";
		r = take_down_and_move(move, device->host_name, index, name);
	}
	if (r == 0) {
		step = "finding it in the container's network namespace";
		r = find_new(move, name, before, before_count, &link);
	}
	if (r == 0) {
		step = "giving it its addresses";
		r = give_addresses(move, link.index, addresses, address_count);
	}
	if (r == 0) {
		step = "setting it up";
		r = netlink_set_up(move->inside, link.name, true);
	}
	return r < 0 ? err_set_errno(err, -r, "linux.netDevices[\"%s\"]: %s", device->host_name, step) : 0;
}

int lifecycle_job_move_net_devices(const struct spec *spec, pid_t init, struct err *err)
{
	struct move move = { .host = -EBADF, .inside = -EBADF, .init = init };
	int r = 0;

	if (!spec->linux->net_devices.count)
		return 0;
	move.host = netlink_open();
	move.inside = open_inside(init);
	if (move.host < 0 || move.inside < 0)
		r = err_set_errno(
			err, move.host < 0 ? -move.host : -move.inside,
			"linux.netDevices: opening a netlink socket in the container's network namespace");
	for (size_t i = 0; i < spec->linux->net_devices.count && r == 0; i++)
		r = move_device(&move, &spec->linux->net_devices.items[i], err);
	cleanup_close(&move.host);
	cleanup_close(&move.inside);
	return r;
}
