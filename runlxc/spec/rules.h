/* SPDX-License-Identifier: Apache-2.0 */
/* What the specification demands beyond the shape of single fields. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct err;
struct spec;

/* One rule or a few on one subject. 0, or -EINVAL with err naming the place. */
typedef int spec_rules_rule(const struct spec *spec, struct err *err);

/* All rules for a config.json, and those for a process of its own. */
spec_rules_rule spec_rules_check;
spec_rules_rule spec_rules_check_process;

/* One file each; what a rule needs of others it says itself. */
spec_rules_rule spec_rules_linux;
spec_rules_rule spec_rules_namespaces;
spec_rules_rule spec_rules_resources;
spec_rules_rule spec_rules_seccomp;
spec_rules_rule spec_rules_sysctl;

/* "0-3,7", as cpusets have it: numbers below `count`. */
bool spec_rules_is_number_list(const char *text, size_t count);
