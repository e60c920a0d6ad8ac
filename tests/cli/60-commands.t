#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The life of a container by commands: create, state, list, start, kill, delete, run, with runc's fields and words.
. "${0%/*}/lib.sh"

bundle first
config '.annotations = {"org.example.key": "a value", "b": "\u00fc \"quoted\""}'
args /bin/inside stderr started trap

count_processes() { test_processes >"$work/.pids"; wc -l <"$work/.pids"; }
# shellcheck disable=SC2317
no_processes() { [ -z "$(test_processes)" ]; }
# shellcheck disable=SC2317
only_process() { [ "$(test_processes)" = "$1" ]; } # PID
is_alone() { # NAME PID
	if kernel_has subreaper; then ok "$1" wait_for 2 only_process "$2"; else skip "$1" "no subreaper (Linux 3.4): the monitor stays"; fi
}

# --- nothing there yet -------------------------------------------------------------------------------------
capture runlxc list
is "list without containers, even without --root: a header" "$status $out" "0 $(printf '%-12s' ID PID STATUS BUNDLE CREATED)OWNER"
capture runlxc list --format json
is "as JSON: null" "$status $out" "0 null"
capture runlxc list --quiet
is "quiet: nothing" "$status $out" "0 "
for command in state start kill delete; do
	fails "$command of a container that is not there" 'container does not exist' runlxc "$command" "$id"
done
ok "delete --force of it is fine" runlxc delete --force "$id"

# --- created -----------------------------------------------------------------------------------------------
before=$(date -u +%Y-%m-%dT%H:%M:%S)
ok "create" create --pid-file "$work/pid"
pid=$(cat "$work/pid")
is "create says nothing" "$out$err" ""
is "the pid file holds digits, no newline" "$(wc -c <"$work/pid")" "${#pid}"
if grep -q ^NSpid: /proc/self/status; then
	is "of init, which is PID 1 inside" "$(awk '/^NSpid:/ { print $2, $NF }' "/proc/$pid/status")" "$pid 1"
else
	skip "of init, which is PID 1 inside" "this kernel's /proc does not tell (Linux 4.1)"
fi
is_alone "which is the only process: no monitor stays" "$pid"
unlike "nor is its parent of ours" "$(readlink "/proc/$(awk '/^PPid:/ { print $2 }' "/proc/$pid/status")/exe")" runlxc
capture runlxc state "$id"
state=$out
get() { printf '%s' "$state" | jq -r "$1"; }
is "state: version, id and status" "$(get .ociVersion) $(get .id) $(get .status)" "$(jq -r .ociVersion "$bundle/config.json") $id created"
is "state: pid" "$(get .pid)" "$pid"
is "state: bundle and rootfs, absolute" "$(get .bundle) $(get .rootfs)" "$bundle $bundle/rootfs"
like "state: created, RFC 3339 with nanoseconds" "$(get .created)" '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{9}Z$'
ok "which is now" [ ! "$(get .created)" \< "$before" ]
is "state: annotations" "$(get '.annotations["org.example.key"]') $(get .annotations.b)" 'a value ü "quoted"'
is "state: owner" "$(get .owner)" ""
is "state: these fields and no other" "$(get 'keys_unsorted | join(" ")')" \
	"ociVersion id pid status bundle rootfs created annotations owner"
like "state is indented" "$state" '^  "id": "'
is "the program does not run before start" "$(cat "$work/$id.said")" ""
fails "a second create of the id" 'container with given ID already exists' runlxc create --bundle "$bundle" "$id"
fails "a run of it" 'container with given ID already exists' runlxc run --bundle "$bundle" "$id"
is "which harms nothing" "$(state_of "$id")" created

# --- list --------------------------------------------------------------------------------------------------
first=$id
bundle second
args /bin/inside trap
create
capture runlxc list
is "list: header" "$(printf '%s\n' "$out" | head -n 1 | tr -s ' ')" "ID PID STATUS BUNDLE CREATED OWNER"
is "list: a row for each, sorted" "$(printf '%s\n' "$out" | sed 1d | awk '{ print $1, $3, $4, $6 }')" \
	"$(printf '%s created %s root\n' "$first" "$work/first" "$id" "$bundle")"
is "list: aligned" "$(printf '%s\n' "$out" | awk '{ print index($0, $5) }' | sort -u | wc -l)" 1
capture runlxc list -f json
is "list --format json: the same as state says, but for the owner" "$(printf '%s' "$out" | jq -c ".[] | select(.id == \"$first\") | .owner = \"\"")" \
	"$(runlxc state "$first" | jq -c .)"
is "and the owner's name" "$(printf '%s' "$out" | jq -r '.[0].owner, length')" "$(printf 'root\n2')"
capture runlxc list -q
is "list -q" "$out" "$(printf '%s\n%s' "$first" "$id")"
fails "an unknown format" 'invalid format option' runlxc list --format yaml
mkdir "$work/state/broken"
capture runlxc list -q
is "a broken container is passed over" "$status $out" "0 $(printf '%s\n%s' "$first" "$id")"
like "and reported" "$err" 'broken'
fails "state of it is an error" 'broken' runlxc state broken
ok "delete --force removes it" runlxc delete --force broken
ok "delete of a created container is allowed" runlxc delete "$id"
id=$first bundle=$work/first

