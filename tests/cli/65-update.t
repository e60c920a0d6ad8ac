#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# update: every option and the file of --resources, on a container that runs; what is not named stays as it is.
. "${0%/*}/lib.sh"

fails "update of a container that is not there" 'container does not exist' runlxc update --memory 64m nobody
hierarchy() { # CONTROLLER: where v1 has it mounted
	awk -v want="$1" '/ - cgroup / { n = split($NF, word, ","); for (j = 1; j <= n; j++) if (word[j] == want) { print $5; exit } }' \
		/proc/self/mountinfo
}
[ -n "$(hierarchy memory)" ] || skip_all "no memory controller on cgroup v1 here"
bundle limits
args /bin/inside stderr started trap
# file CONTROLLER FILE: what it says for the container
file() { cat "$(hierarchy "$1")$(awk -F: -v want="$1" '{ n = split($2, word, ","); for (i = 1; i <= n; i++) if (word[i] == want) print $3 }' \
	"/proc/$(init_pid)/cgroup")/$2"; }
update() { runlxc update "$@" "$id"; }
resources() { printf '%s' "$1" >"$work/resources.json"; runlxc update --resources "$work/resources.json" "$id"; } # JSON
memory() { file memory memory.limit_in_bytes; }
quota() { echo "$(file cpu cpu.cfs_quota_us) $(file cpu cpu.cfs_period_us)"; }
kept() { jq -c "$1" <"$work/state/$id/resources.json"; } # JQ_PROGRAM: what the next update starts from

# pids_max: "50", or "none" where there is no pids controller, and no limit is asked for
pids_max() { if [ -n "$(hierarchy pids)" ]; then file pids pids.max; else echo none; fi; }
with_pids() { if [ -n "$(hierarchy pids)" ]; then echo "$1"; else echo "$2"; fi; }
config '.linux.resources += {memory: {limit: 67108864}, cpu: {shares: 512, quota: 30000, period: 60000}}'
[ -z "$(hierarchy pids)" ] || config '.linux.resources.pids.limit = 50'
create
ok "update of a created container" update --memory 96m
is "says nothing, and does it" "$out$err $(memory)" " $((96 << 20))"
runlxc start "$id"

# --- options -----------------------------------------------------------------------------------------------
for size in 100663296 100663296b 98304k 98304K 98304kb 98304KiB 96m 96M 96MB "96 MiB" 0.09375g; do
	update --memory 64m
	update --memory "$size"
	is "--memory $size" "$(memory)" 100663296
done
ok "--memory=-1" update --memory=-1
is "is no limit" "$(memory)" "$(cat "$(hierarchy memory)/memory.limit_in_bytes")"
ok "--memory and --memory-reservation" update --memory 80m --memory-reservation 40m
is "are both set" "$(memory) $(file memory memory.soft_limit_in_bytes)" "$((80 << 20)) $((40 << 20))"
if [ -e "$(hierarchy memory)/memory.memsw.limit_in_bytes" ]; then
	ok "--memory-swap" update --memory-swap 160m
	is "leaves the rest" "$(memory) $(file memory memory.memsw.limit_in_bytes)" "$((80 << 20)) $((160 << 20))"
	ok "both larger than before" update --memory 200m --memory-swap 400m
	ok "and smaller" update --memory 90m --memory-swap 120m
	is "in whatever order the kernel wants" "$(memory) $(file memory memory.memsw.limit_in_bytes)" "$((90 << 20)) $((120 << 20))"
	fails "a limit above that of memory and swap" 'linux.resources.memory.limit: write .*: invalid argument' update --memory 1g
	is "changes nothing" "$(memory) $(file memory memory.memsw.limit_in_bytes)" "$((90 << 20)) $((120 << 20))"
	ok "--memory=-1 lifts that too" update --memory=-1
	ok "so that any other fits" update --memory 256m
else
	skip "--memory-swap" "this kernel does not account for swap"
