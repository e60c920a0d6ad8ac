#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A task's life under containerd and its shim: in the background, signals, pause, ps, metrics, out of memory, events, removal.
# shellcheck disable=SC2016,SC2154,SC2317
. "${0%/*}/containerd.sh"
containerd_begin
ctr --address "$address" events >"$work/events" 2>/dev/null &
events=$!

# --- in the background -------------------------------------------------------------------------------------
operation "run -d, ls" 'NAME RUNNING' <<'END'
d $image $name sleep 1000; t task ls | awk -v name="$name" '$1 == name { print $1, $3 }'
END
operation "the pid is that of the container's init" 'same|sleep 1000 |1' <<'END'
d $image $name sleep 1000; until_runs "$(cat pid)" sleep; [ "$(cat pid)" = "$(t task ls | awk -v name="$name" '$1 == name { print $2 }')" ] && echo same
tr '\0' ' ' <"/proc/$(cat pid)/cmdline"; echo; awk '/^NSpid:/ { print $NF }' "/proc/$(cat pid)/status"
END
operation "the shim is init's parent" 'containerd-shim' <<'END'
d $image $name sleep 1000; cat "/proc/$(awk '/^PPid:/ { print $2 }' "/proc/$(cat pid)/status")/comm"
END
operation "it stops by itself, and its code is kept" 'STOPPED|code 7' <<'END'
d $image $name sh -c 'exit 7'; stopped; status_of "$name"; code
END
operation "its output is in the log" 'one|two' <<'END'
d $image $name sh -c 'echo one; echo two'; until_said two cat log; cat log
END
operation "rm refuses one that runs" '1|RUNNING' <<'END'
d $image $name sleep 1000; t task rm "$name" 2>/dev/null; echo $?; status_of "$name"
END
operation "rm --force" '0|gone|0' <<'END'
d $image $name sleep 1000; t task rm --force "$name" 2>/dev/null; echo $?; [ -d "/proc/$(cat pid)" ] || echo gone; t task ls | grep -cw "$name"
END
operation "rm --force with children that ignore signals" 'gone' <<'END'
d $image $name sh -c 'trap "" TERM INT HUP; sleep 1000 & sleep 1001 & echo ready; wait'; ready; pid=$(cat pid)
children=$(cat "/proc/$pid/task/$pid/children"); t task rm --force "$name" >/dev/null 2>&1
for child in $children; do [ ! -d "/proc/$child" ] || echo "$child is left"; done; echo gone
END
operation "the same id twice" '1|already exists' <<'END'
d $image $name sleep 1000; r -d --null-io $image $name sleep 1000 2>"$dir/err"; echo $?; grep -o 'already exists' "$dir/err" | head -n 1
END
operation "again under the same id" '3|4' <<'END'
r --rm $image $name sh -c 'exit 3'; echo $?; r --rm $image $name sh -c 'exit 4'; echo $?
END
operation "a second task of the same container, its files kept" 'code 1|code 2' <<'END'
d $image $name sh -c '[ -e /mark ] && exit 2; touch /mark; exit 1'; code; t task start -d --pid-file pid --null-io "$name"; code
END
operation "several at once" '1|2|3' <<'END'
for i in 1 2 3; do r --rm $image "$name-$i" echo $i & done | sort
END

# --- signals -----------------------------------------------------------------------------------------------
operation "kill: TERM" 'code 33' <<'END'
d $image $name sh -c 'trap "exit 33" TERM; echo ready; while :; do sleep 0.1; done'; ready; t task kill "$name"; code
END
operation "kill -s by name" 'got USR1|code 5' <<'END'
d $image $name sh -c 'trap "echo got USR1; exit 5" USR1; echo ready; while :; do sleep 0.1; done'; ready
t task kill -s SIGUSR1 "$name"; code >code; tail -n 1 log; cat code
END
operation "kill -s by number" 'code 137' <<'END'
d $image $name sleep 1000; t task kill -s 9 "$name"; code
END
operation "kill --all" 'code 137|0' <<'END'
d $image $name sh -c 'sleep 1000 & sleep 1001 & echo ready; wait'; ready; pid=$(cat pid); children=$(cat "/proc/$pid/task/$pid/children")
t task kill --all -s KILL "$name"; code; for child in $children; do [ ! -d "/proc/$child" ] || echo left; done | wc -l
END
operation "kill of one that has ended" '1|not found' <<'END'
d $image $name true; stopped; t task kill "$name" 2>err; echo $?; grep -o 'not found' err
END
operation "kill of one that is not there" '1|not found' <<'END'
t task kill "$name" 2>err; echo $?; grep -o 'not found' err
END
operation "the end of init ends its children" 'code 3|gone' <<'END'
d $image $name sh -c 'setsid sleep 1000 & echo ready; until [ -e /over ]; do sleep 0.1; done; exit 3'; ready; pid=$(cat pid)
children=$(cat "/proc/$pid/task/$pid/children"); touch "/proc/$pid/root/over"; code
for child in $children; do [ ! -d "/proc/$child" ] || echo "$child is left"; done; echo gone
END
operation "with the host's process ids, kill --all" 'code 137|0' <<'END'
d --with-ns pid:/proc/self/ns/pid $image $name sh -c 'sleep 1000 & sleep 1001 & echo ready; wait'; ready; pid=$(cat pid)
children=$(cat "/proc/$pid/task/$pid/children"); t task kill --all -s KILL "$name"; code
for child in $children; do until_true [ ! -d "/proc/$child" ] || echo left; done | wc -l
END

