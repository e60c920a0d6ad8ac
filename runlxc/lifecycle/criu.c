/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of criu, its run, and its last words. */
#include "runlxc/lifecycle/criu.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/base/cleanup.h"
#include "compat/base/err.h"
#include "compat/base/file.h"
#include "compat/base/process.h"
#include "compat/base/strbuf.h"

enum { LOG_MAX = 64 * 1024 * 1024, WORDS_MAX = 256, NOT_FOUND = 127, NO_ROOT = 126 };

void lifecycle_criu_word(struct strbuf *words, const char *format, ...)
{
	char text[4096 + 64];
	va_list list;
	int length;

	va_start(list, format);
	length = vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	if (length < 0 || (size_t)length >= sizeof(text))
		words->failed = true;
	else
		strbuf_add(words, text, (size_t)length + 1);
}

static void add_flags(const struct lifecycle_criu *criu, struct strbuf *words)
{
	const struct {
		bool set;
		const char *word;
	} flags[] = {
		{ criu->leave_running, "--leave-running" },
		{ criu->tcp_established, "--tcp-established" },
		{ criu->tcp_skip_in_flight, "--skip-in-flight" },
		{ criu->link_remap, "--link-remap" },
		{ criu->ext_unix_sk, "--ext-unix-sk" },
		{ criu->shell_job, "--shell-job" },
		{ criu->lazy_pages, "--lazy-pages" },
		{ criu->file_locks, "--file-locks" },
		{ criu->auto_dedup, "--auto-dedup" },
		{ criu->pre_dump || criu->parent_path, "--track-mem" },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (flags[i].set)
			lifecycle_criu_word(words, "%s", flags[i].word);
}

static int add_page_server(const char *value, struct strbuf *words, struct err *err)
{
	const char *colon = value ? strrchr(value, ':') : NULL;

	if (!value)
		return 0;
	if (!colon || colon == value || !colon[1])
		return err_set(err, EINVAL, "--page-server: '%s' is not ADDRESS:PORT", value);
	lifecycle_criu_word(words, "--page-server");
	lifecycle_criu_word(words, "--address");
	lifecycle_criu_word(words, "%.*s", (int)(colon - value), value);
	lifecycle_criu_word(words, "--port");
	lifecycle_criu_word(words, "%s", colon + 1);
	return 0;
}

static int add_cgroups_mode(const char *mode, struct strbuf *words, struct err *err)
{
	static const char *const modes[] = { "soft", "full", "strict", "ignore" };

	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (!mode || strcmp(mode, modes[i]) == 0) {
			lifecycle_criu_word(words, "--manage-cgroups=%s", modes[i]);
			return 0;
		}
	return err_set(err, EINVAL, "--manage-cgroups-mode: '%s' is neither soft, full, strict nor ignore",
		       mode);
}

static int add_empty_ns(const struct lifecycle_criu *criu, struct strbuf *words, struct err *err)
{
	for (size_t i = 0; i < criu->empty_ns_count; i++) {
		if (strcmp(criu->empty_ns[i], "network") != 0)
			return err_set(err, EINVAL, "--empty-ns: '%s': only network can be left empty",
				       criu->empty_ns[i]);
		lifecycle_criu_word(words, "--empty-ns");
		lifecycle_criu_word(words, "net");
	}
	return 0;
}

int lifecycle_criu_words(const struct lifecycle_criu *criu, const char *action, const char *rootfs,
			 struct strbuf *words, struct err *err)
{
	const struct {
		const char *option, *value;
	} values[] = {
		{ "--images-dir", criu->image_path },
		{ "--work-dir", criu->work_path },
		{ "--root", rootfs },
		{ "--prev-images-dir", criu->parent_path },
		{ "--status-fd", criu->status_fd },
		{ "--lsm-profile", criu->lsm_profile },
		{ "--lsm-mount-context", criu->lsm_mount_context },
	};
	int r;

	lifecycle_criu_word(words, "%s", criu->program);
	lifecycle_criu_word(words, "%s", action);
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		if (values[i].value) {
			lifecycle_criu_word(words, "%s", values[i].option);
			lifecycle_criu_word(words, "%s", values[i].value);
		}
	lifecycle_criu_word(words, "-v4");
	/* Mounts from outside are found by their source, and again by it at restore. */
	lifecycle_criu_word(words, "--external");
	lifecycle_criu_word(words, "mnt[]:sm");
	add_flags(criu, words);
	r = add_cgroups_mode(criu->manage_cgroups_mode, words, err);
	if (r == 0)
		r = add_empty_ns(criu, words, err);
	return r < 0 ? r : add_page_server(criu->page_server, words, err);
}

/* In the child. criu --root wants a mount point; nobody else is to see that one. */
static bool make_root(const char *rootfs)
{
	return unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == 0 &&
	       mount(rootfs, rootfs, NULL, MS_BIND | MS_REC, NULL) == 0 &&
	       mount(NULL, rootfs, NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

/*
 * criu is not killed when we are: in the middle of a dump its code runs in the container's processes, and only it takes
 * that out again. It ends by itself.
 */
static void execute(char **words, const char *rootfs)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	process_reset_signals();
	if (!rootfs && (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0))
		_exit(EXIT_FAILURE);
	if (rootfs && !make_root(rootfs))
		_exit(NO_ROOT);
	(void)execvp(words[0], words);
	_exit(errno == ENOENT ? NOT_FOUND : EXIT_FAILURE);
}

/* The first line of the log that says "Error", without the time before it: what follows says how all ended, not why. */
static const char *first_error(char *text)
{
	for (char *line = strtok_r(text, "\n", &text); line; line = strtok_r(NULL, "\n", &text)) {
		const char *at = strstr(line, "Error");

		/* Probes of tools that may fail say so too. */
		if (at && !strstr(at, "exited, status"))
			return at;
	}
	return "no reason";
}

static int explain(int status, const char *action, const char *work_path, const char *log, struct err *err)
{
	auto_close int dirfd = open(work_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_free char *text = NULL;

	if (dirfd < 0 || file_read_at(dirfd, log, LOG_MAX, &text, NULL) < 0)
		return err_set(err, EIO, "criu %s failed with status %d and left no %s/%s", action,
			       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), work_path,
			       log);
	return err_set(err, EIO, "criu %s failed: %s (all of it: %s/%s)", action, first_error(text),
		       work_path, log);
}

/* Of a run before this one, whose words are not to be taken for this one's. */
static void forget_log(const char *work_path, const char *log)
{
	auto_close int dirfd = open(work_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dirfd >= 0)
		(void)unlinkat(dirfd, log, 0);
}

int lifecycle_criu_run(const struct strbuf *words, const char *rootfs, const char *work_path, const char *log,
		       struct err *err)
{
	char *list[WORDS_MAX] = { NULL };
	size_t count = 0;
	pid_t pid;
	int status;

	forget_log(work_path, log);
	if (words->failed)
		return err_set(err, ENOMEM, "criu: out of memory, or a path that is too long");
	for (char *word = words->text; word < words->text + words->length; word += strlen(word) + 1) {
		if (count + 1 == WORDS_MAX)
			return err_set(err, E2BIG, "criu: more than %d words", WORDS_MAX - 1);
		list[count++] = word;
	}
	pid = fork();
	if (pid < 0)
		return err_set_errno(err, errno, "fork");
	if (pid == 0)
		execute(list, rootfs);
	status = process_wait(pid);
	if (status == 0)
		return 0;
	if (status > 0 && WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND)
		return err_set(err, ENOENT, "criu is not installed: '%s' is not found", list[0]);
	if (status > 0 && WIFEXITED(status) && WEXITSTATUS(status) == NO_ROOT)
		return err_set(err, EIO, "criu: %s cannot be made a mount point", rootfs);
	return explain(status, list[1], work_path, log, err);
}
