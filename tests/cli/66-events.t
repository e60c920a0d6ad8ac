#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# events: statistics in runc's shape, once and again and again, and a word when memory runs out.
. "${0%/*}/lib.sh"

fails "events of a container that is not there" 'container does not exist' runlxc events nobody
bundle watched
memory=$(awk '/ - cgroup / { n = split($NF, word, ","); for (j = 1; j <= n; j++) if (word[j] == "memory") print $5 }' /proc/self/mountinfo | head -n 1)
[ -z "$memory" ] || config '.linux.resources += {memory: {limit: 33554432, swap: 33554432}}'
pids=$(awk '/ - cgroup / && $NF ~ /(^|,)pids(,|$)/ { print $5 }' /proc/self/mountinfo | head -n 1)
[ -z "$pids" ] || config '.linux.resources.pids.limit = 77'
args /bin/inside stderr ready trap
create
get() { printf '%s' "$stats" | jq -c "$1"; }

capture runlxc events --stats "$id"
stats=$out
is "events --stats of a created container: one line" "$status $(printf '%s\n' "$out" | wc -l)" "0 1"
is "type and id" "$(get '[.type, .id, (keys_unsorted | join(" "))]')" "[\"stats\",\"$id\",\"type id data\"]"
is "the parts of data, in runc's order" "$(get '.data | keys_unsorted | join(" ")')" \
	'"cpu cpuset memory pids blkio hugetlb intel_rdt network_interfaces"'
is "an empty network namespace has no interfaces" "$(get .data.network_interfaces)" null
if [ -n "$memory" ]; then
	is "memory: limit" "$(get .data.memory.usage.limit)" 33554432
	ok "and usage" [ "$(get '.data.memory.usage.usage > 0')" = true ]
	ok "all of memory.stat" [ "$(get '.data.memory.raw.rss >= 0')" = true ]
	if [ -n "$pids" ]; then
		is "pids: limit and current" "$(get '[.data.pids.limit, .data.pids.current]')" "[77,1]"
	else
		skip "pids: limit and current" "no pids controller on cgroup v1 here"
	fi
	ok "cpu: nanoseconds, also of each CPU" [ "$(get '.data.cpu.usage.total > 0 and (.data.cpu.usage.percpu | length) > 0')" = true ]
else
	skip "numbers of v1" "no memory controller on cgroup v1 here"
fi
for interval in 0 -5s 5 soon; do
	fails "--interval $interval" 'interval' runlxc events --interval="$interval" "$id"
done

# --- again and again -----------------------------------------------------------------------------------------
runlxc start "$id"
wait_for 5 grep -q ready "$work/$id.said"
: >"$work/events"
"$RUNLXC" --root "$work/state" events --interval 100ms "$id" >"$work/events" 2>"$work/events.err" &
watcher=$!
# shellcheck disable=SC2317
has_lines() { [ "$(wc -l <"$work/events")" -ge "$1" ]; }
ok "events shows them again and again" wait_for 10 has_lines 3
is "each a line of JSON" "$(jq -r .type <"$work/events" | sort -u)" stats
runlxc kill "$id" KILL
# shellcheck disable=SC2317
has_ended() { ! kill -0 "$watcher" 2>/dev/null; }
ok "and ends with the container" wait_for 10 has_ended
status=0; wait "$watcher" || status=$?
is "without an error" "$status $(grep -v 'oom is not reported: no cgroup hierarchy' "$work/events.err")" "0 "
fails "events of a stopped container" "^runlxc: container with id $id is not running\$" runlxc events "$id"
fails "not even once" "^runlxc: container with id $id is not running\$" runlxc events --stats "$id"
runlxc delete "$id"

# --- out of memory -------------------------------------------------------------------------------------------
if [ -n "$memory" ]; then
	args /bin/inside eat 128
	create
	: >"$work/events"
	"$RUNLXC" --root "$work/state" events --interval 1h "$id" >"$work/events" 2>"$work/events.err" &
	watcher=$!
	# The file that tells is open in it once it watches.
	# shellcheck disable=SC2317
	watches() { find "/proc/$watcher/fd" -lname '*eventfd*' | grep -q .; }
	wait_for 5 watches
	runlxc start "$id" || :
	wait_for 10 has_stopped
	ok "the watcher of a container that ate too much ends" wait_for 10 has_ended
	wait "$watcher" || :
	is "and has said why" "$(head -n 1 "$work/events")" "{\"type\":\"oom\",\"id\":\"$id\"}"
else
	skip "out of memory" "no memory controller on cgroup v1 here"
fi
done_testing
