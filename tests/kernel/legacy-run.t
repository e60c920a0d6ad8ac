#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Command tests with the program of `make legacy`, unpacked to /opt of a mount namespace.
. "${0%/*}/lib.sh"
[ -n "${LEGACY_PRIVATE:-}" ] || [ "$(id -u)" -ne 0 ] ||
	exec env LEGACY_PRIVATE=1 unshare --mount --propagation slave -- "$0"
[ "$(id -u)" -eq 0 ] || skip_all "needs root"
archive=$(ls build/legacy/runlxc-*-x86_64.tar.xz 2>/dev/null) || skip_all "make legacy could not make it"
mount -t tmpfs tmpfs /opt
tar -C / -xf "$archive"
export RUNLXC=/opt/runlxc/bin/runlxc
here_run tests/cli/10-process.t tests/cli/11-identity.t tests/cli/21-mounts.t tests/cli/36-exec.t tests/cli/40-seccomp.t tests/cli/60-commands.t
