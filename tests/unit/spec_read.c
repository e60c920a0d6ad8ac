/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/spec: every field in tests/unit/spec_read.json reaches its member. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/spec/spec.h"
#include "tests/unit/unit.h"

static struct spec *spec;

static void set_up(void)
{
	auto_free char *text = NULL;
	struct err err = { 0 };
	char path[4096];
	size_t length;

	(void)snprintf(path, sizeof(path), "%s/unit/spec_read.json", unit_tests_dir());
	ck_assert_msg(file_read_at(AT_FDCWD, path, 1 << 20, &text, &length) == 0, "cannot read %s", path);
	ck_assert_msg(spec_read(text, length, &spec, &err) == 0, "%s", err.message);
}

static void tear_down(void)
{
	spec_free(spec);
	spec = NULL;
}

/* The list has these entries, NULL behind the last. */
static void check_strings(const struct spec_strings *strings, const char *const *expected)
{
	size_t i;

	for (i = 0; expected[i]; i++) {
		ck_assert_uint_lt(i, strings->count);
		ck_assert_str_eq(strings->items[i], expected[i]);
	}
	ck_assert_uint_eq(strings->count, i);
	ck_assert_ptr_null(strings->items[i]);
}

static void check_mapping(const struct spec_id_mappings *mappings, uint32_t container_id, uint32_t host_id,
			  uint32_t size)
{
	ck_assert_uint_eq(mappings->count, 1);
	ck_assert_uint_eq(mappings->items[0].container_id, container_id);
	ck_assert_uint_eq(mappings->items[0].host_id, host_id);
	ck_assert_uint_eq(mappings->items[0].size, size);
}

START_TEST(the_top_is_read)
{
	ck_assert_str_eq(spec->oci_version, "1.3.0");
	ck_assert_str_eq(spec->root->path, "/srv/rootfs");
	ck_assert(spec->root->readonly);
	ck_assert_str_eq(spec->hostname, "box");
	ck_assert_str_eq(spec->domainname, "example.org");
	ck_assert_uint_eq(spec->annotations.count, 2);
	ck_assert_str_eq(spec->annotations.items[0].key, "z.first");
	ck_assert_str_eq(spec->annotations.items[0].value, "1");
	ck_assert_str_eq(spec->annotations.items[1].key, "a.second");
	ck_assert_str_eq(spec->annotations.items[1].value, "");
}
END_TEST

START_TEST(the_process_is_read)
{
	const struct spec_process *process = spec->process;

	ck_assert(process->terminal);
	ck_assert(process->no_new_privileges);
	ck_assert_uint_eq(process->console_size->height, 25);
	ck_assert_uint_eq(process->console_size->width, 80);
	ck_assert_uint_eq(process->user.uid, 1000);
	ck_assert_uint_eq(process->user.gid, 4294967295);
	ck_assert_uint_eq(*process->user.umask, 18);
	ck_assert_uint_eq(process->user.additional_gids.count, 2);
	ck_assert_uint_eq(process->user.additional_gids.items[1], 6);
	check_strings(&process->args, (const char *const[]){ "sh", "-c", "", NULL });
	check_strings(&process->env, (const char *const[]){ "A=b", "EMPTY=", "EQUALS==", NULL });
	ck_assert_str_eq(process->cwd, "/work");
	ck_assert_str_eq(process->apparmor_profile, "profile");
	ck_assert_str_eq(process->selinux_label, "label");
	ck_assert_int_eq(*process->oom_score_adj, -5);
}
END_TEST

START_TEST(capabilities_and_limits_are_read)
{
	const struct spec_process *process = spec->process;

	ck_assert_uint_eq(process->capabilities->bounding, 1 | 1 << 5);
	ck_assert_uint_eq(process->capabilities->effective, 1 << 1);
	ck_assert_uint_eq(process->capabilities->inheritable, 1 << 2);
	ck_assert_uint_eq(process->capabilities->permitted, 1 << 3);
	ck_assert_uint_eq(process->capabilities->ambient, 1 << 4);
	ck_assert_uint_eq(process->rlimits.count, 2);
	ck_assert_int_eq(process->rlimits.items[0].resource, RLIMIT_NOFILE);
	ck_assert_uint_eq(process->rlimits.items[0].soft, 1024);
	ck_assert_uint_eq(process->rlimits.items[0].hard, 4096);
	ck_assert_int_eq(process->rlimits.items[1].resource, RLIMIT_MEMLOCK);
	ck_assert(process->rlimits.items[1].hard == RLIM_INFINITY);
}
END_TEST

