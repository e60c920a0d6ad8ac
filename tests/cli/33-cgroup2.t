#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A host with cgroup v2 alone: where the container lives, its limits, device rules by BPF, freezing, killing, mounts. Where v1 is
# mounted as well, the test runs in a mount namespace without it; v2 has only the controllers then that v1 left over.
if grep -q ' - cgroup ' /proc/self/mountinfo && [ -z "${RUNLXC_TEST_WITHOUT_V1:-}" ]; then
	[ "$(id -u)" -eq 0 ] || { echo "1..0 # SKIP needs root"; exit 0; }
	grep -q ' - cgroup2 ' /proc/self/mountinfo || { echo "1..0 # SKIP no cgroup v2 is mounted here"; exit 0; }
	# shellcheck disable=SC2016
	RUNLXC_TEST_WITHOUT_V1=1 exec unshare --mount sh -c '
		for top in $(awk "/ - cgroup / { print \$5 }" /proc/self/mountinfo); do umount "$top"; done
		exec "$0"' "$0"
fi
. "${0%/*}/lib.sh"

top=$(awk '/ - cgroup2 / { print $5; exit }' /proc/self/mountinfo)
[ -n "$top" ] || skip_all "no cgroup v2 is mounted here"
[ -w "$top/cgroup.procs" ] || skip_all "needs a writable cgroup v2"
bundle unified
config '.process.capabilities.bounding += ["CAP_MKNOD", "CAP_DAC_OVERRIDE"] | .process.noNewPrivileges = false'
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
has() { grep -qw "$1" "$top/cgroup.controllers"; }                      # CONTROLLER
path() { sed -n 's/^0:://p' "/proc/$(init_pid)/cgroup"; }
file() { cat "$top$(path)/$1"; }                                        # FILE of the container that waits at its gate
path_inside() { answer cgroup | sed -n 's/^0:://p'; }
limits() { plain; config ".linux.resources += $1"; create; }            # JSON: creates a container with these limits
gone() { runlxc delete --force "$id"; }
own=$(sed -n 's/^0:://p' /proc/self/cgroup)
beside=$(dirname "$own" | sed 's,/$,,')/$id

# --- where -------------------------------------------------------------------------------------------------
run_inside cgroup
is "without cgroupsPath: beside the caller's own cgroup, which holds processes" "$(path_inside)" "$beside"
config ".linux.cgroupsPath = \"/$mark-absolute/nested/deep\""
run_inside cgroup
is "an absolute one starts at the top" "$(path_inside)" "/$mark-absolute/nested/deep"
ok "it is removed at the end, those above stay" \
	[ -d "$top/$mark-absolute/nested" -a ! -e "$top/$mark-absolute/nested/deep" ]
is "every controller came down to it" "$(cat "$top/$mark-absolute/nested/cgroup.subtree_control")" "$(cat "$top/cgroup.controllers")"
rmdir "$top/$mark-absolute/nested" "$top/$mark-absolute"
plain
create
is "init is in it from the beginning" "$(file cgroup.procs)" "$(init_pid)"
gone

# --- limits ------------------------------------------------------------------------------------------------
if has memory; then
	limits '{memory: {limit: 67108864, reservation: 33554432, swap: 134217728}}'
	is "memory.limit" "$(file memory.max)" 67108864
	is "memory.reservation" "$(file memory.low)" 33554432
	is "memory.swap is without the memory" "$(file memory.swap.max)" 67108864
	gone
	plain
	config '.linux.resources.memory = {limit: 16777216, swap: 16777216}'
	run_inside eat 64
	is "beyond its memory a container is killed" "$status" 137
	config '.linux.resources.memory = {limit: 33554432, swap: 16777216}'
	fails "swap below the limit is an error with the field" 'linux.resources.memory.swap: ' runlxc run --bundle "$bundle" "$id"
else
	skip "memory" "this cgroup v2 has no memory controller"
	plain
	config '.linux.resources.memory.limit = 33554432'
	fails "a limit without its controller is an error with the field" 'linux.resources.memory.limit: cgroup v2 has no memory controller' \
		runlxc run --bundle "$bundle" "$id"
fi
if has cpu; then
	limits '{cpu: {shares: 512, quota: 20000, period: 80000}}'
	is "cpu.shares are a weight" "$(file cpu.weight)" 59
	is "cpu.quota and cpu.period" "$(file cpu.max)" "20000 80000"
	gone
else
	skip "cpu" "this cgroup v2 has no cpu controller"
fi
if has cpuset; then
	limits '{cpu: {cpus: "0", mems: "0"}}'
	is "cpu.cpus, cpu.mems" "$(file cpuset.cpus) $(file cpuset.mems)" "0 0"
	gone
