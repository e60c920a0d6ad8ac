#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A container's life under podman and conmon: in the background, logs, signals, stop, restart, removal, copies, pods.
. "${0%/*}/podman.sh"
podman_begin

operation "run -d, wait" 'ID|7' <<'END'
c run -d $image sh -c 'exit 7'; p wait "$name"
END
operation "logs" 'out|err' <<'END'
c run -d $image sh -c 'echo out; echo err >&2' >/dev/null; p wait "$name" >/dev/null
p logs "$name" 2>"$dir/err"; cat "$dir/err"
END
operation "logs -f follows to the end" 'one|two' <<'END'
c run -d $image sh -c 'echo one; sleep 0.5; echo two' >/dev/null; p logs -f "$name"
END
operation "ps shows it" 'NAME|Up' <<'END'
c run -d $image sleep 100 >/dev/null; p ps --filter "name=$name" --format '{{.Names}}|{{.Status}}' | cut -d' ' -f1 | tr '|' '\n'
p rm -f -t 0 "$name" >/dev/null
END
operation "ps -a shows how it ended" 'Exited (5)' <<'END'
c run -d $image sh -c 'exit 5' >/dev/null; p wait "$name" >/dev/null; p ps -a --filter "name=$name" --format '{{.Status}}' | grep -o 'Exited ([0-9]*)'
END
operation "inspect: the pid is that of the container's init" 'sleep 100 |1|other' <<'END'
c run -d $image sleep 100 >/dev/null
pid=$(p inspect --format '{{.State.Pid}}' "$name"); until_runs "$pid" sleep; tr '\0' ' ' <"/proc/$pid/cmdline"; echo
awk '/^NSpid:/ { print $NF }' "/proc/$pid/status"
[ "$(readlink "/proc/$pid/ns/pid")" = "$(readlink /proc/self/ns/pid)" ] || echo other
p rm -f -t 0 "$name" >/dev/null
END
operation "the pid file's too" same <<'END'
c run -d --pidfile "$dir/pid" $image sleep 100 >/dev/null
[ "$(cat "$dir/pid")" = "$(p inspect --format '{{.State.Pid}}' "$name")" ] && echo same
p rm -f -t 0 "$name" >/dev/null
END
operation "conmon is init's parent" conmon <<'END'
c run -d $image sleep 100 >/dev/null
pid=$(p inspect --format '{{.State.Pid}}' "$name"); cat "/proc/$(awk '/^PPid:/ { print $2 }' "/proc/$pid/status")/comm"
p rm -f -t 0 "$name" >/dev/null
END
operation "inspect: states on the way" 'created|running|exited 0 false' <<'END'
c create -v "$dir:/wait" $image sh -c 'until [ -e /wait/over ]; do sleep 0.1; done' >/dev/null; p inspect --format '{{.State.Status}}' "$name"
p start "$name" >/dev/null; p inspect --format '{{.State.Status}}' "$name"; touch over
p wait "$name" >/dev/null; p inspect --format '{{.State.Status}} {{.State.ExitCode}} {{.State.OOMKilled}}' "$name"
END
operation "stop: a program that ends on TERM" '33' <<'END'
c run -d $image sh -c 'trap "exit 33" TERM; echo ready; while :; do sleep 0.1; done' >/dev/null
ready
p stop -t 10 "$name" >/dev/null; p inspect --format '{{.State.ExitCode}}' "$name"
END
operation "stop: KILL for one that does not" '137 soon' <<'END'
c run -d --stop-timeout 1000 $image sh -c 'trap "" TERM; echo ready; while :; do sleep 0.1; done' >/dev/null
ready
p stop -t 1 "$name" >/dev/null 2>&1 && soon=soon
echo "$(p inspect --format '{{.State.ExitCode}}' "$name") ${soon:-late}"
END
operation "the image's stop signal" 44 <<'END'
c run -d --stop-signal INT $image sh -c 'trap "exit 44" INT; echo ready; while :; do sleep 0.1; done' >/dev/null
ready
p stop -t 10 "$name" >/dev/null; p inspect --format '{{.State.ExitCode}}' "$name"
END
operation "kill -s USR1" 'got USR1|5' <<'END'
c run -d $image sh -c 'trap "echo got USR1; exit 5" USR1; echo ready; while :; do sleep 0.1; done' >/dev/null
ready
p kill -s USR1 "$name" >/dev/null; code=$(p wait "$name"); p logs "$name" | tail -n 1; echo "$code"
END
operation "kill" 137 <<'END'
c run -d $image sleep 100 >/dev/null; p kill "$name" >/dev/null; p wait "$name"
END
operation "kill of one that has ended" 125 <<'END'
c run -d $image true >/dev/null; p wait "$name" >/dev/null; p kill "$name" >/dev/null; echo $?
END
operation "rm refuses one that runs" '2|running' <<'END'
c run -d $image sleep 100 >/dev/null; p rm "$name" 2>/dev/null; echo $?; p inspect --format '{{.State.Status}}' "$name"
p rm -f -t 0 "$name" >/dev/null
END
operation "rm" '0|1' <<'END'
c run -d $image true >/dev/null; p wait "$name" >/dev/null; p rm "$name" >/dev/null; echo $?; p container exists "$name"; echo $?
END
operation "rm -f" '0|gone|1' <<'END'
c run -d $image sleep 100 >/dev/null; pid=$(p inspect --format '{{.State.Pid}}' "$name")
p rm -f -t 0 "$name" >/dev/null; echo $?; [ -d "/proc/$pid" ] || echo gone; p container exists "$name"; echo $?
END
operation "rm -f with children that ignore signals" 'gone' <<'END'
c run -d $image sh -c 'trap "" TERM INT HUP; sleep 100 & sleep 101 & echo ready; wait' >/dev/null; ready
pid=$(p inspect --format '{{.State.Pid}}' "$name"); children=$(cat "/proc/$pid/task/$pid/children")
p rm -f -t 0 "$name" >/dev/null; for child in $children; do [ ! -d "/proc/$child" ] || echo "$child is left"; done; echo gone
END
operation "run --rm -d is gone at its end" 'gone' <<'END'
c run -d --rm $image sleep 0.3 >/dev/null
until_true eval '! p container exists "$name"' && echo gone
END
operation "restart" 'other pid|running' <<'END'
c run -d $image sleep 100 >/dev/null; first=$(p inspect --format '{{.State.Pid}}' "$name")
p restart -t 0 "$name" >/dev/null; [ "$first" = "$(p inspect --format '{{.State.Pid}}' "$name")" ] || echo other pid
p inspect --format '{{.State.Status}}' "$name"; p rm -f -t 0 "$name" >/dev/null
END
operation "start of a stopped one, its files kept" '0|first|second' <<'END'
c run -d $image sh -c '[ -e /mark ] && echo second || echo first; touch /mark' >/dev/null; p wait "$name"
p start -a "$name" >/dev/null; p logs "$name"
END
operation "start -a gives output and exit code" 'hello|6' <<'END'
c create $image sh -c 'echo hello; exit 6' >/dev/null; p start -a "$name"; echo $?
END
operation "restart policy" ' 3 round|2 3' <<'END'
c run -d --restart on-failure:2 $image sh -c 'echo round; exit 3' >/dev/null
until_said '^2 exited' p inspect --format '{{.RestartCount}} {{.State.Status}}' "$name"; p logs "$name" | sort | uniq -c | tr -s ' '
p inspect --format '{{.RestartCount}} {{.State.ExitCode}}' "$name"
END
operation "attach" 'echoed: hello*' <<'END'
c run -d -i $image sh -c 'read line; echo "echoed: $line"' >/dev/null; (sleep 0.5; echo hello) | p attach "$name"
END
operation "a time limit" -1 <<'END'
c run --timeout 5 $image sleep 100 2>/dev/null; p inspect --format '{{.State.ExitCode}}' "$name"
END
operation "out of memory: 137, and conmon is told" '137|oom' <<'END'
c run -d -v "$dir:/told" --memory 20m --memory-swap 20m $image sh -c '(x=a; while :; do x=$x$x; done); code=$?
	until [ -e /told/over ]; do sleep 0.1; done; exit $code' >/dev/null
