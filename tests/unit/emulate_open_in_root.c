/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of compat/emulate/open_in_root. Every test runs twice: with openat2(2), and by hand, where a seccomp filter
 * hides openat2. What chroot(2) and open(2) say of the same path is the measure of both.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/file.h"
#include "compat/emulate/emulate.h"
#include "tests/unit/forbid.h"
#include "tests/unit/unit.h"

enum { OPENAT2 = 437, BOTH = 2, CHAIN = 41 };

static char directory[64];
static int root = -EBADF;

static const char *const links[][2] = {
	{ "absolute", "/etc/passwd" },
	{ "absolute_dir", "/a/b" },
	{ "absolute_slash", "/etc/passwd/" },
	{ "relative", "a/b/c" },
	{ "relative_slash", "a/b/" },
	{ "above", "../../../../../../etc/passwd" },
	{ "a/b/above", "../../../../etc" },
	{ "a/b/from_root", "/a" },
	{ "outside", "/../secret" },
	{ "to_root", "/" },
	{ "to_dot", "." },
	{ "to_up", ".." },
	{ "self", "self" },
	{ "loop", "pool" },
	{ "pool", "loop" },
	{ "two", "absolute_dir/up_there" },
	{ "a/b/up_there", "../../relative" },
	{ "dangling", "/nowhere" },
	{ "dangling_near", "a/nowhere" },
	{ "dangling_deep", "/no/such/place" },
	{ "dangling_slash", "nowhere/" },
};

/* With spaces between. */
static const char path_list[] =
	/* plain */
	"/ // . ./ .. ../.. /.. ../etc etc /etc etc/ etc// etc/. etc/.. etc/passwd //etc///passwd ./etc/./passwd "
	"etc/passwd/ etc/passwd/. etc/passwd/.. etc/passwd/../passwd etc/passwd/x a/b/../../etc/passwd "
	"a/../../../etc/passwd fifo fifo/ "
	/* missing */
	"no no/ no/. no/.. no/such a/no a/no/../b secret ../secret /../../secret "
	/* links */
	"absolute absolute/ absolute/. absolute/x absolute_dir absolute_dir/ absolute_dir/c absolute_dir/.. "
	"absolute_dir/../b/c/file absolute_slash absolute_slash/x relative relative/ relative/file "
	"relative/../../.. relative_slash relative_slash/c above a/b/above a/b/above/passwd a/b/above/.. "
	"a/b/from_root/b a/b/from_root/.. outside "
	"to_root to_root/ to_root/etc to_root/../etc to_dot to_dot/to_dot/etc to_up to_up/etc/passwd two two/ "
	"two/file two/.. self self/ self/x loop loop/x loop/.. dangling dangling/ dangling/x dangling/.. "
	"dangling_near dangling_deep dangling_slash chain/0 chain/1 chain/2";

static const int flag_sets[] = {
	O_PATH,
	O_PATH | O_DIRECTORY,
	O_PATH | O_NOFOLLOW,
	O_PATH | O_DIRECTORY | O_NOFOLLOW,
	O_RDONLY | O_NONBLOCK,
	O_RDONLY | O_NONBLOCK | O_NOFOLLOW,
	O_RDONLY | O_DIRECTORY,
};

enum { PATHS = 88, FLAG_SETS = sizeof(flag_sets) / sizeof(*flag_sets) };

static char path_words[sizeof(path_list)], *paths[PATHS];

/* What came of opening a path: an errno, or which file it is. */
struct outcome {
	int number;
	dev_t device;
	ino_t inode;
};

static void split_paths(void)
{
	size_t count = 0;

	strcpy(path_words, path_list);
	for (char *word = strtok(path_words, " "); word; word = strtok(NULL, " ")) {
		ck_assert_uint_lt(count, PATHS);
		paths[count++] = word;
	}
	ck_assert_uint_eq(count, PATHS);
}

static void put(const char *path)
{
	ck_assert_int_eq(file_replace_at(root, path, path, strlen(path), 0600), 0);
}

