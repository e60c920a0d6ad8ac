#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A container's life under dockerd: exec, stats, top, pause, update, restart, signals, out of memory, health.
# shellcheck disable=SC2016,SC2154,SC2317
. "${0%/*}/docker.sh"
docker_begin
"$docker" -H "unix://$work/docker.sock" events --format '{{.Actor.Attributes.name}} {{.Action}}' >"$work/events" 2>/dev/null &
events=$!

# --- exec --------------------------------------------------------------------------------------------------
operation "exec: output, exit code, signal" 'hello|42|137' <<'END'
d $image sleep 1000; k exec "$name" echo hello; k exec "$name" sh -c 'exit 42'; echo $?; k exec "$name" sh -c 'kill -KILL $$'; echo $?
END
operation "exec: user, directory, environment" 'uid=1000(user) gid=1000(user)*|/data|1 2' <<'END'
d -e A=1 $image sleep 1000; k exec -u user -w /data -e B=2 "$name" sh -c 'id; pwd; echo $A $B'
END
operation "exec: input, much output" '3|2000000' <<'END'
d $image sleep 1000; printf '1\n2\n3\n' | k exec -i "$name" wc -l; k exec "$name" head -c 2000000 /dev/zero | wc -c
END
operation "exec: no such program, not executable, no such folder" '12?|12?|12?' <<'END'
d $image sleep 1000; k exec "$name" nosuch >/dev/null 2>&1; echo $?; k exec "$name" /etc/passwd >/dev/null 2>&1; echo $?
k exec -w /not/there "$name" pwd >/dev/null 2>&1; echo $?
END
operation "exec -t: a terminal, its exit code" '/dev/pts/*|terminal|9' <<'END'
d $image sleep 1000; tty_run "docker exec -t $name sh -c 'tty; test -t 0 && test -t 1 && echo terminal; exit 9'"; echo $?
END
operation "exec -d" 'over' <<'END'
d $image sleep 1000; k exec -d "$name" sh -c 'echo over >/over'; until_said over k exec "$name" cat /over; k exec "$name" cat /over
END
operation "exec --privileged" '0' <<'END'
d $image sleep 1000; k exec --privileged "$name" mount -t tmpfs x /tmp >/dev/null 2>&1; echo $?
END
operation "exec in one that is paused, and in one that has ended" '1|1' <<'END'
d $image sleep 1000; k pause "$name" >/dev/null; k exec "$name" true 2>/dev/null; echo $?; k unpause "$name" >/dev/null
k kill "$name" >/dev/null; k exec "$name" true 2>/dev/null; echo $?
END
operation "exec sees the container's capabilities and filter" 'CapEff:	00000000a80425fb|Seccomp:	2' <<'END'
d $image sleep 1000; k exec "$name" grep -E '^(CapEff|Seccomp):' /proc/self/status
END