until_true [ -e oom ]; touch over; p wait "$name" >/dev/null; p inspect --format '{{.State.ExitCode}}' "$name"; ls oom
END
operation "a failed start leaves a container to be removed" 'Created|0' <<'END'
c create $image nosuch >/dev/null; p start "$name" 2>/dev/null; p ps -a --filter "name=$name" --format '{{.Status}}'; p rm "$name" >/dev/null; echo $?
END
operation "cp into a container and out of it" 'inner|kept' <<'END'
c create $image cat /tmp/inner >/dev/null; echo inner >"$dir/inner"; p cp "$dir/inner" "$name:/tmp/inner"; p start -a "$name"
p cp "$name:/data/file" "$dir/outer"; cat "$dir/outer"
END
operation "commit" 'added' <<'END'
c run $image sh -c 'echo added >/added'; p commit -q "$name" committed >/dev/null; p rm "$name" >/dev/null; c run --rm committed cat /added
END
operation "export" 'data/file|exported' <<'END'
c run $image sh -c 'echo x >/exported'; p export "$name" | tar -t | grep -E '^(data/file|exported)$' | sort
END
operation "diff" 'A /added' <<'END'
c run $image touch /added; p diff "$name" | grep added
END
operation "rename" 'running' <<'END'
c run -d $image sleep 100 >/dev/null; p rename "$name" "$name-new"; p inspect --format '{{.State.Status}}' "$name-new"; p rm -f -t 0 "$name-new" >/dev/null
END
operation "prune" '0' <<'END'
c run --label "of=$name" $image true; p container prune -f --filter "label=of=$name" >/dev/null; p ps -aq --filter "name=$name" | wc -l
END

