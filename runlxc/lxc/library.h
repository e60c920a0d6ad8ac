/* SPDX-License-Identifier: Apache-2.0 */
/* The entries of the loaded liblxc; all else is reached through struct lxc_container. For this folder only. */
#pragma once

struct lxc_container;

struct lxc_library {
	struct lxc_container *(*container_new)(const char *name, const char *directory);
	const char *(*get_version)(void);
};

/* Valid after lxc_load() succeeded. */
const struct lxc_library *lxc_library(void);