static void set_up(void)
{
	char name[32], target[32];

	strcpy(directory, "/tmp/unit-root-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	root = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	put("secret");
	ck_assert_int_eq(mkdirat(root, "root", 0755), 0);
	cleanup_close(&root);
	(void)strcat(directory, "/root");
	root = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (const char *const *at = (const char *const[]){ "etc", "a", "a/b", "a/b/c", "chain", NULL }; *at;
	     at++)
		ck_assert_int_eq(mkdirat(root, *at, 0755), 0);
	put("etc/passwd");
	put("a/b/c/file");
	ck_assert_int_eq(mkfifoat(root, "fifo", 0600), 0);
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		ck_assert_int_eq(symlinkat(links[i][1], root, links[i][0]), 0);
	/* chain/0 takes 41 links to its file, one too many; chain/1 the 40 that Linux follows. */
	for (int i = 0; i < CHAIN; i++) {
		(void)snprintf(name, sizeof(name), "chain/%d", i);
		(void)snprintf(target, sizeof(target), "%d", i + 1);
		ck_assert_int_eq(symlinkat(target, root, name), 0);
	}
	(void)snprintf(name, sizeof(name), "chain/%d", CHAIN);
	put(name);
}

static void tear_down(void)
{
	cleanup_close(&root);
	*strrchr(directory, '/') = '\0';
	(void)file_remove_tree_at(AT_FDCWD, directory);
}

/* The second round of a test goes by hand. */
static void choose_way(int round)
{
	if (round == 0)
		return;
	forbid_call(OPENAT2);
	ck_assert_int_eq(syscall_openat2(root, ".", O_PATH, 0), -1);
	ck_assert_int_eq(errno, ENOSYS);
}

static struct outcome outcome_of(int fd)
{
	struct outcome outcome = { 0 };
	struct stat status;

	if (fd < 0) {
		outcome.number = errno;
		return outcome;
	}
	(void)fstat(fd, &status);
	outcome.device = status.st_dev;
	outcome.inode = status.st_ino;
	(void)close(fd);
	return outcome;
}

static void expect_error(int fd, int number)
{
	int found = errno;

	ck_assert_int_eq(fd, -1);
	ck_assert_msg(found == number, "%s instead of %s", strerror(found), strerror(number));
}

/* fd is the file `path` of the root, seen from outside. */
static void expect_file(int fd, const char *path)
{
	struct stat opened, named;

	ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
	ck_assert_int_eq(fstat(fd, &opened), 0);
	ck_assert_int_eq(fstatat(root, path, &named, AT_SYMLINK_NOFOLLOW), 0);
	ck_assert_uint_eq(opened.st_ino, named.st_ino);
	ck_assert_uint_eq(opened.st_dev, named.st_dev);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
	(void)close(fd);
}

static void ask_chroot(struct outcome outcomes[PATHS][FLAG_SETS])
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (chroot(directory) < 0 || chdir("/") < 0)
			_exit(1);
		for (size_t i = 0; i < PATHS; i++)
			for (size_t j = 0; j < FLAG_SETS; j++)
				outcomes[i][j] = outcome_of(open(paths[i], flag_sets[j] | O_CLOEXEC));
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}

START_TEST(paths_lead_where_they_lead_after_a_chroot)
{
	size_t size = sizeof(struct outcome[PATHS][FLAG_SETS]);
	struct outcome(*expected)[FLAG_SETS] =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char report[4096] = "";

	ck_assert_ptr_ne(expected, MAP_FAILED);
	split_paths();
	ask_chroot(expected);
	choose_way(_i);
	for (size_t i = 0; i < PATHS; i++)
		for (size_t j = 0; j < FLAG_SETS; j++) {
			struct outcome found = outcome_of(emulate_open_in_root(root, paths[i], flag_sets[j]));
			const struct outcome *wanted = &expected[i][j];
			size_t length = strlen(report);

			if (found.number != wanted->number || found.inode != wanted->inode ||
			    found.device != wanted->device)
				(void)snprintf(
					report + length, sizeof(report) - length,
					"\n%s (flags 0%o): errno %d inode %lu instead of errno %d inode %lu",
					paths[i], flag_sets[j], found.number, (unsigned long)found.inode,
					wanted->number, (unsigned long)wanted->inode);
		}
	ck_assert_msg(!*report, "%s", report);
	(void)munmap(expected, size);
}
END_TEST

START_TEST(an_empty_path_is_the_root)
{
	choose_way(_i);
	expect_file(emulate_open_in_root(root, "", O_PATH), ".");
	expect_file(emulate_open_in_root(root, "", O_RDONLY | O_DIRECTORY), ".");
}
END_TEST

