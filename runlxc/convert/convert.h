/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between a bundle's words and those of lxc.container.conf(5), both ways: what `runlxc export` and `runlxc import` write.
 * Pure: texts in, texts out. What the other side cannot say is named, never dropped silently. May include: runlxc/{table,
 * spec, cgroup}, compat.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "compat/base/strbuf.h"

struct err;
struct spec;

struct convert_export_request {
	const struct spec *spec;
	const char *bundle, *rootfs; /* absolute */
	const char *seccomp_path;    /* where the policy will be, absolute; NULL: there is no place for one */
	bool (*is_directory)(const char *path); /* of the host: what a bind mount's source is */
};

/* Zero-initialise; convert_export_clear() frees. */
struct convert_export {
	struct strbuf config;  /* a "#" line for each field that is lost */
	struct strbuf seccomp; /* empty: no policy */
	struct strbuf lost;    /* the fields that are lost, with commas between; empty: none */
};

/* 0, or -ENOMEM. */
int convert_export(const struct convert_export_request *request, struct convert_export *ret, struct err *err);
void convert_export_clear(struct convert_export *export);

struct convert_import {
	char *config;          /* the text of a config.json; free() */
	struct strbuf unknown; /* keys that a bundle cannot say, with commas between; empty: none */
};

/*
 * `text` is an LXC configuration without lxc.include, `policy` the text of its seccomp policy or NULL. -EINVAL names the line
 * that is not one.
 */
int convert_import(const char *text, const char *policy, struct convert_import *ret, struct err *err);
void convert_import_clear(struct convert_import *import);

/* The value of the last lxc.seccomp.profile of an LXC configuration, which the caller frees; NULL: none. */
char *convert_import_policy_path(const char *text);
