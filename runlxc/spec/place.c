/* SPDX-License-Identifier: Apache-2.0 */
/* Where in config.json a reader stands, so that errors name the place. */
#include "runlxc/spec/place.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/strbuf.h"

static void add(struct strbuf *text, const struct spec_place *place)
{
	if (!place)
		return;
	add(text, place->parent);
	switch (place->kind) {
	case SPEC_PLACE_NAME:
		strbuf_printf(text, "%s%s", place->parent ? "." : "", place->name);
		break;
	case SPEC_PLACE_INDEX:
		strbuf_printf(text, "[%zu]", place->index);
		break;
	case SPEC_PLACE_KEY:
		strbuf_printf(text, "[\"%s\"]", place->name);
		break;
	}
}

char *spec_place_text(const struct spec_place *place)
{
	auto_strbuf struct strbuf text = { 0 };

	if (place)
		add(&text, place);
	else
		strbuf_puts(&text, "config.json");
	return strbuf_take(&text);
}

int spec_place_error(const struct spec_place *place, struct err *err, const char *format, ...)
{
	auto_free char *text = spec_place_text(place);
	char message[512];
	va_list arguments;

	if (!text)
		return err_set(err, ENOMEM, "config.json");
	va_start(arguments, format);
	(void)vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	return err_set(err, EINVAL, "%s: %s", text, message);
}
