#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# pause, resume and ps, with runc's words; a paused container that is killed and deleted.
. "${0%/*}/lib.sh"

for command in pause resume ps; do
	fails "$command of a container that is not there" 'container does not exist' runlxc "$command" nobody
done
freezer=$(awk '/ - cgroup / && / [^ ]*freezer[^ ]*$/ { print $5; exit }' /proc/self/mountinfo)
[ -n "$freezer" ] || [ -e /sys/fs/cgroup/cgroup.controllers ] || skip_all "this host has no freezer"

bundle frozen
args /bin/inside fork-orphans 2 stderr ready trap
# shellcheck disable=SC2317
is_status() { [ "$(state_of "$id")" = "$1" ]; }
# shellcheck disable=SC2317
no_processes() { [ -z "$(test_processes)" ]; }
# shellcheck disable=SC2317
hears_ready() { grep -q 'trap=ready' "$work/$id.said"; }

# --- created -----------------------------------------------------------------------------------------------
create
ok "pause of a created container" runlxc pause "$id"
is "says nothing, and it is paused" "$out$err $(state_of "$id")" " paused"
fails "it cannot be started then" '^runlxc: cannot start a container in the paused state$' runlxc start "$id"
fails "or deleted" "^runlxc: cannot delete container $id that is not stopped: paused\$" runlxc delete "$id"
ok "resume" runlxc resume "$id"
is "says nothing, and it is created" "$out$err $(state_of "$id")" " created"
fails "resume of one that is not paused" 'container not paused$' runlxc resume "$id"

# --- running -----------------------------------------------------------------------------------------------
runlxc start "$id"
wait_for 5 hears_ready
capture runlxc ps --format json "$id"
pid=$(init_pid)
like "ps --format json: an array of pids on one line" "$out" '^\[[0-9]+,[0-9]+,[0-9]+\]$'
ok "with init among them" [ "$(printf '%s' "$out" | jq "index($pid) != null")" = true ]
is "as the host numbers them, all in its pid namespace" \
	"$(for one in $(printf '%s' "$out" | jq '.[]'); do awk '/^NSpid:/ { print NF, $2 }' "/proc/$one/status"; done)" \
	"$(printf '%s' "$out" | jq -r '.[] | "3 \(.)"')"
capture runlxc ps "$id"
like "ps: the header of ps -ef" "$(printf '%s\n' "$out" | head -n 1)" '^UID +PID +PPID +C +STIME'
is "and the lines of these processes" "$(printf '%s\n' "$out" | sed 1d | awk '{ print $2 }' | sort -n | tr '\n' ' ')" \
	"$(runlxc ps -f json "$id" | jq -r '.[]' | sort -n | tr '\n' ' ')"
capture runlxc ps "$id" -o ppid,pid,args
is "options after the container are for ps" "$(printf '%s\n' "$out" | head -n 1 | tr -s ' ')" " PPID PID COMMAND"
is "whose PID column counts wherever it stands" "$(printf '%s\n' "$out" | awk -v pid="$pid" '$2 == pid { print $3 }')" /bin/inside
capture runlxc ps "$id" --help all
like "even --help" "$out$err" 'ps'
fails "an output without that column" "couldn't find PID field" runlxc ps "$id" -o args
fails "what ps refuses" '^runlxc: ps: exit status 1: ' runlxc ps "$id" --no-such-option
fails "an unknown format" 'invalid format option' runlxc ps --format yaml "$id"
fails "no ps in PATH" '^runlxc: ps: exit status 127: (N|n)o such file' env "PATH=$work" "$RUNLXC" --root "$work/state" ps "$id"

ok "pause" runlxc pause "$id"
is "is what state says" "$(runlxc state "$id" | jq -r '.status + " " + (.pid | tostring)')" "paused $pid"
is "and list" "$(runlxc list | awk -v id="$id" '$1 == id { print $2, $3 }')" "$pid paused"
fails "pause again" 'container not running$' runlxc pause "$id"
fails "start of it" 'cannot start a container in the paused state$' runlxc start "$id"
fails "delete of it" "cannot delete container $id that is not stopped: paused\$" runlxc delete "$id"
is "its processes are listed as before" "$(runlxc ps -f json "$id" | jq length)" 3
runlxc kill "$id" USR1
sleep 0.2
unlike "a signal waits" "$(cat "$work/$id.said")" '^trap=10'
ok "resume" runlxc resume "$id"
ok "lets it arrive" wait_for 5 grep -q '^trap=10$' "$work/$id.said"
runlxc delete --force "$id"

# --- the end of a paused container -------------------------------------------------------------------------
create
runlxc start "$id"
wait_for 5 hears_ready
runlxc pause "$id"
ok "SIGKILL of a paused container" runlxc kill "$id" KILL
ok "ends it" wait_for 5 is_status stopped
fails "pause of a stopped container" 'container not running$' runlxc pause "$id"
fails "resume of it" 'container not paused$' runlxc resume "$id"
capture runlxc ps --format json "$id"
is "ps of it: null" "$status $out" "0 null"
capture runlxc ps "$id"
is "or the header alone" "$status $(printf '%s\n' "$out" | wc -l)" "0 1"
ok "delete" runlxc delete "$id"
for all in "" --all; do
	create
	runlxc start "$id"
	wait_for 5 hears_ready
	runlxc pause "$id"
	[ -z "$all" ] || runlxc kill "$all" "$id" KILL
	ok "delete --force of a paused container${all:+ after kill --all}" runlxc delete --force "$id"
	ok "leaves no process" wait_for 2 no_processes
done
create
runlxc pause "$id"
ok "delete --force of one that is paused at its gate" runlxc delete --force "$id"

# --- nobody comes between -----------------------------------------------------------------------------------
create
runlxc start "$id"
wait_for 5 hears_ready
exec 9<"$work/state/$id"
flock 9
: >"$work/$id.said"
"$RUNLXC" --root "$work/state" pause "$id" 9<&- &
sleep 0.3
is "pause waits for the container's lock" "$(state_of "$id")" running
exec 9<&-
wait "$!" || :
is "and goes on with it" "$(state_of "$id")" paused

done_testing
