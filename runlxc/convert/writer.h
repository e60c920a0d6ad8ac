/* SPDX-License-Identifier: Apache-2.0 */
/* Writes lines of an LXC configuration, and what is lost. */
#pragma once

#include "runlxc/convert/convert.h"

/* Both of one export. */
struct convert_writer {
	const struct convert_export_request *request;
	const struct spec *spec;
	struct convert_export *export;
};

/* "key = value"; in quotes where liblxc would take some of the value away. A value of several lines is lost as `field`. */
void convert_write(struct convert_writer *writer, const char *field, const char *key, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* "# lost: field: reason" */
void convert_lose(struct convert_writer *writer, const char *field, const char *reason);

/* A word in the shell's single quotes, in which nothing is special. */
void convert_quote(struct strbuf *text, const char *word);

/* Rules for the devices that every container may use, which runlxc adds by itself; ends with NULL. */
extern const char *const convert_usual_devices[];

/* One part of config.json each. */
void convert_export_process(struct convert_writer *writer);
void convert_export_mounts(struct convert_writer *writer);
void convert_export_resources(struct convert_writer *writer);
void convert_export_seccomp(struct convert_writer *writer);
void convert_export_hooks(struct convert_writer *writer);
/* The fields that liblxc has no word for at all. */
void convert_export_lost(struct convert_writer *writer);
