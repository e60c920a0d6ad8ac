#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# --monitor=keep, the mode of kernels without subreaper: the liblxc monitor stays init's parent, and goes with it.
. "${0%/*}/lib.sh"

bundle keep
# shellcheck disable=SC2317
# shellcheck disable=SC2317
count_processes() { test_processes >"$work/.pids"; wc -l <"$work/.pids"; }
# shellcheck disable=SC2317
two_are_left() { [ "$(count_processes)" -eq 2 ]; }
# shellcheck disable=SC2317
none_is_left() { [ "$(count_processes)" -eq 0 ]; }

# --- run ---------------------------------------------------------------------------------------------------
for code in 0 1 42 255; do
	args /bin/inside exit $code
	capture runlxc run --monitor=keep --bundle "$bundle" "$id"
	is "run: exit status $code" "$status" $code
done
args /bin/inside uid pid ns
capture runlxc run --monitor keep --bundle "$bundle" "$id"
is "the container is the same" "$(answer uid) $(answer pid)" "0 1"
# in_background: run, whose pid is $runner; returns when the program waits for signals.
in_background() {
	: >"$work/said"
	"$RUNLXC" --root "$work/state" run --monitor=keep --bundle "$bundle" "$id" >"$work/said" 2>&1 </dev/null &
	runner=$!
	wait_for 5 grep -q trap=ready "$work/said"
}
args /bin/inside stderr ready trap
for pair in TERM:15 HUP:1 INT:2; do
	in_background
	kill -s "${pair%:*}" "$runner"
	status=0
	wait "$runner" || status=$?
	is "run: SIG${pair%:*} is passed on" "$status" $((40 + ${pair#*:}))
done
in_background
runlxc kill "$id" KILL
status=0
wait "$runner" || status=$?
is "run: killed is 137" "$status" 137
ok "nothing stays" wait_for 3 test_nothing_left
config '.linux.namespaces |= map(select(.type != "pid"))'
args /bin/inside stderr ready kill-self 1
capture runlxc run --monitor=keep --bundle "$bundle" "$id"
is "run: an init that dies of SIGHUP is no reboot" "$status" 129
config '.linux.namespaces += [{type: "pid"}]'

# --- step by step ------------------------------------------------------------------------------------------
args /bin/inside stderr ready trap
ok "create" create --monitor=keep --pid-file "$work/pid"
pid=$(cat "$work/pid")
is "the pid file holds init's pid" "$pid" "$(init_pid)"
ok "beside init there is its monitor" wait_for 2 two_are_left
is "its parent" "$(awk '/^PPid:/ { print $2 }' "/proc/$pid/status")" "$(grep -vx "$pid" "$work/.pids")"
is "state: created" "$(runlxc state "$id" | jq -r '.status + " " + (.pid | tostring)')" "created $pid"
ok "start" runlxc start "$id"
ok "the program runs" wait_for 5 grep -q trap=ready "$work/$id.said"
is "state: running" "$(state_of "$id")" running
fails "start again" 'cannot start an already running container' runlxc start "$id"
fails "delete" 'that is not stopped: running' runlxc delete "$id"
ok "kill" runlxc kill "$id" USR1
ok "the container stops" wait_for 5 has_stopped
ok "the exit of init leaves no process" wait_for 3 none_is_left
is "its wait status is on disk" "$(cat "$work/state/$id/exit")" $((50 * 256))
ok "delete" runlxc delete "$id"

create --monitor=keep
ok "delete --force before start" runlxc delete --force "$id"
ok "takes the monitor with it" wait_for 3 none_is_left
create --monitor=keep
runlxc start "$id"
pid=$(init_pid)
ok "delete --force of a running one" runlxc delete --force "$id"
ok "too" wait_for 3 none_is_left
create --monitor=keep
kill -KILL "$(init_pid)"
ok "init that is killed at the gate leaves no process either" wait_for 3 none_is_left
is "state: stopped" "$(state_of "$id")" stopped
runlxc delete "$id"

# --- what fails --------------------------------------------------------------------------------------------
config '.process.args = ["absent"]'
# shellcheck disable=SC2016
fails "a command that is not there" 'executable file not found in \$PATH' runlxc create --monitor=keep --bundle "$bundle" "$id"
ok "leaves nothing" wait_for 3 test_nothing_left
config '.mounts += [{destination: "/x", type: "bind", source: "/no/such/source", options: ["bind"]}]'
fails "a source that is not there" '/no/such/source: (N|n)o such file' runlxc run --monitor=keep --bundle "$bundle" "$id"
ok "leaves nothing" wait_for 3 test_nothing_left
fails "a mode that there is not" "--monitor: 'maybe'" runlxc create --monitor=maybe --bundle "$bundle" "$id"
config '.mounts |= .[0:7]'
args /bin/inside uid
if kernel_has subreaper; then
	capture runlxc run --monitor=handoff --bundle "$bundle" "$id"
	is "--monitor=handoff by name" "$status $(answer uid)" "0 0"
else
	fails "--monitor=handoff on a kernel where nobody could take init" '^runlxc: --monitor=handoff: .*no subreaper' \
		runlxc run --monitor=handoff --bundle "$bundle" "$id"
fi

done_testing
