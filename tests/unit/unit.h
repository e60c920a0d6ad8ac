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
Suite *suite_base_path(void);
Suite *suite_base_process(void);
Suite *suite_base_strbuf(void);
Suite *suite_base_unix(void);
Suite *suite_cgroup_apply(void);
Suite *suite_cgroup_device_program(void);
Suite *suite_cgroup_find(void);
Suite *suite_cgroup_real(void);
Suite *suite_cgroup_resctrl(void);
Suite *suite_cgroup_resolve(void);
Suite *suite_cgroup_tree(void);
Suite *suite_cgroup_unified(void);
Suite *suite_cmd_doctor(void);
Suite *suite_cmd_stats(void);
Suite *suite_command_parse(void);
Suite *suite_emulate_close_from(void);
Suite *suite_emulate_make_in_root(void);
Suite *suite_emulate_open_in_root(void);
Suite *suite_emulate_schedule(void);
Suite *suite_hooks_run(void);
Suite *suite_hooks_state(void);
Suite *suite_init_channel(void);
Suite *suite_init_gate(void);
Suite *suite_init_labels(void);
Suite *suite_init_program(void);
Suite *suite_interpose_active(void);
Suite *suite_interpose_table(void);
Suite *suite_lifecycle_criu(void);
Suite *suite_spec_field(void);
Suite *suite_spec_mappings(void);
Suite *suite_spec_number(void);
Suite *suite_spec_read(void);
Suite *suite_spec_refuse(void);
Suite *suite_spec_sample(void);
Suite *suite_state_directory(void);
Suite *suite_state_show(void);
Suite *suite_state_state(void);
Suite *suite_state_status(void);
Suite *suite_systemd_unit(void);
Suite *suite_table_mount_option(void);
Suite *suite_table_namespace(void);
Suite *suite_table_signal(void);
Suite *suite_table_word(void);
Suite *suite_translate_golden(void);
Suite *suite_translate_seccomp(void);

/* The directory tests/ of the source: from the environment variable TESTS_DIR, or below where we run. */
const char *unit_tests_dir(void);

/* JSON written with ' for ", as a text that the caller frees. */
char *unit_json(const char *quoted);
