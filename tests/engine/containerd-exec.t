#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ctr task exec: exit codes, streams, terminals, users, signals, what it sees of the container.
# shellcheck disable=SC2016,SC2154,SC2317
. "${0%/*}/containerd.sh"
containerd_begin

# x NAME COMMAND...: in the container NAME. Most operations share one, $rest, that does nothing.
x() { x_count=$((${x_count:-0} + 1)); t task exec --exec-id "x$operation_count-$x_count" --fifo-dir "$dir" "$@"; }
operation "containers to execute in" 'ready' <<'END'
d --env A=1 --seccomp $image "$mark-$side-rest" sh -c 'echo ready; exec sleep 1000'; ready; cat log; cp pid "$work/$side/pid"; until_runs "$(cat pid)" sleep
END
operations_settle
# shellcheck disable=SC2016
rest='$mark-$side-rest'

exec_operation() { operation "$1" "$2" <<END; } # NAME PATTERN <SCRIPT
rest=$rest init=\$(cat "\$work/\$side/pid")
$(cat)
END

exec_operation "exec" 'hello|0' <<'END'
x $rest echo hello; echo $?
END
exec_operation "the program's exit code" '42' <<'END'
x $rest sh -c 'exit 42'; echo $?
END
exec_operation "a program that a signal ends" '137' <<'END'
x $rest sh -c 'kill -KILL $$'; echo $?
END
exec_operation "output and errors arrive apart" 'out|err' <<'END'
x $rest sh -c 'echo out; echo err >&2' 2>err; cat err
END
exec_operation "input arrives" 'one' <<'END'
printf 'one\ntwo\n' | x $rest head -n 1
END
exec_operation "much output arrives whole" '2000000' <<'END'
x $rest head -c 2000000 /dev/zero | wc -c
END
exec_operation "it sees the container's processes" '1 sleep 1000' <<'END'
x $rest ps -o pid,args | sed 's/^ *//; s/  */ /g' | grep '^1 '
END
exec_operation "its namespaces are the container's" '' <<'END'
x $rest sh -c 'for n in cgroup ipc mnt net pid user uts; do echo $n $(readlink /proc/self/ns/$n); done' | while read -r n inode; do
	[ "$(readlink "/proc/$init/ns/$n")" = "$inode" ] || echo "$n"; done
END
exec_operation "its cgroups are the container's" 'same' <<'END'
x $rest cat /proc/self/cgroup >one; cmp one "/proc/$init/cgroup" && echo same
END
exec_operation "its root and directory are the container's" '/|kept' <<'END'
x $rest sh -c 'pwd; cat /data/file'
END
exec_operation "capabilities, filter, no new privileges" 'CapInh:	0000000000000000|CapPrm:	00000000a80425fb|CapEff:	00000000a80425fb|CapBnd:	00000000a80425fb|CapAmb:	0000000000000000|NoNewPrivs:	1|Seccomp:	2' <<'END'
x $rest grep -E '^(Cap...|NoNewPrivs|Seccomp):' /proc/self/status
END
exec_operation "rlimits and oom score" '1024 1024|*' <<'END'
x $rest sh -c 'echo $(ulimit -Sn) $(ulimit -Hn); cat /proc/self/oom_score_adj'
END
exec_operation "--user, --cwd" 'uid=1000(user) gid=1000(user)*|/data' <<'END'
x --user user --cwd /data $rest sh -c 'id; pwd'
END
exec_operation "--user by number" '4321 0|CapEff:	0000000000000000' <<'END'
x --user 4321 $rest sh -c 'echo $(id -u) $(id -g); grep CapEff /proc/self/status'
END
exec_operation "the environment is the container's" '1' <<'END'
x $rest sh -c 'echo $A'
END
exec_operation "descriptors: none but its own" '0|1|2|3' <<'END'
x $rest ls /proc/self/fd
END
exec_operation "-t: a terminal, its size, the exit code" '/dev/pts/*|terminal|33 77|9' <<'END'
script -qec "stty rows 33 cols 77; ctr --address '$address' -n '$mark-$side' task exec -t --exec-id terminal --fifo-dir '$dir' $rest sh -c '
	tty; test -t 0 && test -t 1 && test -t 2 && echo terminal; until stty size 2>/dev/null | grep -q 33; do sleep 0.1; done; stty size; exit 9'" /dev/null; echo $?