fi
is "cpu as the bundle has it" "$(quota)" "30000 60000"
ok "--cpu-quota alone" update --cpu-quota 20000
is "keeps the period" "$(quota)" "20000 60000"
ok "--cpu-period alone" update --cpu-period 50000
is "keeps the quota" "$(quota)" "20000 50000"
ok "both" update --cpu-period 100000 --cpu-quota 5000
is "are set" "$(quota)" "5000 100000"
ok "--cpu-quota=-1" update --cpu-quota=-1
is "is no quota" "$(quota)" "-1 100000"
is "shares are as they were" "$(file cpu cpu.shares)" 512
ok "--cpu-share" update --cpu-share 256
is "is set" "$(file cpu cpu.shares)" 256
if [ -e "$(hierarchy cpu)/cpu.idle" ] || file cpu cpu.idle >/dev/null 2>&1; then
	ok "--cpu-idle 1" update --cpu-idle 1
	is "is set" "$(file cpu cpu.idle)" 1
	ok "--cpu-idle 0" update --cpu-idle 0
	is "is taken back" "$(file cpu cpu.idle)" 0
else
	skip "--cpu-idle" "this kernel has no cpu.idle"
fi
if file cpu cpu.cfs_burst_us >/dev/null 2>&1; then
	ok "--cpu-burst" update --cpu-quota 50000 --cpu-burst 10000
	is "is set" "$(file cpu cpu.cfs_burst_us)" 10000
else
	skip "--cpu-burst" "this kernel has no cpu.cfs_burst_us"
fi
if [ -n "$(hierarchy cpuset)" ]; then
	ok "--cpuset-cpus and --cpuset-mems" update --cpuset-cpus 0 --cpuset-mems 0
	is "are set" "$(file cpuset cpuset.cpus) $(file cpuset cpuset.mems)" "0 0"
fi
if [ -n "$(hierarchy pids)" ]; then
	ok "--pids-limit" update --pids-limit 33
	is "is set" "$(pids_max)" 33
	ok "--pids-limit -1" update --pids-limit -1
	is "is no limit" "$(pids_max)" max
else
	fails "--pids-limit, which this kernel lacks" 'linux.resources.pids.limit: no cgroup hierarchy' update --pids-limit 33
	ok "--pids-limit -1 is no limit" update --pids-limit -1
fi
if file blkio blkio.weight >/dev/null 2>&1 || file blkio blkio.bfq.weight >/dev/null 2>&1; then
	ok "--blkio-weight" update --blkio-weight 300
else
	fails "--blkio-weight, which this kernel lacks" 'linux.resources.blockIO.weight: ' update --blkio-weight 300
fi
fails "--blkio-weight out of range" 'linux.resources.blockIO.weight: must be from 10 to 1000, is 5000' update --blkio-weight 5000
fails "--cpu-rt-runtime that the parent does not give" 'linux.resources.cpu.realtimeRuntime: ' update --cpu-rt-runtime 999999999
for option in --kernel-memory --kernel-memory-tcp; do
	capture update $option 10m
	like "$option is announced as ignored" "$status $err" '^0 .*Kernel memory settings are ignored'
done
ok "no option at all changes nothing" update
fails "a size that is none" "^runlxc: invalid value for memory: '12x'\$" update --memory 12x
fails "a number that is none" "^runlxc: invalid value for cpu-quota: 'much'\$" update --cpu-quota much
fails "a negative share" "^runlxc: invalid value for cpu-share: '-5'\$" update --cpu-share=-5
if [ -d /sys/fs/resctrl/info ]; then
	fails "Intel RDT that the container has not" 'updating a non-existent Intel RDT configuration' update --l3-cache-schema L3:0=f
else
	fails "--l3-cache-schema" 'Intel RDT/CAT: l3 cache schema is not enabled' update --l3-cache-schema L3:0=f
	fails "--mem-bw-schema" 'Intel RDT/MBA: memory bandwidth schema is not enabled' update --mem-bw-schema MB:0=50
fi

