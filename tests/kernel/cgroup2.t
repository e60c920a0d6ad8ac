#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Command tests where there is nothing but cgroup v2, and where root has every capability.
. "${0%/*}/lib.sh"
need_guest
guest_run -c v2 -t 900 tests/kernel/each tests/cli/11-identity.t tests/cli/12-limits.t tests/cli/3[0-9]*cgroup*.t tests/cli/62-signals.t
