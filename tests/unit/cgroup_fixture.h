/* SPDX-License-Identifier: Apache-2.0 */
/* A temporary directory that plays procfs or cgroupfs for the suites cgroup_*. */
#pragma once

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/base/err.h"
#include "compat/base/file.h"
#include "runlxc/cgroup/cgroup.h"

struct cgroup_fixture {
	char top[PATH_MAX / 4];
	struct cgroup cgroup;
	struct err err;
};

static inline void cgroup_fixture_init(struct cgroup_fixture *fixture)
{
	memset(fixture, 0, sizeof(*fixture));
	(void)strcpy(fixture->top, "/tmp/runlxc-unit-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(fixture->top));
}

static inline void cgroup_fixture_clear(struct cgroup_fixture *fixture)
{
	cgroup_clear(&fixture->cgroup);
	ck_assert_int_eq(file_remove_tree_at(AT_FDCWD, fixture->top), 0);
}

/* Writes top/name, whose directories are made. */
static inline void cgroup_fixture_put(struct cgroup_fixture *fixture, const char *name, const char *text)
{
	char path[PATH_MAX];
	FILE *stream;

	(void)snprintf(path, sizeof(path), "%s/%s", fixture->top, name);
	for (char *at = path + strlen(fixture->top); (at = strchr(at + 1, '/')); *at = '/') {
		*at = '\0';
		(void)mkdir(path, 0755);
	}
	stream = fopen(path, "we");
	ck_assert_ptr_nonnull(stream);
	ck_assert_int_ge(fputs(text, stream), 0);
	ck_assert_int_eq(fclose(stream), 0);
}

static inline void cgroup_fixture_expect(struct cgroup_fixture *fixture, const char *name,
					 const char *expected)
{
	char path[PATH_MAX], *text = NULL;

	(void)snprintf(path, sizeof(path), "%s/%s", fixture->top, name);
	ck_assert_msg(file_read_at(AT_FDCWD, path, 1 << 20, &text, NULL) == 0, "cannot read %s", path);
	ck_assert_msg(strcmp(text, expected) == 0, "%s: '%s' instead of '%s'", name, text, expected);
	free(text);
}

/* One hierarchy at top/name with the container at /box. */
static inline void cgroup_fixture_add(struct cgroup_fixture *fixture, const char *controllers,
				      const char *name)
{
	struct cgroup_hierarchy *hierarchy = &fixture->cgroup.hierarchies[fixture->cgroup.count++];

	*hierarchy =
		(struct cgroup_hierarchy){ .controllers = strdup(controllers), .mount_root = strdup("/") };
	ck_assert_int_ge(asprintf(&hierarchy->mount_point, "%s/%s", fixture->top, name), 0);
	hierarchy->path = strdup("/box");
	ck_assert_int_ge(asprintf(&hierarchy->directory, "%s/%s/box", fixture->top, name), 0);
}

/* The same of cgroup v2. */
static inline void cgroup_fixture_add_unified(struct cgroup_fixture *fixture, const char *controllers,
					      const char *name)
{
	cgroup_fixture_add(fixture, controllers, name);
	fixture->cgroup.hierarchies[fixture->cgroup.count - 1].unified = true;
}
