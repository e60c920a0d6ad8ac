#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# --systemd-cgroup: the container is a scope of systemd with the bundle's limits, from create to delete.
. "${0%/*}/lib.sh"

[ -d /run/systemd/system ] || skip_all "needs systemd as the host's init"
[ "$(id -u)" -eq 0 ] || skip_all "needs root"
bundle scope
cp "$bundle/config.json" "$work/plain.json"
unit=$mark-box.scope
plain() { # with a cgroupsPath for systemd
	cp "$work/plain.json" "$bundle/config.json"
	config ".linux.cgroupsPath = \"system.slice:$mark:box\""
}
systemd_create() {
	test_status=0
	runlxc --systemd-cgroup create --bundle "$bundle" "$id" >"$work/$id.said" 2>"$work/$id.errors" </dev/null || test_status=$?
	cat "$work/$id.errors" >&2
	return $test_status
}
property() { systemctl show --property "$1" --value "$unit"; } # NAME
v2=''
grep -q ' - cgroup .*\<memory\>' /proc/self/mountinfo || v2=yes
path() { awk -F: -v v2="$v2" 'v2 ? $1 == "0" : $2 ~ /memory/ { print $3 }' "/proc/$(init_pid)/cgroup"; }
file() { cat "$(awk -v v2="$v2" '/ - cgroup/ && (v2 ? / - cgroup2 / : /[ ,]memory(,|$)/) { print $5; exit }' /proc/self/mountinfo)$(path)/$1"; }
loaded() { systemctl show --property LoadState --value "$1"; }

# --- life --------------------------------------------------------------------------------------------------
plain
ok "a container is created" systemd_create
is "it lives in its scope's cgroup" "$(path)" "/system.slice/$unit"
is "systemd knows it" "$(property ActiveState) $(property SubState)" "active running"
is "in its slice, delegated" "$(property Slice) $(property Delegate)" "system.slice yes"
is "init is all that is in it" "$(file cgroup.procs)" "$(init_pid)"
systemctl daemon-reload
ok "a reload leaves it alone" kill -0 "$(init_pid)"
start_and_hear
is "it runs to its end" "$(state_of "$id")" stopped
ok "and is deleted" runlxc delete "$id"
is "its scope is gone" "$(loaded "$unit")" not-found
plain
args /bin/inside sleep 60
systemd_create
runlxc start "$id"
ok "delete --force ends one that runs" runlxc delete --force "$id"
is "with its scope" "$(loaded "$unit")" not-found
cp "$work/plain.json" "$bundle/config.json"
systemd_create
is "without cgroupsPath it is a scope of system.slice, by its id" "$(path)" "/system.slice/runc-$id.scope"
runlxc delete --force "$id"
config ".linux.cgroupsPath = \"$(echo "$mark" | tr -d .-)-deep.slice:x:box\""
systemd_create
slice=$(echo "$mark" | tr -d .-)
is "a slice that is not there is made, in the slice above it" "$(path)" "/$slice.slice/$slice-deep.slice/x-box.scope"
runlxc delete --force "$id"
systemctl stop "$slice.slice" "$slice-deep.slice" 2>/dev/null || :

# --- limits ------------------------------------------------------------------------------------------------
plain
config '.linux.resources += {memory: {limit: 67108864, reservation: 33554432, swap: 134217728},
	cpu: {shares: 512, quota: 20500, period: 50000, cpus: "0", mems: "0"}, pids: {limit: 17}}'
