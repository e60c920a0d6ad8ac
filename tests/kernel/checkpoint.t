#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# checkpoint and restore with Debian's criu and the kernel that it knows.
. "${0%/*}/lib.sh"
need_guest
guest_run -c v2 -t 600 tests/kernel/each tests/guest/checkpoint.t
