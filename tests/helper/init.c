/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program inside test containers: `inside QUESTION [ARG]... QUESTION ...` prints "question=answer" lines.
 * Static and alone in its root file system; where /proc is missing the answer is "question=error ENOENT".
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/helper/inside/inside.h"

static const struct question *const tables[] = {
	inside_process, inside_limits, inside_files, inside_system, inside_acts,
};

static const struct {
	int number;
	const char *name;
} errors[] = {
	{ E2BIG, "E2BIG" },
	{ EACCES, "EACCES" },
	{ EAGAIN, "EAGAIN" },
	{ EBADF, "EBADF" },
	{ EBUSY, "EBUSY" },
	{ ECONNREFUSED, "ECONNREFUSED" },
	{ EDQUOT, "EDQUOT" },
	{ EEXIST, "EEXIST" },
	{ EFAULT, "EFAULT" },
	{ EINVAL, "EINVAL" },
	{ EIO, "EIO" },
	{ EISDIR, "EISDIR" },
	{ ELOOP, "ELOOP" },
	{ EMFILE, "EMFILE" },
	{ EMLINK, "EMLINK" },
	{ ENAMETOOLONG, "ENAMETOOLONG" },
	{ ENETUNREACH, "ENETUNREACH" },
	{ ENODEV, "ENODEV" },
	{ ENOENT, "ENOENT" },
	{ ENOEXEC, "ENOEXEC" },
	{ ENOKEY, "ENOKEY" },
	{ ENOMEM, "ENOMEM" },
	{ ENOSPC, "ENOSPC" },
	{ ENOSYS, "ENOSYS" },
	{ ENOTDIR, "ENOTDIR" },
	{ ENOTTY, "ENOTTY" },
	{ ENXIO, "ENXIO" },
	{ EOPNOTSUPP, "EOPNOTSUPP" },
	{ EPERM, "EPERM" },
	{ EROFS, "EROFS" },
	{ ESRCH, "ESRCH" },
	{ ETXTBSY, "ETXTBSY" },
	{ EXDEV, "EXDEV" },
};

void inside_say(const struct asked *asked, const char *format, ...)
{
	char text[8192];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < ' ')
			*c = '?';
	printf("%s=%s\n", asked->words, text);
}

void inside_say_result(const struct asked *asked, long result)
{
	int number = errno;

	if (result != -1) {
		inside_say(asked, "ok");
		return;
	}
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].number == number) {
			inside_say(asked, "error %s", errors[i].name);
			return;
		}
	inside_say(asked, "error %d", number);
}

void inside_say_file(const struct asked *asked, const char *path, int limit)
{
	FILE *file = fopen(path, "re");
	size_t size = 0;
	char *line = NULL;
	int count = 0;

	if (!file) {
		inside_say_result(asked, -1);
		return;
	}
	errno = 0;
	while ((limit == 0 || count < limit) && getline(&line, &size, file) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		inside_say(asked, "%s", line);
		count++;
	}
	if (ferror(file))
		inside_say_result(asked, -1);
	else if (count == 0)
		inside_say(asked, "%s", "");
	free(line);
	(void)fclose(file);
}

static const struct question *find(const char *name)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (const struct question *question = tables[i]; question->name; question++)
			if (strcmp(question->name, name) == 0)
				return question;
	return NULL;
}

/* The number of words used, or -1 when the question is not one. */
static int ask(char **words)
{
	const struct question *question = find(words[0]);
	char text[8192] = "";
	size_t length = 0;
	int nr = 0;

	if (!question) {
		fprintf(stderr, "inside: no such question: %s\n", words[0]);
		return -1;
	}
	while (words[1 + nr] && (question->nr_args < 0 || nr < question->nr_args))
		nr++;
	if (nr < question->nr_args) {
		fprintf(stderr, "inside: %s takes %d arguments\n", words[0], question->nr_args);
		return -1;
	}
	for (int i = 0; i <= nr && length < sizeof(text); i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s", i ? " " : "",
					   words[i]);
	question->answer(&(struct asked){ .words = text, .args = words + 1 });
	return 1 + nr;
}

int main(int argc, char **argv)
{
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < argc;) {
		int used = ask(argv + i);

		if (used < 0)
			return 125;
		i += used;
	}
	return 0;
}
