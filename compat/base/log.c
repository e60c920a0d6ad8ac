/* SPDX-License-Identifier: Apache-2.0 */
/* Where messages go: stderr, or the file of --log as text or as JSON lines that engines parse. */
#include "compat/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/strbuf.h"

enum { HIGH_FD = 200 };

static struct {
	int fd;
	enum log_format format;
	enum log_level lowest;
} sink = { .fd = -1, .lowest = LOG_LEVEL_WARNING };

static const char *const level_names[] = { "debug", "info", "warning", "error" };

int log_open(const char *path, enum log_format format, enum log_level lowest, struct err *err)
{
	auto_close int fd = -EBADF;

	sink.format = format;
	sink.lowest = lowest;
	if (!path)
		return 0;
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (fd < 0)
		return err_set_errno(err, errno, "--log: open %s", path);
	/* Out of the way of the descriptors that a caller means to pass on, which are counted from 3. */
	sink.fd = fcntl(fd, F_DUPFD_CLOEXEC, HIGH_FD);
	if (sink.fd < 0)
		sink.fd = take_fd(&fd);
	return 0;
}

bool log_is_file(void)
{
	return sink.fd >= 0;
}

void log_close(void)
{
	sink.lowest = LOG_LEVEL_NONE;
	if (sink.fd >= 0)
		(void)close(sink.fd);
	sink.fd = -1;
}

int log_fd(void)
{
	return sink.fd;
}

bool log_wants(enum log_level level)
{
	return level >= sink.lowest;
}

static void put_quoted(struct strbuf *line, const char *text)
{
	strbuf_puts(line, "\"");
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			strbuf_printf(line, "\\%c", c);
		else if (c < ' ')
			strbuf_printf(line, "\\u%04x", c);
		else
			strbuf_add(line, text, 1);
	}
	strbuf_puts(line, "\"");
}

static void put_time(struct strbuf *line)
{
	struct timeval now;
	struct tm utc;
	char text[32];

	(void)gettimeofday(&now, NULL);
	(void)gmtime_r(&now.tv_sec, &utc);
	(void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
	put_quoted(line, text);
}

void log_write(enum log_level level, const char *format, ...)
{
	auto_strbuf struct strbuf line = { 0 };
	bool json = sink.format == LOG_FORMAT_JSON;
	char message[4096];
	va_list arguments;

	if (level < sink.lowest)
		return;
	va_start(arguments, format);
	(void)vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	if (sink.fd < 0 && !json) {
		strbuf_printf(&line, "runlxc: %s: %s\n", level_names[level], message);
	} else {
		strbuf_printf(&line,
			      json ? "{\"level\":\"%s\",\"msg\":" : "level=%s msg=", level_names[level]);
		put_quoted(&line, message);
		strbuf_puts(&line, json ? ",\"time\":" : " time=");
		put_time(&line);
		strbuf_puts(&line, json ? "}\n" : "\n");
	}
	if (!line.failed)
		(void)file_write_fd(sink.fd < 0 ? STDERR_FILENO : sink.fd, line.text, line.length);
}