START_TEST(scheduling_is_read)
{
	const struct spec_process *process = spec->process;

	ck_assert_int_eq(*process->scheduler->policy, 6);
	ck_assert_int_eq(*process->scheduler->nice, -20);
	ck_assert_int_eq(*process->scheduler->priority, 0);
	ck_assert_uint_eq(process->scheduler->flags, 0x3);
	ck_assert_uint_eq(*process->scheduler->runtime, 1);
	ck_assert_uint_eq(*process->scheduler->deadline, 2);
	ck_assert_uint_eq(*process->scheduler->period, 3);
	ck_assert_int_eq(*process->io_priority->class, 2);
	ck_assert_int_eq(process->io_priority->priority, 7);
	ck_assert_str_eq(process->exec_cpu_affinity->initial, "0-3,7");
	ck_assert_str_eq(process->exec_cpu_affinity->final, "1");
}
END_TEST

START_TEST(mounts_are_read)
{
	const struct spec_mount *mounts = spec->mounts.items;

	ck_assert_uint_eq(spec->mounts.count, 2);
	ck_assert_str_eq(mounts[0].destination, "/proc");
	ck_assert_str_eq(mounts[0].type, "proc");
	ck_assert_str_eq(mounts[0].source, "proc");
	ck_assert_uint_eq(mounts[0].options.count, 0);
	ck_assert_ptr_null(mounts[1].type);
	check_strings(&mounts[1].options, (const char *const[]){ "rbind", "idmap", NULL });
	check_mapping(&mounts[1].uid_mappings, 1, 2, 3);
	check_mapping(&mounts[1].gid_mappings, 4, 5, 6);
}
END_TEST

START_TEST(hooks_are_read)
{
	const struct {
		const struct spec_hook_list *list;
		const char *path;
	} lists[] = {
		{ &spec->hooks->prestart, "/1" },         { &spec->hooks->create_runtime, "/2" },
		{ &spec->hooks->create_container, "/3" }, { &spec->hooks->start_container, "/4" },
		{ &spec->hooks->poststart, "/5" },        { &spec->hooks->poststop, "/6" },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		ck_assert_uint_eq(lists[i].list->count, 1);
		ck_assert_str_eq(lists[i].list->items[0].path, lists[i].path);
	}
	check_strings(&spec->hooks->prestart.items[0].args, (const char *const[]){ "one", "x", NULL });
	check_strings(&spec->hooks->prestart.items[0].env, (const char *const[]){ "K=v", NULL });
	ck_assert_int_eq(*spec->hooks->prestart.items[0].timeout, 30);
	ck_assert_ptr_null(spec->hooks->poststop.items[0].timeout);
}
END_TEST

START_TEST(namespaces_are_read)
{
	ck_assert_uint_eq(spec->linux->namespaces.count, 8);
	ck_assert_ptr_null(spec_namespace_find(spec, CLONE_NEWNS)->path);
	ck_assert_str_eq(spec_namespace_find(spec, CLONE_NEWNET)->path, "/run/netns/x");
	check_mapping(&spec->linux->uid_mappings, 0, 100000, 65536);
	check_mapping(&spec->linux->gid_mappings, 0, 200000, 65536);
	ck_assert_uint_eq(spec->linux->time_offsets.count, 2);
	ck_assert_str_eq(spec->linux->time_offsets.items[0].clock, "monotonic");
	ck_assert_int_eq(spec->linux->time_offsets.items[0].secs, -60);
	ck_assert_str_eq(spec->linux->time_offsets.items[1].clock, "boottime");
	ck_assert_uint_eq(spec->linux->time_offsets.items[1].nanosecs, 999999999);
	ck_assert_uint_eq(spec->linux->net_devices.count, 2);
	ck_assert_str_eq(spec->linux->net_devices.items[0].host_name, "eth7");
	ck_assert_str_eq(spec->linux->net_devices.items[0].name, "eth0");
	ck_assert_ptr_null(spec->linux->net_devices.items[1].name);
}
END_TEST

