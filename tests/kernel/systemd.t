#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# systemd as init, which makes the containers' cgroups by --systemd-cgroup, and AppArmor, which Debian's kernel has.
. "${0%/*}/lib.sh"
need_guest
guest_run -c systemd -t 280 tests/kernel/each tests/cli/34-systemd.t tests/cli/42-labels.t