# --- pause, ps, metrics ------------------------------------------------------------------------------------
frozen() { cat "/sys/fs/cgroup/freezer/$mark-$side/$name/freezer.state" 2>/dev/null || cat "/sys/fs/cgroup/$mark-$side/$name/cgroup.freeze"; }
operation "pause, resume" 'PAUSED|FROZEN|RUNNING|THAWED' <<'END'
d $image $name sleep 1000; t task pause "$name"; status_of "$name"; frozen; t task resume "$name"; status_of "$name"; frozen
END
operation "exec in a paused one" '1|paused' <<'END'
d $image $name sleep 1000; t task pause "$name"; t task exec --exec-id x --fifo-dir "$dir" $name true 2>err; echo $?; grep -o paused err | head -n 1
t task resume "$name"
END
operation "kill of a paused one" 'PAUSED|code 137' <<'END'
d $image $name sleep 1000; t task pause "$name"; status_of "$name"; t task kill -s KILL "$name"; t task resume "$name" 2>/dev/null; code
END
operation "rm --force of a paused one" 'gone' <<'END'
d $image $name sleep 1000; t task pause "$name"; t task rm --force "$name" >/dev/null 2>&1; [ -d "/proc/$(cat pid)" ] || echo gone
END
operation "pause of one that has ended" '1' <<'END'
d $image $name true; stopped; t task pause "$name" 2>/dev/null; echo $?
END
operation "resume of one that is not paused" '1|RUNNING' <<'END'
d $image $name sleep 1000; t task resume "$name" 2>/dev/null; echo $?; status_of "$name"
END
operation "ps" '3|init' <<'END'
d $image $name sh -c 'sleep 1000 & sleep 1001 & echo ready; wait'; ready; t task ps "$name" >ps; tail -n +2 ps | wc -l
awk -v pid="$(cat pid)" '$1 == pid { print "init" }' ps
END
operation "metrics" 'true|1' <<'END'
d $image $name sleep 1000; until_runs "$(cat pid)" sleep; t task metrics --format json "$name" | jq '.memory.usage.usage > 0'; t task metrics "$name" | awk '$1 == "pids.current" { print $2 }'
END
operation "metrics know the limit" '50331648' <<'END'
d --memory-limit 50331648 $image $name sleep 1000; t task metrics --format json "$name" | jq .memory.usage.limit
END
# The shim asks to be told of it after the start, and the end is told by another way.
operation "out of memory" 'code 137' <<'END'
d --memory-limit 20000000 $image $name sh -c 'until [ -e /go ]; do sleep 0.1; done; x=a; while :; do x=$x$x; done'; touch "/proc/$(cat pid)/root/go"
until_said "/tasks/oom.*$name" cat "$work/events"; code
END
operation "checkpoint" '0' <<'END'
d $image $name sleep 1000; t task checkpoint --image-path "$dir/image" "$name" >/dev/null; echo $?
END

operations_settle
kill "$events"
for side in $sides; do
	for event in create start exit delete paused resumed oom; do
		grep -c "$mark-$side /tasks/$event" "$work/events" | awk -v event=$event '{ print event, ($1 > 0) }'
	done >"$work/events.$side"
done
is "the same kinds of events" "$(cat "$work/events.runlxc")" "$(cat "$work/events.runc")"
containerd_end
done_testing
