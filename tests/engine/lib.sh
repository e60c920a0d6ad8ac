# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# For tests with real engines: each operation is done with runlxc and with runc, and the two must agree. On top of
# cli/lib.sh; the first lines of a test:
#     . "${0%/*}/lib.sh"
#     podman_begin
# and the last ones are podman_end and done_testing. All of it runs in a mount namespace of its own, where the state
# directories of the runtimes and what podman keeps outside of its --root are empty.
[ -n "${ENGINE_PRIVATE:-}" ] || [ "$(id -u)" -ne 0 ] || exec env ENGINE_PRIVATE=1 unshare --mount --propagation private -- "$0"
. "${0%/*}/../cli/lib.sh"
export PATH="$PATH:/usr/sbin:/sbin"
image=box sides='runlxc runc'

# As in cli/lib.sh, with what is below a cgroup of ours: engines give those names of their own.
test_cgroups() {
	awk '/ - cgroup2? / { print $5 }' /proc/self/mountinfo | while read -r test_dir; do
		find "$test_dir" -depth -type d -path "*$mark*" 2>/dev/null || :
	done
}

# need COMMAND...: or the whole test is skipped, which is printed.
need() {
	for engine_word in "$@"; do
		command -v "$engine_word" >/dev/null || skip_all "$engine_word is not installed and could not be: ci/deps engine says why"
	done
	[ "$(id -u)" -eq 0 ] || skip_all "needs root"
}

# busybox_root DIRECTORY: a root file system of busybox, all its names, two users and something to copy.
busybox_root() {
	mkdir -p "$1/bin" "$1/dev" "$1/proc" "$1/sys" "$1/tmp" "$1/etc" "$1/data" "$1/home/user"
	cp "$(command -v busybox)" "$1/bin/busybox"
	"$1/bin/busybox" --list | while read -r engine_word; do
		[ "$engine_word" = busybox ] || ln -s busybox "$1/bin/$engine_word"
	done
	chmod 1777 "$1/tmp"
	printf 'root:x:0:0:root:/:/bin/sh\nuser:x:1000:1000:user:/home/user:/bin/sh\n' >"$1/etc/passwd"
	printf 'root:x:0:\nuser:x:1000:\nplugdev:x:46:user\n' >"$1/etc/group"
	echo kept >"$1/data/file"
	chown 1000:1000 "$1/home/user" "$1/data/file"
}

program_of() { if [ "$1" = runlxc ]; then echo "$RUNLXC"; else command -v "$1"; fi; } # SIDE

# Below $work/runlxc and $work/runc: all that podman keeps, and a program `podman` that knows where.
podman_begin() {
	need podman conmon runc busybox script
	for engine_word in /run/runlxc /run/runc /run/libpod /run/containers /var/lib/containers; do
		mkdir -p "$engine_word"
		mount -t tmpfs tmpfs "$engine_word"
	done
	chmod 711 "$work" # for user namespaces
	busybox_root "$work/image"
	for side in $sides; do
		podman_side "$work/$side" "$(program_of "$side")"
		tar -C "$work/image" -c . | "$work/$side/podman" import -q - "$image" >/dev/null
	done
	operation_count=0
}

# Limits of processes and files are not raised, which takes CAP_SYS_RESOURCE; no network is set up.
podman_side() { # DIRECTORY RUNTIME
	mkdir -p "$1/scratch"
	cat >"$1/containers.conf" <<-END
		[containers]
		default_ulimits = []
		netns = "none"
		log_driver = "k8s-file"
		[engine]
		lock_type = "file"
		static_dir = "$1/static"
		volume_path = "$1/volumes"
		image_copy_tmp_dir = "$1/scratch"
		[network]
		network_config_dir = "$1/networks"
	END
	cat >"$1/podman" <<-END
		#!/bin/sh
		export CONTAINERS_CONF='$1/containers.conf' TMPDIR='$1/scratch'
		unset XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS
		exec timeout --foreground -k 5 60 podman --root '$1/storage' --runroot '$1/run' --tmpdir '$1/tmp' \\
			--storage-driver vfs --cgroup-manager cgroupfs --events-backend file --runtime '$2' "\$@"
	END
	chmod +x "$1/podman"
}