START_TEST(devices_are_read)
{
	const struct spec_device *devices = spec->linux->devices.items;

	ck_assert_uint_eq(spec->linux->devices.count, 2);
	ck_assert_int_eq(devices[0].type, 'c');
	ck_assert_str_eq(devices[0].path, "/dev/fuse");
	ck_assert_int_eq(*devices[0].major, 10);
	ck_assert_int_eq(*devices[0].minor, 229);
	ck_assert_uint_eq(*devices[0].file_mode, 0666); /* 8630 has the bits of a character device as well */
	ck_assert_uint_eq(*devices[0].uid, 7);
	ck_assert_uint_eq(*devices[0].gid, 8);
	ck_assert_int_eq(devices[1].type, 'p');
	ck_assert_ptr_null(devices[1].major);
}
END_TEST

START_TEST(the_rest_of_linux_is_read)
{
	const struct spec_linux *linux = spec->linux;

	ck_assert_str_eq(linux->cgroups_path, "/a/b");
	ck_assert_str_eq(linux->rootfs_propagation, "rslave");
	ck_assert_str_eq(linux->mount_label, "mount label");
	check_strings(&linux->masked_paths, (const char *const[]){ "/proc/kcore", NULL });
	check_strings(&linux->readonly_paths, (const char *const[]){ "/proc/sys", NULL });
	ck_assert_str_eq(linux->sysctl.items[0].key, "net.ipv4.ip_forward");
	ck_assert_str_eq(linux->sysctl.items[0].value, "1");
	ck_assert_str_eq(linux->personality->domain, "LINUX32");
	ck_assert_uint_eq(linux->personality->flags.count, 0);
	ck_assert_str_eq(linux->intel_rdt->clos_id, "guaranteed");
	ck_assert_str_eq(linux->intel_rdt->l3_cache_schema, "L3:0=7f0");
	ck_assert_str_eq(linux->intel_rdt->mem_bw_schema, "MB:0=20");
	check_strings(&linux->intel_rdt->schemata, (const char *const[]){ "L3:0=ff", NULL });
	ck_assert(linux->intel_rdt->enable_monitoring);
	ck_assert_str_eq(linux->memory_policy->mode, "MPOL_INTERLEAVE");
	ck_assert_str_eq(linux->memory_policy->nodes, "2-3");
	check_strings(&linux->memory_policy->flags, (const char *const[]){ "MPOL_F_STATIC_NODES", NULL });
}
END_TEST

START_TEST(device_rules_memory_and_cpu_are_read)
{
	const struct spec_resources *resources = spec->linux->resources;
	const struct spec_memory *memory = resources->memory;
	const struct spec_cpu *cpu = resources->cpu;

	ck_assert_uint_eq(resources->devices.count, 2);
	ck_assert(!resources->devices.items[0].allow);
	ck_assert_int_eq(resources->devices.items[0].type, 'a');
	ck_assert_str_eq(resources->devices.items[0].access, "rwm");
	ck_assert(resources->devices.items[1].allow);
	ck_assert_int_eq(resources->devices.items[1].type, 'b');
	ck_assert_int_eq(*resources->devices.items[1].major, 8);
	ck_assert_int_eq(*resources->devices.items[1].minor, -1);
	ck_assert_int_eq(*memory->limit, 1);
	ck_assert_int_eq(*memory->reservation, 2);
	ck_assert_int_eq(*memory->swap, -1);
	ck_assert_int_eq(*memory->kernel, 4);
	ck_assert_int_eq(*memory->kernel_tcp, 5);
	ck_assert_uint_eq(*memory->swappiness, 6);
	ck_assert(*memory->disable_oom_killer);
	ck_assert(!*memory->use_hierarchy);
	ck_assert(*memory->check_before_update);
	ck_assert_uint_eq(*cpu->shares, 1);
	ck_assert_int_eq(*cpu->quota, -1);
	ck_assert_uint_eq(*cpu->burst, 3);
	ck_assert_uint_eq(*cpu->period, 4);
	ck_assert_int_eq(*cpu->realtime_runtime, 5);
	ck_assert_uint_eq(*cpu->realtime_period, 6);
	ck_assert_str_eq(cpu->cpus, "0-1");
	ck_assert_str_eq(cpu->mems, "0");
	ck_assert_int_eq(*cpu->idle, 1);
}
END_TEST

static void check_throttle(const struct spec_throttle_list *list, uint64_t rate)
{
	ck_assert_uint_eq(list->count, 1);
	ck_assert_int_eq(list->items[0].major, 8);
	ck_assert_int_eq(list->items[0].minor, 16);
	ck_assert_uint_eq(list->items[0].rate, rate);
}

