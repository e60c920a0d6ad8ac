/* SPDX-License-Identifier: Apache-2.0 */
/* Describes `linux.seccomp`. */
#include "runlxc/spec/objects.h"

/* The kernel's MAX_ERRNO: a larger number would not come back as an error. */
enum { ERRNO_MAXIMUM = 4095, ARGUMENT_MAXIMUM = 5 };

static const struct spec_field argument_fields[] = {
	SPEC_FIELD(struct spec_seccomp_argument, index, "index", SPEC_UINT32, .flags = SPEC_REQUIRED,
		   .minimum = 0, .maximum = ARGUMENT_MAXIMUM),
	SPEC_FIELD(struct spec_seccomp_argument, value, "value", SPEC_UINT64, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_seccomp_argument, value_two, "valueTwo", SPEC_UINT64),
	SPEC_FIELD(struct spec_seccomp_argument, op, "op", SPEC_WORD, .flags = SPEC_REQUIRED,
		   .words = &table_seccomp_operator),
};
static const struct spec_object argument_object =
	SPEC_OBJECT_OF(struct spec_seccomp_argument, argument_fields);

static const struct spec_field rule_fields[] = {
	SPEC_FIELD(struct spec_seccomp_rule, names, "names", SPEC_STRINGS, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_seccomp_rule, action, "action", SPEC_WORD, .flags = SPEC_REQUIRED,
		   .words = &table_seccomp_action),
	SPEC_FIELD(struct spec_seccomp_rule, errno_ret, "errnoRet", SPEC_UINT32, .flags = SPEC_POINTER,
		   .minimum = 0, .maximum = ERRNO_MAXIMUM),
	SPEC_FIELD(struct spec_seccomp_rule, args, "args", SPEC_LIST, .object = &argument_object),
};
static const struct spec_object rule_object = SPEC_OBJECT_OF(struct spec_seccomp_rule, rule_fields);

static const struct spec_field fields[] = {
	SPEC_FIELD(struct spec_seccomp, default_action, "defaultAction", SPEC_WORD, .flags = SPEC_REQUIRED,
		   .words = &table_seccomp_action),
	SPEC_FIELD(struct spec_seccomp, default_errno_ret, "defaultErrnoRet", SPEC_UINT32,
		   .flags = SPEC_POINTER, .minimum = 0, .maximum = ERRNO_MAXIMUM),
	SPEC_FIELD(struct spec_seccomp, architectures, "architectures", SPEC_WORDS,
		   .words = &table_seccomp_arch),
	SPEC_FIELD(struct spec_seccomp, flags, "flags", SPEC_WORDS, .words = &table_seccomp_flag),
	SPEC_FIELD(struct spec_seccomp, listener_path, "listenerPath", SPEC_STRING),
	SPEC_FIELD(struct spec_seccomp, listener_metadata, "listenerMetadata", SPEC_STRING),
	SPEC_FIELD(struct spec_seccomp, syscalls, "syscalls", SPEC_LIST, .object = &rule_object),
};

const struct spec_object spec_seccomp_object = SPEC_OBJECT_OF(struct spec_seccomp, fields);
