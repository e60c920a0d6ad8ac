#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Debian's kernels of four releases: each answers the probe as its profile says, and runs those command tests that show most in
# least time, on cgroup v1 or v2. Two guests at a time, since each has one processor.
. "${0%/*}/lib.sh"
need_guest
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

common="tests/guest/profile.t tests/cli/10-process.t tests/cli/21-mounts.t tests/cli/31-namespaces.t tests/cli/36-exec.t
	tests/cli/37-exec-terminal.t tests/cli/64-pause-ps.t"
v1="tests/cli/30-devices.t tests/cli/32-cgroups.t tests/cli/65-update.t tests/cli/66-events.t"
v2="tests/cli/33-cgroup2.t tests/guest/cgroup2-update-events.t"

# guest SUITE LAYOUT: what it said is in $work/SUITE.
guest() {
	if ! why=$(kernel_of "$1" 2>&1); then
		printf 'guest-begin kernel of %s\n1..0 # SKIP %s\n' "$1" "$(echo "$why" | tail -n 1)" >"$work/$1"
		return
	fi
	profile=$(kernel_version "$1")
	case $2 in
	v1) tests="$common $v1" ;;
	v2) tests="$common $v2" ;;
	esac
	# shellcheck disable=SC2086
	guest_said -k "build/kernels/$1" -c "$2" -t 1000 -e "PROFILE=$profile" -f kernels tests/kernel/each $tests |
		sed "s,^guest-begin tests/,guest-begin $profile: ," >"$work/$1"
}

guest bullseye v1 &
guest bookworm v2 &
wait
guest trixie v1 &
guest sid v2 &
wait
cat "$work/bullseye" "$work/bookworm" "$work/trixie" "$work/sid" | as_one