END
exec_operation "-t: it is a session of its own" 'same' <<'END'
script -qec "ctr --address '$address' -n '$mark-$side' task exec -t --exec-id session --fifo-dir '$dir' $rest sh -c '
	set -- \$(cat /proc/\$\$/stat); [ \$6 = \$\$ ] && echo same'" /dev/null
END
exec_operation "-d" '0|over' <<'END'
x -d $rest sh -c 'echo over >/over'; echo $?; until_said over cat "/proc/$init/root/over"; cat "/proc/$init/root/over"
END
exec_operation "-d: its exit code is remembered" '5' <<'END'
t task exec -d --exec-id remembered --fifo-dir "$dir" $rest sh -c 'until [ -e /remembered ]; do sleep 0.1; done; exit 5'
touch "/proc/$init/root/remembered"; ended() { t task rm --exec-id remembered $rest 2>/dev/null; code=$?; [ $code -ne 1 ]; }
until_true ended; echo $code
END
exec_operation "a signal to it alone" 'runs|gone|RUNNING' <<'END'
number=$((7000 + operation_count)); [ "$side" = runc ] && number=$((number + 1000))
running() { pgrep -f "^sleep $number" >/dev/null; }
t task exec -d --exec-id alone --fifo-dir "$dir" $rest sleep $number; until_true running && echo runs
t task kill --exec-id alone -s KILL $rest; until_true eval '! running' && echo gone; status_of $rest
END
exec_operation "an id twice" '1|already exists' <<'END'
t task exec -d --exec-id twice --fifo-dir "$dir" $rest sleep 99; t task exec --exec-id twice --fifo-dir "$dir" $rest true 2>err; echo $?
grep -o 'already exists' err
END
exec_operation "ps knows what was executed" '1|1' <<'END'
t task exec -d --exec-id known --fifo-dir "$dir" $rest sleep 98; t task ps $rest >ps; grep -c 'known' ps; grep -cw "$init" ps
END
exec_operation "no such program, and the next one is fine" '1|executable file not found in $PATH|fine' <<'END'
x $rest nosuch 2>err; echo $?; grep -o 'executable file not found in $PATH' err; x $rest echo fine
END
exec_operation "no such program by path" '1|no such file or directory' <<'END'
x $rest /bin/nosuch 2>err; echo $?; grep -o 'no such file or directory' err
END
exec_operation "a file that may not be executed" '1|permission denied' <<'END'
x $rest /etc/passwd 2>err; echo $?; grep -o 'permission denied' err
END
exec_operation "a folder that is not there" '1|no such file or directory' <<'END'
x --cwd /not/there $rest pwd 2>err; echo $?; grep -oi 'no such file or directory' err | tr N n
END
exec_operation "in a container that is not there" '1|not found' <<'END'
x nosuch true 2>err; echo $?; grep -o 'not found' err
END
operation "in one that has ended" '1' <<'END'
d $image $name true; stopped; x $name true 2>/dev/null; echo $?
END
exec_operation "many at once" '1|2|3|4|5|6' <<'END'
for i in 1 2 3 4 5 6; do t task exec --exec-id "i$i" --fifo-dir "$dir" $rest echo $i & done | sort
END
operation "the end of init ends what was executed" '137|gone' <<'END'
d $image $name sleep 1000; t task exec --exec-id one --fifo-dir "$dir" $name sh -c 'echo $$ >/one; exec sleep 99' & one=$!
until_true [ -s "/proc/$(cat pid)/root/one" ]; t task kill -s KILL "$name"; wait $one; echo $?; stopped && echo gone
END
operation "limits hold for it" '1|137' <<'END'
d --memory-limit 20000000 $image $name sleep 1000; x $name sh -c 'echo 1; x=a; while :; do x=$x$x; done' 2>/dev/null; echo $?
END
operation "--tty of the container is no terminal of what is executed" 'none' <<'END'
d $image $name sleep 1000; x $name sh -c 'tty >/dev/null || echo none'
END
operation "a container in the host's namespaces" 'same|same' <<'END'
d --net-host $image $name sleep 1000; x $name sh -c 'readlink /proc/self/ns/net; readlink /proc/self/ns/pid' >ns
[ "$(head -n 1 ns)" = "$(readlink /proc/self/ns/net)" ] && echo same; [ "$(tail -n 1 ns)" = "$(readlink "/proc/$(cat pid)/ns/pid")" ] && echo same
END

containerd_end
done_testing