# --- running -----------------------------------------------------------------------------------------------
ok "start" runlxc start "$id"
is "start says nothing" "$out$err" ""
ok "the program runs" wait_for 5 grep -q 'trap=ready' "$work/$id.said"
is "state: running, the same pid" "$(runlxc state "$id" | jq -r '.status + " " + (.pid | tostring)')" "running $pid"
fails "start again" '^runlxc: cannot start an already running container$' runlxc start "$id"
fails "delete of a running container" "^runlxc: cannot delete container $id that is not stopped: running\$" runlxc delete "$id"
is "does nothing to it" "$(state_of "$id")" running

# --- kill --------------------------------------------------------------------------------------------------
fails "an unknown signal" 'unknown signal "NOSUCH"' runlxc kill "$id" NOSUCH
ok "kill with a signal's name" runlxc kill "$id" WINCH
ok "arrives" wait_for 5 grep -q '^trap=28$' "$work/$id.said"
ok "kill by default" runlxc kill "$id"
ok "is TERM" wait_for 5 grep -q '^trap=15$' "$work/$id.said"
ok "the container stops" wait_for 5 has_stopped
is "state: stopped, pid 0" "$(runlxc state "$id" | jq -r '.status + " " + (.pid | tostring)')" "stopped 0"
fails "kill of a stopped container" 'container not running' runlxc kill "$id" KILL
fails "start of a stopped container" '^runlxc: cannot start a container that has stopped$' runlxc start "$id"
is "list shows it with pid 0" "$(runlxc list | awk -v id="$id" '$1 == id { print $2, $3 }')" "0 stopped"
ok "delete" runlxc delete "$id"
fails "then it does not exist any more" 'container does not exist' runlxc state "$id"

for word in 10 SIGUSR1 USR1 usr1 sigusr1; do
	create
	runlxc start "$id"
	wait_for 5 grep -q 'trap=ready' "$work/$id.said"
	runlxc kill "$id" "$word" || :
	ok "signal $word" wait_for 5 grep -q '^trap=10$' "$work/$id.said"
	runlxc delete --force "$id"
done
create
ok "kill of a container that waits at its gate" runlxc kill "$id" KILL
ok "ends it" wait_for 5 has_stopped
runlxc delete "$id"

# --- more than one process ---------------------------------------------------------------------------------
orphans="fork-orphans 3 stderr ready trap"
# shellcheck disable=SC2086
args /bin/inside $orphans
create
runlxc start "$id"
wait_for 5 grep -q 'trap=ready' "$work/$id.said"
is "four processes" "$(count_processes)" 4
ok "kill --all KILL" runlxc kill --all "$id" KILL
ok "ends all" wait_for 5 no_processes
runlxc delete "$id"
config '.linux.namespaces |= map(select(.type != "pid"))'
create
runlxc start "$id"
wait_for 5 grep -q 'trap=ready' "$work/$id.said"
runlxc kill "$id" TERM
wait_for 5 has_stopped
is "without a pid namespace the others survive init" "$(count_processes)" 3
ok "kill --all reaches them though init is gone" runlxc kill -a "$id" KILL
ok "and ends them" wait_for 5 no_processes
ok "delete" runlxc delete "$id"
create
runlxc start "$id"
wait_for 5 grep -q 'trap=ready' "$work/$id.said"
ok "kill --all with another signal" runlxc kill --all "$id" USR2
ok "ends the others too" wait_for 5 no_processes
ok "and init" grep -q '^trap=12$' "$work/$id.said"
runlxc delete "$id"
create
runlxc start "$id"
wait_for 5 grep -q 'trap=ready' "$work/$id.said"
ok "delete --force of a running container" runlxc delete --force "$id"
ok "takes them all" wait_for 2 no_processes
config '.linux.namespaces += [{type: "pid"}]'

# --- run ---------------------------------------------------------------------------------------------------
args /bin/inside stderr started trap
ok "run --detach" runlxc run --detach --pid-file "$work/pid" --bundle "$bundle" "$id"
is "returns with the container running" "$(state_of "$id") $(init_pid)" "running $(cat "$work/pid")"
is_alone "and no process of ours" "$(cat "$work/pid")"
ok "delete -f" runlxc delete -f "$id"
args /bin/inside exit 3
capture runlxc run --keep --bundle "$bundle" "$id"
is "run --keep leaves the stopped container" "$status $(state_of "$id")" "3 stopped"
runlxc delete "$id"
capture runlxc run --bundle "$bundle" --pid-file "$work/pid" --no-pivot --no-subreaper "$id"
is "run deletes it" "$status $(runlxc list -q)" "3 "

# --- ids ---------------------------------------------------------------------------------------------------
for bad in "" . .. a/b "a b" ../x a:b ä; do
	not_ok "the id '$bad' is refused" runlxc create --bundle "$bundle" -- "$bad"
done
for good in "$mark" "$mark.x_y+z-1" "$mark$(printf '%064d' 0)"; do
	capture runlxc run --bundle "$bundle" "$good"
	is "the id '$good' is fine" "$status" 3
done
fails "the words for a bad id" 'invalid container ID format' runlxc create --bundle "$bundle" a/b

done_testing
