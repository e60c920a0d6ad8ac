/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transient scopes: the container's cgroup as a unit of systemd, which then does not take it for something forgotten, shows it,
 * and stops it in order. Only for --systemd-cgroup; the cgroup's files are ours to write all the same.
 *
 * May include: runlxc/spec, runlxc/cgroup, compat.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct err;
struct spec;
struct spec_resources;

/* Zero-initialise; systemd_place_clear() frees. */
struct systemd_place {
	char *unit;  /* "runc-box.scope" */
	char *slice; /* "system.slice" */
	char *path;  /* the cgroup below the top of every hierarchy: "/system.slice/runc-box.scope" */
};

/*
 * linux.cgroupsPath, "slice:prefix:name" here, or NULL: "system.slice:runc:ID" ("user.slice" for who is not root; then the
 * user's systemd is asked where it lives). -EINVAL: of another form.
 */
int systemd_place_find(const char *cgroups_path, const char *id, struct systemd_place *ret_place,
		       struct err *err);
void systemd_place_clear(struct systemd_place *place);

/*
 * Starts the scope with one process in it and the bundle's limits as its properties, those of "org.systemd.property.*"
 * annotations too, so that systemd never writes others; returns when it is there. A unit of this name that has failed is
 * forgotten first. -EEXIST: there is one that lives. `v2`: which controllers' properties these are.
 */
int systemd_start(const struct systemd_place *place, pid_t pid, const struct spec *spec, bool v2,
		  struct err *err);

/* Tells a running scope its new limits; it may write what it has rounded, so write yours again. */
int systemd_update(const char *unit, const struct spec_resources *resources, bool v2, struct err *err);

/* Stops the scope, if it is still there, and waits for its end. */
int systemd_stop(const char *unit, struct err *err);
