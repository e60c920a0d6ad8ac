#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# checkpoint and restore on cgroup v1, whose hierarchies are bind mounts in the container.
. "${0%/*}/lib.sh"
need_guest
guest_run -c v1 -t 600 tests/kernel/each tests/guest/checkpoint.t
