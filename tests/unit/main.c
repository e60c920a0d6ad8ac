/* SPDX-License-Identifier: Apache-2.0 */
/* Runs all suites of unit tests, or with CK_RUN_SUITE=NAME in the environment that one. */
#include <stdlib.h>
#include <string.h>

#include "compat/base/log.h"
#include "tests/unit/unit.h"

/* Sorted, one a line. */
static const struct {
	Suite *(*create)(void);
} suites[] = {
	{ suite_base_arena },
	{ suite_base_cleanup },
	{ suite_base_err },
	{ suite_base_file },
	{ suite_base_log },
	{ suite_base_parse }, { suite_base_path },
	{ suite_base_process },
	{ suite_base_strbuf },
	{ suite_base_unix },
	{ suite_cgroup_apply },
	{ suite_cgroup_device_program },
	{ suite_cgroup_find },
	{ suite_cgroup_real },
	{ suite_cgroup_resctrl },
	{ suite_cgroup_resolve },
	{ suite_cgroup_tree },
	{ suite_cgroup_unified },
	{ suite_cmd_doctor },
	{ suite_cmd_stats },
	{ suite_command_parse },
	{ suite_emulate_close_from },
	{ suite_emulate_make_in_root },
	{ suite_emulate_open_in_root },
	{ suite_emulate_schedule },
	{ suite_hooks_run },
	{ suite_hooks_state },
	{ suite_init_channel },
	{ suite_init_gate },
	{ suite_init_labels },
	{ suite_init_program },
	{ suite_interpose_active },
	{ suite_interpose_table },
	{ suite_lifecycle_criu },
	{ suite_spec_field },
	{ suite_spec_mappings },
	{ suite_spec_number },
	{ suite_spec_read },
	{ suite_spec_refuse },
	{ suite_spec_sample },
	{ suite_state_directory },
	{ suite_state_show },
	{ suite_state_state },
	{ suite_state_status },
	{ suite_systemd_unit },
	{ suite_table_mount_option },
	{ suite_table_namespace },
	{ suite_table_signal },
	{ suite_table_word },
	{ suite_translate_golden },
	{ suite_translate_seccomp },
};

const char *unit_tests_dir(void)
{
	const char *directory = getenv("TESTS_DIR");

	return directory ? directory : "tests";
}

char *unit_json(const char *quoted)
{
	char *text = strdup(quoted);

	ck_assert_ptr_nonnull(text);
	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	return text;
}

int main(void)
{
	SRunner *runner = srunner_create(NULL);
	int failed;

	/* Unknown capabilities are warned of: expected here, and noise. */
	(void)log_open(NULL, LOG_FORMAT_TEXT, LOG_LEVEL_ERROR, NULL);
	for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++)
		srunner_add_suite(runner, suites[i].create());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
