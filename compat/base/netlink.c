/* SPDX-License-Identifier: Apache-2.0 */
/* Network devices and their addresses, by rtnetlink(7): the few requests that moving a device to a namespace takes. */
#include "compat/base/netlink.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/base/cleanup.h"

/* The kernel's dumps come in parts of at most 32 KiB. */
enum { REQUEST_SIZE = 512, ANSWER_SIZE = 64 * 1024 };

struct request {
	struct nlmsghdr header;
	char body[REQUEST_SIZE];
};

/* What is done with a part of a dump: 0 to go on, or -errno. */
typedef int take_message(const struct nlmsghdr *header, void *data);

int netlink_open(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	return fd < 0 ? -errno : fd;
}

static void begin(struct request *request, int type, int flags, const void *body, size_t length)
{
	memset(request, 0, sizeof(*request));
	request->header.nlmsg_type = (uint16_t)type;
	request->header.nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	request->header.nlmsg_len = (uint32_t)NLMSG_LENGTH(length);
	memcpy(NLMSG_DATA(&request->header), body, length);
}

static void add_attribute(struct request *request, int type, const void *bytes, size_t length)
{
	size_t at = NLMSG_ALIGN(request->header.nlmsg_len);
	struct rtattr attribute = { .rta_len = (uint16_t)RTA_LENGTH(length), .rta_type = (uint16_t)type };

	if (!length)
		return;
	memcpy((char *)request + at, &attribute, sizeof(attribute));
	memcpy((char *)request + at + RTA_LENGTH(0), bytes, length);
	request->header.nlmsg_len = (uint32_t)(at + RTA_ALIGN(attribute.rta_len));
}

/* NLMSG_DATA() of <linux/netlink.h> would cast const away. */
static const void *payload(const struct nlmsghdr *header)
{
	return (const char *)header + NLMSG_HDRLEN;
}

/* The errno that an NLMSG_ERROR carries, as -errno; 0 is an acknowledgement. */
static int error_of(const struct nlmsghdr *header)
{
	struct nlmsgerr error;

	memcpy(&error, payload(header), sizeof(error));
	return error.error;
}

/* 1: the dump is over. 0: more comes. -errno: it failed. */
static int take_part(const char *bytes, size_t length, take_message *take, void *data)
{
	struct nlmsghdr header;
	int r = 0;

	for (size_t at = 0; at + sizeof(header) <= length && r == 0; at += NLMSG_ALIGN(header.nlmsg_len)) {
		const void *message = bytes + at;

		memcpy(&header, message, sizeof(header));
		if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > length - at)
			return -EBADMSG;
		if (header.nlmsg_type == NLMSG_DONE)
			return 1;
		if (header.nlmsg_type == NLMSG_ERROR) {
			r = error_of(message);
			return r < 0 ? r : 1;
		}
		r = take ? take(message, data) : 0;
	}
	return r;
}

/* Sends the request and takes what is answered, up to the end of a dump or the acknowledgement. */
static int ask(int fd, const struct request *request, take_message *take, void *data)
{
	auto_free char *answer = malloc(ANSWER_SIZE);
	int r = 0;

	if (!answer)
		return -ENOMEM;
	if (send(fd, request, request->header.nlmsg_len, 0) < 0)
		return -errno;
	while (r == 0) {
		ssize_t got = recv(fd, answer, ANSWER_SIZE, 0);

		if (got < 0 && errno == EINTR)
			continue;
		r = got < 0 ? -errno : take_part(answer, (size_t)got, take, data);
	}
	return r < 0 ? r : 0;
}

struct list {
	size_t count, size;
	void *items;
	int index;
};

/* Room for one more item, zeroed. */
static void *add_item(struct list *list)
{
	char *items = realloc(list->items, (list->count + 1) * list->size);

	if (!items)
		return NULL;
	list->items = items;
	return memset(items + list->count++ * list->size, 0, list->size);
}

/* The attribute of a message whose body has `length` bytes, cut to `size`; the length, or 0 when there is none. */
static size_t attribute_of(const struct nlmsghdr *header, size_t length, int type, void *ret, size_t size)
{
	const char *at = (const char *)header + NLMSG_SPACE(length);
	const char *end = (const char *)header + header->nlmsg_len;
	struct rtattr attribute;

	for (; at + sizeof(attribute) <= end; at += RTA_ALIGN(attribute.rta_len)) {
		memcpy(&attribute, at, sizeof(attribute));
		if (attribute.rta_len < sizeof(attribute) || at + attribute.rta_len > end)
			return 0;
		if (attribute.rta_type == type) {
			size_t bytes = attribute.rta_len - RTA_LENGTH(0);

			bytes = bytes < size ? bytes : size;
			memcpy(ret, at + RTA_LENGTH(0), bytes);
			return bytes;
		}
	}
	return 0;
}

