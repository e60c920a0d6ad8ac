#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Kubernetes' way: pods and containers by CRI, each side a runtime handler of one containerd.
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
operation "its log" 'stdout F one|stderr F two|stdout P none' <<'OP'
pod; run '' sh -c 'echo one; sleep 0.1; echo two >&2; sleep 0.1; printf none'; code >/dev/null; cut -d' ' -f2- "$log"
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
pod; run 'metadata { name: "again" }' sh -c 'exit 1'; code; of_container RemoveContainer; run 'metadata { name: "again" }' sh -c 'exit 2'; code
OP
operation "list, by pod, state and label" '2|one|two' <<'OP'
pod 'labels { key: "p" value: "q" }'; run 'metadata { name: "one" } labels { key: "a" value: "b" }' sleep 1000; create 'metadata { name: "two" }' true; call ListContainers "filter { pod_sandbox_id: '$pod' }" | grep -c '^containers'
call ListContainers "filter { pod_sandbox_id: '$pod' label_selector { key: 'a' value: 'b' } state { state: CONTAINER_RUNNING } }" | field name
call ListContainers "filter { pod_sandbox_id: '$pod' state { state: CONTAINER_CREATED } }" | field name
OP

# --- exec, statistics, limits ------------------------------------------------------------------------------
operation "exec: output, errors, exit code" 'stdout: "out?n"|stderr: "err?n"|exit_code: 3' <<'OP'
pod; run '' sleep 1000; execute sh -c 'echo out; echo err >&2; exit 3'
OP
operation "exec: of the container's user, environment and folder" '1000|x|/data' <<'OP'
pod; run 'working_dir: "/data" envs { key: "A" value: "x" } linux { security_context { run_as_user { value: 1000 } } }' sleep 1000; inside sh -c 'id -u; echo $A; pwd'
OP
operation "exec: much output" '200000' <<'OP'
pod; run '' sleep 1000; printf "$(execute sh -c 'head -c 200000 /dev/zero | tr "\0" x' | field stdout)" | wc -c
OP
operation "exec: a timeout ends it" '4|context deadline exceeded|0' <<'OP'
pod; run '' sleep 1000; of_container ExecSync "timeout: 1 $(words cmd sleep 1234)" 2>err; sed -n 's/.*grpc-status: \([0-9]*\).*/\1/p' headers
grep -o 'context deadline exceeded' err | head -n 1; inside ps -o args | grep -c '^sleep 1234'
OP
operation "exec: no such program" '1|executable file not found in $PATH' <<'OP'
pod; run '' sleep 1000; execute nosuch 2>err; echo $?; grep -o 'executable file not found in $PATH' err | head -n 1
OP
operation "exec in one that has ended" '1|CONTAINER_EXITED' <<'OP'
pod; run '' true; ended; execute true 2>err; echo $?; grep -o CONTAINER_EXITED err
OP
operation "statistics" 'own|cpu|memory' <<'OP'
pod; run '' sh -c 'i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; echo ready; sleep 1000'; ready; of_container ContainerStats >stats
[ "$(field id <stats)" = "$container" ] && echo own; set -- $(field value <stats); [ "$1" -gt 1000000 ] && echo cpu; [ "$2" -gt 10000 ] && echo memory
OP
limits() { # as the container's cgroup has them; v1 and v2
	inside sh -c 'cd /sys/fs/cgroup; if [ -e memory ]; then cat memory/memory.limit_in_bytes cpu/cpu.shares cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us cpuset/cpuset.cpus
		else cat memory.max cpu.weight cpu.max cpuset.cpus; fi' | paste -sd' '
}
operation "limits, and others for one that runs" '67108864 512 50000 100000 0|100663296 1024 30000 60000 0-1' <<'OP'
pod; run 'linux { resources { memory_limit_in_bytes: 67108864 cpu_shares: 512 cpu_quota: 50000 cpu_period: 100000 cpuset_cpus: "0" } }' sleep 1000; limits
of_container UpdateContainerResources 'linux { memory_limit_in_bytes: 100663296 cpu_shares: 1024 cpu_quota: 30000 cpu_period: 60000 cpuset_cpus: "0-1" }'; limits
OP
operation "other limits before it starts" '100663296' <<'OP'
pod; create 'linux { resources { memory_limit_in_bytes: 67108864 } }' sleep 1000; of_container UpdateContainerResources 'linux { memory_limit_in_bytes: 100663296 }'
of_container StartContainer; limits | cut -d' ' -f1
OP
operation "the score for the out-of-memory killer" '500' <<'OP'
pod; run 'linux { resources { oom_score_adj: 500 } }' cat /proc/self/oom_score_adj; said
OP

