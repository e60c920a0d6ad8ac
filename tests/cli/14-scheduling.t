#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# process.scheduler, process.ioPriority, linux.personality and linux.memoryPolicy, as the program finds them.
. "${0%/*}/lib.sh"

bundle scheduling
run_inside scheduler nice ioprio machine mempolicy
is "without process.scheduler the policy is the default" "$(answer scheduler)" "0 0"
own_machine=$(uname -m)
is "without linux.personality the machine is the host's" "$(answer machine)" "$own_machine"
own_policy=$(answer mempolicy)

# --- process.scheduler -------------------------------------------------------------------------------------
config '.process.scheduler = {policy: "SCHED_OTHER", nice: 7}'
run_inside scheduler nice
is "SCHED_OTHER with a nice value" "$(answer scheduler), $(answer nice)" "0 0, 7"
config '.process.scheduler = {policy: "SCHED_BATCH", nice: -3}'
run_inside scheduler nice
is "SCHED_BATCH, and a nice value that only root can give" "$(answer scheduler), $(answer nice)" "3 0, -3"
config '.process.scheduler = {policy: "SCHED_IDLE"}'
run_inside scheduler
is "SCHED_IDLE" "$(answer scheduler)" "5 0"
config '.process.scheduler = {policy: "SCHED_BATCH", flags: ["SCHED_FLAG_RESET_ON_FORK"]}'
run_inside scheduler
is "SCHED_FLAG_RESET_ON_FORK" "$(answer scheduler)" "1073741827 0"
config '.process.user = {uid: 1000, gid: 1000} | .process.scheduler = {policy: "SCHED_BATCH", nice: -5}'
run_inside scheduler nice uid
is "it is set while the process still may" "$(answer scheduler), $(answer nice), $(answer uid)" "3 0, -5, 1000"
config '.process.user = {uid: 0, gid: 0}'

# Real-time policies need a share of the parent's cpu.rt_runtime_us where the kernel divides it among cgroups.
config '.process.scheduler = {policy: "SCHED_RR", priority: 9}'
run_inside scheduler
if [ "$status" -eq 0 ]; then
	is "SCHED_RR with a priority" "$(answer scheduler)" "2 9"
else
	like "SCHED_RR where the cgroup has no real-time share is an error by name" "$err" \
		'process.scheduler: sched_setattr SCHED_RR: (O|o)peration not permitted'
fi
config '.process.scheduler = {policy: "SCHED_FIFO", priority: 200}'
fails "a priority that the kernel does not have" 'process.scheduler: sched_setattr SCHED_FIFO: (I|i)nvalid argument' \
	runlxc run --bundle "$bundle" "$id"
config '.process.scheduler = {policy: "SCHED_DEADLINE", runtime: 0, deadline: 100, period: 1000}'
fails "a deadline without runtime is refused by the kernel, by name" 'process.scheduler: sched_setattr SCHED_DEADLINE' \
	runlxc run --bundle "$bundle" "$id"
config 'del(.process.scheduler)'

# --- process.ioPriority ------------------------------------------------------------------------------------
config '.process.ioPriority = {class: "IOPRIO_CLASS_BE", priority: 6}'
run_inside ioprio
is "IOPRIO_CLASS_BE" "$(answer ioprio)" "2 6"
config '.process.ioPriority = {class: "IOPRIO_CLASS_IDLE", priority: 0}'
run_inside ioprio
is "IOPRIO_CLASS_IDLE" "$(answer ioprio)" "3 0"
config '.process.user = {uid: 1000, gid: 1000} | .process.ioPriority = {class: "IOPRIO_CLASS_RT", priority: 1}'
run_inside ioprio
is "IOPRIO_CLASS_RT, set while the process still may" "$(answer ioprio)" "1 1"
config 'del(.process.ioPriority) | .process.user = {uid: 0, gid: 0}'

# --- linux.personality -------------------------------------------------------------------------------------
config '.linux.personality = {domain: "LINUX32"}'
run_inside machine
case $own_machine in
x86_64) is "LINUX32 is a 32-bit machine" "$(answer machine)" i686 ;;
*) is "LINUX32 is accepted" "$status" 0 ;;
esac
config '.linux.personality = {domain: "LINUX"}'
run_inside machine
is "LINUX" "$(answer machine)" "$own_machine"
config 'del(.linux.personality)'

# --- linux.memoryPolicy ------------------------------------------------------------------------------------
config '.linux.memoryPolicy = {mode: "MPOL_BIND", nodes: "0"}'
run_inside mempolicy
case $own_policy in
*ENOSYS*) like "without NUMA a memory policy is an error by name" "$err" 'linux.memoryPolicy: set_mempolicy .*knows no NUMA' ;;
*)
	is "MPOL_BIND" "$(answer mempolicy)" "2 1"
	config '.linux.memoryPolicy = {mode: "MPOL_PREFERRED", nodes: "0", flags: ["MPOL_F_STATIC_NODES"]}'
	run_inside mempolicy
	is "with a flag" "$(answer mempolicy)" "32769 1"
	config '.linux.memoryPolicy = {mode: "MPOL_DEFAULT"}'
	run_inside mempolicy
	is "MPOL_DEFAULT" "$(answer mempolicy)" "0 0"
	config '.linux.memoryPolicy = {mode: "MPOL_INTERLEAVE", nodes: "1000-1023"}'
	fails "nodes that are not there are an error by name" \
		'linux.memoryPolicy: set_mempolicy MPOL_INTERLEAVE 1000-1023: (I|i)nvalid argument' runlxc run --bundle "$bundle" "$id"
	config '.linux.memoryPolicy = {mode: "MPOL_PREFERRED", nodes: "0", flags: ["MPOL_F_STATIC_NODES", "MPOL_F_RELATIVE_NODES"]}'
	fails "flags that exclude each other are an error by name" 'linux.memoryPolicy: set_mempolicy MPOL_PREFERRED 0: (I|i)nvalid argument' \
		runlxc run --bundle "$bundle" "$id"
	;;
esac
config 'del(.linux.memoryPolicy)'

# --- the caller's CPUs -------------------------------------------------------------------------------------
if [ "$("$INSIDE" cpus)" = cpus=1 ]; then
	skip "the caller's affinity is not the container's" "there is only one CPU"
else
	args /bin/inside cpus
	capture taskset -c 0 "$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id"
	is "the caller's affinity is not the container's" "$(answer cpus)" "$("$INSIDE" cpus | cut -d= -f2)"
fi

done_testing
