/* SPDX-License-Identifier: Apache-2.0 */
/* Gives liblxc the translated lines and lets it start the container. */
#include <errno.h>
#include <lxc/lxccontainer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/base/err.h"
#include "runlxc/lxc/library.h"
#include "runlxc/lxc/lxc.h"
#include "runlxc/translate/translate.h"

static int set(struct lxc_container *container, const char *key, const char *value, const char *field,
	       struct err *err)
{
	if (container->set_config_item(container, key, value))
		return 0;
	return err_set(err, EINVAL, "%s: liblxc %s refuses '%s = %s'", field, lxc_library()->get_version(),
		       key, value);
}

static int configure(struct lxc_container *container, const struct lxc_start_request *request,
		     struct err *err)
{
	char log[32];
	int r;

	(void)snprintf(log, sizeof(log), "/proc/self/fd/%d", request->log_fd);
	r = set(container, "lxc.log.level", request->verbose ? "TRACE" : "ERROR", "--debug", err);
	if (r == 0)
		r = set(container, "lxc.log.file", log, "--log", err);
	for (size_t i = 0; i < request->plan->line_count && r == 0; i++) {
		const struct translate_line *line = &request->plan->lines[i];

		r = set(container, line->key, line->value, line->field, err);
	}
	return r;
}

/*
 * For a user, and for the root of a user namespace, liblxc makes directories for its lock in the user's runtime directory; for
 * others they are below /run/lxc, where compat/interpose keeps it from doing so. Hooks may get the environment as it was.
 */
static struct lxc_container *make(const struct lxc_start_request *request)
{
	static const char variable[] = "XDG_RUNTIME_DIR";
	const char *value = getenv(variable);
	char *saved = value ? strdup(value) : NULL;
	struct lxc_container *container;

	(void)setenv(variable, "/run", 1);
	container = lxc_library()->container_new(request->name, request->directory);
	if (saved)
		(void)setenv(variable, saved, 1);
	else
		(void)unsetenv(variable);
	free(saved);
	return container;
}

int lxc_start(const struct lxc_start_request *request, struct err *err)
{
	/* Interposition replaces the exec of this word; it is never looked up. */
	char init[] = "init", *const arguments[] = { init, NULL };
	struct lxc_container *container;
	int r = lxc_load(err);

	if (r < 0)
		return r;
	container = make(request);
	if (!container)
		return err_set(err, EINVAL, "liblxc: lxc_container_new failed");
	r = configure(container, request, err);
	if (r < 0)
		return r;
	/* Only now: without a configuration the call is ignored, and start would close all descriptors. */
	if (!container->want_daemonize(container, false))
		return err_set(err, EINVAL, "liblxc: want_daemonize failed");
	/* False also where only the tidying up failed after the container's end, as on vanilla 2.6.32. */
	if (!container->start(container, 0, arguments))
		return err_set(err, ECANCELED, "liblxc: start failed");
	return 0;
}