START_TEST(links_lead_to_files_of_the_root)
{
	choose_way(_i);
	expect_file(emulate_open_in_root(root, "absolute", O_PATH), "etc/passwd");
	expect_file(emulate_open_in_root(root, "above", O_RDONLY), "etc/passwd");
	expect_file(emulate_open_in_root(root, "two/file", O_RDONLY), "a/b/c/file");
	expect_file(emulate_open_in_root(root, "to_up", O_RDONLY), ".");
	expect_file(emulate_open_in_root(root, "absolute", O_PATH | O_NOFOLLOW), "absolute");
	expect_error(emulate_open_in_root(root, "outside", O_PATH), ENOENT);
	expect_error(emulate_open_in_root(root, "../secret", O_PATH), ENOENT);
}
END_TEST

START_TEST(forty_links_are_followed_and_no_more)
{
	choose_way(_i);
	expect_file(emulate_open_in_root(root, "chain/1", O_PATH), "chain/41");
	expect_error(emulate_open_in_root(root, "chain/0", O_PATH), ELOOP);
	expect_error(emulate_open_in_root(root, "self", O_PATH), ELOOP);
	expect_error(emulate_open_in_root(root, "loop/x", O_PATH), ELOOP);
}
END_TEST

START_TEST(long_names_and_paths_are_errors)
{
	char path[PATH_MAX + 2], name_255[NAME_MAX + 1];

	choose_way(_i);
	memset(name_255, 'n', NAME_MAX);
	name_255[NAME_MAX] = '\0';
	ck_assert_int_eq(mkdirat(root, name_255, 0700), 0);
	expect_file(emulate_open_in_root(root, name_255, O_PATH), name_255);
	(void)snprintf(path, sizeof(path), "%sn", name_255);
	expect_error(emulate_open_in_root(root, path, O_PATH), ENAMETOOLONG);
	(void)snprintf(path, sizeof(path), "etc/%sn/x", name_255);
	expect_error(emulate_open_in_root(root, path, O_PATH), ENAMETOOLONG);
	memset(path, '/', sizeof(path));
	path[PATH_MAX - 1] = '\0';
	expect_file(emulate_open_in_root(root, path, O_PATH), ".");
	path[PATH_MAX - 1] = '/';
	path[PATH_MAX] = '\0';
	expect_error(emulate_open_in_root(root, path, O_PATH), ENAMETOOLONG);
	expect_error(emulate_make_directory_in_root(root, path, 0755), ENAMETOOLONG);
	expect_error(emulate_make_file_in_root(root, path), ENAMETOOLONG);
}
END_TEST

START_TEST(magic_links_do_not_lead_out)
{
	auto_close int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	static const char *const magic[] = { "self/root", "self/cwd", "self/exe", "self/fd/0",
					     "self/ns/mnt" };

	ck_assert_int_ge(proc, 0);
	choose_way(_i);
	for (size_t i = 0; i < sizeof(magic) / sizeof(*magic); i++) {
		int fd = emulate_open_in_root(proc, magic[i], O_PATH);
		struct stat status, own;

		if (_i == 0) {
			expect_error(fd, ELOOP);
			continue;
		}
		/* By hand they are links like others: to a path inside the root, /proc, or to nothing. */
		ck_assert_int_eq(fstat(proc, &own), 0);
		ck_assert_msg(fd < 0 || (fstat(fd, &status) == 0 && status.st_dev == own.st_dev),
			      "%s led out", magic[i]);
		cleanup_close(&fd);
	}
}
END_TEST

Suite *suite_emulate_open_in_root(void)
{
	Suite *suite = suite_create("emulate_open_in_root");
	TCase *tests = tcase_create("all");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	if (geteuid() == 0)
		tcase_add_loop_test(tests, paths_lead_where_they_lead_after_a_chroot, 0, BOTH);
	else
		(void)fprintf(stderr, "emulate_open_in_root: comparison with chroot skipped, needs root\n");
	tcase_add_loop_test(tests, an_empty_path_is_the_root, 0, BOTH);
	tcase_add_loop_test(tests, links_lead_to_files_of_the_root, 0, BOTH);
	tcase_add_loop_test(tests, forty_links_are_followed_and_no_more, 0, BOTH);
	tcase_add_loop_test(tests, long_names_and_paths_are_errors, 0, BOTH);
	tcase_add_loop_test(tests, magic_links_do_not_lead_out, 0, BOTH);
	suite_add_tcase(suite, tests);
	return suite;
}
