# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# For command tests: TAP, bundles, and proof that nothing stays behind. The first lines of a test:
#     #!/bin/sh
#     # SPDX-License-Identifier: Apache-2.0
#     # What it shows, in a sentence.
#     . "${0%/*}/lib.sh"
# and the last one is done_testing. Variables: $work (a folder of its own), $mark (part of the name of everything
# it makes: ids, cgroups), $bundle and $id after bundle(), $out, $err and $status after capture(), run_inside(), heard().
# Do not call ok() and the like in a pipe or subshell.
set -eu
cd "$(dirname "$0")/../.."
RUNLXC=${RUNLXC:-build/bin/runlxc} INSIDE=${INSIDE:-build/tests/inside} CONSOLE=${CONSOLE:-build/tests/console}
case $RUNLXC in /*) ;; *) RUNLXC=$PWD/$RUNLXC ;; esac
case $INSIDE in /*) ;; *) INSIDE=$PWD/$INSIDE ;; esac
case $CONSOLE in /*) ;; *) CONSOLE=$PWD/$CONSOLE ;; esac
work=$(mktemp -d "${TMPDIR:-/tmp}/runlxc-test.XXXXXX")
mark=${work##*/}
export RUNLXC_TEST="$mark"
test_count=0 test_failed=0 test_plan=""
trap 'test_end $?' EXIT
trap 'exit 130' HUP INT TERM
note() { printf '%s\n' "$@" | sed 's/^/# /'; }
pass() { test_count=$((test_count + 1)); echo "ok $test_count - $1"; }
fail() { # NAME LINE...
	test_count=$((test_count + 1)) test_failed=$((test_failed + 1))
	echo "not ok $test_count - $1"
	shift
	note "$@"
}
skip() { test_count=$((test_count + 1)); echo "ok $test_count - $1 # SKIP $2"; } # NAME REASON
skip_all() { echo "1..0 # SKIP $*"; test_plan=skip; exit 0; } # REASON

# ok NAME COMMAND...: the command succeeds. not_ok: it does not. Its output is shown when it went wrong.
ok() {
	test_name=$1; shift; capture "$@"
	if [ "$status" -eq 0 ]; then pass "$test_name"; else fail "$test_name" "status $status: $*" "$out" "$err"; fi
}
not_ok() {
	test_name=$1; shift; capture "$@"
	if [ "$status" -ne 0 ]; then pass "$test_name"; else fail "$test_name" "status 0: $*" "$out" "$err"; fi
}

# fails NAME REGEX COMMAND...: status 1, or $failure, and one line on stderr, which the extended regex matches.
fails() {
	test_name=$1 test_regex=$2; shift 2; capture "$@"
	if [ "$status" -eq "${failure:-1}" ] && [ "$(printf '%s\n' "$err" | wc -l)" -eq 1 ] && printf '%s\n' "$err" | grep -qE -- "$test_regex"; then
		pass "$test_name"
	else
		fail "$test_name" "wanted status ${failure:-1} and /$test_regex/, got status $status: $*" "$out" "$err"
	fi
}
is() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "got:    $2" "wanted: $3"; fi; } # NAME GOT WANTED
like() { # NAME GOT REGEX (extended)
	if printf '%s\n' "$2" | grep -qE -- "$3"; then pass "$1"; else fail "$1" "got:    $2" "wanted: /$3/"; fi
}
unlike() { # NAME GOT REGEX
	if printf '%s\n' "$2" | grep -qE -- "$3"; then fail "$1" "got:      $2" "unwanted: /$3/"; else pass "$1"; fi
}

# --- containers --------------------------------------------------------------------------------------------

runlxc() { "$RUNLXC" --root "$work/state" "$@"; }
capture() { # COMMAND...: $out, $err and $status
	status=0
	"$@" >"$work/.out" 2>"$work/.err" || status=$?
	out=$(cat "$work/.out") err=$(cat "$work/.err")
}

# kernel_has FEATURE: as `runlxc doctor --kernel` calls it.
kernel_has() {
	[ -e "$work/.kernel" ] || "$RUNLXC" doctor --kernel >"$work/.kernel"
	grep -q "^yes  *$1\$" "$work/.kernel"
}

# bundle NAME: a bundle whose root file system holds /bin/inside and empty folders; sets $bundle and $id. What this kernel
# gives only in part, with a warning, is not asked for.
bundle() {
	bundle=$work/$1 id=$mark-$1
	for test_dir in bin dev etc proc sys tmp; do mkdir -p "$bundle/rootfs/$test_dir"; done
	cp "$INSIDE" "$bundle/rootfs/bin/inside"
	"$RUNLXC" spec --bundle "$bundle"
	config '.process.terminal = false | .root.readonly = false | .process.args = ["/bin/inside", "uid"] |
		del(.process.capabilities.ambient)'
	kernel_has "cgroup directory" ||
		config '(.mounts[] | select(.type == "cgroup")) |= {destination: "/sys/fs", type: "tmpfs", source: "tmpfs"}'
	kernel_has no_new_privs || config '.process.noNewPrivileges = false'
}

