/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of what runlxc/spec accepts beyond a perfect config: absent, null, empty, unknown. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/spec/spec.h"
#include "runlxc/spec/text.h"
#include "tests/unit/unit.h"

#define PROCESS "'process':{'args':['sh'],'cwd':'/'}"
#define ROOT "'root':{'path':'rootfs'}"

/* The config must be fine; the caller frees it. */
static struct spec *read_config(const char *quoted)
{
	auto_free char *text = unit_json(quoted);
	struct spec *spec = NULL;
	struct err err = { 0 };

	ck_assert_msg(spec_read(text, strlen(text), &spec, &err) == 0, "%s", err.message);
	return spec;
}

START_TEST(the_least_config_leaves_all_else_empty)
{
	struct spec *spec = read_config("{'ociVersion':'1.0.0'," PROCESS "," ROOT ",'linux':{}}");

	ck_assert_ptr_nonnull(spec->linux);
	ck_assert_ptr_null(spec->hostname);
	ck_assert_ptr_null(spec->hooks);
	ck_assert_ptr_null(spec->process->capabilities);
	ck_assert_ptr_null(spec->process->user.umask);
	ck_assert_ptr_null(spec->process->oom_score_adj);
	ck_assert_ptr_null(spec->linux->resources);
	ck_assert_ptr_null(spec->linux->seccomp);
	ck_assert_uint_eq(spec->mounts.count, 0);
	ck_assert_uint_eq(spec->process->env.count, 0);
	ck_assert(!spec->process->terminal);
	ck_assert_ptr_null(spec_namespace_find(spec, CLONE_NEWPID));
	spec_free(spec);
}
END_TEST

START_TEST(lists_of_strings_end_in_null_even_when_absent)
{
	struct spec *spec = read_config("{'ociVersion':'1.0.0'," ROOT ",'linux':{'maskedPaths':[]},"
					"'process':{'args':['a','b','c','d'],'env':['A=b'],'cwd':'/'}}");

	ck_assert_ptr_null(spec->process->args.items[4]);
	ck_assert_ptr_null(spec->process->env.items[1]);
	ck_assert_ptr_null(spec->linux->masked_paths.items[0]);
	ck_assert_ptr_null(spec->linux->readonly_paths.items[0]);
	spec_free(spec);
}
END_TEST

START_TEST(null_is_absent)
{
	struct spec *spec =
		read_config("{'ociVersion':'1.0.0'," PROCESS "," ROOT ",'mounts':null,'hooks':null,"
			    "'linux':{'resources':null,'sysctl':null,'maskedPaths':null}}");

	ck_assert_ptr_null(spec->hooks);
	ck_assert_ptr_null(spec->linux->resources);
	spec_free(spec);
}
END_TEST

START_TEST(an_optional_empty_string_is_absent)
{
	struct spec *spec = read_config("{'ociVersion':'1.0.0'," PROCESS "," ROOT ",'hostname':'','linux':{"
					"'rootfsPropagation':'','cgroupsPath':'',"
					"'namespaces':[{'type':'pid','path':''}],"
					"'resources':{'devices':[{'allow':false,'type':''}]}}}");

	ck_assert_ptr_null(spec->hostname);
	ck_assert_ptr_null(spec->linux->rootfs_propagation);
	ck_assert_ptr_null(spec->linux->cgroups_path);
	ck_assert_ptr_null(spec->linux->namespaces.items[0].path);
	ck_assert_int_eq(spec->linux->resources->devices.items[0].type, 'a');
	spec_free(spec);
}
END_TEST

START_TEST(unknown_fields_are_skipped_at_every_depth)
{
	struct spec *spec =
		read_config("{'ociVersion':'1.99.0-rc.1+build.5','x':[1.5,{}],'process':{'args':['sh'],"
			    "'cwd':'/','x':18446744073709551616}," ROOT ",'linux':{'x':{}}}");

	ck_assert_str_eq(spec->oci_version, "1.99.0-rc.1+build.5");
	spec_free(spec);
}
END_TEST

static const char *const versions[] = { "1.0.0",     "1.0.2-dev", "1.2.1", "1.3.0",
					"1.0.0-rc5", "1.1.0+dev", "1.10.0" };

START_TEST(every_one_point_x_version_is_read)
{
	char config[256];
	struct spec *spec;

	(void)snprintf(config, sizeof(config), "{'ociVersion':'%s'," PROCESS "," ROOT ",'linux':{}}",
		       versions[_i]);
	spec = read_config(config);
	ck_assert_str_eq(spec->oci_version, versions[_i]);
	spec_free(spec);
}
END_TEST

START_TEST(unknown_capabilities_are_skipped)
{
	auto_free char *text =
		unit_json("{'args':['a'],'cwd':'/','capabilities':{"
			  "'bounding':['CAP_CHOWN','CAP_FUTURE','KILL','cap_kill','CAP_BPF']}}");
	struct spec *spec = NULL;
	struct err err = { 0 };

	ck_assert_msg(spec_read_process(text, strlen(text), &spec, &err) == 0, "%s", err.message);
	ck_assert(spec->process->capabilities->bounding == (UINT64_C(1) << 39 | 1));
	ck_assert_uint_eq(spec->process->capabilities->effective, 0);
	spec_free(spec);
}
END_TEST

