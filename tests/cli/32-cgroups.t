#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# linux.cgroupsPath and linux.resources on cgroup v1: the files say what the bundle said, and limits are felt.
. "${0%/*}/lib.sh"

hierarchy() { # CONTROLLER: where it is mounted
	awk -v want="$1" '{
		for (i = 7; $i != "-"; i++)
			;
		if ($(i + 1) != "cgroup")
			next
		n = split($(i + 3), word, ",")
		for (j = 1; j <= n; j++)
			if (word[j] == want) {
				print $5
				exit
			}
	}' /proc/self/mountinfo
}
own_path() { awk -F: -v want="$1" '{ n = split($2, word, ","); for (i = 1; i <= n; i++) if (word[i] == want) print $3 }' /proc/self/cgroup; }
[ -n "$(hierarchy memory)" ] || skip_all "no memory controller on cgroup v1 here"
tops=$(awk '/ - cgroup2? / { print $5 }' /proc/self/mountinfo)
bundle cgroups
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
path_in() { answer cgroup | awk -F: -v want="$1" '{ n = split($2, word, ","); for (i = 1; i <= n; i++) if (word[i] == want) print $3 }'; }
below() { [ "$1" = / ] && echo "/$2" || echo "$1/$2"; } # "/" and "a" are "/a", "/x" and "a" are "/x/a"
# file CONTROLLER FILE: what it says for the container that waits at its gate
file() { cat "$(hierarchy "$1")$(awk -F: -v want="$1" '{ n = split($2, word, ","); for (i = 1; i <= n; i++) if (word[i] == want) print $3 }' \
	"/proc/$(init_pid)/cgroup")/$2"; }
# limits PROGRAM: creates a container with these linux.resources
limits() {
	plain
	config ".linux.resources += $1"
	create
}
gone() { runlxc delete --force "$id"; }

# --- where -------------------------------------------------------------------------------------------------
run_inside cgroup
is "without cgroupsPath: the id below the caller's own cgroup" "$(path_in memory) $(path_in devices)" \
	"$(below "$(own_path memory)" "$id") $(below "$(own_path devices)" "$id")"
# mounted: of the lines of /proc/PID/cgroup those whose hierarchy is
mounted() {
	while IFS=: read -r number names path; do
		if [ -n "$names" ]; then
			[ -n "$(hierarchy "${names%%,*}")" ] || continue
		else
			grep -q ' - cgroup2 ' /proc/self/mountinfo || continue
		fi
		echo "$number:$names:$path"
	done
}
is "in every hierarchy" "$(answer cgroup | mounted | grep -v "/$id\$")" ""
config ".linux.cgroupsPath = \"/$mark-absolute/nested/deep\""
run_inside cgroup
is "an absolute one starts at the top" "$(path_in memory) $(path_in devices)" "/$mark-absolute/nested/deep /$mark-absolute/nested/deep"
is "it is removed at the end" "$(find "$(hierarchy memory)/$mark-absolute" -name deep)" ""
for top in $tops; do rmdir "$top/$mark-absolute/nested" "$top/$mark-absolute" 2>/dev/null || :; done
config ".linux.cgroupsPath = \"$mark-relative/nested\""
run_inside cgroup
is "a relative one starts at the caller's" "$(path_in memory) $(path_in devices)" \
	"$(below "$(own_path memory)" "$mark-relative/nested") $(below "$(own_path devices)" "$mark-relative/nested")"
for top in $tops; do
	find "$top" -depth -type d -name "$mark-relative" -exec rmdir {} + 2>/dev/null || :
done
config ".linux.cgroupsPath = \"/$mark/../../out\""
fails "one that leaves is refused" 'linux.cgroupsPath: ' runlxc run --bundle "$bundle" "$id"
config '.linux.cgroupsPath = "/"'
fails "so is the top itself" 'linux.cgroupsPath: ' runlxc run --bundle "$bundle" "$id"

plain
config '.linux.resources.cpu.shares = 5'
args /bin/inside cgroup
capture runlxc --cgroup-manager disabled run --bundle "$bundle" "$id"
is "--cgroup-manager disabled: in the caller's own" "$(answer cgroup)" "$(cat /proc/self/cgroup)"
like "what is not applied is announced" "$err" 'linux.resources: not applied: --cgroup-manager is disabled'

