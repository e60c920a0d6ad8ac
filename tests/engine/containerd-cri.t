#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Kubernetes' way: the life of pods and containers by CRI, each side a runtime handler of one containerd.
# shellcheck disable=SC2016,SC2154,SC2317
. "${0%/*}/cri.sh"
cri_begin

# --- pods --------------------------------------------------------------------------------------------------
operation "version and status" 'containerd v1|RuntimeReady true|NetworkReady true' <<'OP'
call Version >version; echo "$(field runtime_name <version) $(field runtime_api_version <version)"
call Status | field 'type|status' | paste -d' ' - -
OP
operation "a handler nobody configured" 'no runtime for "nosuch" is configured' <<'OP'
side=nosuch; pod 2>err; grep -o 'no runtime for .*' err
OP
operation "the handler is the one asked for, its program that of BinaryName" 'own handler|running' <<'OP'
pod; run '' sleep 1000; [ "$(call PodSandboxStatus "pod_sandbox_id: '$pod'" | field runtime_handler)" = "$side" ] && echo own handler
"$program" --root /run/containerd/runc/k8s.io state "$container" | jq -r .status
OP
operation "a pod's life: ready, stopped, gone" 'ready|SANDBOX_NOTREADY|not found' <<'OP'
pod 'labels { key: "a" value: "b" }'; call PodSandboxStatus "pod_sandbox_id: '$pod'" | grep -q NOTREADY || echo ready
call StopPodSandbox "pod_sandbox_id: '$pod'"; call PodSandboxStatus "pod_sandbox_id: '$pod'" | field state
call RemovePodSandbox "pod_sandbox_id: '$pod'"; call PodSandboxStatus "pod_sandbox_id: '$pod'" 2>&1 | grep -o 'not found'
OP
operation "a pod that stops takes its containers with it" 'gone|CONTAINER_EXITED|137' <<'OP'
pod 'labels { key: "a" value: "b" }'; run '' sh -c 'trap "" TERM; sleep 1000 & wait'; pid=$(init_pid)
call StopPodSandbox "pod_sandbox_id: '$pod'"; [ -d "/proc/$pid" ] || echo gone; of_container ContainerStatus | field 'state|exit_code'
OP
operation "a pod at a bridge" 'eth0 lo|the pod has the address|0' <<'OP'
pod 'linux { security_context { namespace_options { network: POD } } }'; run '' sleep 1000; echo $(inside ls /sys/class/net)
address=$address inside ip -4 addr show eth0 >addr; grep -qF " $(call PodSandboxStatus "pod_sandbox_id: '$pod'" | field ip)/" addr && echo the pod has the address
execute ping -c 1 -W 5 10.88.0.1 >/dev/null; echo $?
OP
operation "host name, hosts, resolv.conf" 'kermit|kermit|nameserver 10.0.0.10' <<'OP'
pod 'hostname: "kermit" dns_config { servers: "10.0.0.10" } linux { security_context { namespace_options { network: POD } } }'
run '' sleep 1000; inside sh -c 'hostname; cat /etc/hostname /etc/resolv.conf'
OP
operation "sysctls of a pod" '1234|0 4242' <<'OP'
pod 'linux { sysctls { key: "kernel.msgmax" value: "1234" } sysctls { key: "net.ipv4.ping_group_range" value: "0 4242" }
	security_context { namespace_options { network: POD } } }'
run '' sleep 1000; inside sh -c 'cat /proc/sys/kernel/msgmax; echo $(cat /proc/sys/net/ipv4/ping_group_range)'
OP
namespaces() { inside sh -c 'for n in cgroup ipc mnt net pid uts; do echo $n $(readlink /proc/self/ns/$n); done'; } # of $container
operation "two containers of a pod share ipc, net and uts" 'ipc net uts' <<'OP'
pod; run '' sleep 1000; namespaces >one; run '' sleep 1000; namespaces >two
echo $(grep -xFf one two | cut -d' ' -f1 | grep -v cgroup)
OP
operation "a pod with one pid namespace" 'sleep 1000|sleep 1001 sleep 1002|ipc net pid uts' <<'OP'
pod 'linux { security_context { namespace_options { pid: POD } } }'; options='linux { security_context { namespace_options { pid: POD } } }'
run "$options" sleep 1001; namespaces >one; run "$options" sleep 1002; namespaces >two
inside ps -o pid,args | awk '$1 == 1 { print $2, $3 }'; echo $(inside ps -o args | grep -oE '^sleep 100[12]' | sort); echo $(grep -xFf one two | cut -d' ' -f1 | grep -v cgroup)
OP
operation "in a shared pid namespace the end of one is not that of another" '137 Error|CONTAINER_RUNNING' <<'OP'
pod 'linux { security_context { namespace_options { pid: POD } } }'; options='linux { security_context { namespace_options { pid: POD } } }'
run "$options" sleep 1001; first=$container; run "$options" sh -c 'trap "" TERM; sleep 1002 & wait'
of_container StopContainer 'timeout: 0'; code; container=$first; state
OP
operation "the pid namespace of a container of the pod" 'sleep 1001' <<'OP'
pod; run '' sleep 1001; run "linux { security_context { namespace_options { pid: TARGET target_id: '$container' } } }" sleep 1002
inside ps -o pid,args | awk '$1 == 1 { print $2, $3 }'
OP
operation "the host's pid and ipc namespaces" 'ipc same|pid same' <<'OP'
pod 'linux { security_context { namespace_options { pid: NODE ipc: NODE } } }'
run 'linux { security_context { namespace_options { pid: NODE ipc: NODE } } }' sleep 1000
namespaces | while read -r n inode; do [ "$(readlink "/proc/self/ns/$n")" != "$inode" ] || echo $n same; done | grep -E 'ipc|pid'
OP
operation "cgroups: those of the pod's parent" '/PARENT/own' <<'OP'
pod; run '' sleep 1000; grep -E 'memory|^0::' "/proc/$(init_pid)/cgroup" | sed "s/$container/own/; s/.*://" | head -n 1
OP

