/* SPDX-License-Identifier: Apache-2.0 */
/* Lists a cgroup and the cgroups below it. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "runlxc/cgroup/internal.h"

/* Takes the text, which may be NULL after a failed allocation; frees it when it cannot be kept. */
static int add(struct cgroup_tree *tree, char *directory)
{
	if (directory && tree->count == tree->size) {
		size_t size = tree->size ? tree->size * 2 : 8;
		char **grown = realloc(tree->directories, size * sizeof(*grown));

		if (grown) {
			tree->directories = grown;
			tree->size = size;
		}
	}
	if (!directory || tree->count == tree->size) {
		free(directory);
		return -ENOMEM;
	}
	tree->directories[tree->count++] = directory;
	return 0;
}

static bool is_gone(int number)
{
	return number == ENOENT || number == ENODEV;
}

static int add_children(struct cgroup_tree *tree, const char *parent)
{
	auto_closedir DIR *stream = NULL;
	struct dirent *entry;
	struct stat status;

	if (stat(parent, &status) < 0)
		return is_gone(errno) ? 0 : -errno;
	/* Two links and one more for each child: the usual cgroup has none, and need not be read. */
	if (status.st_nlink == 2)
		return 0;
	stream = opendir(parent);
	if (!stream)
		return is_gone(errno) ? 0 : -errno;
	while ((entry = readdir(stream))) {
		char *directory;
		int r;

		if (entry->d_type != DT_DIR || strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (asprintf(&directory, "%s/%s", parent, entry->d_name) < 0)
			return -ENOMEM;
		r = add(tree, directory);
		if (r < 0)
			return r;
	}
	return 0;
}

int cgroup_tree_read(const char *top, struct cgroup_tree *ret_tree, struct err *err)
{
	struct cgroup_tree tree = { 0 };
	int r = add(&tree, strdup(top));

	for (size_t i = 0; r == 0 && i < tree.count; i++)
		r = add_children(&tree, tree.directories[i]);
	if (r < 0) {
		cgroup_tree_clear(&tree);
		return err_set_errno(err, -r, "reading the cgroups below %s", top);
	}
	*ret_tree = tree;
	return 0;
}

void cgroup_tree_clear(struct cgroup_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		free(tree->directories[i]);
	free(tree->directories);
	*tree = (struct cgroup_tree){ 0 };
}
