/* SPDX-License-Identifier: Apache-2.0 */
/* Imports cgroup settings: those of v1 have fields, those of v2 are `unified` where v1 does not say the same. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runlxc/convert/importer.h"
#include "runlxc/convert/writer.h"

static json_t *resources_of(struct convert_importer *importer, const char *part)
{
	json_t *resources = convert_import_object(importer->config, "resources");

	return part ? convert_import_object(resources, part) : resources;
}

/* "64M" is a way to write bytes. */
static int parse_bytes(const char *text, json_int_t *ret)
{
	static const char units[] = "KMGT";
	const char *unit;
	char *end;

	*ret = strtoll(text, &end, 10);
	if (end == text)
		return -ENOTSUP;
	unit = *end ? strchr(units, *end >= 'a' ? *end - 'a' + 'A' : *end) : NULL;
	if (*end && (!unit || end[1]))
		return -ENOTSUP;
	if (unit)
		*ret <<= 10 * (unit - units + 1);
	return 0;
}

static const struct {
	const char *file, *part, *field;
	bool text;
} legacy[] = {
	{ "blkio.weight", "blockIO", "weight", false },
	{ "cpu.cfs_burst_us", "cpu", "burst", false },
	{ "cpu.cfs_period_us", "cpu", "period", false },
	{ "cpu.cfs_quota_us", "cpu", "quota", false },
	{ "cpu.rt_period_us", "cpu", "realtimePeriod", false },
	{ "cpu.rt_runtime_us", "cpu", "realtimeRuntime", false },
	{ "cpu.shares", "cpu", "shares", false },
	{ "cpuset.cpus", "cpu", "cpus", true },
	{ "cpuset.mems", "cpu", "mems", true },
	{ "memory.limit_in_bytes", "memory", "limit", false },
	{ "memory.memsw.limit_in_bytes", "memory", "swap", false },
	{ "memory.soft_limit_in_bytes", "memory", "reservation", false },
	{ "memory.swappiness", "memory", "swappiness", false },
	{ "net_cls.classid", "network", "classID", false },
	{ "pids.max", "pids", "limit", false },
};

/* "deny a", "allow c 1:3 rwm" */
static int add_rule(struct convert_importer *importer, bool allow, const char *value)
{
	json_t *list = convert_import_list(resources_of(importer, NULL), "devices");
	char type, major[24], minor[24], access[8] = "rwm";
	json_t *rule;

	for (const char *const *usual = convert_usual_devices; allow && *usual; usual++)
		if (strcmp(*usual, value) == 0)
			return 0;
	if (strncmp(value, "a", 1) == 0) {
		(void)json_array_append_new(
			list, json_pack("{s:b, s:s, s:s}", "allow", allow, "type", "a", "access", "rwm"));
		return 0;
	}
	if (sscanf(value, "%c %23[0-9*]:%23[0-9*] %7[rwm]", &type, major, minor, access) < 3)
		return -ENOTSUP;
	rule = json_pack("{s:b, s:s#, s:s}", "allow", allow, "type", &type, 1, "access", access);
	if (major[0] != '*')
		(void)json_object_set_new(rule, "major", json_integer(strtoll(major, NULL, 10)));
	if (minor[0] != '*')
		(void)json_object_set_new(rule, "minor", json_integer(strtoll(minor, NULL, 10)));
	(void)json_array_append_new(list, rule);
	return 0;
}

static int take_hugepages(struct convert_importer *importer, const char *size, const char *value)
{
	size_t length = strcspn(size, ".");
	json_int_t bytes;

	if (strcmp(size + length, ".limit_in_bytes") != 0 || parse_bytes(value, &bytes) < 0)
		return -ENOTSUP;
	(void)json_array_append_new(convert_import_list(resources_of(importer, NULL), "hugepageLimits"),
				    json_pack("{s:s#, s:I}", "pageSize", size, (int)length, "limit", bytes));
	return 0;
}

static int take_throttle(struct convert_importer *importer, const char *file, const char *value)
{
	static const char *const names[][2] = { { "read_bps_device", "throttleReadBpsDevice" },
						{ "read_iops_device", "throttleReadIOPSDevice" },
						{ "write_bps_device", "throttleWriteBpsDevice" },
						{ "write_iops_device", "throttleWriteIOPSDevice" } };
	long long major, minor, rate;

	if (sscanf(value, "%lld:%lld %lld", &major, &minor, &rate) != 3)
		return -ENOTSUP;
	for (size_t i = 0; i < 4; i++)
		if (strcmp(names[i][0], file) == 0) {
			(void)json_array_append_new(
				convert_import_list(resources_of(importer, "blockIO"), names[i][1]),
				json_pack("{s:I, s:I, s:I}", "major", (json_int_t)major, "minor",
					  (json_int_t)minor, "rate", (json_int_t)rate));
			return 0;
		}
	return -ENOTSUP;
}

static int take_legacy(struct convert_importer *importer, const char *rest, const char *value)
{
	json_int_t number;

	importer->has_legacy = true;
	if (strcmp(rest, "devices.allow") == 0 || strcmp(rest, "devices.deny") == 0) {
		importer->has_legacy_rule = true;
		return add_rule(importer, strcmp(rest, "devices.allow") == 0, value);
	}
	if (strcmp(rest, "memory.oom_control") == 0) {
		(void)json_object_set_new(resources_of(importer, "memory"), "disableOOMKiller",
					  json_boolean(strcmp(value, "1") == 0));
		return 0;
	}
	if (strncmp(rest, "hugetlb.", 8) == 0)
		return take_hugepages(importer, rest + 8, value);
	if (strncmp(rest, "blkio.throttle.", 15) == 0)
		return take_throttle(importer, rest + 15, value);
	for (size_t i = 0; i < sizeof(legacy) / sizeof(*legacy); i++) {
		if (strcmp(legacy[i].file, rest) != 0)
			continue;
		if (!legacy[i].text && parse_bytes(value, &number) < 0)
			return -ENOTSUP;
		(void)json_object_set_new(resources_of(importer, legacy[i].part), legacy[i].field,
					  legacy[i].text ? json_string(value) : json_integer(number));
		return 0;
	}
	return -ENOTSUP;
}

/* What export writes beside the words of v1: they say the same. */
static bool is_twin(const char *file)
{
	static const char *const twins[] = { "cpu.max",     "cpu.weight",      "cpuset.cpus",
					     "cpuset.mems", "io.max",          "memory.low",
					     "memory.max",  "memory.swap.max", "pids.max" };

	for (size_t i = 0; i < sizeof(twins) / sizeof(*twins); i++)
		if (strcmp(twins[i], file) == 0)
			return true;
	return strncmp(file, "hugetlb.", 8) == 0;
}

static int take_unified(struct convert_importer *importer, const char *rest, const char *value)
{
	bool allow = strcmp(rest, "devices.allow") == 0;

	if (allow || strcmp(rest, "devices.deny") == 0)
		return importer->has_legacy_rule ? 0 : add_rule(importer, allow, value);
	if (importer->has_legacy && is_twin(rest))
		return 0;
	(void)json_object_set_new(resources_of(importer, "unified"), rest, json_string(value));
	return 0;
}

const struct convert_import_row convert_import_resources[] = {
	{ "lxc.cgroup.", take_legacy },
	{ "lxc.cgroup2.", take_unified },
	{ 0 },
};
