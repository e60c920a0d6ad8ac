/* SPDX-License-Identifier: Apache-2.0 */
/* What the program inside test containers answers. One function a question, one row of the table each. */
#pragma once

/* A question as it was put: the words as the answer repeats them, and what follows the first of them. */
struct asked {
	const char *words;
	char **args;
};

struct question {
	const char *name;
	int nr_args; /* -1: all that is left */
	void (*answer)(const struct asked *asked);
};

/* Tables, each ending with a row without a name. */
extern const struct question inside_process[], inside_limits[], inside_files[], inside_system[],
	inside_acts[];

/* One line "words=answer"; newlines and other control characters in it become "?". */
void inside_say(const struct asked *asked, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "words=ok" for a result that is not -1, else "words=error ENOENT" from errno. */
void inside_say_result(const struct asked *asked, long result);

/* Prints each line of a file as an answer, or the error. `limit` lines, 0 for all. */
void inside_say_file(const struct asked *asked, const char *path, int limit);
