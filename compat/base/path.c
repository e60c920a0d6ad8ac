/* SPDX-License-Identifier: Apache-2.0 */
/* Absolute paths as texts; the file system is not asked. */
#include "compat/base/path.h"

#include <limits.h>
#include <string.h>

bool path_clean(const char *path, char *ret, size_t size)
{
	size_t length = 0;

	while (*path) {
		size_t word = strcspn(path, "/");

		if (word == 2 && memcmp(path, "..", 2) == 0) {
			while (length && ret[--length] != '/')
				;
		} else if (word && !(word == 1 && *path == '.')) {
			if (length + 1 + word >= size)
				return false;
			ret[length] = '/';
			memcpy(ret + length + 1, path, word);
			length += 1 + word;
		}
		path += word + (path[word] == '/');
	}
	if (length == 0)
		ret[length++] = '/';
	ret[length] = '\0';
	return true;
}

bool path_is_same(const char *a, const char *b)
{
	char clean_a[PATH_MAX], clean_b[PATH_MAX];

	return path_clean(a, clean_a, sizeof(clean_a)) && path_clean(b, clean_b, sizeof(clean_b)) &&
	       strcmp(clean_a, clean_b) == 0;
}
