/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the imported document as text, with the one number in it that jansson cannot hold. */
#include <jansson.h>
#include <string.h>

#include "compat/base/cleanup.h"
#include "compat/base/strbuf.h"
#include "runlxc/convert/importer.h"

char *convert_import_document(const json_t *root)
{
	static const char held[] = "\"\\u0001unlimited\"";
	auto_free char *text = json_dumps(root, JSON_INDENT(4));
	struct strbuf result = { 0 };
	const char *at = text, *next;

	if (!text)
		return NULL;
	for (; (next = strstr(at, held)); at = next + strlen(held)) {
		strbuf_add(&result, at, (size_t)(next - at));
		strbuf_puts(&result, "18446744073709551615");
	}
	strbuf_puts(&result, at);
	return strbuf_take(&result);
}