# config PROGRAM [JQ_OPTION...]: changes the bundle's config.json by a jq program.
config() {
	jq "$@" <"$bundle/config.json" >"$bundle/config.json.new"
	mv "$bundle/config.json.new" "$bundle/config.json"
}
# shellcheck disable=SC2016
args() { config '.process.args = $ARGS.positional' --args -- "$@"; } # WORD...: the container's command

run_inside() { # QUESTION...: what the container answers, in $out
	args /bin/inside "$@"
	capture runlxc run --bundle "$bundle" "$id"
}
answer() { printf '%s\n' "$out" | awk -v q="$1=" 'index($0, q) == 1 { print substr($0, length(q) + 1) }'; } # QUESTION
state_of() { runlxc state "$1" | jq -r .status; }                                                          # ID

# create [OPTION...]: creates $id; what the container says from now on is in $work/$id.said, and with heard() in $out. Its
# stderr is $work/$id.errors.
# shellcheck disable=SC2120
create() {
	test_status=0
	runlxc create --bundle "$bundle" "$@" "$id" >"$work/$id.said" 2>"$work/$id.errors" </dev/null || test_status=$?
	cat "$work/$id.errors" >&2
	return $test_status
}
heard() { out=$(cat "$work/$id.said"); }
init_pid() { runlxc state "$id" | jq .pid; } # of $id
has_stopped() { [ "$(state_of "$id")" = stopped ]; }
# start_and_hear: starts $id and waits for its end; $out.
start_and_hear() { capture runlxc start "$id" && wait_for 5 has_stopped && heard; }

# wait_for SECONDS COMMAND...: until it succeeds; false when it never did. On a machine with much else to do even what takes
# a moment can take long, so it is half a minute at least.
wait_for() {
	test_tries=$((($1 > 30 ? $1 : 30) * 20)); shift
	until "$@" >/dev/null 2>&1; do
		test_tries=$((test_tries - 1))
		[ $test_tries -gt 0 ] || return 1
		sleep 0.05
	done
}

# --- the end -----------------------------------------------------------------------------------------------

test_processes() { # pids; ours by environment, those in containers by cgroup, or root file system
	test_list=$(grep -ls -- "$mark" /proc/[0-9]*/environ /proc/[0-9]*/cgroup /proc/[0-9]*/mountinfo | cut -d/ -f3 | sort -un)
	for test_pid in $test_list; do # what only listed them is gone by now
		[ "$test_pid" -eq $$ ] || ! [ -d "/proc/$test_pid" ] || grep -qs '^State:.Z' "/proc/$test_pid/status" || echo "$test_pid"
	done
}
test_mounts() { awk -v work="$work/" 'index($5, work) == 1 { print $5 }' /proc/self/mountinfo | sort -r; }
test_cgroups() {
	awk '/ - cgroup2? / { print $5 }' /proc/self/mountinfo | while read -r test_dir; do
		find "$test_dir" -depth -type d -name "*$mark*" 2>/dev/null || :
	done
}
test_leftovers() {
	for test_thing in $(test_mounts); do echo "mount $test_thing"; done
	for test_thing in $(test_cgroups); do echo "cgroup $test_thing"; done
	for test_thing in "$work"/state/*; do ! [ -e "$test_thing" ] || echo "state $test_thing"; done
	[ -n "$(test_mounts)" ] || for test_pid in $(test_processes); do
		echo "process $test_pid: $(tr '\0' ' ' <"/proc/$test_pid/cmdline" 2>/dev/null)"
	done
}
test_nothing_left() { [ -z "$(test_leftovers)" ]; }

test_delete_all() {
	for test_dir in "$work"/state/*; do ! [ -e "$test_dir" ] || runlxc delete --force "${test_dir##*/}" >/dev/null 2>&1 || :; done
}

# Deletes the containers that are left, then nothing may be: the last test of every file.
done_testing() {
	test_delete_all
	if wait_for 2 test_nothing_left; then pass "nothing left behind"; else fail "nothing left behind" "$(test_leftovers)"; fi
	echo "1..$test_count"
	test_plan=said
	exit $((test_failed > 0))
}

test_end() { # STATUS
	trap - EXIT
	set +e
	[ -n "$test_plan" ] || echo "# the test ended before done_testing"
	test_delete_all
	test_mounts | while read -r test_thing; do umount -l "$test_thing"; done
	for test_pid in $(test_processes); do kill -KILL "$test_pid"; done 2>/dev/null
	test_cgroups | while read -r test_thing; do rmdir "$test_thing"; done 2>/dev/null
	rm -rf --one-file-system "$work"
	exit "$1"
}
