/* SPDX-License-Identifier: Apache-2.0 */
/* Exports linux.seccomp as a policy of LXC's second version. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runlxc/convert/writer.h"
#include "runlxc/spec/spec.h"

/* The words that LXC has; NULL for the others. KILL_PROCESS is not among those of every version. */
static const char *action_word(const char *action, const uint32_t *errno_ret, char text[32])
{
	static const struct {
		const char *action, *word;
	} words[] = {
		{ "SCMP_ACT_ALLOW", "allow" },
		{ "SCMP_ACT_KILL", "kill" },
		{ "SCMP_ACT_KILL_PROCESS", "kill" },
		{ "SCMP_ACT_KILL_THREAD", "kill" },
		{ "SCMP_ACT_TRAP", "trap" },
	};

	if (strcmp(action, "SCMP_ACT_ERRNO") == 0) {
		(void)snprintf(text, 32, "errno %" PRIu32, errno_ret ? *errno_ret : EPERM);
		return text;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i].action, action) == 0)
			return words[i].word;
	return NULL;
}

/* LXC wants the mask last and the value that remains first. */
static void put_argument(struct strbuf *policy, const struct spec_seccomp_argument *argument)
{
	if (strcmp(argument->op, "SCMP_CMP_MASKED_EQ") == 0)
		strbuf_printf(policy, " [%" PRIu32 ",%" PRIu64 ",%s,%" PRIu64 "]", argument->index,
			      argument->value_two, argument->op, argument->value);
	else
		strbuf_printf(policy, " [%" PRIu32 ",%" PRIu64 ",%s]", argument->index, argument->value,
			      argument->op);
}

static bool compares_one_twice(const struct spec_seccomp_rule *rule)
{
	for (size_t i = 0; i < rule->args.count; i++)
		for (size_t j = 0; j < i; j++)
			if (rule->args.items[i].index == rule->args.items[j].index)
				return true;
	return false;
}

/* Conditions on one line hold together; two on one argument are either of them, as runc reads it. */
static void put_rule(struct convert_writer *writer, const struct spec_seccomp_rule *rule)
{
	struct strbuf *policy = &writer->export->seccomp;
	bool each = compares_one_twice(rule);
	char text[32];
	const char *word = action_word(rule->action, rule->errno_ret, text);

	if (!word) {
		convert_lose(writer, "linux.seccomp.syscalls", rule->action);
		return;
	}
	for (size_t i = 0; i < rule->names.count; i++) {
		for (size_t j = 0; j < rule->args.count || j == 0; j++) {
			strbuf_printf(policy, "%s %s", rule->names.items[i], word);
			for (size_t k = j; k < rule->args.count && (!each || k == j); k++)
				put_argument(policy, &rule->args.items[k]);
			strbuf_puts(policy, "\n");
			if (!each)
				break;
		}
	}
}

void convert_export_seccomp(struct convert_writer *writer)
{
	const struct spec_seccomp *seccomp = writer->spec->linux->seccomp;
	struct strbuf *policy = &writer->export->seccomp;
	const char *word;
	char text[32];

	if (!seccomp)
		return;
	word = action_word(seccomp->default_action, seccomp->default_errno_ret, text);
	if (!writer->request->seccomp_path || !word) {
		convert_lose(writer, "linux.seccomp",
			     word ? "the policy needs a file beside the configuration: give -o" :
				    "no word for the default action");
		return;
	}
	convert_write(writer, "linux.seccomp", "lxc.seccomp.profile", "%s", writer->request->seccomp_path);
	if (strcmp(word, "allow") == 0)
		strbuf_puts(policy, "2\ndenylist\n[all]\n");
	else
		strbuf_printf(policy, "2\nallowlist %s\n[all]\n", word);
	for (size_t i = 0; i < seccomp->syscalls.count; i++)
		put_rule(writer, &seccomp->syscalls.items[i]);
	if (seccomp->flags.count)
		convert_lose(writer, "linux.seccomp.flags", "no word for them");
}
