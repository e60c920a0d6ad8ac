# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2119,SC2120
# For tests with real engines: each operation is done with runlxc and with runc, and the two must agree. On top of
# cli/lib.sh. Each engine has a file beside this one (podman.sh, containerd.sh, ...) that a test reads first, between whose
# NAME_begin and NAME_end stand its operations; the last line is done_testing. All of it runs in a mount namespace of its own, where
# the state directories of the runtimes and what an engine keeps outside of its --root are empty; $engine_namespaces are
# more options for unshare. With "--pid --fork --kill-child --mount-proc" nothing survives the test, however it ends.
# shellcheck disable=SC2086
[ -n "${ENGINE_PRIVATE:-}" ] || [ "$(id -u)" -ne 0 ] ||
	exec env ENGINE_PRIVATE=1 unshare --mount --propagation private ${engine_namespaces:-} -- "$0"
. "${0%/*}/../cli/lib.sh"
export PATH="$PATH:/usr/sbin:/sbin"
image=box sides='runlxc runc'
operation_count=0 operation_first=1 operations_at_once=${ENGINE_AT_ONCE:-3}

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

# empty DIRECTORY...: hides what is there, for this test alone.
empty() {
	for engine_word in "$@"; do
		mkdir -p "$engine_word"
		mount -t tmpfs tmpfs "$engine_word"
	done
}

overlay_works() { # on the disk of this test
	mkdir -p "$work/disk/l" "$work/disk/u" "$work/disk/w" "$work/disk/m"
	mount -t overlay -o "lowerdir=$work/disk/l,upperdir=$work/disk/u,workdir=$work/disk/w" overlay "$work/disk/m" 2>/dev/null &&
		umount "$work/disk/m"
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

# image_archive ROOT FILE NAME [CONFIG]: an image of one layer, as `docker load` and `ctr image import` read it. CONFIG is
# the JSON of its defaults.
image_archive() {
	mkdir "$2.d"
	tar -C "$1" -cf "$2.d/layer.tar" .
	jq -n --arg layer "sha256:$(sha256sum "$2.d/layer.tar" | cut -d' ' -f1)" --argjson config "${4:-"{}"}" '{ architecture: "amd64",
		os: "linux", config: ({ Env: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"], Cmd: ["sh"] } + $config),
		rootfs: { type: "layers", diff_ids: [$layer] } }' >"$2.d/config.json"
	jq -n --arg name "$3" '[{ Config: "config.json", RepoTags: [$name], Layers: ["layer.tar"] }]' >"$2.d/manifest.json"
	tar -C "$2.d" -cf "$2" manifest.json config.json layer.tar
	rm -r "$2.d"
}

program_of() { if [ "$1" = runlxc ]; then echo "$RUNLXC"; else command -v "$1"; fi; } # SIDE

# --- operations --------------------------------------------------------------------------------------------
# operation NAME PATTERN <SCRIPT: both sides run the script at the same time ($side, $name, $dir, and the working directory
# are their own), and what they print must be the same; what matches the shell pattern is a pass. Where runc itself prints
# something else, and runlxc the same, the operation cannot be had here: skipped. A few are under way at a time, so a
# script depends on nothing of another one; operations_settle waits for all. SHOW=1 shows what they printed.
operation() { operation_begin "$1" "$2" ""; }

# differs NAME PATTERN PATTERN_OF_RUNC <SCRIPT: where they are meant to differ.
differs() { operation_begin "$1" "$2" "$3"; }

operation_begin() { # NAME PATTERN PATTERN_OF_RUNC
	operation_count=$((operation_count + 1))
	operation_script=$(cat)
	operation_start $operation_count
	eval "operation_pids_$operation_count=\$operation_pids operation_name_$operation_count=\$1"
	eval "operation_pattern_$operation_count=\$2 operation_pattern_of_runc_$operation_count=\$3"
	eval "operation_script_$operation_count=\$operation_script"
	[ $((operation_count - operation_first + 1)) -lt "$operations_at_once" ] || operation_end
}

operation_start() { # NUMBER: $operation_pids
	operation_pids=""
	for engine_word in $sides; do
		mkdir -p "$work/$engine_word/scratch/$1"
		operation_side "$engine_word" "$1" &
		operation_pids="$operation_pids $!"
	done
}

# shellcheck disable=SC2034
operation_side() { # SIDE NUMBER
	trap - EXIT
	set +e
	side=$1 operation_count=$2 name=$mark-$1-$2 dir=$work/$1/scratch/$2
	program=$(program_of "$1")
	cd "$dir" || return # conmon leaves a file "oom" where it was started
	eval "$operation_script" >"$dir.out" 2>"$dir.err" </dev/null
}

# What a side said, in one line, with "|" between lines, without what is its own or script's, or ctr's complaint that a program
# in a terminal ended before its size could be set.
operation_said() { # SIDE OUT|ERR
	sed -E "/resize pty.*stopped container/d; s,$work/$1/scratch/$operation_number,DIR,g; s/$mark-$1-$operation_number/NAME/g; s/$mark-$1/PARENT/g
		s/[0-9a-f]{64}/ID/g; s/\r|\^@//g" "$work/$1/scratch/$operation_number.$2" | paste -sd'|'
}

# shellcheck disable=SC2254
matches() { case $1 in $2) return 0 ;; *) return 1 ;; esac; } # TEXT PATTERN

