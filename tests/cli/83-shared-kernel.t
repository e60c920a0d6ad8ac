#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What belongs to others: cgroups that somebody lives in, sysctls of the host's namespaces. And settings said twice or empty.
. "${0%/*}/lib.sh"

bundle shared
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
# shellcheck disable=SC2317
is_alive() { grep -qs '^State:.[^Z]' "/proc/$1/status"; } # PID
refused() { # NAME REGEX [ID]: by create and by run
	for command in create run; do
		fails "$1 ($command)" "$2" runlxc $command --bundle "$bundle" "${3:-$id}"
		runlxc delete --force "${3:-$id}" || :
	done
}

# --- cgroups that others live in ---------------------------------------------------------------------------
hierarchy() { awk -v c=",$1," '/ - cgroup / && index("," $NF ",", c) { print $5; exit }' /proc/self/mountinfo; } # CONTROLLER
hierarchy=$(hierarchy memory) freezer=$(hierarchy freezer)
if [ -z "$hierarchy" ] || [ -z "$freezer" ]; then
	skip "cgroups that others live in" "no memory or freezer controller on cgroup v1 here"
else
	path=/$mark-lived-in
	not_empty="linux.cgroupsPath: .*$path.* is not empty"
	config ".linux.cgroupsPath = \"$path\""
	args /bin/inside stderr ready trap
	create
	pid=$(init_pid)
	args /bin/inside uid
	refused "a cgroup in which another container lives" "$not_empty" "$id-second"
	is "which lives on" "$(state_of "$id") $(init_pid)" "created $pid"
	is "in its cgroup" "$(cat "$hierarchy$path/tasks")" "$pid"
	ok "and starts" runlxc start "$id"
	ok "to run" wait_for 5 grep -q trap=ready "$work/$id.said"
	refused "so when it runs" "$not_empty" "$id-second"
	is "which it does after that" "$(state_of "$id") $(cat "$hierarchy$path/tasks")" "running $pid"
	runlxc delete --force "$id"
	capture runlxc run --bundle "$bundle" "$id-second"
	is "when it is gone the cgroup is free" "$status $(test_cgroups)" "0 "

	mkdir "$hierarchy$path"
	echo 12345678 >"$hierarchy$path/memory.soft_limit_in_bytes"
	soft=$(cat "$hierarchy$path/memory.soft_limit_in_bytes")
	sleep 60 &
	witness=$!
	echo "$witness" >"$hierarchy$path/tasks"
	config '.linux.resources.memory = {reservation: 33554432}'
	refused "a cgroup in which a process lives" "$not_empty"
	ok "which lives on" is_alive "$witness"
	is "in its cgroup, whose limits are as they were" "$(cat "$hierarchy$path/tasks" "$hierarchy$path/memory.soft_limit_in_bytes" | tr '\n' ' ')" \
		"$witness $soft "
	is "in no other hierarchy one was made" "$(test_cgroups)" "$hierarchy$path"
	kill "$witness"
	wait "$witness" 2>/dev/null || :
	# Below, it would be limited, killed and removed with the container as well.
	mkdir -p "$freezer$path/below"
	sleep 60 &
	witness=$!
	echo "$witness" >"$freezer$path/below/tasks"
	refused "a cgroup below which a process lives" "$not_empty"
	ok "which lives on, too" is_alive "$witness"
	kill "$witness" 2>/dev/null || :
	wait "$witness" 2>/dev/null || :
	[ ! -d "$freezer$path/below" ] || wait_for 2 rmdir "$freezer$path/below" || :
	runlxc delete --force "$id"
	capture runlxc run --bundle "$bundle" "$id"
	is "one that is empty is used" "$status $(answer uid)" "0 0"
	for dir in "$hierarchy$path" "$freezer$path"; do [ ! -d "$dir" ] || wait_for 2 rmdir "$dir" || :; done
fi

