/* SPDX-License-Identifier: Apache-2.0 */
/* Carries one error sentence from the place that knows the fact up to main(), which prints it. */
#include "compat/base/err.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A message is one line, whatever a file name or a config string holds. */
static void flatten(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = ' ';
}

/* "No such device", but not "RPC is unavailable": its first letter may be a small one. */
static bool is_sentence(const char *text)
{
	return isupper((unsigned char)text[0]) && islower((unsigned char)text[1]);
}

static void set(struct err *err, int number, const char *format, va_list arguments)
{
	err->number = number;
	(void)vsnprintf(err->message, sizeof(err->message), format, arguments);
	flatten(err->message);
}

int err_set(struct err *err, int number, const char *format, ...)
{
	va_list arguments;

	if (!err)
		return -number;
	va_start(arguments, format);
	set(err, number, format, arguments);
	va_end(arguments);
	return -number;
}

int err_set_errno(struct err *err, int number, const char *format, ...)
{
	va_list arguments;
	size_t length;

	if (!err)
		return -number;
	va_start(arguments, format);
	set(err, number, format, arguments);
	va_end(arguments);
	length = strlen(err->message);
	(void)snprintf(err->message + length, sizeof(err->message) - length, ": %s", strerror(number));
	if (length + 2 < sizeof(err->message) && is_sentence(err->message + length + 2))
		err->message[length + 2] = (char)tolower((unsigned char)err->message[length + 2]);
	return -number;
}

int err_wrap(struct err *err, const char *format, ...)
{
	char inner[ERR_MESSAGE_SIZE];
	va_list arguments;
	size_t length;
	int number;

	if (!err)
		return -EINVAL;
	number = err->number;
	memcpy(inner, err->message, sizeof(inner));
	va_start(arguments, format);
	set(err, number, format, arguments);
	va_end(arguments);
	length = strlen(err->message);
	(void)snprintf(err->message + length, sizeof(err->message) - length, ": %s", inner);
	return -number;
}