else
	skip "cpuset" "this cgroup v2 has no cpuset controller"
fi
if has pids; then
	limits '{pids: {limit: 17}}'
	is "pids.limit" "$(file pids.max)" 17
	gone
	plain
	config '.linux.resources.pids = {limit: 1}'
	run_inside pid
	is "a limit of one is enough for one" "$status $(answer pid)" "0 1"
else
	skip "pids" "this cgroup v2 has no pids controller"
fi
disk=$(awk '$4 ~ /^(vd|sd|xvd)[a-z]$|^nvme[0-9]n[0-9]$/ { print $1 " " $2; exit }' /proc/partitions)
if has io && [ -n "$disk" ]; then
	major=${disk% *} minor=${disk#* }
	limits "{blockIO: {throttleReadBpsDevice: [{major: $major, minor: $minor, rate: 1048576}],
		throttleWriteIOPSDevice: [{major: $major, minor: $minor, rate: 400}]}}"
	is "throttling" "$(file io.max)" "$major:$minor rbps=1048576 wbps=max riops=max wiops=400"
	gone
else
	skip "io" "this cgroup v2 has no io controller, or there is no disk"
fi
if has hugetlb && [ -e /sys/kernel/mm/hugepages/hugepages-2048kB ]; then
	limits '{hugepageLimits: [{pageSize: "2MB", limit: 4194304}]}'
	is "hugepageLimits" "$(file hugetlb.2MB.max)" 4194304
	[ ! -e "$top$(path)/hugetlb.2MB.rsvd.max" ] || is "reserved pages too" "$(file hugetlb.2MB.rsvd.max)" 4194304
	gone
	limits '{unified: {"hugetlb.2MB.max": "2097152", "cgroup.max.depth": "3"}}'
	is "unified: any file by its name" "$(file hugetlb.2MB.max) $(file cgroup.max.depth)" "2097152 3"
	gone
	limits '{hugepageLimits: [{pageSize: "2MB", limit: 4194304}]}'
	echo '{"hugepageLimits": [{"pageSize": "2MB", "limit": 8388608}]}' >"$work/update.json"
	ok "update" runlxc update --resources "$work/update.json" "$id"
	is "changes a limit" "$(file hugetlb.2MB.max)" 8388608
	echo '{"hugepageLimits": [{"pageSize": "2MB", "limit": 2097152}], "unified": {"hugetlb.2MB.events": "1"}}' >"$work/update.json"
	not_ok "one that the kernel refuses half way" runlxc update --resources "$work/update.json" "$id"
	like "says which field" "$err" 'linux.resources.unified\[hugetlb.2MB.events\]: '
	is "and leaves the old limits" "$(file hugetlb.2MB.max)" 8388608
	gone
	plain
	mkdir "$top/$mark-busy"
	sleep 60 &
	echo $! >"$top/$mark-busy/cgroup.procs"
	config ".linux.cgroupsPath = \"/$mark-busy/below\""
	run_inside cgroup
	is "below a cgroup with processes a container runs" "$(path_inside)" "/$mark-busy/below"
	config '.linux.resources.hugepageLimits = [{pageSize: "2MB", limit: 4194304}]'
	fails "but can have no limits: the error says where it is to be had" \
		'linux.resources.hugepageLimits\[0\]: .*do not give it the hugetlb controller \(cgroup.subtree_control\)' \
		runlxc run --bundle "$bundle" "$id"
	kill $!
	wait $! 2>/dev/null || :
	wait_for 5 rmdir "$top/$mark-busy"
	# It gives a controller to those below, and may hold no process itself.
	mkdir -p "$top/$mark-inner/below"
	echo +hugetlb >"$top/cgroup.subtree_control"
	echo +hugetlb >"$top/$mark-inner/cgroup.subtree_control"
	plain
	config ".linux.cgroupsPath = \"/$mark-inner\""
	fails "a cgroup that may hold no process is refused" 'cgroup.procs: .*gives controllers to cgroups below it' \
		runlxc run --bundle "$bundle" "$id"
	rmdir "$top/$mark-inner/below" "$top/$mark-inner" 2>/dev/null || :
else
	skip "hugetlb" "this cgroup v2 has no hugetlb controller"
fi
plain
config '.linux.resources.unified = {"nowhere.max": "1"}'
fails "a file that is not there is an error with the field" 'linux.resources.unified\[nowhere.max\]' runlxc run --bundle "$bundle" "$id"
plain
config '.linux.resources.cpu.realtimeRuntime = 1000'
fails "realtime limits are refused by name" 'linux.resources.cpu.realtimeRuntime: cgroup v2' runlxc run --bundle "$bundle" "$id"
plain
config '.linux.resources.network.classID = 1'
fails "so are network classes" 'linux.resources.network.classID: cgroup v2' runlxc run --bundle "$bundle" "$id"

