#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# update and events where cgroup v2 has every controller: limits by v2's names, what a refused update leaves, statistics, and
# a word when memory runs out.
. "${0%/*}/../cli/lib.sh"
top=/sys/fs/cgroup
bundle unified
args /bin/inside trap
config '.linux.resources += {memory: {limit: 67108864}, cpu: {shares: 512, quota: 30000, period: 60000}, pids: {limit: 50}}'
file() { cat "$top$(sed -n 's/^0:://p' "/proc/$(init_pid)/cgroup")/$1"; } # FILE
# shellcheck disable=SC2317
update() { runlxc update "$@" "$id"; }
# shellcheck disable=SC2317
resources() { printf '%s' "$1" >"$work/resources.json"; runlxc update --resources "$work/resources.json" "$id"; } # JSON
limits_now() { echo "$(file memory.max) $(file cpu.max) $(file cpu.weight) $(file pids.max) $(cat "$work/state/$id/resources.json" 2>/dev/null)"; }

create
ok "update of a created container" update --memory 96m
is "sets memory.max" "$(file memory.max)" $((96 << 20))
runlxc start "$id"
wait_for 20 grep -q ready "$work/$id.said"
ok "--memory and --memory-swap, which is both together" update --memory 80m --memory-swap 200m
is "sets the swap alone" "$(file memory.max) $(file memory.swap.max)" "$((80 << 20)) $((120 << 20))"
ok "--memory-reservation" update --memory-reservation 40m
is "sets memory.low" "$(file memory.low)" $((40 << 20))
ok "--memory=-1" update --memory=-1
is "is no limit" "$(file memory.max)" max
ok "--cpu-quota alone" update --cpu-quota 20000
is "keeps the period" "$(file cpu.max)" "20000 60000"
ok "--cpu-quota=-1" update --cpu-quota=-1
is "is no quota" "$(file cpu.max)" "max 60000"
weight=$(file cpu.weight)
ok "--cpu-share" update --cpu-share 1024
ok "is a larger weight" [ "$(file cpu.weight)" -gt "$weight" ]
ok "--cpu-idle 1" update --cpu-idle 1
is "sets cpu.idle" "$(file cpu.idle)" 1
ok "--cpu-idle 0" update --cpu-idle 0
is "takes it back" "$(file cpu.idle)" 0
ok "--cpu-burst" update --cpu-quota 50000 --cpu-burst 10000
is "sets cpu.max.burst" "$(file cpu.max.burst)" 10000
ok "--pids-limit" update --pids-limit 33
is "sets pids.max" "$(file pids.max)" 33
ok "--cpuset-cpus and --cpuset-mems" update --cpuset-cpus 0 --cpuset-mems 0
is "are set" "$(file cpuset.cpus) $(file cpuset.mems)" "0 0"
ok "unified" resources '{"unified": {"memory.high": "50331648", "pids.max": "44"}}'
is "sets what it names" "$(file memory.high) $(file pids.max)" "50331648 44"

before=$(limits_now)
while read -r json regex; do
	fails "-r $json" "$regex" resources "$json"
done <<'JSON'
{"cpu":{"cpus":"4095","shares":910}} linux.resources.cpu.cpus: 
{"pids":{"limit":12},"unified":{"memory.max":"much"}} memory.max
{"pids":{"limit":12},"unified":{"no.such":"1"}} no.such
{"memory":{"limit":4096,"checkBeforeUpdate":true},"pids":{"limit":12}} linux.resources.memory
JSON
is "none of them changed anything" "$(limits_now)" "$before"
runlxc pause "$id"
ok "a paused container is updated" update --memory 100m
is "and stays paused" "$(file memory.max) $(state_of "$id")" "$((100 << 20)) paused"
runlxc resume "$id"

capture runlxc events --stats "$id"
stats=$out # ok() has an $out of its own
get() { printf "%s" "$stats" | jq -c "$1"; }
is "events --stats: limits" "$(get '[.data.memory.usage.limit, .data.pids.limit, .data.pids.current]')" "[$((100 << 20)),44,1]"
ok "memory in use, in all and by kind" [ "$(get '.data.memory.usage.usage > 0 and .data.memory.raw.anon > 0')" = true ]
ok "time of the CPUs in nanoseconds" [ "$(get '.data.cpu.usage.total > 1000000')" = true ]
runlxc delete --force "$id"

config '.linux.resources.memory = {limit: 33554432, swap: 33554432}'
args /bin/inside eat 128
create
"$RUNLXC" --root "$work/state" events --interval 1h "$id" >"$work/events" 2>"$work/events.err" &
watcher=$!
# shellcheck disable=SC2317
watches() { find "/proc/$watcher/fd" -lname '*inotify*' | grep -q .; }
wait_for 20 watches
runlxc start "$id" || :
# shellcheck disable=SC2317
has_ended() { ! kill -0 "$watcher" 2>/dev/null; }
ok "the watcher of a container that ate too much ends" wait_for 60 has_ended
wait "$watcher" || :
is "and has said why" "$(head -n 1 "$work/events") $(cat "$work/events.err")" "{\"type\":\"oom\",\"id\":\"$id\"} "
done_testing
