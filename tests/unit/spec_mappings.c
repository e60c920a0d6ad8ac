/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of runlxc/spec/mappings. */
#include "runlxc/spec/spec.h"
#include "tests/unit/unit.h"

START_TEST(ids_are_found_in_every_range)
{
	static const struct spec_id_mapping items[] = { { 0, 100, 10 },
							{ 1000, 5, 1 },
							{ 4294967295U, 7, 1 } };
	const struct spec_id_mappings mappings = { .count = 3, .items = items };
	uint32_t host = 42;

	ck_assert(spec_id_to_host(&mappings, 0, &host));
	ck_assert_uint_eq(host, 100);
	ck_assert(spec_id_to_host(&mappings, 9, &host));
	ck_assert_uint_eq(host, 109);
	ck_assert(spec_id_to_host(&mappings, 1000, &host));
	ck_assert_uint_eq(host, 5);
	ck_assert(spec_id_to_host(&mappings, 4294967295U, &host));
	ck_assert_uint_eq(host, 7);
	ck_assert(!spec_id_to_host(&mappings, 10, &host));
	ck_assert(!spec_id_to_host(&mappings, 999, &host));
	ck_assert(!spec_id_to_host(&mappings, 1001, &host));
	ck_assert_uint_eq(host, 7);
	ck_assert(!spec_id_to_host(&(struct spec_id_mappings){ 0 }, 0, &host));
}
END_TEST

Suite *suite_spec_mappings(void)
{
	Suite *suite = suite_create("spec_mappings");
	TCase *tests = tcase_create("all");

	tcase_add_test(tests, ids_are_found_in_every_range);
	suite_add_tcase(suite, tests);
	return suite;
}