# --- process, security context -----------------------------------------------------------------------------
context() { run "linux { security_context { $1 } }" sh -c "$2"; said; } # TEXT SHELL_COMMAND
operation "environment, working directory, the image's PATH" 'A=two words|/data|/usr/sbin:/usr/bin:/sbin:/bin' <<'OP'
pod; run 'working_dir: "/data" envs { key: "A" value: "two words" }' sh -c 'env | grep ^A; pwd; echo $PATH'; said
OP
operation "a terminal" '/dev/pts/0|terminal' <<'OP'
pod; run 'tty: true' sh -c 'tty; test -t 0 && test -t 1 && test -t 2 && echo terminal'; said
OP
operation "user, group, supplemental groups" 'uid=1000(user) gid=3000 *4000' <<'OP'
pod; context 'run_as_user { value: 1000 } run_as_group { value: 3000 } supplemental_groups: 4000' id
OP
operation "a user by name" '1000 1000' <<'OP'
pod; context 'run_as_username: "user"' 'echo $(id -u) $(id -g)'
OP
operation "capabilities by default, for a user, more and less, none" 'CapEff:	00000000a80425fb|CapEff:	0000000000000000|CapEff:	00000000a80435fa|CapEff:	0000000000000000' <<'OP'
pod; for text in '' 'run_as_user { value: 1000 }' 'capabilities { add_capabilities: "NET_ADMIN" drop_capabilities: "CHOWN" }' 'capabilities { drop_capabilities: "ALL" }'; do
	context "$text" 'grep CapEff /proc/self/status'; done
OP
operation "not privileged, privileged" '1 1|0 0' <<'OP'
pod 'linux { security_context { privileged: true } }'; attempt='mount -t tmpfs x /tmp 2>/dev/null; a=$?; test -e /dev/fuse -o -e /dev/kmsg -o -e /dev/loop0 -o -e /dev/vda; echo $a $?'
context '' "$attempt"; context 'privileged: true' "$attempt"
OP
operation "a read-only root file system" '*Read-only file system|writable' <<'OP'
pod; context 'readonly_rootfs: true' 'touch /x 2>&1; touch /dev/shm/x && echo writable'
OP
operation "no new privileges, and without" 'NoNewPrivs:	1|NoNewPrivs:	0' <<'OP'
pod; context 'no_new_privs: true' 'grep NoNew /proc/self/status'; context '' 'grep NoNew /proc/self/status'
OP
operation "masked and read-only paths" '0|1|kept|1|0' <<'OP'
pod; context 'masked_paths: "/data/file" readonly_paths: "/tmp"' 'cat /data/file | wc -c; touch /tmp/x 2>/dev/null; echo $?'
context '' 'cat /data/file; touch /proc/sys/kernel/x 2>/dev/null; echo $?; touch /tmp/x; echo $?'
OP
operation "seccomp: the runtime's default, unconfined" 'Seccomp:	2|Seccomp:	0' <<'OP'
pod; context 'seccomp { profile_type: RuntimeDefault }' 'grep Seccomp: /proc/self/status'
context 'seccomp { profile_type: Unconfined }' 'grep Seccomp: /proc/self/status'
OP
operation "seccomp: a profile from a file" 'mkdir: can*t create directory */x*: Operation not permitted|0' <<'OP'
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}' >"$dir/p.json"
pod; context "seccomp { profile_type: Localhost localhost_ref: '$dir/p.json' }" 'mkdir /x 2>&1; touch /y; echo $?'
OP

# --- mounts and devices ------------------------------------------------------------------------------------
operation "mounts, one of them read-only" 'from outside|1|from inside' <<'OP'
mkdir a b; echo from outside >b/file; pod
run "mounts { container_path: '/a' host_path: '$dir/a' } mounts { container_path: '/b/c' host_path: '$dir/b' readonly: true }" sh -c 'cat /b/c/file; touch /b/c/new 2>/dev/null; echo $?; echo from inside >/a/new'
code >/dev/null; said; cat a/new
OP
# Three folders of one shared mount, three ways; then a mount outside and one inside.
operation "mounts' propagation" 'host: bidirectional|container: bidirectional slave' <<'OP'
mkdir shared; mount -t tmpfs tmpfs shared; mount --make-shared shared; mkdir shared/private shared/slave shared/bidirectional
for i in private slave bidirectional; do mkdir shared/$i/in shared/$i/out; done; pod 'linux { security_context { privileged: true } }'
run "linux { security_context { privileged: true } } mounts { container_path: '/private' host_path: '$dir/shared/private' } mounts { container_path: '/slave'
	host_path: '$dir/shared/slave' propagation: HOST_TO_CONTAINER } mounts { container_path: '/bidirectional' host_path: '$dir/shared/bidirectional' propagation: BIDIRECTIONAL }" sleep 1000
for i in private slave bidirectional; do mount -t tmpfs tmpfs shared/$i/out; execute mount -t tmpfs tmpfs /$i/in; done
echo host: $(awk '{ print $5 }' /proc/self/mountinfo | grep "^$dir/.*/in$" | xargs -r -n 1 dirname | xargs -r -n 1 basename | sort)
echo container: $(inside awk '{ print $5 }' /proc/self/mountinfo | grep '/out$' | xargs -r -n 1 dirname | xargs -r -n 1 basename | sort)
call StopPodSandbox "pod_sandbox_id: '$pod'"; umount -R shared
OP
operation "a device, with the rights given" 'c 1:7|1|0' <<'OP'
pod; run 'devices { container_path: "/dev/full2" host_path: "/dev/full" permissions: "r" } linux { security_context { capabilities { drop_capabilities: "MKNOD" } } }' sh -c '
	echo $(stat -c %F /dev/full2 | cut -c1) $(stat -c %t:%T /dev/full2); (: >/dev/full2) 2>/dev/null; echo $((! $?)); head -c 1 /dev/full2 >/dev/null; echo $?' ; said
OP
operation "/dev/shm is the pod's" 'kept' <<'OP'
pod; run '' sh -c 'echo kept >/dev/shm/x; sleep 1000'; until_true execute cat /dev/shm/x; run '' sleep 1000; inside cat /dev/shm/x
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
