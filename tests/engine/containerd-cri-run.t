#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Kubernetes' way, inside a container: exec, statistics, limits, security context, mounts and devices by CRI.
# shellcheck disable=SC2016,SC2154,SC2317
. "${0%/*}/cri.sh"
cri_begin

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
		else cat memory.max cpu.max cpuset.cpus; fi' | paste -sd' '
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

cri_end
done_testing