static int take_link(const struct nlmsghdr *header, void *data)
{
	struct netlink_link *link = add_item(data);
	struct ifinfomsg info;

	if (!link)
		return -ENOMEM;
	memcpy(&info, payload(header), sizeof(info));
	link->index = info.ifi_index;
	(void)attribute_of(header, sizeof(info), IFLA_IFNAME, link->name, sizeof(link->name) - 1);
	return 0;
}

static int take_address(const struct nlmsghdr *header, void *data)
{
	struct netlink_address *address;
	struct list *list = data;
	struct ifaddrmsg info;

	memcpy(&info, payload(header), sizeof(info));
	if ((int)info.ifa_index != list->index || info.ifa_scope != RT_SCOPE_UNIVERSE ||
	    !(info.ifa_flags & IFA_F_PERMANENT))
		return 0;
	address = add_item(list);
	if (!address)
		return -ENOMEM;
	address->family = info.ifa_family;
	address->prefix = info.ifa_prefixlen;
#define TAKE(member, type)                                     \
	(address->member.length = (unsigned char)attribute_of( \
		 header, sizeof(info), type, address->member.bytes, sizeof(address->member.bytes)))
	TAKE(local, IFA_LOCAL);
	TAKE(address, IFA_ADDRESS);
	TAKE(broadcast, IFA_BROADCAST);
#undef TAKE
	return 0;
}

static int dump(int fd, const struct request *request, take_message *take, struct list *list, void *ret_items,
		size_t *ret_count)
{
	int r = ask(fd, request, take, list);

	if (r < 0) {
		free(list->items);
		return r;
	}
	memcpy(ret_items, &list->items, sizeof(list->items));
	*ret_count = list->count;
	return 0;
}

int netlink_list_links(int fd, struct netlink_link **ret, size_t *ret_count)
{
	struct list list = { .size = sizeof(struct netlink_link) };
	const struct ifinfomsg info = { .ifi_family = AF_UNSPEC };
	struct request request;

	begin(&request, RTM_GETLINK, NLM_F_DUMP, &info, sizeof(info));
	return dump(fd, &request, take_link, &list, ret, ret_count);
}

int netlink_list_addresses(int fd, int index, struct netlink_address **ret, size_t *ret_count)
{
	struct list list = { .size = sizeof(struct netlink_address), .index = index };
	const struct ifaddrmsg info = { .ifa_family = AF_UNSPEC };
	struct request request;

	begin(&request, RTM_GETADDR, NLM_F_DUMP, &info, sizeof(info));
	return dump(fd, &request, take_address, &list, ret, ret_count);
}

int netlink_move_link(int fd, int index, pid_t pid, const char *name)
{
	const struct ifinfomsg info = { .ifi_family = AF_UNSPEC, .ifi_index = index };
	uint32_t number = (uint32_t)pid;
	struct request request;

	begin(&request, RTM_NEWLINK, NLM_F_ACK, &info, sizeof(info));
	add_attribute(&request, IFLA_IFNAME, name, strlen(name) + 1);
	add_attribute(&request, IFLA_NET_NS_PID, &number, sizeof(number));
	return ask(fd, &request, NULL, NULL);
}

int netlink_add_address(int fd, int index, const struct netlink_address *address)
{
	const struct ifaddrmsg info = { .ifa_family = address->family,
					.ifa_prefixlen = address->prefix,
					.ifa_scope = RT_SCOPE_UNIVERSE,
					.ifa_index = (uint32_t)index };
	struct request request;

	begin(&request, RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, &info, sizeof(info));
	add_attribute(&request, IFA_LOCAL, address->local.bytes, address->local.length);
	add_attribute(&request, IFA_ADDRESS, address->address.bytes, address->address.length);
	add_attribute(&request, IFA_BROADCAST, address->broadcast.bytes, address->broadcast.length);
	return ask(fd, &request, NULL, NULL);
}

int netlink_set_up(int fd, const char *name, bool up)
{
	struct ifreq request = { 0 };

	if (strlen(name) >= sizeof(request.ifr_name))
		return -ENODEV;
	strcpy(request.ifr_name, name);
	if (ioctl(fd, SIOCGIFFLAGS, &request) < 0)
		return -errno;
	if (!(request.ifr_flags & IFF_UP) == !up)
		return 0;
	request.ifr_flags = (short)(request.ifr_flags ^ IFF_UP);
	return ioctl(fd, SIOCSIFFLAGS, &request) < 0 ? -errno : 1;
}
