#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What engines match on: every sentence provoked for real, on stderr and as the last line of level error in the JSON log,
# with its exit code.
. "${0%/*}/lib.sh"

log=$work/log
# says NAME STATUS REGEX COMMAND...: runlxc's arguments; the sentence on stderr and in the log.
says() {
	name=$1 want=$2 regex=$3
	shift 3
	rm -f "$log"
	capture runlxc --log "$log" --log-format json "$@"
	is "$name: exit status" "$status" "$want"
	like "$name: on stderr" "$err" "^runlxc: .*$regex"
	like "$name: in the log" "$(jq -rs 'map(select(.level == "error")) | last | .msg' <"$log")" "$regex"
	is "$name: with RFC 3339 times" "$(jq -r .time <"$log" | grep -cvE '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$')" 0
}
bundle words
config '.process.terminal = false'
args /bin/inside stderr ready trap
run_it() { runlxc start "$id" && wait_for 5 grep -q ready "$work/$id.said"; }

# --- libcontainer's errors ---------------------------------------------------------------------------------
for command in state start kill pause resume ps update events delete; do
	says "$command of nobody" 1 'container does not exist$' "$command" "$mark-nobody"
done
says "exec in nobody" 255 'container does not exist$' exec "$mark-nobody" true
says "an id that is none" 1 'invalid container ID format' state 'a/b'
says "create with such an id" 1 'invalid container ID format' create --bundle "$bundle" 'a b'
create
says "an id that is taken" 1 'container with given ID already exists' create --bundle "$bundle" "$id"
run_it
says "start of one that runs" 1 'cannot start an already running container$' start "$id"
says "resume of one that runs" 1 'container not paused$' resume "$id"
says "delete of one that runs" 1 "cannot delete container $id that is not stopped: running\$" delete "$id"
runlxc pause "$id"
says "pause of a paused one" 1 'container not running$' pause "$id"
says "start of a paused one" 1 'cannot start a container in the paused state$' start "$id"
says "delete of a paused one" 1 "cannot delete container $id that is not stopped: paused\$" delete "$id"
says "exec in a paused one" 255 'cannot exec in a paused container \(use --ignore-paused to override\)$' exec "$id" /bin/inside uid
runlxc kill "$id" KILL
wait_for 5 has_stopped || :
for command in pause kill update; do
	says "$command of a stopped one" 1 'container not running$' "$command" "$id"
done
says "events of a stopped one" 1 "container with id $id is not running\$" events "$id"
says "start of a stopped one" 1 'cannot start a container that has stopped$' start "$id"
says "exec in a stopped one" 255 'cannot exec in a stopped container$' exec "$id" /bin/inside uid
runlxc delete "$id"

# --- the program: 127 and 126 of docker and podman -----------------------------------------------------------
args no-such-program
says "a program that PATH has not" 1 'executable file not found in' create --bundle "$bundle" "$id"
args /no/such/program
says "a path that is not there" 1 'no such file or directory' create --bundle "$bundle" "$id"
: >"$bundle/rootfs/bin/plain"
args /bin/plain
says "a file that may not be run" 1 'permission denied' create --bundle "$bundle" "$id"
args /bin
says "a directory" 1 '(is a directory|permission denied)' create --bundle "$bundle" "$id"
args /bin/inside uid
cp "$bundle/config.json" "$work/good.json"
config '.mounts += [{destination: "/bin/inside/x", type: "tmpfs", source: "tmpfs"}]'
says "a mount below a file" 1 '(N|n)ot a directory' create --bundle "$bundle" "$id"
cp "$work/good.json" "$bundle/config.json"
config '.process.terminal = true'
says "a terminal and nobody for it" 1 'cannot allocate tty if runc will detach without setting console socket' create --bundle "$bundle" "$id"
says "the same detached" 1 'cannot allocate tty if runc will detach without setting console socket' run --detach --bundle "$bundle" "$id"
cp "$work/good.json" "$bundle/config.json"

# --- documents from elsewhere --------------------------------------------------------------------------------
config '.ociVersion = "1.99.0" | .future = {"a": 1} | .linux.future = [1] | .process.future = true'
capture runlxc run --bundle "$bundle" "$id"
is "fields and a version 1.x of the future are no error" "$status $(answer uid)" "0 0"
config '.ociVersion = "2.0.0"'
says "a version 2 is" 1 'ociVersion' run --bundle "$bundle" "$id"
cp "$work/good.json" "$bundle/config.json"

# --- outputs --------------------------------------------------------------------------------------------------
capture runlxc --version
is "--version: names that go-runc looks for" "$(printf '%s\n' "$out" | sed 's/ [^ ]*$//')" "$(printf 'runlxc version\nspec:\nlibseccomp:\nliblxc:')"
is "each with a version" "$(printf '%s\n' "$out" | grep -cE ' [0-9]+\.[0-9]+\.[0-9]+$')" 4
is "list: its header" "$(runlxc list | tr -s ' ')" "ID PID STATUS BUNDLE CREATED OWNER"
args /bin/inside stderr ready trap
create
run_it
is "state: its keys" "$(runlxc state "$id" | jq -r 'keys_unsorted | join(" ")')" "ociVersion id pid status bundle rootfs created owner"
is "ps: an array" "$(runlxc ps --format json "$id" | jq -c type)" '"array"'
is "events: a type, an id and data" "$(runlxc events --stats "$id" | jq -rc '[.type, .id, (.data | type)] | join(" ")')" "stats $id object"
is "delete --force of nobody is fine" "$(runlxc delete --force "$mark-nobody" 2>&1; echo $?)" 0
done_testing
