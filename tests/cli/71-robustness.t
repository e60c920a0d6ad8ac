#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# create that is killed, interrupted or run twice at once, an init that dies at the wrong moment: nothing hangs or stays.
. "${0%/*}/lib.sh"

bundle robust
config '.linux.resources.memory.limit = 33554432'
args /bin/inside stderr ready trap
# Runs create in the background: $creator.
create_behind() {
	"$RUNLXC" --root "$work/state" create --bundle "$bundle" "$id" >"$work/said" 2>"$work/errors" </dev/null &
	creator=$!
}
# quick COMMAND...: within a minute, whatever its status, which is in $quick_status; its stderr in $work/quick
quick() {
	quick_status=0
	timeout -k 1 60 "$RUNLXC" --root "$work/state" "$@" >/dev/null 2>"$work/quick" </dev/null || quick_status=$?
	[ "$quick_status" -lt 124 ]
}

# --- killed at twenty moments ------------------------------------------------------------------------------
# Two passes of ten: from the first instruction to beyond the end. `state` and `list` see what is there without falling over it.
killed=0
for round in a b; do
	for ms in 0 1 2 3 4 6 8 10 12 15; do
		id=$mark-$round$ms
		create_behind
		[ $ms -eq 0 ] || sleep "$(awk -v ms=$ms 'BEGIN { print ms / 1000 }')"
		kill -KILL "$creator" 2>/dev/null && killed=$((killed + 1))
		wait "$creator" 2>/dev/null || :
		quick list || :
		[ "$quick_status" -eq 0 ] || fail "list after a create killed at $ms ms" "status $quick_status" "$(cat "$work/quick")"
		quick state "$id" || :
		[ "$quick_status" -le 1 ] || fail "state after a create killed at $ms ms" "status $quick_status" "$(cat "$work/quick")"
		quick delete --force "$id" || :
		is "create killed after $ms ms: delete --force" "$quick_status $(cat "$work/quick")" "0 "
		if wait_for 3 test_nothing_left; then
			pass "leaves nothing"
		else
			fail "leaves nothing" "$(test_leftovers)"
		fi
	done
done
note "killed before its end: $killed of 20"
id=$mark-robust

# What a killed create left does not stand in the way of delete without --force for ever, nor of another id.
create_behind
sleep 0.004
kill -KILL "$creator" 2>/dev/null || :
wait "$creator" 2>/dev/null || :
capture runlxc run --bundle "$bundle" --detach "$id-other"
is "another container can be made beside what is left" "$status" 0
runlxc delete --force "$id-other"
runlxc delete --force "$id"

# --- interrupted -------------------------------------------------------------------------------------------
config '.hooks.createRuntime = [{path: "/bin/sleep", args: ["sleep", "0.3"]}]'
for signal in TERM INT HUP; do
	create_behind
	# From then on it holds signals back; before, there is nothing to tidy up.
	wait_for 5 [ -d "$work/state/$id" ] || :
	kill -s $signal "$creator"
	status=0
	wait "$creator" || status=$?
	ok "create that gets SIG$signal leaves nothing, or a container" \
		sh -c "[ $status -eq 1 ] && [ ! -e '$work/state/$id' ] || [ $status -eq 0 ]"
	runlxc delete --force "$id"
	ok "in either case nothing stays" wait_for 3 test_nothing_left
done
config 'del(.hooks)'

# --- at once -----------------------------------------------------------------------------------------------
race() { # COUNT: so many creates of one id
	racers=
	for racer in $(seq "$1"); do
		"$RUNLXC" --root "$work/state" create --bundle "$bundle" "$id" >/dev/null 2>"$work/racer.$racer" </dev/null &
		racers="$racers $!"
	done
	won=0 lost=0
	for racer in $racers; do
		if wait "$racer"; then won=$((won + 1)); else lost=$((lost + 1)); fi
	done
	told=$(cat "$work"/racer.* | grep -c 'container with given ID already exists' || :)
	rm "$work"/racer.*
}
for count in 2 2 2 8 8; do
	race $count
	is "of $count creates at once one wins, the others are told" "$won $lost $told" "1 $((count - 1)) $((count - 1))"
	is "the winner's is whole" "$(state_of "$id")" created
	ok "and starts" runlxc start "$id"
	runlxc delete --force "$id"
done
for racer in 1 2 3 4 5 6; do
	"$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id-$racer" >"$work/racer.$racer" 2>&1 </dev/null &
done
ok "six containers at once, each by its id" wait_for 10 sh -c "[ \$(cat '$work'/racer.* | grep -c trap=ready) -eq 6 ]"
is "list has them all" "$(runlxc list -q | wc -l)" 6
for racer in 1 2 3 4 5 6; do runlxc delete --force "$id-$racer" & done
wait
is "deleted at once" "$(runlxc list -q)" ""
create
for racer in 1 2 3; do
	"$RUNLXC" --root "$work/state" start "$id" 2>"$work/racer.$racer" &
	eval "racer_$racer=$!"
done
won=0
# shellcheck disable=SC2154
for racer in "$racer_1" "$racer_2" "$racer_3"; do ! wait "$racer" || won=$((won + 1)); done
is "of three starts at once one wins" "$won $(cat "$work"/racer.[123] | grep -c 'cannot start an already running container')" "1 2"
runlxc delete --force "$id" &
runlxc delete --force "$id"
wait
ok "two deletes --force at once" wait_for 2 test_nothing_left

# --- init dies ---------------------------------------------------------------------------------------------
create
kill -KILL "$(init_pid)"
wait_for 5 has_stopped
ok "start of a container whose init was killed" quick start "$id"
is "says that it has stopped" "$quick_status $(cat "$work/quick")" "1 runlxc: cannot start a container that has stopped"
ok "delete needs no --force" runlxc delete "$id"
create
kill -STOP "$(init_pid)"
pid=$(init_pid)
"$RUNLXC" --root "$work/state" start "$id" 2>"$work/errors" &
starter=$!
sleep 0.2
kill -KILL "$pid"
status=0
wait "$starter" || status=$?
is "init that is killed while start waits for it: start ends with an error" "$status $(wc -l <"$work/errors")" "1 1"
runlxc delete --force "$id"
create
kill -STOP "$(init_pid)"
ok "delete --force of a stopped (SIGSTOP) init" quick delete --force "$id"
# shellcheck disable=SC2016
printf 'kill -KILL "$(jq .pid)"\n' >"$work/hook"
# shellcheck disable=SC2016
config '.hooks.createRuntime = [{path: "/bin/sh", args: ["sh", $script]}]' --arg script "$work/hook"
ok "init that dies in the middle of create" quick create --bundle "$bundle" "$id"
is "create says so in one line" "$quick_status $(wc -l <"$work/quick")" "1 1"
like "in plain words" "$(cat "$work/quick")" 'init ended|killed'
ok "and leaves nothing" wait_for 3 test_nothing_left
config 'del(.hooks)'

# --- little memory -----------------------------------------------------------------------------------------
config '.linux.resources.memory = {limit: 1048576}'
ok "a memory limit that init hardly has room in does not make create hang" \
	quick create --bundle "$bundle" "$id"
runlxc delete --force "$id"

done_testing