# For the scripts of operations: podman, and podman run or create with a name and a cgroup to know them by.
p() { "$podman" "$@"; }
c() { # run|create WORD...
	engine_word=$1; shift
	p "$engine_word" --cgroup-parent "/$mark-$side" --name "$name" "$@"
}
ready() { # waits until the container says so
	for engine_word in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		! p logs "$name" | grep -q ready || return 0
		sleep 0.2
	done
}
# shellcheck disable=SC2034
operation_side() { # SIDE SCRIPT
	set +e
	side=$1 name=$mark-$1-$operation_count dir=$work/$1/scratch/$operation_count podman=$work/$1/podman
	mkdir "$dir"
	cd "$dir" || return # conmon leaves a file "oom" where it was started
	eval "$2" >"$dir.out" 2>"$dir.err" </dev/null
}

# What a side said, in one line, with "|" between lines and without what is its own.
operation_said() { # SIDE OUT|ERR
	sed -E "s,$work/$1/scratch/$operation_count,DIR,g; s/$mark-$1-$operation_count/NAME/g; s/$mark-$1/PARENT/g; s/[0-9a-f]{64}/ID/g; s/\r//g" \
		"$work/$1/scratch/$operation_count.$2" | paste -sd'|'
}

# operation NAME PATTERN <SCRIPT: both sides run the script at the same time ($name, $dir, the working directory, and
# $podman are their own), and what they print must be the same; what matches the shell pattern is a pass. Where runc
# itself prints something else, and runlxc the same, the operation cannot be had here: skipped.
operation() {
	operation_run
	if [ "$ours" != "$theirs" ]; then
		operation_fail "$1" "$2"
	elif matches "$ours" "$2"; then
		pass "$1"
		[ -z "${SHOW:-}" ] || note "$ours"
	else
		skip "$1" "runc as well, here: '$ours' instead of '$2'; $(operation_said runc err | tail -c 300)"
	fi
}

# differs NAME PATTERN PATTERN_OF_RUNC <SCRIPT: where they are meant to differ.
differs() {
	operation_run
	if matches "$ours" "$2" && matches "$theirs" "$3"; then
		pass "$1, unlike runc"
	else
		operation_fail "$1" "$2, and of runc $3"
	fi
}

# shellcheck disable=SC2254
matches() { case $1 in $2) return 0 ;; *) return 1 ;; esac; } # TEXT PATTERN

operation_run() {
	operation_count=$((operation_count + 1))
	operation_script=$(cat)
	for engine_word in $sides; do operation_side "$engine_word" "$operation_script" & done
	wait
	ours=$(operation_said runlxc out) theirs=$(operation_said runc out)
}
operation_fail() { # NAME WANTED
	fail "$1" "runlxc: $ours" "runc:   $theirs" "wanted: $2" \
		"runlxc said: $(operation_said runlxc err)" "runc said:   $(operation_said runc err)"
}

podman_cgroups() { # SIDE: those of containers; podman leaves the ones above and conmon's own
	awk '/ - cgroup2? / { print $5 }' /proc/self/mountinfo | while read -r engine_word; do
		find "$engine_word/$mark-$1" -mindepth 1 -type d ! -name conmon 2>/dev/null || :
	done
}

# Removes all by podman's means; then nothing of a container may be left: no state, no cgroup. The mounts and processes
# are done_testing's.
podman_end() {
	for side in $sides; do
		{
			"$work/$side/podman" pod rm --all --force -t 0
			"$work/$side/podman" rm --all --force -t 0
			"$work/$side/podman" volume rm --all --force
		} >"$work/.end" 2>&1 || note "podman's tidying up ($side):" "$(cat "$work/.end")"
	done
	is "no state is left" "$(ls -A /run/runlxc)" ""
	is "no cgroup of a container is left" "$(podman_cgroups runlxc)" ""
	for side in $sides; do
		podman_cgroups "$side" | sort -r | while read -r engine_word; do rmdir "$engine_word" 2>/dev/null || :; done
	done
	for side in $sides; do
		awk '/ - cgroup2? / { print $5 }' /proc/self/mountinfo | while read -r engine_word; do
			rmdir "$engine_word/$mark-$side/conmon" "$engine_word/$mark-$side" 2>/dev/null || :
		done
	done
}
