/* SPDX-License-Identifier: Apache-2.0 */
/* What is executed: process.args[0] looked up in the container, and its environment. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/strbuf.h"
#include "runlxc/init/init.h"
#include "runlxc/spec/spec.h"

enum { PASSWD_LIMIT = 4 * 1024 * 1024 };

/* 0 when the file can be executed, else an errno. */
static int check_program(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return errno;
	if (S_ISDIR(status.st_mode))
		return EISDIR;
	return access(path, X_OK) < 0 ? errno : 0;
}

static const char *variable(char **const environment, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; environment[i]; i++)
		if (strncmp(environment[i], name, length) == 0 && environment[i][length] == '=')
			return environment[i] + length + 1;
	return NULL;
}

/* Go's words and lower case, since dockerd and podman match on them. */
static int refuse_program(const char *name, int number, struct err *err)
{
	switch (number) {
	case ENOENT:
		return err_set(
			err, ENOENT,
			"unable to start container process: exec: \"%s\": stat %s: no such file or directory",
			name, name);
	case EACCES:
		return err_set(err, EACCES,
			       "unable to start container process: exec: \"%s\": permission denied", name);
	case EISDIR:
		/* The words of runc before 1.2, which docker's client of that time makes its exit code 126 of. */
		return err_set(
			err, EISDIR,
			"unable to start container process: exec: \"%s\": permission denied: is a directory",
			name);
	default:
		return err_set_errno(err, number, "unable to start container process: exec: \"%s\"", name);
	}
}

static int search(const char *name, const char *path, char **ret_path, struct err *err)
{
	int first_refusal = 0;

	/* An empty element is the working directory, the last one too; an empty PATH has no elements. */
	for (const char *at = path && *path ? path : NULL; at;) {
		size_t length = strcspn(at, ":");
		auto_strbuf struct strbuf candidate = { 0 };
		int number;

		strbuf_add(&candidate, length ? at : ".", length ? length : 1);
		strbuf_printf(&candidate, "/%s", name);
		if (candidate.failed)
			return err_set(err, ENOMEM, "exec: out of memory");
		number = check_program(candidate.text);
		if (number == 0) {
			*ret_path = strbuf_take(&candidate);
			return 0;
		}
		if (number == EACCES)
			first_refusal = number;
		at = at[length] ? at + length + 1 : NULL;
	}
	if (first_refusal)
		return refuse_program(name, first_refusal, err);
	return err_set(err, ENOENT,
		       "unable to start container process: exec: \"%s\": executable file not found in $PATH",
		       name);
}

int init_find_program(const struct spec *spec, char **const environment, char **ret_path, struct err *err)
{
	const char *name = spec->process->args.items[0];
	int number;

	if (!strchr(name, '/'))
		return search(name, variable(environment, "PATH"), ret_path, err);
	number = check_program(name);
	if (number)
		return refuse_program(name, number, err);
	*ret_path = strdup(name);
	return *ret_path ? 0 : err_set(err, ENOMEM, "exec: out of memory");
}

/* Field 6 of a line of /etc/passwd when its user is this one. The line is changed. */
static const char *home_in(char *line, uid_t uid)
{
	char *fields[7] = { NULL }, *rest = line;

	for (size_t i = 0; i < 7 && rest; i++)
		fields[i] = strsep(&rest, ":");
	return fields[5] && *fields[5] && *fields[2] && strtoul(fields[2], NULL, 10) == uid ? fields[5] :
											      NULL;
}

/*
 * libc's getpwuid would load the image's NSS libraries into us. The file is the image's too: it may be a device or a FIFO,
 * which is neither read nor waited for, or without end.
 */
static char *home_of(uid_t uid)
{
	auto_close int fd = open("/etc/passwd", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	auto_free char *text = NULL;
	struct stat status;
	char *rest;

	if (fd < 0 || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) ||
	    file_read_fd(fd, PASSWD_LIMIT, &text, NULL) < 0)
		return strdup("/");
	rest = text;
	while (rest) {
		const char *home = home_in(strsep(&rest, "\n"), uid);

		if (home)
			return strdup(home);
	}
	return strdup("/");
}

/* Of several entries for one name the last counts, as with runc. */
static bool is_last_of_its_name(const struct spec_strings *env, size_t index)
{
	size_t length = strcspn(env->items[index], "=") + 1;

	for (size_t i = index + 1; i < env->count; i++)
		if (strncmp(env->items[i], env->items[index], length) == 0)
			return false;
	return true;
}

char **init_environment(const struct spec *spec)
{
	const struct spec_strings *env = &spec->process->env;
	char **list = calloc(env->count + 2, sizeof(*list));
	size_t count = 0;

	if (!list)
		return NULL;
	for (size_t i = 0; i < env->count; i++) {
		/* An empty HOME is none. */
		if (!is_last_of_its_name(env, i) || strcmp(env->items[i], "HOME=") == 0)
			continue;
		list[count] = strdup(env->items[i]);
		if (!list[count++])
			return NULL;
	}
	if (!variable(list, "HOME")) {
		auto_free char *home = home_of(spec->process->user.uid);

		if (!home || asprintf(&list[count], "HOME=%s", home) < 0)
			return NULL;
	}
	return list;
}