# --- a container's life ------------------------------------------------------------------------------------
operation "created, running, exited" 'created|CONTAINER_RUNNING|0 Completed' <<'OP'
pod; create '' sh -c 'until [ -e /over ]; do sleep 0.1; done'; state | grep . || echo created
of_container StartContainer; state; execute touch /over; code
OP
operation "an exit code is an error" '42 Error' <<'OP'
pod; run '' sh -c 'exit 42'; code
OP
operation "no such program" 'executable file not found in $PATH|128 StartError' <<'OP'
pod; run '' nosuch 2>err; grep -o 'executable file not found in $PATH' err | head -n 1; code
OP
# The shim hears of it from a moment after the start on.
operation "out of memory" 'OOMKilled|137 OOMKilled' <<'OP'
pod; run 'linux { resources { memory_limit_in_bytes: 20000000 } }' sh -c 'until [ -e /go ]; do sleep 0.1; done; (x=a; while :; do x=$x$x; done)
	until [ -e /over ]; do sleep 0.1; done; exit 137'
execute touch /go; until_said OOMKilled of_container ContainerStatus; of_container ContainerStatus | field reason; execute touch /over; code
OP
operation "its log" 'stderr F two|stdout F one|stdout P none' <<'OP'
pod; run '' sh -c 'echo one; echo two >&2; printf none'; code >/dev/null; cut -d' ' -f2- "$log" | sort
grep -vE '^20[0-9-]{8}T[0-9:]{8}\.[0-9]+[Z+-]' "$log"
OP
operation "a log of long lines, one that was moved away" '16384|16384|1|after' <<'OP'
pod; run '' sh -c 'head -c 32769 /dev/zero | tr "\0" x; echo; until [ -e /over ]; do sleep 0.1; done; echo after'; until_said ' F ' cat "$log"
cut -d' ' -f4- "$log" | awk '{ print length($0) }'; mv "$log" old; of_container ReopenContainerLog; execute touch /over; said
OP
operation "stop: TERM, and the program's own code" '33 Error' <<'OP'
pod; run '' sh -c 'trap "exit 33" TERM; echo ready; while :; do sleep 0.1; done'; ready; of_container StopContainer 'timeout: 20'; code
OP
operation "stop: KILL for one that ignores TERM, and its children" '137 Error|0' <<'OP'
pod; run '' sh -c 'trap "" TERM; sleep 1000 & sleep 1001 & echo ready; while :; do wait; done'; ready; pid=$(init_pid)
children=$(cat "/proc/$pid/task/$pid/children"); of_container StopContainer 'timeout: 1'; code; for child in $children; do [ ! -d "/proc/$child" ] || echo left; done | wc -l
OP
operation "stop of one that has ended" '0|3 Error' <<'OP'
pod; run '' sh -c 'exit 3'; code >/dev/null; of_container StopContainer; echo $?; code
OP
operation "signals" 'got HUP|5 Error' <<'OP'
pod; run '' sh -c 'trap "echo got HUP; exit 5" HUP; echo ready; while :; do sleep 0.1; done'; ready
execute kill -HUP 1; code >code; said | tail -n 1; cat code
OP
operation "remove, also one that runs" 'gone|not found|0' <<'OP'
pod; run '' sleep 1000; pid=$(init_pid); of_container RemoveContainer; [ -d "/proc/$pid" ] || echo gone
of_container ContainerStatus 2>&1 | grep -o 'not found'; of_container RemoveContainer; echo $?
OP
operation "restarted, as the kubelet does: the same name after removal" '1 Error|2 Error' <<'OP'
pod; run "metadata { name: '$name' }" sh -c 'exit 1'; code; of_container RemoveContainer; run "metadata { name: '$name' }" sh -c 'exit 2'; code
OP
operation "list, by pod, state and label" '2|one|two' <<'OP'
pod 'labels { key: "p" value: "q" }'; run 'metadata { name: "one" } labels { key: "a" value: "b" }' sleep 1000; create 'metadata { name: "two" }' true; call ListContainers "filter { pod_sandbox_id: '$pod' }" | grep -c '^containers'
call ListContainers "filter { pod_sandbox_id: '$pod' label_selector { key: 'a' value: 'b' } state { state: CONTAINER_RUNNING } }" | field name
call ListContainers "filter { pod_sandbox_id: '$pod' state { state: CONTAINER_CREATED } }" | field name
OP

# --- a containerd that is started again ----------------------------------------------------------------------
operations_settle
on() { side=$1 name=$mark-$1-again dir=$work/$1; } # SIDE
for word in $sides; do
	on "$word"
	pod ""
	run '' sleep 1000
	echo "$container" >"$dir/container"
done
kill "$containerd"
wait "$containerd" || :
cri_start
for word in $sides; do
	on "$word"
	container=$(cat "$dir/container")
	{
		state
		inside echo alive
		of_container StopContainer
		code
	} >"$dir/after" 2>&1
done
is "after a restart of containerd its containers can be had" "$(paste -sd'|' "$work/runlxc/after")" 'CONTAINER_RUNNING|alive|137 Error'
is "as with runc" "$(cat "$work/runlxc/after")" "$(cat "$work/runc/after")"

cri_end
done_testing
