/* SPDX-License-Identifier: Apache-2.0 */
/* Labels of the security modules. `attributes` is /proc/self/attr, which a test may have elsewhere. */
#pragma once

struct err;
struct spec;

/* process.apparmorProfile, for the next exec. "unconfined" where there is no AppArmor asks for nothing. */
int init_labels_apparmor(const char *attributes, const char *profile, struct err *err);

/* process.selinuxLabel, for the next exec, and NULL or the label of keyrings made from now on. NULL asks for nothing. */
int init_labels_exec(const char *attributes, const char *label, struct err *err);
int init_labels_key(const char *attributes, const char *label, struct err *err);

/* linux.mountLabel on what cannot be mounted with it, by the descriptor of the mount. NULL asks for nothing. */
int init_labels_mount(int fd, const char *label, struct err *err);
