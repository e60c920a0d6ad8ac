#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# podman exec, pause, stats, top, update, healthcheck, and pods: with an infra container, from Kubernetes' YAML and to it.
# shellcheck disable=SC2016,SC2154,SC2317
. "${0%/*}/podman.sh"
podman_begin

# --- exec --------------------------------------------------------------------------------------------------
operation "exec: output, exit code, signal" 'hello|42|137' <<'END'
c run -d $image sleep 1000 >/dev/null; p exec "$name" echo hello; p exec "$name" sh -c 'exit 42'; echo $?; p exec "$name" sh -c 'kill -KILL $$'; echo $?
END
operation "exec: output and errors arrive apart" 'out|err' <<'END'
c run -d $image sleep 1000 >/dev/null; p exec "$name" sh -c 'echo out; echo err >&2' 2>err; cat err
END
operation "exec: input, much output" '3|2000000' <<'END'
c run -d $image sleep 1000 >/dev/null; printf '1\n2\n3\n' | p exec -i "$name" wc -l; p exec "$name" head -c 2000000 /dev/zero | wc -c
END
operation "exec: user, directory, environment" 'uid=1000(user) gid=1000(user)*|/data|1 2' <<'END'
c run -d -e A=1 $image sleep 1000 >/dev/null; p exec --user user -w /data -e B=2 "$name" sh -c 'id; pwd; echo $A $B'
END
operation "exec: no such program, not executable, no such folder" '127|126|12?' <<'END'
c run -d $image sleep 1000 >/dev/null; p exec "$name" nosuch 2>/dev/null; echo $?; p exec "$name" /etc/passwd 2>/dev/null; echo $?
p exec -w /not/there "$name" pwd 2>/dev/null; echo $?
END
operation "exec -t: a terminal, its size, its exit code" '/dev/pts/*|33 77|9' <<'END'
c run -d $image sleep 1000 >/dev/null
script -qec "stty rows 33 cols 77; '$work/$side/podman' exec -t $name sh -c 'tty; until stty size 2>/dev/null | grep -q 33; do sleep 0.1; done; stty size; exit 9'" /dev/null; echo $?
END
operation "exec -it: a shell" 'answer 42|7' <<'END'
c run -d -v "$dir:/typed" $image sleep 1000 >/dev/null
(until_true [ -e begun ]; echo 'echo answer $((40 + 2)); touch /typed/over; exit 7'; until_true [ -e over ]) |
	script -qec "'$work/$side/podman' exec -it $name sh -c 'touch /typed/begun; exec sh'; echo \$?" /dev/null | tr -d '\r' | grep -E '^(answer 42|7)$'
END
operation "exec -d" 'over' <<'END'
c run -d $image sleep 1000 >/dev/null; p exec -d "$name" sh -c 'echo over >/over' >/dev/null; until_said over p exec "$name" cat /over; p exec "$name" cat /over
END
operation "exec sees the container" '1 sleep 1000|' <<'END'
c run -d $image sleep 1000 >/dev/null; pid=$(p inspect --format '{{.State.Pid}}' "$name"); until_runs "$pid" sleep; p exec "$name" ps -o pid,args | sed 's/^ *//; s/  */ /g' | grep '^1 '
p exec "$name" sh -c 'for n in cgroup ipc mnt net pid user uts; do echo $n $(readlink /proc/self/ns/$n); done' | while read -r n inode; do
	[ "$(readlink "/proc/$pid/ns/$n")" = "$inode" ] || echo "$n"; done; echo
END
operation "exec has the container's filter and capabilities" 'CapEff:	*|Seccomp:	2' <<'END'
c run -d $image sleep 1000 >/dev/null; p exec "$name" grep -E '^(CapEff|Seccomp):' /proc/self/status
END
operation "exec --preserve-fds" 'content' <<'END'
echo content >file; c run -d $image sleep 1000 >/dev/null; p exec --preserve-fds 1 "$name" sh -c 'cat <&3' 3<file
END
operation "exec in a user namespace" '0|0 100000 65536' <<'END'
c run -d --uidmap 0:100000:65536 --gidmap 0:100000:65536 $image sleep 1000 >/dev/null
p exec "$name" sh -c 'id -u; cat /proc/self/uid_map | tr -s " " | sed "s/^ //"'
END
operation "exec in one that has ended" '255|12?' <<'END'
c run -d $image true >/dev/null; p wait "$name" >/dev/null; p exec "$name" true 2>/dev/null; echo $?; p exec nosuch true 2>/dev/null; echo $?
END