# --- memory ------------------------------------------------------------------------------------------------
limits '{memory: {limit: 67108864, reservation: 33554432, swap: 134217728, swappiness: 7, disableOOMKiller: true}}'
is "memory.limit" "$(file memory memory.limit_in_bytes)" 67108864
is "memory.reservation" "$(file memory memory.soft_limit_in_bytes)" 33554432
if [ -e "$(hierarchy memory)/memory.memsw.limit_in_bytes" ]; then
	is "memory.swap" "$(file memory memory.memsw.limit_in_bytes)" 134217728
else
	skip "memory.swap" "this kernel does not account for swap"
fi
is "memory.swappiness" "$(file memory memory.swappiness)" 7
is "memory.disableOOMKiller" "$(file memory memory.oom_control | head -n 1)" "oom_kill_disable 1"
gone
limits '{memory: {limit: -1, swap: -1}}'
is "-1 is no limit" "$(file memory memory.limit_in_bytes)" "$(cat "$(hierarchy memory)/memory.limit_in_bytes")"
gone
plain
config '.linux.resources.memory = {limit: 16777216, swap: 16777216}'
run_inside eat 6
is "within its memory a container runs" "$status $(answer 'eat 6')" "0 ok"
run_inside eat 64
is "beyond it is killed" "$status" 137
config '.linux.resources.memory = {limit: 6291456}'
run_inside pid
is "6 MB are enough to start" "$status $(answer pid)" "0 1"
config '.linux.resources.memory = {limit: 33554432, swap: 16777216}'
args /bin/inside pid
fails "swap below the limit is an error with the field" 'linux.resources.memory.swap' runlxc run --bundle "$bundle" "$id"

# --- cpu ---------------------------------------------------------------------------------------------------
limits '{cpu: {shares: 333, quota: 20000, period: 80000, cpus: "0", mems: "0"}}'
is "cpu.shares" "$(file cpu cpu.shares)" 333
is "cpu.quota" "$(file cpu cpu.cfs_quota_us)" 20000
is "cpu.period" "$(file cpu cpu.cfs_period_us)" 80000
is "cpu.cpus" "$(file cpuset cpuset.cpus)" 0
is "cpu.mems" "$(file cpuset cpuset.mems)" 0
gone
limits '{cpu: {quota: -1}}'
is "quota -1 is no quota" "$(file cpu cpu.cfs_quota_us)" -1
is "without cpus those of the parent" "$(file cpuset cpuset.cpus)" "$(cat "$(hierarchy cpuset)$(own_path cpuset)/cpuset.cpus")"
gone
plain
config '.linux.resources.cpu = {quota: 20000, period: 100000, cpus: "0"}'
run_inside cpus
is "cpus is felt" "$(answer cpus)" 1
# Not by the time that it got: where processors are emulated, or shared, that says little.
args /bin/inside spin 600
create
runlxc start "$id"
# shellcheck disable=SC2317
throttled() { file cpu cpu.stat | grep -q '^nr_throttled [1-9]'; }
ok "quota is felt" wait_for 20 throttled
gone
config '.linux.resources.cpu = {cpus: "4095"}'
fails "cpus that are not there are an error with the field" 'linux.resources.cpu.cpus: write .*/cpuset.cpus' \
	runlxc run --bundle "$bundle" "$id"

# --- pids, blkio, hugetlb ----------------------------------------------------------------------------------
if [ -n "$(hierarchy pids)" ]; then
	limits '{pids: {limit: 17}}'
	is "pids.limit" "$(file pids pids.max)" 17
	gone
	limits '{pids: {limit: -1}}'
	is "a negative one is none" "$(file pids pids.max)" max
	gone
	plain
	config '.linux.resources.pids = {limit: 5}'
	run_inside forks 20
	is "it is felt, and nobody but the container counts" "$(answer 'forks 20')" 4
	config '.linux.resources.pids = {limit: 1}'
	run_inside pid
	is "a limit of one is enough for one" "$status $(answer pid)" "0 1"
