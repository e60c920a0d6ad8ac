/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about what surrounds the process: namespaces, mounts, cgroups, sysctls, network. */
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "tests/helper/inside/inside.h"

static void hostname(const struct asked *asked)
{
	struct utsname name;

	(void)uname(&name);
	inside_say(asked, "%s", name.nodename);
}

static void domainname(const struct asked *asked)
{
	struct utsname name;

	(void)uname(&name);
	inside_say(asked, "%s", name.domainname);
}

static void machine(const struct asked *asked)
{
	struct utsname name;

	(void)uname(&name);
	inside_say(asked, "%s", name.machine);
}

/* One line of mountinfo, without the numbers that differ from run to run. */
struct mount {
	char *root, *point, *options, propagation[64], *type, *source, *super;
};

/* "36 35 98:0 /root /point opts shared:1 master:2 - type source super": cuts the line in place. */
static bool parse_mount(char *line, struct mount *mount)
{
	char *words[32], *state = NULL;
	int nr = 0, dash = 6;

	line[strcspn(line, "\n")] = '\0';
	for (char *word = strtok_r(line, " ", &state); word && nr < 32; word = strtok_r(NULL, " ", &state))
		words[nr++] = word;
	mount->propagation[0] = '\0';
	for (; dash < nr && strcmp(words[dash], "-") != 0; dash++) {
		words[dash][strcspn(words[dash], ":")] = '\0';
		if (mount->propagation[0])
			strcat(mount->propagation, ",");
		strncat(mount->propagation, words[dash], 20);
	}
	if (dash + 3 >= nr)
		return false;
	if (!mount->propagation[0])
		strcpy(mount->propagation, "private");
	mount->root = words[3];
	mount->point = words[4];
	mount->options = words[5];
	mount->type = words[dash + 1];
	mount->source = words[dash + 2];
	mount->super = words[dash + 3];
	return true;
}

static void say_mount(const struct asked *asked, const struct mount *mount)
{
	inside_say(asked, "%s %s %s %s %s %s %s", mount->point, mount->root, mount->options,
		   mount->propagation, mount->type, mount->source, mount->super);
}

/* "POINT ROOT OPTIONS PROPAGATION TYPE SOURCE SUPER-OPTIONS", a line for each mount in the kernel's order. */
static void mounts(const struct asked *asked)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char line[8192];
	struct mount mount;

	if (!file) {
		inside_say_result(asked, -1);
		return;
	}
	while (fgets(line, sizeof(line), file))
		if (parse_mount(line, &mount))
			say_mount(asked, &mount);
	(void)fclose(file);
}

/* The topmost mount at a path, or "none". */
static void mount_(const struct asked *asked)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	static char line[8192], kept[8192];
	struct mount mount, top;
	bool found = false;

	if (!file) {
		inside_say_result(asked, -1);
		return;
	}
	while (fgets(line, sizeof(line), file)) {
		char copy[8192];

		strcpy(copy, line);
		if (!parse_mount(copy, &mount) || strcmp(mount.point, asked->args[0]) != 0)
			continue;
		strcpy(kept, line);
		found = true;
	}
	(void)fclose(file);
	if (found && parse_mount(kept, &top))
		say_mount(asked, &top);
	else
		inside_say(asked, "none");
}

/* "ns=mnt:[4026531841]", one for each. */
static void ns(const struct asked *asked)
{
	static const char *const names[] = { "cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[64], target[64];
		ssize_t length;

		(void)snprintf(path, sizeof(path), "/proc/self/ns/%s", names[i]);
		length = readlink(path, target, sizeof(target) - 1);
		if (length < 0) {
			inside_say(asked, "%s:none", names[i]);
			continue;
		}
		target[length] = '\0';
		inside_say(asked, "%s", target);
	}
}

static void cgroup(const struct asked *asked)
{
	inside_say_file(asked, "/proc/self/cgroup", 0);
}

/* "sysctl net.ipv4.ip_forward" */
static void sysctl_(const struct asked *asked)
{
	char path[512] = "/proc/sys/";
	size_t start = strlen(path);

	(void)snprintf(path + start, sizeof(path) - start, "%s", asked->args[0]);
	for (char *c = path + start; *c; c++)
		if (*c == '.')
			*c = '/';
	inside_say_file(asked, path, 1);
}

/* "ifup lo=up", "down", or the error. */
static void ifup(const struct asked *asked)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = { 0 };

	(void)snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", asked->args[0]);
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request) < 0)
		inside_say_result(asked, -1);
	else
		inside_say(asked, "%s", request.ifr_flags & IFF_UP ? "up" : "down");
	if (fd >= 0)
		(void)close(fd);
}

/* "addresses eth0=10.0.0.1/24", IPv4 and IPv6 without those of the link; one answer each. */
static void addresses(const struct asked *asked)
{
	struct ifaddrs *list = NULL;

	if (getifaddrs(&list) < 0) {
		inside_say_result(asked, -1);
		return;
	}
	for (struct ifaddrs *at = list; at; at = at->ifa_next) {
		int family = at->ifa_addr ? at->ifa_addr->sa_family : AF_UNSPEC, prefix = 0;
		bool four = family == AF_INET;
		const unsigned char *mask, *bytes;
		char text[INET6_ADDRSTRLEN];

		if (strcmp(at->ifa_name, asked->args[0]) != 0 || (!four && family != AF_INET6))
			continue;
		bytes = four ? (void *)&((struct sockaddr_in *)(void *)at->ifa_addr)->sin_addr :
			       (void *)&((struct sockaddr_in6 *)(void *)at->ifa_addr)->sin6_addr;
		mask = four ? (void *)&((struct sockaddr_in *)(void *)at->ifa_netmask)->sin_addr :
			      (void *)&((struct sockaddr_in6 *)(void *)at->ifa_netmask)->sin6_addr;
		if (!four && bytes[0] == 0xfe && bytes[1] == 0x80)
			continue;
		while (prefix < (four ? 32 : 128) && (mask[prefix / 8] >> (7 - prefix % 8) & 1))
			prefix++;
		inside_say(asked, "%s/%d", inet_ntop(family, bytes, text, sizeof(text)), prefix);
	}
	freeifaddrs(list);
}

/* Names of network interfaces, one answer each. */
static void interfaces(const struct asked *asked)
{
	struct if_nameindex *list = if_nameindex();

	for (struct if_nameindex *at = list; at && at->if_index; at++)
		inside_say(asked, "%s", at->if_name);
	if (!list)
		inside_say_result(asked, -1);
	if_freenameindex(list);
}

/* Whole seconds: for time namespaces. */
static void uptime(const struct asked *asked)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_BOOTTIME, &now);
	inside_say(asked, "%lld", (long long)now.tv_sec);
}

static void monotonic(const struct asked *asked)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	inside_say(asked, "%lld", (long long)now.tv_sec);
}

const struct question inside_system[] = {
	{ "addresses",  1, addresses },
	{ "cgroup",     0, cgroup },
	{ "domainname", 0, domainname },
	{ "hostname",   0, hostname },
	{ "ifup",       1, ifup },
	{ "interfaces", 0, interfaces },
	{ "machine",    0, machine },
	{ "monotonic",  0, monotonic },
	{ "mount",      1, mount_ },
	{ "mounts",     0, mounts },
	{ "ns",         0, ns },
	{ "sysctl",     1, sysctl_ },
	{ "uptime",     0, uptime },
	{ 0 },
};
