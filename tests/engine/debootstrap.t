#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A root file system that was not made for these tests: Debian's, from debootstrap, with the config of `runlxc spec`. It is
# kept in build/cache, so that only the first run fetches it.
# shellcheck disable=SC2016
. "${0%/*}/lib.sh"
need debootstrap jq
mkdir -p /run/runlxc
mount -t tmpfs tmpfs /run/runlxc
id=$mark-debian cache=$PWD/build/cache/debian

# The mirror that this machine itself uses, in either format of apt's sources.
mirror=$(sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) .*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
	grep -E '/debian/?$' | head -n 1)
if [ ! -e "$cache/complete" ]; then
	[ -n "$mirror" ] || skip_all "no Debian mirror in apt's sources"
	rm -rf "$cache"
	mkdir -p "$cache"
	timeout 250 debootstrap --variant=minbase bookworm "$cache/rootfs" "$mirror" >"$work/log" 2>&1 ||
		skip_all "debootstrap failed: $(tail -n 1 "$work/log")"
	touch "$cache/complete"
fi

mkdir "$work/debian"
cp -a "$cache/rootfs" "$work/debian/rootfs"
runlxc spec --bundle "$work/debian"
change() { jq "$1" "$work/debian/config.json" >"$work/config" && mv "$work/config" "$work/debian/config.json"; }
change '.process.terminal = false | .root.readonly = false'
all='["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_SETGID", "CAP_SETUID", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE"]'
change ".process.capabilities |= with_entries(.value = $all) | .process.noNewPrivileges = false"

inside() { # COMMAND: in bash, in the container
	# shellcheck disable=SC2016
	jq --arg command "$1" '.process.args = ["bash", "-c", $command]' "$work/debian/config.json" >"$work/config"
	mv "$work/config" "$work/debian/config.json"
	capture runlxc run --bundle "$work/debian" "$id"
}
inside 'cat /etc/debian_version; echo $$ $HOME'
like "Debian's bash is PID 1" "$(printf '%s' "$out" | paste -sd' ')" '^12\.[0-9]+ 1 /root$'
inside 'apt-get --version | head -n 1'
like "apt-get runs" "$out" '^apt '
inside 'dpkg -l | grep -c ^ii'
like "dpkg finds its packages" "$out" '^[0-9]{2,}$'
inside 'useradd -m -s /bin/bash kermit && su kermit -c "id -un; pwd; cd; pwd; touch mine; stat -c %U mine"'
is "users are made, and su becomes one" "$(printf '%s' "$out" | paste -sd' ')" "kermit / /home/kermit kermit"
inside 'echo gone >/dev/null && head -c 4 /dev/zero | wc -c && head -c 8 /dev/urandom | wc -c; [ -c /dev/null ] && echo device'
is "the devices work" "$(printf '%s' "$out" | paste -sd' ')" "4 8 device"
inside 'ls -l /dev/fd /dev/stdin | sed "s/.*-> //"; cat </dev/stdin'
is "and the links" "$(printf '%s' "$out" | paste -sd' ')" "/proc/self/fd /proc/self/fd/0"
inside 'mount -t tmpfs tmpfs /mnt'
is "what it may not do it cannot" "$status" 32
inside 'cat /proc/sys/kernel/hostname; echo x >/proc/sys/kernel/hostname'
like "the name is the container's, and /proc/sys is read-only" "$out$err" 'runc.*Read-only file system'
inside 'perl -e "exit 3"'
is "perl's exit status" "$status" 3
inside 'for i in 1 2 3; do (sleep 0.05; echo child) & done; wait; ls /proc | grep -c "^[0-9]"'
like "children are collected" "$(printf '%s' "$out" | paste -sd' ')" '^child child child [1-4]$'
inside 'kill -TERM $$; sleep 0.1; echo PID 1 ignores what it does not handle'
like "PID 1 is init" "$out" 'PID 1 ignores'
inside 'trap "echo caught; exit 7" USR1; kill -USR1 $$; sleep 1'
is "and handles what it does" "$out $status" "caught 7"
inside 'exec /nonexistent/program'
is "a program that is not there" "$status" 127
done_testing