# --- state -------------------------------------------------------------------------------------------------
operation "pause, unpause" 'paused|255|running' <<'END'
c run -d $image sleep 1000 >/dev/null; p pause "$name" >/dev/null; p inspect --format '{{.State.Status}}' "$name"; p exec "$name" true 2>/dev/null; echo $?
p unpause "$name" >/dev/null; p inspect --format '{{.State.Status}}' "$name"
END
operation "rm -f of a paused one" 'gone' <<'END'
c run -d $image sleep 1000 >/dev/null; pid=$(p inspect --format '{{.State.Pid}}' "$name"); p pause "$name" >/dev/null
p rm -f -t 0 "$name" >/dev/null 2>&1; [ -d "/proc/$pid" ] || echo gone
END
operation "stats" '1' <<'END'
c run -d $image sleep 1000 >/dev/null; until_runs "$(p inspect --format '{{.State.Pid}}' "$name")" sleep; p stats --no-stream --format '{{.PIDS}}' "$name"
END
operation "top" '3' <<'END'
c run -d $image sh -c 'sleep 1000 & sleep 1001 & echo ready; wait' >/dev/null; ready; p top "$name" pid args | tail -n +2 | wc -l
END
operation "top by ps" 'sleep 1000' <<'END'
c run -d $image sleep 1000 >/dev/null; until_said sleep p top "$name" -o args; p top "$name" -o args | tail -n 1
END
operation "update" '50000|256' <<'END'
c run -d $image sleep 1000 >/dev/null; p update --cpus 0.5 --cpu-shares 256 "$name" >/dev/null; p exec "$name" cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu/cpu.shares
END
operation "healthcheck" '0|1' <<'END'
c run -d --health-cmd 'test -e /ok' --health-interval disable $image sh -c 'touch /ok; echo ready; exec sleep 1000' >/dev/null; ready
p healthcheck run "$name" >/dev/null 2>&1; echo $?; p exec "$name" rm /ok; p healthcheck run "$name" >/dev/null 2>&1; echo $?
END
operation "checkpoint" '0' <<'END'
c run -d $image sleep 1000 >/dev/null; p container checkpoint "$name" >/dev/null 2>&1; echo $?
END
operation "cp into one that runs" 'from outside' <<'END'
c run -d $image sleep 1000 >/dev/null; echo from outside >file; p cp file "$name:/data/new"; p exec "$name" cat /data/new
END
operation "system df" 'Containers' <<'END'
p system df --format '{{.Type}}' | grep Containers
END

# --- pods --------------------------------------------------------------------------------------------------
operation "a pod with an infra container: what is shared" 'same|same|same|2' <<'END'
p pod create --name "$name" --cgroup-parent "/$mark-$side" >/dev/null; p run -d --pod "$name" --name "$name-a" $image sleep 1000 >/dev/null
p run -d --pod "$name" --name "$name-b" $image sleep 1000 >/dev/null
for n in net ipc uts; do [ "$(p exec "$name-a" readlink /proc/self/ns/$n)" = "$(p exec "$name-b" readlink /proc/self/ns/$n)" ] && echo same; done
p ps --filter "pod=$name" --format '{{.Names}}' | grep -c "^$name-"; p pod rm -f -t 0 "$name" >/dev/null
END
operation "a pod's life" 'Running|Paused|Running|Exited|0' <<'END'
p pod create --name "$name" --cgroup-parent "/$mark-$side" >/dev/null; p run -d --pod "$name" $image sleep 1000 >/dev/null
state() { p pod inspect "$name" | jq -r '.State // .[0].State'; }
state; p pod pause "$name" >/dev/null; state; p pod unpause "$name" >/dev/null; state; p pod stop -t 0 "$name" >/dev/null; state; p pod rm -f -t 0 "$name" >/dev/null; echo $?
END
operation "pod --share pid" '1 *sleep 1000' <<'END'
p pod create --name "$name" --share pid --cgroup-parent "/$mark-$side" >/dev/null; p run --rm --pod "$name" $image ps -o pid,args | sed 's/^ *//; s/  */ /g' | grep '^1 '
p pod rm -f -t 0 "$name" >/dev/null
END
operation "play kube, and down" 'Running|/data two|0|1' <<'END'
cat >pod.yaml <<YAML
apiVersion: v1
kind: Pod
metadata: { name: $name }
spec:
  containers:
  - name: main
    image: localhost/$image:latest
    imagePullPolicy: Never
    command: ["/bin/sleep", "1000"]
    workingDir: /data
    env: [{ name: B, value: two }]
YAML
p play kube --network none pod.yaml >/dev/null; p pod inspect "$name" | jq -r '.State // .[0].State'; p exec "$name-main" /bin/sh -c 'echo $(pwd) $B'
p play kube --down pod.yaml >/dev/null; echo $?; p pod exists "$name"; echo $?
END
operation "generate kube" 'Pod|sleep' <<'END'
c run -d $image sleep 1000 >/dev/null; p generate kube "$name" >out.yaml; sed -n 's/^kind: //p' out.yaml; grep -o -m 1 sleep out.yaml
END

podman_end
done_testing
