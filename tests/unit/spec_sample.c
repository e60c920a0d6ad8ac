/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/spec/sample. */
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/spec/spec.h"
#include "tests/unit/unit.h"

static struct spec *read_sample(const struct spec_sample_user *user)
{
	auto_free char *text = spec_sample(user);
	struct spec *spec = NULL;
	struct err err = { 0 };

	ck_assert_ptr_nonnull(text);
	ck_assert_msg(spec_read(text, strlen(text), &spec, &err) == 0, "%s", err.message);
	return spec;
}

START_TEST(the_sample_is_a_config_we_read)
{
	struct spec *spec = read_sample(NULL);

	ck_assert_str_eq(spec->oci_version, SPEC_VERSION);
	ck_assert_str_eq(spec->process->args.items[0], "sh");
	ck_assert_uint_eq(spec->mounts.count, 7);
	ck_assert_str_eq(spec->hostname, "runc");
	ck_assert_ptr_nonnull(spec_namespace_find(spec, CLONE_NEWNET));
	ck_assert_ptr_null(spec_namespace_find(spec, CLONE_NEWUSER));
	spec_free(spec);
}
END_TEST

START_TEST(the_rootless_sample_has_a_user_namespace)
{
	struct spec *spec = read_sample(&(struct spec_sample_user){ .uid = 1000, .gid = 4294967294U });

	ck_assert_ptr_nonnull(spec_namespace_find(spec, CLONE_NEWUSER));
	ck_assert_ptr_null(spec_namespace_find(spec, CLONE_NEWNET));
	ck_assert_uint_eq(spec->linux->uid_mappings.count, 1);
	ck_assert_uint_eq(spec->linux->uid_mappings.items[0].host_id, 1000);
	ck_assert_uint_eq(spec->linux->gid_mappings.items[0].host_id, 4294967294U);
	ck_assert_ptr_null(spec->linux->resources);
	spec_free(spec);
}
END_TEST

START_TEST(the_text_is_indented_by_tabs)
{
	auto_free char *text = spec_sample(NULL);

	ck_assert_ptr_eq(strstr(text, "{\n\t\"ociVersion\": \"1.3.0\",\n\t\"process\": {\n"), text);
	ck_assert_ptr_nonnull(strstr(text, "\t\t\"args\": [\n\t\t\t\"sh\"\n\t\t],\n"));
	ck_assert_str_eq(text + strlen(text) - 6, "]\n\t}\n}");
}
END_TEST

Suite *suite_spec_sample(void)
{
	Suite *suite = suite_create("spec_sample");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, the_sample_is_a_config_we_read);
	tcase_add_test(tests, the_rootless_sample_has_a_user_namespace);
	tcase_add_test(tests, the_text_is_indented_by_tabs);
	suite_add_tcase(suite, tests);
	return suite;
}
