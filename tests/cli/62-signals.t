#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run in the foreground passes signals on and returns what became of the program: its status, or 128 and the signal.
. "${0%/*}/lib.sh"

bundle signals
# in_background: run, whose pid is $runner and output $work/said; returns when the container has said "ready".
in_background() {
	: >"$work/said"
	"$RUNLXC" --root "$work/state" run --bundle "$bundle" "$@" "$id" >"$work/said" 2>&1 </dev/null &
	runner=$!
	wait_for 5 grep -q ready "$work/said"
}
# finish: waits for run; its status in $status
finish() { status=0; wait "$runner" || status=$?; }

# --- forwarded ---------------------------------------------------------------------------------------------
args /bin/inside trap
for pair in TERM:15 INT:2 HUP:1 QUIT:3 USR1:10 USR2:12 ALRM:14 CONT:18; do
	in_background
	kill -s "${pair%:*}" "$runner"
	finish
	is "SIG${pair%:*} reaches the program, whose status is run's" "$(tail -n 1 "$work/said") $status" "trap=${pair#*:} $((40 + ${pair#*:}))"
done
in_background
kill -s WINCH "$runner"
kill -s TERM "$runner"
finish
is "several in a row" "$(tail -n 1 "$work/said") $status" "trap=15 55"
ok "the container is deleted each time" wait_for 2 test_nothing_left

# A signal sent before the container is up waits for it. One that comes when the program has no handler yet is nothing to
# PID 1; another one ends it then.
# shellcheck disable=SC2317
is_over() { ! grep -qs '^State:.[^Z]' "/proc/$runner/status"; }
# shellcheck disable=SC2317
is_ready_or_over() { is_over || grep -q ready "$work/said"; }
: >"$work/said"
"$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id" >"$work/said" 2>&1 </dev/null &
runner=$!
kill -s USR1 "$runner"
wait_for 5 is_ready_or_over || :
sleep 1
is_over || kill -s TERM "$runner"
finish
like "a signal that comes at once reaches the program, or ends run as a whole" "$status" '^(50|138|55)$'
ok "and leaves nothing" wait_for 5 test_nothing_left

# --- what kills --------------------------------------------------------------------------------------------
in_background
runlxc kill "$id" KILL
finish
is "a container that is killed: 128 + 9" "$status" 137
in_background
pid=$(init_pid)
kill -KILL "$pid"
finish
is "the same by SIGKILL of its init" "$status" 137
args /bin/inside stderr ready sleep 60
in_background
kill -s TERM "$runner"
sleep 0.2
ok "PID 1 that has no handler is not ended by SIGTERM, as anywhere" kill -0 "$runner"
runlxc kill "$id" KILL
finish
is "by SIGKILL it is" "$status" 137
config '.linux.namespaces |= map(select(.type != "pid"))'
in_background
kill -s TERM "$runner"
finish
is "in the host's pid namespace SIGTERM kills: 128 + 15" "$status" 143
for number in 1 6 11 14; do
	args /bin/inside stderr ready kill-self $number
	capture runlxc run --bundle "$bundle" "$id"
	is "a program that dies of signal $number" "$status" $((128 + number))
done
config '.linux.namespaces += [{type: "pid"}]'
args /bin/inside fork-orphans 3 stderr ready trap
in_background
kill -s TERM "$runner"
finish
is "the processes that the program left behind go with it" "$status" 55
ok "all of them" wait_for 2 test_nothing_left

# --- stopped, and the runner's own end ---------------------------------------------------------------------
args /bin/inside trap
in_background
kill -KILL "$runner"
finish
is "run that is killed says so" "$status" 137
is "its container lives on" "$(state_of "$id")" running
ok "and can be ended" runlxc delete --force "$id"
in_background --keep
runlxc kill "$id" USR2
finish
is "run --keep: status and a stopped container" "$status $(state_of "$id")" "52 stopped"
runlxc delete "$id"
in_background
ok "delete --force from elsewhere" runlxc delete --force "$id"
finish
is "ends run with the status of init" "$status" 137

# Of a zombie nothing is left to wait for: the runner, a subreaper, collects what is orphaned to it.
args /bin/inside fork-orphans 1 stderr ready exit 0
capture runlxc run --bundle "$bundle" "$id"
is "an orphan does not keep run waiting" "$status" 0

done_testing