# --- devices -----------------------------------------------------------------------------------------------
rules() { # JSON: what may be opened with these rules: 1:99, which no driver has (ENXIO), and null
	plain
	config ".linux.resources.devices = $1 | .linux.devices = [{path: \"/dev/none\", type: \"c\", major: 1, minor: 99}]"
	run_inside open /dev/none r open /dev/null rw mknod /tmp/node c 1 99
	opened="$(answer 'open /dev/none r') $(answer 'open /dev/null rw') $(answer 'mknod /tmp/node c 1 99')"
	rm -f "$bundle/rootfs/tmp/node"
}
rules '[{allow: false, access: "rwm"}]'
is "devices are denied, but for the usual ones" "$opened" "error EPERM ok ok"
rules '[{allow: false, access: "rwm"}, {allow: true, type: "c", major: 1, minor: 99, access: "r"}]'
is "a rule allows one" "$opened" "error ENXIO ok ok"
rules '[{allow: true, type: "c", major: 1, access: "rwm"}, {allow: false, type: "c", major: 1, minor: 99, access: "r"}]'
is "a later rule takes it out again" "$opened" "error EPERM ok ok"
rules '[{allow: true, access: "rwm"}]'
is "all may be allowed" "$opened" "error ENXIO ok ok"
plain
config '.linux.resources.devices = [{allow: true, type: "c", major: 4294967296, access: "r"}]'
fails "an impossible number is an error with the field" 'linux.resources.devices\[0\].major: ' runlxc run --bundle "$bundle" "$id"
# One that is there already, with a program of an earlier container.
mkdir "$top/$mark-again"
config ".linux.cgroupsPath = \"/$mark-again\" | .linux.resources.devices = [{allow: false, access: \"rwm\"}]"
create
runlxc kill "$id" KILL
wait_for 5 has_stopped
rules "[{allow: true, access: \"rwm\"}] | .linux.cgroupsPath = \"/$mark-again\""
fails "a cgroup of another container is not taken" 'exists' runlxc create --bundle "$bundle" "$id"
gone

# --- life --------------------------------------------------------------------------------------------------
plain
args /bin/inside sleep 60
create
runlxc start "$id"
at=$top$(path)
mkdir "$at/made-inside"
pid=$(init_pid)
echo "$pid" >"$at/made-inside/cgroup.procs"
ok "pause" runlxc pause "$id"
like "freezes it" "$(cat "$at/cgroup.events")" 'frozen 1'
is "it is paused" "$(state_of "$id")" paused
ok "resume" runlxc resume "$id"
is "lets it go on" "$(state_of "$id")" running
runlxc pause "$id"
runlxc kill --all "$id" KILL
ok "a frozen one dies of SIGKILL, cgroups below included" wait_for 5 has_stopped
runlxc delete "$id"
ok "delete removes those that were made below" [ ! -e "$at" ]
plain
config '.linux.namespaces |= map(select(.type != "pid"))'
args /bin/inside fork-orphans 3
capture runlxc run --bundle "$bundle" "$id"
is "without a pid namespace nobody is left behind either" "$status" 0

# --- mounts ------------------------------------------------------------------------------------------------
plain
config '.linux.namespaces += [{type: "cgroup"}] | .linux.namespaces |= unique_by(.type) |
	.mounts |= map(select(.type != "cgroup")) + [{destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup",
	options: ["nosuid", "noexec", "nodev", "ro"]}]'
run_inside cgroup read /sys/fs/cgroup/cgroup.procs write /sys/fs/cgroup/cgroup.freeze 0 mount /sys/fs/cgroup
is "in a cgroup namespace the mount starts at the container's own" "$(path_inside) $(answer 'read /sys/fs/cgroup/cgroup.procs')" "/ 1"
like "it is cgroup v2, read-only" "$(answer 'mount /sys/fs/cgroup') $(answer 'write /sys/fs/cgroup/cgroup.freeze 0')" 'ro,.*cgroup2.* error EROFS$'
plain
config '.linux.namespaces |= map(select(.type != "cgroup")) | .mounts |= map(select(.type != "cgroup")) +
	[{destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["nosuid", "noexec", "nodev", "ro"]}]'
run_inside exists "/sys/fs/cgroup$beside" mount /sys/fs/cgroup
is "without one all of it is there" "$(answer "exists /sys/fs/cgroup$beside")" "yes"
like "read-only, too" "$(answer 'mount /sys/fs/cgroup')" 'ro,.*cgroup2'

done_testing