systemd_create
systemctl daemon-reload
if [ "$v2" ]; then
	is "memory" "$(file memory.max) $(file memory.low) $(file memory.swap.max)" "67108864 33554432 67108864"
	is "and as properties" "$(property MemoryMax) $(property MemoryLow) $(property MemorySwapMax)" "67108864 33554432 67108864"
	is "cpu" "$(file cpu.weight) $(property CPUWeight) $(property CPUQuotaPerSecUSec)" "59 59 410ms"
	is "the quota is the bundle's" "$(file cpu.max)" "20500 50000"
	is "cpuset" "$(file cpuset.cpus) $(property AllowedCPUs) $(property AllowedMemoryNodes)" "0 0 0"
	is "pids" "$(file pids.max) $(property TasksMax)" "17 17"
	ok "update" runlxc update --memory 50331648 --memory-swap 50331648 --pids-limit 30 --cpu-quota 10100 "$id"
	is "it reaches the kernel" "$(file memory.max) $(file memory.swap.max) $(file pids.max) $(file cpu.max)" "50331648 0 30 10100 50000"
	is "and systemd" "$(property MemoryMax) $(property MemorySwapMax) $(property TasksMax) $(property CPUQuotaPerSecUSec)" \
		"50331648 0 30 210ms"
	not_ok "an update that the kernel refuses" runlxc update --memory 40000000 --cpuset-cpus 4095 "$id"
	is "changes nothing" "$(file memory.max) $(property MemoryMax)" "50331648 50331648"
else
	is "memory" "$(file memory.limit_in_bytes) $(property MemoryLimit)" "67108864 67108864"
	ok "update" runlxc update --memory 50331648 --memory-swap 50331648 --pids-limit 30 "$id"
	is "it reaches the kernel and systemd" "$(file memory.limit_in_bytes) $(property MemoryLimit) $(property TasksMax)" "50331648 50331648 30"
fi
runlxc pause "$id"
is "pause" "$(state_of "$id")" paused
runlxc resume "$id"
ok "a paused and resumed one is deleted" runlxc delete --force "$id"
plain
config '.linux.resources.pids = {limit: 1} | .process.args = ["/bin/inside", "pid"]'
capture runlxc --systemd-cgroup run --bundle "$bundle" "$id"
is "a limit of one process is enough for one" "$status $(answer pid)" "0 1"

# --- devices -----------------------------------------------------------------------------------------------
plain
config '.linux.resources.devices = [{allow: false, access: "rwm"}, {allow: true, type: "c", major: 1, minor: 99, access: "r"}] |
	.process.capabilities.bounding += ["CAP_MKNOD"] | .linux.devices = [{path: "/dev/none", type: "c", major: 1, minor: 99},
	{path: "/dev/other", type: "c", major: 1, minor: 98}]'
args /bin/inside open /dev/none r open /dev/other r open /dev/null rw
systemd_create
systemctl daemon-reload
systemctl set-property --runtime "$unit" MemoryMax=100M
start_and_hear
is "device rules hold after systemd wrote its limits again" \
	"$(answer 'open /dev/none r') $(answer 'open /dev/other r') $(answer 'open /dev/null rw')" "error ENXIO error EPERM ok"
runlxc delete "$id"

# --- annotations, errors -----------------------------------------------------------------------------------
plain
config '.annotations = {"org.systemd.property.TimeoutStopUSec": "uint64 123456789", "org.systemd.property.CollectMode":
	"'\''inactive-or-failed'\''", "org.systemd.property.RuntimeMaxSec": "600"}'
ok "annotations become properties" systemd_create
is "as they say" "$(property TimeoutStopUSec) $(property CollectMode) $(property RuntimeMaxUSec)" "2min 3.456789s inactive-or-failed 10min"
runlxc delete --force "$id"
config '.annotations = {"org.systemd.property.TimeoutStopUSec": "about 3"}'
fails "one that is no value is an error" "annotations\['org.systemd.property.TimeoutStopUSec'\]: 'about 3'" \
	runlxc --systemd-cgroup create --bundle "$bundle" "$id"
config '.annotations = {"org.systemd.property.NoSuchThing": "true"}'
fails "so is a property that systemd does not know" 'linux.cgroupsPath: starting .*: systemd: .*NoSuchThing' \
	runlxc --systemd-cgroup create --bundle "$bundle" "$id"
plain
systemd-run --quiet --scope --unit "$unit" sleep 60 &
wait_for 10 systemctl --quiet is-active "$unit"
fails "a unit that is there is not taken" "not empty|UnitExists" runlxc --systemd-cgroup create --bundle "$bundle" "$id"
is "and lives on" "$(property ActiveState)" active
systemctl stop "$unit"

done_testing
