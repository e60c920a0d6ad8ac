/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a kernel's profile. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "kernels/emulate/emulate.h"

enum { PROFILE_LIMIT = 1 << 16 };

static const char blanks[] = " \t";

uint32_t emulate_version(const char *text)
{
	uint32_t version = 0;

	for (int i = 0; i < 3; i++) {
		char *end;

		version = version << 10 | (uint32_t)strtoul(text, &end, 10);
		text = *end == '.' ? end + 1 : "0";
	}
	return version;
}

static int add_words(const char ***list, char *rest, struct err *err)
{
	size_t count = 0;
	char *word;

	while (*list && (*list)[count])
		count++;
	while ((word = strtok_r(NULL, blanks, &rest))) {
		const char **longer = reallocarray(*list, count + 2, sizeof(*longer));

		if (!longer)
			return err_set(err, ENOMEM, "out of memory");
		*list = longer;
		longer[count++] = word;
		longer[count] = NULL;
	}
	return 0;
}

static int set_version(struct emulate_profile *profile, char *rest, struct err *err)
{
	const char *word = strtok_r(NULL, blanks, &rest);

	profile->version = word ? emulate_version(word) : 0;
	return profile->version ? 0 : err_set(err, EINVAL, "linux: which version?");
}

static bool is_known(const char *name)
{
	for (size_t i = 0; i < emulate_rule_count; i++)
		if (strcmp(emulate_rules[i].name, name) == 0)
			return true;
	for (size_t i = 0; i < emulate_file_count; i++)
		if (strcmp(emulate_files[i].name, name) == 0)
			return true;
	return false;
}

static int set_backports(struct emulate_profile *profile, char *rest, struct err *err)
{
	int r = add_words(&profile->backports, rest, err);

	for (const char **name = profile->backports; r == 0 && name && *name; name++)
		if (!is_known(*name))
			r = err_set(err, EINVAL, "backports: '%s' is not in kernels/emulate/rules.c", *name);
	return r;
}

static int set_cgroups(struct emulate_profile *profile, char *rest, struct err *err)
{
	profile->cgroup_root = strtok_r(NULL, blanks, &rest);
	if (!profile->cgroup_root || *profile->cgroup_root != '/')
		return err_set(err, EINVAL, "cgroups: where?");
	return add_words(&profile->controllers, rest, err);
}

/* What the probe says there: for kernels/compare. */
static int no_affair_of_ours(struct emulate_profile *profile, char *rest, struct err *err)
{
	(void)profile, (void)rest, (void)err;
	return 0;
}

static const struct {
	const char *key;
	int (*set)(struct emulate_profile *profile, char *rest, struct err *err);
} keys[] = {
	{ "any", no_affair_of_ours },
	{ "backports", set_backports },
	{ "blocked", no_affair_of_ours },
	{ "cgroups", set_cgroups },
	{ "linux", set_version },
	{ "no", no_affair_of_ours },
	{ "yes", no_affair_of_ours },
};

static int read_line(struct emulate_profile *profile, char *line, struct err *err)
{
	char *rest, *key;

	line[strcspn(line, "#")] = '\0';
	key = strtok_r(line, blanks, &rest);
	if (!key)
		return 0;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (strcmp(keys[i].key, key) == 0)
			return keys[i].set(profile, rest, err);
	return err_set(err, EINVAL, "'%s' is no key", key);
}

/* Looks for kernels/profile/NAME in the folder of this program, and in all above it. */
static int find(const char *name, char *path, size_t size)
{
	char folder[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
	char *end;

	if (strchr(name, '/'))
		return snprintf(path, size, "%s", name) < (int)size ? 0 : -ENAMETOOLONG;
	folder[length < 0 ? 0 : length] = '\0';
	while ((end = strrchr(folder, '/'))) {
		*end = '\0';
		if (snprintf(path, size, "%s/kernels/profile/%s", folder, name) < (int)size &&
		    access(path, F_OK) == 0)
			return 0;
	}
	return -ENOENT;
}

int emulate_profile_read(struct emulate_profile *profile, const char *name, struct err *err)
{
	char path[PATH_MAX], *rest, *line;
	int r = find(name, path, sizeof(path));

	if (r < 0)
		return err_set_errno(err, -r, "kernels/profile/%s", name);
	r = file_read_at(AT_FDCWD, path, PROFILE_LIMIT, &profile->text, NULL);
	if (r < 0)
		return err_set_errno(err, -r, "%s", path);
	rest = profile->text;
	while ((line = strsep(&rest, "\n"))) {
		r = read_line(profile, line, err);
		if (r < 0)
			return err_wrap(err, "%s", path);
	}
	return profile->version ? 0 : err_set(err, EINVAL, "%s: no line \"linux VERSION\"", path);
}

void emulate_profile_clear(struct emulate_profile *profile)
{
	free(profile->text);
	free(profile->backports);
	free(profile->controllers);
	*profile = (struct emulate_profile){ 0 };
}

bool emulate_profile_lacks(const struct emulate_profile *profile, const char *name, const char *since)
{
	if (emulate_version(since) <= profile->version)
		return false;
	for (const char **backport = profile->backports; backport && *backport; backport++)
		if (strcmp(*backport, name) == 0)
			return false;
	return true;
}