operation_agrees() { # PATTERN PATTERN_OF_RUNC
	ours=$(operation_said runlxc out) theirs=$(operation_said runc out)
	if [ -n "$2" ]; then
		matches "$ours" "$1" && matches "$theirs" "$2"
	else
		[ "$ours" = "$theirs" ]
	fi
}

# Waits for the oldest one under way, and judges it. On a busy machine engines lose output now and then, of either side (ctr
# that of a program which ends at once): what went wrong is done once more, and that is said.
operation_end() {
	eval "set -- \"\$operation_name_$operation_first\" \"\$operation_pattern_$operation_first\" \
		\"\$operation_pattern_of_runc_$operation_first\" \$operation_pids_$operation_first"
	wait "$4" || :
	wait "$5" || :
	operation_number=$operation_first
	if ! operation_agrees "$2" "$3"; then
		note "$1: once more, since runlxc printed '$ours' and runc '$theirs'"
		eval "operation_script=\$operation_script_$operation_first"
		operation_number=$((operation_first + 5000))
		operation_start $operation_number
		for engine_word in $operation_pids; do wait "$engine_word" || :; done
	fi
	if ! operation_agrees "$2" "$3"; then
		operation_fail "$1" "$2${3:+, and of runc $3}"
	elif [ -n "$3" ]; then
		pass "$1, unlike runc"
	elif matches "$ours" "$2"; then
		pass "$1"
		[ -z "${SHOW:-}" ] || note "$ours"
	else
		skip "$1" "runc as well, here: '$ours' instead of '$2'; $(operation_said runc err | tail -c 300)"
	fi
	operation_first=$((operation_first + 1))
}
operation_fail() { # NAME WANTED
	fail "$1" "runlxc: $ours" "runc:   $theirs" "wanted: $2" \
		"runlxc said: $(operation_said runlxc err)" "runc said:   $(operation_said runc err)"
}
operations_settle() { while [ "$operation_first" -le "$operation_count" ]; do operation_end; done; }

# --- for the scripts of operations -------------------------------------------------------------------------

# until_true COMMAND...: as wait_for. until_said WORD COMMAND...: until what it prints has the word. until_runs PID WORD: until
# the process runs a program of that name, which is a moment after the runtime's start has returned.
until_true() { wait_for 30 "$@"; }
until_said() {
	engine_word=$1; shift
	engine_tries=150
	until "$@" 2>&1 | grep -qe "$engine_word"; do
		engine_tries=$((engine_tries - 1))
		[ $engine_tries -gt 0 ] || return 1
		sleep 0.2
	done
}
until_runs() { until_said "$2" cat "/proc/$1/cmdline"; }

# --- the end -----------------------------------------------------------------------------------------------

# engine_cgroups SIDE: those below the side's own, /$mark-SIDE in every hierarchy. engine_remove_cgroups: these too.
engine_cgroups() {
	awk '/ - cgroup2? / { print $5 }' /proc/self/mountinfo | while read -r engine_word; do
		find "$engine_word/$mark-$1" -mindepth 1 -type d ! -name conmon 2>/dev/null || :
	done
}
engine_remove_cgroups() { wait_for 30 engine_removed_cgroups || :; }
engine_removed_cgroups() { # conmon leaves its own a moment after its container has ended
	test_cgroups | while read -r engine_word; do rmdir "$engine_word" 2>/dev/null || :; done
	[ -z "$(test_cgroups)" ]
}