START_TEST(other_resources_are_read)
{
	const struct spec_resources *resources = spec->linux->resources;
	const struct spec_block_io *block_io = resources->block_io;

	ck_assert_int_eq(*resources->pids_limit, 0);
	ck_assert_uint_eq(*block_io->weight, 1000);
	ck_assert_uint_eq(*block_io->leaf_weight, 0);
	ck_assert_int_eq(block_io->weight_device.items[0].major, 8);
	ck_assert_int_eq(block_io->weight_device.items[0].minor, 0);
	ck_assert_uint_eq(*block_io->weight_device.items[0].weight, 500);
	ck_assert_uint_eq(*block_io->weight_device.items[0].leaf_weight, 10);
	check_throttle(&block_io->throttle_read_bps, 600);
	check_throttle(&block_io->throttle_write_bps, 700);
	check_throttle(&block_io->throttle_read_iops, 800);
	check_throttle(&block_io->throttle_write_iops, UINT64_MAX);
	ck_assert_str_eq(resources->hugepage_limits.items[0].page_size, "2MB");
	ck_assert_uint_eq(resources->hugepage_limits.items[0].limit, 4194304);
	ck_assert_uint_eq(*resources->network->class_id, 1048577);
	ck_assert_str_eq(resources->network->priorities.items[0].name, "eth0");
	ck_assert_uint_eq(resources->network->priorities.items[0].priority, 500);
	ck_assert_uint_eq(resources->rdma.count, 2);
	ck_assert_str_eq(resources->rdma.items[0].device, "mlx5_1");
	ck_assert_uint_eq(*resources->rdma.items[0].hca_handles, 3);
	ck_assert_ptr_null(resources->rdma.items[1].hca_handles);
	ck_assert_uint_eq(*resources->rdma.items[1].hca_objects, 20);
	ck_assert_str_eq(resources->unified.items[0].key, "memory.high");
	ck_assert_str_eq(resources->unified.items[0].value, "max");
}
END_TEST

START_TEST(seccomp_is_read)
{
	const struct spec_seccomp *seccomp = spec->linux->seccomp;
	const struct spec_seccomp_rule *rule = seccomp->syscalls.items;

	ck_assert_str_eq(seccomp->default_action, "SCMP_ACT_ERRNO");
	ck_assert_uint_eq(*seccomp->default_errno_ret, 38);
	check_strings(&seccomp->architectures,
		      (const char *const[]){ "SCMP_ARCH_X86_64", "SCMP_ARCH_X86", NULL });
	check_strings(&seccomp->flags, (const char *const[]){ "SECCOMP_FILTER_FLAG_LOG", NULL });
	ck_assert_str_eq(seccomp->listener_path, "/run/agent.sock");
	ck_assert_str_eq(seccomp->listener_metadata, "data");
	ck_assert_uint_eq(seccomp->syscalls.count, 2);
	check_strings(&rule[0].names, (const char *const[]){ "getcwd", "chmod", NULL });
	ck_assert_str_eq(rule[0].action, "SCMP_ACT_TRACE");
	ck_assert_uint_eq(*rule[0].errno_ret, 4095);
	ck_assert_uint_eq(rule[0].args.count, 1);
	ck_assert_uint_eq(rule[0].args.items[0].index, 5);
	ck_assert(rule[0].args.items[0].value == UINT64_MAX);
	ck_assert(rule[0].args.items[0].value_two == UINT64_C(9223372036854775808));
	ck_assert_str_eq(rule[0].args.items[0].op, "SCMP_CMP_MASKED_EQ");
	ck_assert_ptr_null(rule[1].errno_ret);
	ck_assert_uint_eq(rule[1].args.count, 0);
}
END_TEST

Suite *suite_spec_read(void)
{
	Suite *suite = suite_create("spec_read");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, the_top_is_read);
	tcase_add_test(tests, the_process_is_read);
	tcase_add_test(tests, capabilities_and_limits_are_read);
	tcase_add_test(tests, scheduling_is_read);
	tcase_add_test(tests, mounts_are_read);
	tcase_add_test(tests, hooks_are_read);
	tcase_add_test(tests, namespaces_are_read);
	tcase_add_test(tests, devices_are_read);
	tcase_add_test(tests, the_rest_of_linux_is_read);
	tcase_add_test(tests, device_rules_memory_and_cpu_are_read);
	tcase_add_test(tests, other_resources_are_read);
	tcase_add_test(tests, seccomp_is_read);
	suite_add_tcase(suite, tests);
	return suite;
}