START_TEST(an_empty_capabilities_object_means_empty_sets)
{
	auto_free char *text = unit_json("{'args':['a'],'cwd':'/','capabilities':{}}");
	struct spec *spec = NULL;

	ck_assert_int_eq(spec_read_process(text, strlen(text), &spec, NULL), 0);
	ck_assert_ptr_nonnull(spec->process->capabilities);
	ck_assert_uint_eq(spec->process->capabilities->bounding, 0);
	spec_free(spec);
}
END_TEST

START_TEST(a_process_of_its_own_obeys_the_same_rules)
{
	auto_free char *text = unit_json("{'args':[],'cwd':'/'}");
	struct spec *spec = NULL;
	struct err err = { 0 };

	ck_assert_int_eq(spec_read_process(text, strlen(text), &spec, &err), -EINVAL);
	ck_assert_str_eq(err.message, "process.args: must have at least one entry");
	ck_assert_ptr_null(spec);
}
END_TEST

START_TEST(errors_need_no_err)
{
	struct spec *spec = NULL;

	ck_assert_int_eq(spec_read("{}", 2, &spec, NULL), -EINVAL);
	ck_assert_int_eq(spec_read("{", 1, &spec, NULL), -EINVAL);
	spec_free(NULL);
}
END_TEST

START_TEST(sysctl_names_may_have_slashes)
{
	struct spec *spec =
		read_config("{'ociVersion':'1.0.0'," PROCESS "," ROOT ",'linux':{"
			    "'namespaces':[{'type':'network'},{'type':'ipc'},{'type':'uts'}],"
			    "'sysctl':{'net/ipv4/conf/eth0.100/forwarding':'1','net.ipv4.ip_forward':'1',"
			    "'kernel/shmmax':'1','fs.mqueue.msg_max':'1','kernel.domainname':'d'}}}");

	ck_assert_uint_eq(spec->linux->sysctl.count, 5);
	ck_assert_str_eq(spec->linux->sysctl.items[0].key, "net/ipv4/conf/eth0.100/forwarding");
	spec_free(spec);
}
END_TEST

START_TEST(resources_alone_have_no_field_that_is_unknown)
{
	static const char text[] =
		"{\"memory\": {\"limit\": 7}, \"pids\": {\"limit\": -1}, \"unified\": {\"a.b\": \"c\"}}";
	static const struct {
		const char *text, *message;
	} bad[] = {
		{ "{\"memory\": {\"Limit\": 7}}", "linux.resources.memory.Limit: unknown field" },
		{ "{\"linux\": {}}", "linux.resources.linux: unknown field" },
		{ "{\"pids\": {\"max\": 1}}", "linux.resources.pids.max: unknown field" },
		{ "{\"blockIO\": {\"weight\": 5}}", "linux.resources.blockIO.weight: must be from 10 to 1000, is 5" },
	};
	struct spec *resources = NULL;
	struct err err = { 0 };

	ck_assert_msg(spec_read_resources(text, strlen(text), &resources, &err) == 0, "%s", err.message);
	ck_assert_int_eq(*resources->linux->resources->memory->limit, 7);
	ck_assert_int_eq(*resources->linux->resources->pids_limit, -1);
	ck_assert_str_eq(resources->linux->resources->unified.items[0].key, "a.b");
	spec_free(resources);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		err = (struct err){ 0 };
		ck_assert_int_eq(spec_read_resources(bad[i].text, strlen(bad[i].text), &resources, &err),
				 -EINVAL);
		ck_assert_str_eq(err.message, bad[i].message);
	}
}
END_TEST

START_TEST(what_was_parsed_is_dumped_as_it_was)
{
	static const char text[] =
		"{\"a\":18446744073709551615,\"b\":[1,-9223372036854775809,\"\\\"x\"],\"c\":{}}";
	auto_free char *dumped = NULL;
	json_t *json = NULL;

	ck_assert_int_eq(spec_text_parse("test", text, strlen(text), &json, NULL), 0);
	dumped = spec_text_dump(json);
	json_decref(json);
	ck_assert_str_eq(dumped, text);
}
END_TEST

Suite *suite_spec_field(void)
{
	Suite *suite = suite_create("spec_field");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, the_least_config_leaves_all_else_empty);
	tcase_add_test(tests, lists_of_strings_end_in_null_even_when_absent);
	tcase_add_test(tests, null_is_absent);
	tcase_add_test(tests, an_optional_empty_string_is_absent);
	tcase_add_test(tests, unknown_fields_are_skipped_at_every_depth);
	tcase_add_loop_test(tests, every_one_point_x_version_is_read, 0,
			    sizeof(versions) / sizeof(versions[0]));
	tcase_add_test(tests, unknown_capabilities_are_skipped);
	tcase_add_test(tests, an_empty_capabilities_object_means_empty_sets);
	tcase_add_test(tests, a_process_of_its_own_obeys_the_same_rules);
	tcase_add_test(tests, errors_need_no_err);
	tcase_add_test(tests, sysctl_names_may_have_slashes);
	tcase_add_test(tests, resources_alone_have_no_field_that_is_unknown);
	tcase_add_test(tests, what_was_parsed_is_dumped_as_it_was);
	suite_add_tcase(suite, tests);
	return suite;
}