else
	plain
	config '.linux.resources.pids = {limit: 17}'
	fails "pids.limit without the controller is refused" '^runlxc: linux.resources.pids.limit: no cgroup hierarchy with the pids controller' \
		runlxc run --bundle "$bundle" "$id"
	config '.linux.resources.pids = {limit: -1}'
	run_inside pid
	is "unless it is no limit" "$status $(answer pid)" "0 1"
fi

disk=$(awk '$3 ~ /^[a-z]+$/ || $4 ~ /^(vd|sd|xvd)[a-z]$|^nvme[0-9]n[0-9]$|^zram0$/ { print $1 " " $2 }' /proc/partitions 2>/dev/null | sed -n '$p')
if [ -z "$(hierarchy blkio)" ] || [ -z "$disk" ]; then
	skip "blockIO throttling" "no blkio controller on cgroup v1, or no disk, here"
else
	major=${disk% *} minor=${disk#* }
	limits "{blockIO: {throttleReadBpsDevice: [{major: $major, minor: $minor, rate: 1048576}],
		throttleWriteBpsDevice: [{major: $major, minor: $minor, rate: 2097152}],
		throttleReadIOPSDevice: [{major: $major, minor: $minor, rate: 300}],
		throttleWriteIOPSDevice: [{major: $major, minor: $minor, rate: 400}]}}"
	is "throttleReadBpsDevice" "$(file blkio blkio.throttle.read_bps_device)" "$major:$minor 1048576"
	is "throttleWriteBpsDevice" "$(file blkio blkio.throttle.write_bps_device)" "$major:$minor 2097152"
	is "throttleReadIOPSDevice" "$(file blkio blkio.throttle.read_iops_device)" "$major:$minor 300"
	is "throttleWriteIOPSDevice" "$(file blkio blkio.throttle.write_iops_device)" "$major:$minor 400"
	gone
fi
unified=$(awk '/ - cgroup2 / { print $5; exit }' /proc/self/mountinfo)
if [ -n "$(hierarchy hugetlb)" ]; then
	skip "hugepageLimits without the controller" "the hugetlb controller is mounted here"
elif [ -n "$unified" ] && grep -qw hugetlb "$unified/cgroup.controllers"; then
	limits '{hugepageLimits: [{pageSize: "2MB", limit: 4194304}]}'
	is "hugepageLimits by the cgroup v2 beside v1, which has the controller" \
		"$(cat "$unified$(sed -n 's/^0:://p' "/proc/$(init_pid)/cgroup")/hugetlb.2MB.max")" 4194304
	gone
else
	plain
	config '.linux.resources.hugepageLimits = [{pageSize: "2MB", limit: 4194304}]'
	fails "hugepageLimits without the controller are refused, not forgotten" 'linux.resources.hugepageLimits.*' \
		runlxc run --bundle "$bundle" "$id"
fi
if [ -z "$(hierarchy net_cls)" ]; then
	plain
	config '.linux.resources.network.classID = 1048577'
	fails "so is network.classID" 'linux.resources.network.*' runlxc run --bundle "$bundle" "$id"
else
	limits '{network: {classID: 1048577}}'
	is "network.classID" "$(file net_cls net_cls.classid)" 1048577
	gone
fi

# --- life --------------------------------------------------------------------------------------------------
plain
create
at=$(hierarchy memory)$(awk -F: '$2 == "memory" { print $3 }' "/proc/$(init_pid)/cgroup")
pid=$(init_pid)
is "init is in it from the beginning" "$(cat "$at/cgroup.procs")" "$pid"
mkdir "$at/made-inside"
kill -KILL "$pid"
wait_for 5 has_stopped
ok "the cgroup of a stopped container stays until delete" [ -d "$at" ]
runlxc delete "$id"
ok "which removes it with those that were made below" [ ! -e "$at" ]
# A cgroup that is there already is used, as engines that make it themselves expect.
for top in $tops; do mkdir "$top/$mark-made"; done
config ".linux.cgroupsPath = \"/$mark-made\" | .linux.resources.cpu.shares = 99"
create
is "a cgroup that exists is used" "$(file cpu cpu.shares) $(cat "$(hierarchy cpu)/$mark-made/cpu.shares")" "99 99"
gone
for top in $tops; do rmdir "$top/$mark-made" 2>/dev/null || :; done

done_testing
