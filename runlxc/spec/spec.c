/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a config.json: text to JSON, JSON to structs by the tables of fields, then the rules. */
#include "runlxc/spec/spec.h"

#include <errno.h>
#include <stdlib.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/spec/objects.h"
#include "runlxc/spec/rules.h"
#include "runlxc/spec/text.h"

static const struct spec_field root_fields[] = {
	SPEC_FIELD(struct spec_root, path, "path", SPEC_STRING, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec_root, readonly, "readonly", SPEC_BOOL),
};
static const struct spec_object root_object = SPEC_OBJECT_OF(struct spec_root, root_fields);

/* process is required by spec_rules_check(), whose sentence says for what. */
static const struct spec_field config_fields[] = {
	SPEC_FIELD(struct spec, oci_version, "ociVersion", SPEC_STRING, .flags = SPEC_REQUIRED),
	SPEC_FIELD(struct spec, root, "root", SPEC_OBJECT, .flags = SPEC_REQUIRED, .object = &root_object),
	SPEC_FIELD(struct spec, process, "process", SPEC_OBJECT, .object = &spec_process_object),
	SPEC_FIELD(struct spec, hostname, "hostname", SPEC_STRING),
	SPEC_FIELD(struct spec, domainname, "domainname", SPEC_STRING),
	SPEC_FIELD(struct spec, mounts, "mounts", SPEC_LIST, .object = &spec_mounts_object),
	SPEC_FIELD(struct spec, hooks, "hooks", SPEC_OBJECT, .object = &spec_hooks_object),
	SPEC_FIELD(struct spec, annotations, "annotations", SPEC_MAP),
	SPEC_FIELD(struct spec, linux, "linux", SPEC_OBJECT, .flags = SPEC_REQUIRED,
		   .object = &spec_linux_object),
};
static const struct spec_object config_object = SPEC_OBJECT_OF(struct spec, config_fields);

static int read_config(const struct spec_reader *reader, struct spec_document *document)
{
	int r = spec_field_read(reader, NULL, document->json, &config_object, &document->spec);

	return r < 0 ? r : spec_rules_check(&document->spec, reader->err);
}

static int read_process(const struct spec_reader *reader, struct spec_document *document)
{
	const struct spec_place place = { .kind = SPEC_PLACE_NAME, .name = "process" };
	struct spec_process *process = arena_alloc(reader->arena, sizeof(*process));
	int r;

	if (!process)
		return err_set(reader->err, ENOMEM, "process");
	r = spec_field_read(reader, &place, document->json, &spec_process_object, process);
	if (r < 0)
		return r;
	document->spec.process = process;
	return spec_rules_check_process(&document->spec, reader->err);
}

static int read_resources(const struct spec_reader *reader, struct spec_document *document)
{
	const struct spec_place place = { .kind = SPEC_PLACE_NAME, .name = "linux.resources" };
	struct spec_resources *resources = arena_alloc(reader->arena, sizeof(*resources));
	struct spec_linux *linux = arena_alloc(reader->arena, sizeof(*linux));
	const struct spec_reader strict = { .arena = reader->arena, .err = reader->err, .strict = true };
	int r;

	if (!resources || !linux)
		return err_set(reader->err, ENOMEM, "linux.resources");
	r = spec_field_read(&strict, &place, document->json, &spec_resources_object, resources);
	if (r < 0)
		return r;
	linux->resources = resources;
	document->spec.linux = linux;
	return spec_rules_resources(&document->spec, reader->err);
}

static int read_document(const char *name, const char *text, size_t length,
			 int (*read)(const struct spec_reader *reader, struct spec_document *document),
			 struct spec **ret_spec, struct err *err)
{
	struct spec_document *document = calloc(1, sizeof(*document));
	struct spec_reader reader = { .err = err };
	int r;

	if (!document)
		return err_set(err, ENOMEM, "%s", name);
	document->spec.document = document;
	reader.arena = &document->arena;
	r = spec_text_parse(name, text, length, &document->json, err);
	if (r == 0)
		r = read(&reader, document);
	if (r < 0) {
		spec_free(&document->spec);
		return r;
	}
	*ret_spec = &document->spec;
	return 0;
}

int spec_read(const char *text, size_t length, struct spec **ret_spec, struct err *err)
{
	return read_document("config.json", text, length, read_config, ret_spec, err);
}

int spec_read_process(const char *text, size_t length, struct spec **ret_spec, struct err *err)
{
	return read_document("process", text, length, read_process, ret_spec, err);
}

int spec_read_resources(const char *text, size_t length, struct spec **ret_spec, struct err *err)
{
	return read_document("resources", text, length, read_resources, ret_spec, err);
}

void spec_free(struct spec *spec)
{
	struct spec_document *document;

	if (!spec)
		return;
	/* The document holds the spec, const or not: it is ours. */
	document = (struct spec_document *)((char *)spec - offsetof(struct spec_document, spec));
	json_decref(document->json);
	arena_clear(&document->arena);
	free(document);
}

const struct spec_namespace *spec_namespace_find(const struct spec *spec, int type)
{
	if (!spec->linux)
		return NULL;
	for (size_t i = 0; i < spec->linux->namespaces.count; i++)
		if (spec->linux->namespaces.items[i].type == type)
			return &spec->linux->namespaces.items[i];
	return NULL;
}