# --- state -------------------------------------------------------------------------------------------------
operation "ps, inspect, wait" 'NAME Up|running true|7|exited 7' <<'END'
d -v "$dir:/vol" $image sh -c 'until [ -e /vol/over ]; do sleep 0.1; done; exit 7'; k ps --filter "name=$name" --format '{{.Names}} {{.Status}}' | cut -d' ' -f1,2
say '{{.State.Status}} {{.State.Running}}'; touch over; k wait "$name"; say '{{.State.Status}} {{.State.ExitCode}}'
END
operation "inspect: pid, runtime" 'sleep 1000 |same' <<'END'
d $image sleep 1000; until_runs "$(say '{{.State.Pid}}')" sleep; tr '\0' ' ' <"/proc/$(say '{{.State.Pid}}')/cmdline"; echo; [ "$(say '{{.HostConfig.Runtime}}')" = "$side" ] && echo same
END
operation "top" '3|sleep 1000' <<'END'
d $image sh -c 'sleep 1000 & sleep 1001 & echo ready; wait'; ready; until_said 'sleep 1000$' k top "$name"; k top "$name" >top; tail -n +2 top | wc -l; grep -o 'sleep 1000$' top
END
operation "stats" '1|48MiB' <<'END'
d --memory 48m $image sleep 1000; until_runs "$(say '{{.State.Pid}}')" sleep; k stats --no-stream --format '{{.PIDs}}|{{.MemUsage}}' "$name" | sed 's,|.*/ ,\n,'
END
operation "pause, unpause" 'paused|FROZEN|running|THAWED' <<'END'
d $image sleep 1000; state=/sys/fs/cgroup/freezer/$mark-$side/$(say '{{.Id}}')/freezer.state; k pause "$name" >/dev/null; say '{{.State.Status}}'; cat "$state"
k unpause "$name" >/dev/null; say '{{.State.Status}}'; cat "$state"
END
operation "update" '67108864|50000|256|30|0' <<'END'
d --memory 32m $image sleep 1000; k update --memory 64m --memory-swap 128m --cpu-quota 50000 --cpu-shares 256 --pids-limit 30 --cpuset-cpus 0 "$name" >/dev/null
k exec "$name" sh -c 'cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes cpu/cpu.cfs_quota_us cpu/cpu.shares pids/pids.max cpuset/cpuset.cpus'
END
operation "update that is refused" '1|33554432' <<'END'
d --memory 32m --memory-swap 32m $image sleep 1000; k update --memory 64m "$name" >/dev/null 2>&1; echo $?; k exec "$name" cat /sys/fs/cgroup/memory/memory.limit_in_bytes
END
operation "restart" 'other|running' <<'END'
d $image sleep 1000; pid=$(say '{{.State.Pid}}'); k restart -t 0 "$name" >/dev/null; [ "$pid" = "$(say '{{.State.Pid}}')" ] || echo other; say '{{.State.Status}}'
END
operation "stop: TERM, and KILL in the end" '33|137' <<'END'
d $image sh -c 'trap "exit 33" TERM; echo ready; while :; do sleep 0.1; done'; ready; k stop -t 10 "$name" >/dev/null; say '{{.State.ExitCode}}'
name=$name-2; d $image sh -c 'trap "" TERM; echo ready; while :; do sleep 0.1; done'; ready; k stop -t 1 "$name" >/dev/null; say '{{.State.ExitCode}}'
END
operation "start again, its files kept" 'first|second' <<'END'
d $image sh -c '[ -e /mark ] && echo second || echo first; touch /mark'; k wait "$name" >/dev/null; k start -a "$name" >/dev/null; k logs "$name"
END
operation "kill -s" 'got USR1|5' <<'END'
d $image sh -c 'trap "echo got USR1; exit 5" USR1; echo ready; while :; do sleep 0.1; done'; ready; k kill -s USR1 "$name" >/dev/null; k wait "$name" >code
k logs "$name" | tail -n 1; cat code
END
operation "kill of one that has ended" '1|is not running' <<'END'
d $image true; k wait "$name" >/dev/null; k kill "$name" 2>err; echo $?; grep -o 'is not running' err
END
operation "restart policy" '2 3|3 round' <<'END'
d --restart on-failure:2 $image sh -c 'echo round; exit 3'; until_said '^2 exited' say '{{.RestartCount}} {{.State.Status}}'; say '{{.RestartCount}} {{.State.ExitCode}}'
k logs "$name" | sort | uniq -c | sed 's/^ *//'
END
# The shim asks to be told of it after the start, and the end is told by another way: each step waits for the one before.
operation "OOMKilled" '137 true' <<'END'
d --memory 20m --memory-swap 20m $image sh -c 'until [ -e /go ]; do sleep 0.1; done; sh -c "x=a; while :; do x=\$x\$x; done"
	code=$?; until [ -e /end ]; do sleep 0.1; done; exit $code'
k exec "$name" touch /go; until_said ' oom ' k events --since 0 --until 0s --filter "container=$name"
k exec "$name" touch /end; k wait "$name" >/dev/null; say '{{.State.ExitCode}} {{.State.OOMKilled}}'
END
operation "healthcheck" 'healthy|unhealthy' <<'END'
d --health-cmd 'test -e /ok' --health-interval 300ms --health-retries 1 $image sh -c 'touch /ok; exec sleep 1000'
until_said '^healthy' say '{{.State.Health.Status}}'; say '{{.State.Health.Status}}'; k exec "$name" rm /ok
until_said '^unhealthy' say '{{.State.Health.Status}}'; say '{{.State.Health.Status}}'
END
operation "rm refuses one that runs, rm -f" '1|0|gone' <<'END'
d $image sleep 1000; pid=$(say '{{.State.Pid}}'); k rm "$name" >/dev/null 2>&1; echo $?; k rm -f "$name" >/dev/null; echo $?; [ -d "/proc/$pid" ] || echo gone
END
operation "a failed start leaves a container to be removed" '127|created|0' <<'END'
c create $image nosuch >/dev/null; k start "$name" 2>/dev/null; say '{{.State.ExitCode}}'; say '{{.State.Status}}'; k rm "$name" >/dev/null; echo $?
END
operation "rename" 'running' <<'END'
d $image sleep 1000; k rename "$name" "$name-new"; name=$name-new; say '{{.State.Status}}'
END

operations_settle
for side in $sides; do wait_for 30 grep -q "^$mark-$side.* rename" "$work/events" || :; done # the last ones are known
kill "$events"
for side in $sides; do
	for event in create start die oom pause unpause restart kill exec_die health_status; do
		grep -c "^$mark-$side.* $event" "$work/events" | awk -v event=$event '{ print event, ($1 > 0) }'
	done >"$work/events.$side"
done
is "the same kinds of events" "$(cat "$work/events.runlxc")" "$(cat "$work/events.runc")"
docker_end
done_testing