# --- together ----------------------------------------------------------------------------------------------
operation "the pid namespace of another" 'sleep 100|sees it' <<'END'
c run -d $image sleep 100 >/dev/null; c run --rm --name "$name-two" --pid "container:$name" $image sh -c 'until grep -q sleep /proc/1/cmdline; do sleep 0.1; done; tr "\0" " " </proc/1/cmdline | sed "s/ $//"; echo
ps | grep -q "[s]leep 100" && echo sees it'; p rm -f -t 0 "$name" >/dev/null
END
operation "a signal in a joined pid namespace" '143|running' <<'END'
c run -d $image sleep 100 >/dev/null; c run -d --name "$name-two" --pid "container:$name" $image sleep 101 >/dev/null
p kill -s TERM "$name-two" >/dev/null; p wait "$name-two"; p inspect --format '{{.State.Status}}' "$name"; p rm -f -t 0 "$name" "$name-two" >/dev/null
END
# The dead stay as zombies of the other container's init, which does not collect them.
operation "rm -f in a joined pid namespace" '2|running' <<'END'
c run -d $image sleep 100 >/dev/null; c run -d --name "$name-two" --pid "container:$name" $image sh -c 'sleep 103 & sleep 103 & echo ready; wait' >/dev/null
until_said ready p logs "$name-two"
pid=$(p inspect --format '{{.State.Pid}}' "$name-two"); children=$(cat "/proc/$pid/task/$pid/children"); echo $children | wc -w
p rm -f -t 0 "$name-two" >/dev/null; p inspect --format '{{.State.Status}}' "$name"
for child in $children; do ! grep -s '^State:' "/proc/$child/status" | grep -v Z || echo "one is left"; done; p rm -f -t 0 "$name" >/dev/null
END
operation "the network namespace of another" 'same|hello' <<'END'
c run -d $image sh -c 'echo hello | nc -l -p 4242 127.0.0.1; sleep 100' >/dev/null; pid=$(p inspect --format '{{.State.Pid}}' "$name")
inner=$(c run --rm --name "$name-two" --net "container:$name" $image readlink /proc/self/ns/net); [ "$inner" = "$(readlink "/proc/$pid/ns/net")" ] && echo same
c run --rm --name "$name-two" --net "container:$name" $image sh -c 'until nc 127.0.0.1 4242 </dev/null 2>/dev/null; do sleep 0.1; done'; p rm -f -t 0 "$name" >/dev/null
END
operation "the ipc namespace of another" 'same' <<'END'
c run -d --ipc shareable $image sleep 100 >/dev/null; pid=$(p inspect --format '{{.State.Pid}}' "$name")
inner=$(c run --rm --name "$name-two" --ipc "container:$name" $image readlink /proc/self/ns/ipc); [ "$inner" = "$(readlink "/proc/$pid/ns/ipc")" ] && echo same
p rm -f -t 0 "$name" >/dev/null
END
operation "a pod" '0|hi|Running|0|0' <<'END'
p pod create --infra=false --name "$name" --cgroup-parent "/$mark-$side" >/dev/null; echo $?
p run --rm --pod "$name" $image echo hi
p run -d --pod "$name" $image sleep 100 >/dev/null; p pod ps --filter "name=$name" --format '{{.Status}}'
p pod stop -t 0 "$name" >/dev/null; echo $?; p pod rm -f -t 0 "$name" >/dev/null; echo $?
END
operation "ten at once" '10' <<'END'
for i in 1 2 3 4 5 6 7 8 9 10; do c run --rm --name "$name-$i" $image true && echo ok >>"$dir/ok" & done; wait; wc -l <"$dir/ok"
END

podman_end
done_testing
