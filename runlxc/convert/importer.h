/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of import share: the document that grows, and the keys that are taken. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct convert_importer {
	json_t *root, *process, *config; /* the document, its `process` and its `linux` */
	json_t *mounts;
	const char *policy;
	bool no_devices;      /* lxc.autodev = 0 */
	bool shares_network;  /* lxc.net.0.type = none */
	bool has_namespaces;  /* lxc.namespace.clone or keep was there */
	bool has_legacy;      /* some lxc.cgroup.KEY was there: lxc.cgroup2 may say the same once more */
	bool has_legacy_rule; /* lxc.cgroup.devices, likewise */
};

/*
 * Takes a line: `rest` is what follows the row's key ("memory.max" of "lxc.cgroup2.memory.max"). 0, or -ENOTSUP when a bundle
 * cannot say that.
 */
typedef int convert_import_take(struct convert_importer *importer, const char *rest, const char *value);

/* `key` ends in a dot where more follows. */
struct convert_import_row {
	const char *key;
	convert_import_take *take;
};

/* Ends with a row without a key. */
extern const struct convert_import_row convert_import_process[], convert_import_mounts[],
	convert_import_resources[];

/* The mounts and the policy that liblxc makes without a line for them; at the end. */
void convert_import_usual_mounts(struct convert_importer *importer);
int convert_import_seccomp(struct convert_importer *importer);

/* Stands in the document for 18446744073709551615, no limit. */
#define CONVERT_IMPORT_UNLIMITED "\1unlimited"

/* The document as text, with that number in its places; the caller frees it. NULL: out of memory. */
char *convert_import_document(const json_t *root);

/* The member `name` of an object, made as an empty object or list when it is not there. */
json_t *convert_import_object(json_t *parent, const char *name);
json_t *convert_import_list(json_t *parent, const char *name);
/* The words of `value` between blanks go to the list. */
void convert_import_words(json_t *list, const char *value);
