/* SPDX-License-Identifier: Apache-2.0 */
/* A bundle as an LXC configuration that lxc-start accepts. */
#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/convert/writer.h"
#include "runlxc/spec/spec.h"
#include "runlxc/table/table.h"

static void put_root(struct convert_writer *writer)
{
	const struct spec *spec = writer->spec;
	const char *propagation = spec->linux->rootfs_propagation;

	convert_write(writer, "root.path", "lxc.rootfs.path", "dir:%s", writer->request->rootfs);
	if (spec->root->readonly || propagation)
		convert_write(writer, "linux.rootfsPropagation", "lxc.rootfs.options", "%s%s%s",
			      spec->root->readonly ? "ro" : "",
			      spec->root->readonly && propagation ? "," : "", propagation ? propagation : "");
}

static void put_namespaces(struct convert_writer *writer)
{
	const struct spec *spec = writer->spec;
	auto_strbuf struct strbuf list = { 0 };

	for (size_t i = 0; i < spec->linux->namespaces.count; i++) {
		const struct spec_namespace *namespace = &spec->linux->namespaces.items[i];
		const char *file = table_namespace_find_type(namespace->type)->file;
		char key[40] = "lxc.namespace.share.";

		if (!namespace->path) {
			strbuf_printf(&list, "%s%s", list.length ? " " : "", file);
			continue;
		}
		strcat(key, file);
		convert_write(writer, "linux.namespaces[].path", key, "%s", namespace->path);
	}
	if (list.length)
		convert_write(writer, "linux.namespaces", "lxc.namespace.clone", "%s", list.text);
}

/* A device that is moved in, and the loopback device up; a joined network is its owner's. */
static void put_network(struct convert_writer *writer)
{
	const struct spec_namespace *network = spec_namespace_find(writer->spec, CLONE_NEWNET);
	const struct spec_linux *config = writer->spec->linux;

	if (!network) {
		convert_write(writer, "linux.namespaces", "lxc.net.0.type", "none");
		return;
	}
	if (network->path)
		return;
	convert_write(writer, "linux.namespaces", "lxc.net.0.type", "empty");
	convert_write(writer, "linux.namespaces", "lxc.net.0.flags", "up");
	for (size_t i = 0; i < config->net_devices.count; i++) {
		const struct spec_net_device *device = &config->net_devices.items[i];
		static const char field[] = "linux.netDevices";
		auto_strbuf struct strbuf key = { 0 };
		const struct {
			const char *name, *value;
		} lines[] = { { "type", "phys" },
			      { "link", device->host_name },
			      { "name", device->name ? device->name : device->host_name },
			      { "flags", "up" } };

		for (size_t j = 0; j < sizeof(lines) / sizeof(*lines); j++) {
			strbuf_clear(&key);
			strbuf_printf(&key, "lxc.net.%zu.%s", i + 1, lines[j].name);
			convert_write(writer, field, key.text ? key.text : "", "%s", lines[j].value);
		}
		convert_lose(writer, field, "the addresses of the device stay behind");
	}
}

static void put_mappings(struct convert_writer *writer, const struct spec_id_mappings *mappings, char kind,
			 const char *field)
{
	for (size_t i = 0; i < mappings->count; i++)
		convert_write(writer, field, "lxc.idmap", "%c %" PRIu32 " %" PRIu32 " %" PRIu32, kind,
			      mappings->items[i].container_id, mappings->items[i].host_id,
			      mappings->items[i].size);
}

static void put_sysctls(struct convert_writer *writer)
{
	const struct spec_map *sysctl = &writer->spec->linux->sysctl;

	for (size_t i = 0; i < sysctl->count; i++) {
		auto_strbuf struct strbuf key = { 0 };

		strbuf_printf(&key, "lxc.sysctl.%s", sysctl->items[i].key);
		for (char *at = key.text; at && *at; at++)
			if (*at == '/')
				*at = '.';
		convert_write(writer, "linux.sysctl", key.text ? key.text : "", "%s", sysctl->items[i].value);
	}
	if (writer->spec->domainname)
		convert_write(writer, "domainname", "lxc.sysctl.kernel.domainname", "%s",
			      writer->spec->domainname);
}

/* liblxc takes seconds or nanoseconds of a clock, not both. */
static void put_time(struct convert_writer *writer)
{
	const struct spec_linux *config = writer->spec->linux;

	for (size_t i = 0; i < config->time_offsets.count; i++) {
		const struct spec_time_offset *offset = &config->time_offsets.items[i];
		const char *key = strcmp(offset->clock, "boottime") == 0 ? "lxc.time.offset.boot" :
									   "lxc.time.offset.monotonic";

		if (offset->secs || !offset->nanosecs)
			convert_write(writer, "linux.timeOffsets", key, "%" PRId64 "s", offset->secs);
		else
			convert_write(writer, "linux.timeOffsets", key, "%" PRIu32 "ns", offset->nanosecs);
		if (offset->secs && offset->nanosecs)
			convert_lose(writer, "linux.timeOffsets", "nanoseconds beside seconds");
	}
}

static void put_labels(struct convert_writer *writer)
{
	const struct spec_process *process = writer->spec->process;
	const struct spec_personality *personality = writer->spec->linux->personality;

	convert_write(writer, "process.apparmorProfile", "lxc.apparmor.profile", "%s",
		      process->apparmor_profile && *process->apparmor_profile ? process->apparmor_profile :
										"unconfined");
	if (process->selinux_label && *process->selinux_label)
		convert_write(writer, "process.selinuxLabel", "lxc.selinux.context", "%s",
			      process->selinux_label);
	if (personality)
		convert_write(writer, "linux.personality", "lxc.arch", "%s",
			      strcmp(personality->domain, "LINUX32") == 0 ? "linux32" : "linux64");
}

int convert_export(const struct convert_export_request *request, struct convert_export *ret, struct err *err)
{
	struct convert_writer writer = { .request = request, .spec = request->spec, .export = ret };

	strbuf_printf(&ret->config, "# Written by runlxc export from the bundle %s\n", request->bundle);
	put_root(&writer);
	if (request->spec->hostname)
		convert_write(&writer, "hostname", "lxc.uts.name", "%s", request->spec->hostname);
	put_namespaces(&writer);
	put_network(&writer);
	put_mappings(&writer, &request->spec->linux->uid_mappings, 'u', "linux.uidMappings");
	put_mappings(&writer, &request->spec->linux->gid_mappings, 'g', "linux.gidMappings");
	put_time(&writer);
	put_sysctls(&writer);
	put_labels(&writer);
	convert_export_mounts(&writer);
	convert_export_resources(&writer);
	convert_export_process(&writer);
	convert_export_seccomp(&writer);
	convert_export_hooks(&writer);
	convert_export_lost(&writer);
	return ret->config.failed || ret->seccomp.failed || ret->lost.failed ?
		       err_set(err, ENOMEM, "export: out of memory") :
		       0;
}

void convert_export_clear(struct convert_export *export)
{
	strbuf_clear(&export->config);
	strbuf_clear(&export->seccomp);
	strbuf_clear(&export->lost);
}
