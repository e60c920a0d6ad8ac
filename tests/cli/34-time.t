#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Time namespaces, new and by path, and linux.timeOffsets.
. "${0%/*}/lib.sh"

bundle time
config '.linux.namespaces += [{type: "time"}]'
if ! [ -e /proc/self/ns/time ]; then
	fails "a kernel without time namespaces" 'linux.namespaces\[[0-9]+\]: this kernel has no time namespaces' \
		runlxc run --bundle "$bundle" "$id"
	done_testing
fi
time_ns() { answer ns | grep ^time:; }
# between NAME VALUE LOW SECONDS: not more than SECONDS above LOW, the time that a loaded machine may take
between() { if [ "$2" -ge "$3" ] && [ "$2" -le $(($3 + $4)) ]; then pass "$1"; else fail "$1" "got: $2" "wanted: $3 to $(($3 + $4))"; fi; }
host_clock() { "$INSIDE" "$1" | cut -d= -f2; } # uptime or monotonic

# --- new ---------------------------------------------------------------------------------------------------
now=$(host_clock uptime)
run_inside ns uptime
like "a time namespace is new when listed" "$(time_ns)" '^time:\[[0-9]+\]$'
unlike "and not the host's" "$(time_ns)" "$(readlink /proc/self/ns/time | sed 's/[][]/\\&/g')"
between "without offsets its clocks are the host's" "$(answer uptime)" "$now" 60
config '.linux.timeOffsets = {boottime: {secs: 864000, nanosecs: 0}, monotonic: {secs: 7200, nanosecs: 500000000}}'
now=$(host_clock uptime) now_monotonic=$(host_clock monotonic)
run_inside uptime monotonic ns read /proc/self/timens_offsets
between "boottime" "$(answer uptime)" $((now + 864000)) 60
between "monotonic" "$(answer monotonic)" $((now_monotonic + 7200)) 60
is "to the nanosecond" "$(answer 'read /proc/self/timens_offsets' | tr -s ' ' | tr '\n' ';')" "monotonic 7200 500000000;boottime 864000 0;"
between "the host keeps its time" "$(host_clock uptime)" "$now" 120
config '.linux.timeOffsets = {monotonic: {secs: -1}}'
now_monotonic=$(host_clock monotonic)
run_inside monotonic
between "an offset may be negative" "$(answer monotonic)" $((now_monotonic - 1)) 60
config '.mounts |= map(select(.type != "proc")) | del(.linux.maskedPaths, .linux.readonlyPaths) | .linux.timeOffsets = {boottime: {secs: 1000000}}'
now=$(host_clock uptime)
run_inside uptime
between "an image without /proc is no obstacle" "$(answer uptime)" $((now + 1000000)) 60
config '.linux.timeOffsets = {boottime: {secs: -9000000000}}'
fails "a time before the start of the machine is an error by name" 'linux.timeOffsets: write boottime .*(N|n)umerical result' \
	runlxc run --bundle "$bundle" "$id"

# --- by path -----------------------------------------------------------------------------------------------
bundle owner
config '.linux.namespaces += [{type: "time"}] | .linux.timeOffsets = {boottime: {secs: 500000}}'
args /bin/inside sleep 60
create
owner=$id pid=$(init_pid)
runlxc start "$id"
bundle guest
# shellcheck disable=SC2016
config '.linux.namespaces += [{type: "time", path: $path}]' --arg path "/proc/$pid/ns/time"
now=$(host_clock uptime)
run_inside ns uptime
is "a time namespace by path is the other's" "$(time_ns)" "$(readlink "/proc/$pid/ns/time")"
between "with its clocks" "$(answer uptime)" $((now + 500000)) 60
runlxc delete --force "$owner"
# shellcheck disable=SC2016
config '.linux.namespaces |= map(if .type == "time" then .path = $path else . end)' --arg path /proc/self/ns/net
fails "a path of another kind" 'linux.namespaces\[[0-9]+\].path: setns /proc/self/ns/net \(time\): (I|i)nvalid argument' \
	runlxc run --bundle "$bundle" "$id"

done_testing