# --- sysctls of namespaces by path -------------------------------------------------------------------------
key=net.ipv4.ip_forward file=/proc/sys/net/ipv4/ip_forward
# The host's own value everywhere that it must not be written, so that a fault does no harm.
mine=$(cat $file)
# shellcheck disable=SC2016
namespace() { # TYPE PATH: of that type
	config '.linux.namespaces |= map(if .type == $type then {type: $type, path: $path} else . end)' --arg type "$1" --arg path "$2"
}
# shellcheck disable=SC2016
sysctl() { config '.linux.sysctl = {($key): $value}' --arg key "$1" --arg value "$2"; } # KEY VALUE
if kernel_has "namespace files"; then
	for path in "/proc/$$/ns/net" /proc/self/ns/net; do
		plain
		namespace network "$path"
		sysctl $key "$mine"
		refused "a sysctl in the host's network namespace, as $path" "linux.sysctl\[\"$key\"\]: not allowed in the host's namespace"
	done
	plain
	namespace ipc "/proc/$$/ns/ipc"
	sysctl kernel.msgmax "$(cat /proc/sys/kernel/msgmax)"
	refused "the same of the ipc namespace" "linux.sysctl\[\"kernel.msgmax\"\]: not allowed in the host's namespace"
	plain
	namespace network "/proc/$$/ns/net"
	run_inside uid
	is "the namespace alone is no error" "$status" 0

	plain
	unshare -n sleep 60 &
	other=$!
	# shellcheck disable=SC2317
	is_apart() { [ "$(readlink "/proc/$other/ns/net")" != "$(readlink /proc/self/ns/net)" ]; }
	wait_for 5 is_apart
	namespace network "/proc/$other/ns/net"
	sysctl $key $((1 - mine))
	run_inside sysctl $key ns
	is "in another namespace by path it is set" "$status $(answer "sysctl $key")" "0 $((1 - mine))"
	is "which is that one" "$(answer ns | grep ^net:)" "$(readlink "/proc/$other/ns/net")"
	is "the host's is as it was" "$(cat $file)" "$mine"
	kill "$other"
	wait "$other" 2>/dev/null || :
else
	skip "sysctls of namespaces by path" "this kernel has no /proc/PID/ns"
fi

plain
sysctl kernel.domainname ""
refused "a sysctl that is to be empty is refused, not forgotten" 'linux.sysctl\["kernel.domainname"\]: .*empty value'
plain
config '.linux.sysctl = {"net.ipv4.ip_forward": "1", "net.ipv4.ip_local_reserved_ports": ""}'
refused "by its name" 'linux.sysctl\["net.ipv4.ip_local_reserved_ports"\]: .*empty value'

# --- environment entries that come twice --------------------------------------------------------------------
lines() { printf '%s\n' "$@" | sort; }
plain
config '.process.env = ["A=first", "PATH=/nowhere", "B=only", "A=second", "AB=", "PATH=/bin", "A=third", "AB=x"]'
config '.process.args = ["inside", "env", "getenv", "A", "getenv", "PATH"]'
capture runlxc run --bundle "$bundle" "$id"
is "of several entries for a name the last counts" "$(answer env | sort)" "$(lines A=third AB=x B=only HOME=/ PATH=/bin)"
is "in PATH, too, which the program is looked up in" "$status $(answer 'getenv PATH')" "0 /bin"
echo 'root:x:0:0:root:/root:/bin/sh' >"$bundle/rootfs/etc/passwd"
config '.process.env = ["PATH=/bin", "HOME="]'
run_inside env
is "an empty HOME is replaced" "$(answer env | sort)" "$(lines HOME=/root PATH=/bin)"
config '.process.env = ["HOME=/given", "PATH=/bin", "HOME="]'
run_inside env
is "when it is the last of several, too" "$(answer env | sort)" "$(lines HOME=/root PATH=/bin)"
config '.process.env = ["HOME=", "PATH=/bin", "HOME=/given"]'
run_inside env
is "one that is given later counts" "$(answer env | sort)" "$(lines HOME=/given PATH=/bin)"

done_testing
