/* SPDX-License-Identifier: Apache-2.0 */
/* runlxc doctor: what this kernel and this liblxc give, per field of the specification. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/probe/probe.h"
#include "runlxc/cgroup/cgroup.h"
#include "runlxc/cmd/cmd.h"
#include "runlxc/cmd/doctor.h"
#include "runlxc/command.h"
#include "runlxc/lxc/lxc.h"

enum { ANSWERS = CMD_DOCTOR_BLOCKED + 1, FIELD_WIDTH = 36, ANSWER_WIDTH = 9, SINCE_WIDTH = 8 };

struct values {
	bool json, kernel;
};

static const struct command_option options[] = {
	{ "json", NULL, COMMAND_FLAG, offsetof(struct values, json), "an array of {field, answer, detail, since}" },
	{ "kernel", NULL, COMMAND_FLAG, offsetof(struct values, kernel), "what was asked of the kernel, and its answers" },
};

/* liblxc is the first row: without it nothing starts. */
static struct cmd_doctor_finding examine_lxc(struct err *problem)
{
	const char *version = lxc_version(problem);

	return (struct cmd_doctor_finding){ version ? CMD_DOCTOR_NATIVE : CMD_DOCTOR_REFUSED,
					    version ? version : problem->message, "" };
}

static void print_row(const char *field, const struct cmd_doctor_finding *finding)
{
	(void)printf("%-*s%-*s%-*s%s\n", FIELD_WIDTH, field, ANSWER_WIDTH, cmd_doctor_word(finding->answer),
		     SINCE_WIDTH, *finding->since ? finding->since : "-",
		     *finding->detail ? finding->detail : "-");
}

static int add_row(json_t *list, const char *field, const struct cmd_doctor_finding *finding)
{
	return json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "field", field, "answer",
						     cmd_doctor_word(finding->answer), "detail",
						     finding->detail, "since", finding->since));
}

static int print_json(json_t *list, struct err *err)
{
	auto_free char *text = json_dumps(list, JSON_INDENT(2));

	if (!text)
		return err_set(err, ENOMEM, "doctor: out of memory");
	return puts(text) < 0 ? err_set_errno(err, errno, "writing to standard output") : 0;
}

/* Answer and question, as the files of kernels/profile/ have them. */
static void print_kernel(void)
{
	static const char *const words[] = { "no", "yes", "blocked" };
	size_t count;
	const struct probe *probes = probe_list(&count);

	for (size_t i = 0; i < count; i++)
		(void)printf("%-*s%s\n", ANSWER_WIDTH, words[probes[i].try()], probes[i].name);
}

static int run(const struct command_call *call, int *ret_status, struct err *err)
{
	const struct values *values = call->values;
	struct err problem = { 0 };
	struct cmd_doctor_finding finding;
	unsigned int counts[ANSWERS] = { 0 };
	struct cgroup cgroup = { 0 };
	json_t *list;
	int r;

	(void)ret_status;
	if (values->json && values->kernel)
		return err_set(err, EINVAL, "\"doctor\" takes --json or --kernel, not both");
	if (values->kernel) {
		print_kernel();
		return 0;
	}
	finding = examine_lxc(&problem);
	list = json_array();
	r = cgroup_find(&cgroup, "/proc", err);
	if (!values->json)
		(void)printf("%-*s%-*s%-*s%s\n", FIELD_WIDTH, "FIELD", ANSWER_WIDTH, "ANSWER", SINCE_WIDTH,
			     "SINCE", "DETAIL");
	for (size_t i = 0; r == 0 && i <= cmd_doctor_row_count; i++) {
		const char *field = i ? cmd_doctor_rows[i - 1].field : "(liblxc)";

		if (i)
			finding = cmd_doctor_examine(&cmd_doctor_rows[i - 1], &cgroup);
		counts[finding.answer]++;
		if (!values->json)
			print_row(field, &finding);
		else if (add_row(list, field, &finding) < 0)
			r = err_set(err, ENOMEM, "doctor: out of memory");
	}
	if (r == 0 && values->json)
		r = print_json(list, err);
	else if (r == 0)
		(void)printf("%u native, %u shimmed, %u refused, %u blocked\n", counts[CMD_DOCTOR_NATIVE],
			     counts[CMD_DOCTOR_SHIMMED], counts[CMD_DOCTOR_REFUSED],
			     counts[CMD_DOCTOR_BLOCKED]);
	json_decref(list);
	cgroup_clear(&cgroup);
	return r;
}

const struct command cmd_doctor = {
	.name = "doctor",
	.arguments = "",
	.summary = "show what this kernel and this liblxc give for each field of a bundle",
	.options = options,
	.option_count = sizeof(options) / sizeof(*options),
	.values_size = sizeof(struct values),
	.run = run,
};
