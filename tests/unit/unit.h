/* SPDX-License-Identifier: Apache-2.0 */
/* Every suite of unit tests: suite_FOLDER_FILE() is in FOLDER_FILE.c, and has a row in main.c. */
#pragma once

#include <check.h>

Suite *suite_base_arena(void);
Suite *suite_base_cleanup(void);
Suite *suite_base_err(void);
Suite *suite_base_file(void);
Suite *suite_base_log(void);
Suite *suite_base_parse(void);
Suite *suite_base_strbuf(void);
Suite *suite_cgroup_apply(void);
Suite *suite_cgroup_find(void);
Suite *suite_cgroup_real(void);
Suite *suite_cgroup_resolve(void);
Suite *suite_cgroup_tree(void);
Suite *suite_spec_field(void);
Suite *suite_spec_number(void);
Suite *suite_spec_read(void);
Suite *suite_spec_refuse(void);
Suite *suite_spec_sample(void);
Suite *suite_table_mount_option(void);
Suite *suite_table_namespace(void);
Suite *suite_table_signal(void);
Suite *suite_table_word(void);
Suite *suite_translate_golden(void);

/* The directory tests/ of the source: from the environment variable TESTS_DIR, or below where we run. */
const char *unit_tests_dir(void);

/* JSON written with ' for ", as a text that the caller frees. */
char *unit_json(const char *quoted);