# --- --resources ---------------------------------------------------------------------------------------------
ok "-r FILE" resources "{\"memory\": {\"limit\": 134217728}, \"cpu\": {\"shares\": 700}, \"pids\": {\"limit\": $(with_pids 44 0)}}"
is "sets all of it" "$(memory) $(file cpu cpu.shares) $(pids_max)" "$((128 << 20)) 700 $(with_pids 44 none)"
ok "what is left out or 0 stays" resources '{"memory": {"limit": 0, "reservation": 0}, "cpu": {"quota": 0, "cpus": ""}, "pids": null}'
is "as it is" "$(memory) $(file cpu cpu.shares) $(pids_max)" "$((128 << 20)) 700 $(with_pids 44 none)"
printf '{"cpu": {"shares": 800}}' >"$work/resources.json"
ok "-r - is standard input" sh -c "'$RUNLXC' --root '$work/state' update -r - --cpu-share 3 $id <'$work/resources.json'"
is "and the other options are ignored" "$(file cpu cpu.shares)" 800
cp "$work/state/$id/resources.json" "$work/before.json"
before=$(quota)
resources '{"cpu": {"period": 80000}}'
is "half of a pair keeps the other half" "$(quota)" "${before% *} 80000"
is "updates add up" "$(kept '[.memory.limit, .cpu.shares, .cpu.period, .pids.limit]')" "[134217728,800,80000,$(with_pids 44 -1)]"
ok "device rules are passed over, as with runc" resources '{"devices": [{"allow": false}], "cpu": {"shares": 810}}'
is "and not remembered" "$(kept '.devices | length')" "$(jq '.linux.resources.devices | length' <"$bundle/config.json")"
ok "numbers that need 64 bits without a sign" resources '{"memory": {"swappiness": 18446744073709551615}}'
is "are remembered as they are" "$(grep -c '"swappiness":18446744073709551615' "$work/state/$id/resources.json")" 1
ok "and read again" resources '{"cpu": {"shares": 820}}'

# --- refused -------------------------------------------------------------------------------------------------
limits_now() { echo "$(memory) $(quota) $(file cpu cpu.shares) $(pids_max) $(cat "$work/state/$id/resources.json")"; }
before=$(limits_now)
while read -r json regex; do
	fails "-r $json" "$regex" resources "$json"
done <<'END'
{"memory":{"limits":1}} ^runlxc: linux.resources.memory.limits: unknown field$
{"memory":{"limit":"1g"}} ^runlxc: linux.resources.memory.limit: must be an integer.*, is a string$
{"cpu":[]} ^runlxc: linux.resources.cpu: must be an object, is a list$
{"cpu":{"cpus":7}} ^runlxc: linux.resources.cpu.cpus: must be a string, is a number$
{"pids":{"limit":1.5}} ^runlxc: linux.resources.pids.limit: must be an integer.*, is a real number$
{"blockIO":{"throttleReadBpsDevice":[{"major":8,"minor":0}]}} linux.resources.blockIO.throttleReadBpsDevice\[0\].rate: required$
{"memory": ^runlxc: resources: line 1 column [0-9]+: 
[] linux.resources: must be an object, is a list$
{"blockIO":{"throttleReadBpsDevice":[{"major":7777,"minor":7777,"rate":1}]},"cpu":{"shares":900}} linux.resources.blockIO.throttleReadBpsDevice\[0\]: 
{"cpu":{"cpus":"4095","shares":910}} linux.resources.cpu.cpus: 
{"memory":{"limit":4096},"pids":{"limit":12}} linux.resources.memory.limit: .*bytes in use
END
is "none of them changed anything" "$(limits_now)" "$before"
fails "a file that is not there" '^runlxc: --resources: /no/such: no such file' update -r /no/such
mkdir "$work/state/$id/resources.json.new"
fails "an update that could not be remembered" '^runlxc: writing resources.json: ' update --cpu-share 333
is "is not done" "$(limits_now)" "$before"
rmdir "$work/state/$id/resources.json.new"

runlxc pause "$id"
ok "a paused container is updated" update --memory 100m
is "and stays paused" "$(memory) $(state_of "$id")" "$((100 << 20)) paused"
runlxc kill "$id" KILL
wait_for 5 has_stopped || :
fails "a stopped one is not" 'container not running$' update --memory 64m
done_testing
