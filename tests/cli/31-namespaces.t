#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# linux.namespaces: new ones, those of others by path, and the host's where none is named.
. "${0%/*}/lib.sh"

bundle namespaces
host_ns() { readlink "/proc/self/ns/$1" || echo "$1:none"; } # as /bin/inside says it
ns() { answer ns | grep "^$1:"; } # NAME, of the last answer
differs() { if [ -n "$2" ] && [ "$2" != "$3" ]; then pass "$1"; else fail "$1" "both are '$2'"; fi; } # NAME ONE OTHER
pid_of() { cat "$work/$1.pid"; }
# holder NAME UNSHARE_OPTION...: a process in namespaces of its own, its pid in $work/NAME.pid
holder() {
	holder_name=$1
	shift
	# shellcheck disable=SC2016
	unshare "$@" sh -c 'echo $$ >"$1"; exec sleep 60' sh "$work/$holder_name.pid" &
	holders="${holders:-} $!"
	wait_for 5 [ -s "$work/$holder_name.pid" ]
}

# --- new ---------------------------------------------------------------------------------------------------
run_inside ns pid
for name in ipc mnt net pid uts; do
	differs "$name is new" "$(ns "$name")" "$(host_ns "$name")"
done
is "cgroup and user, which are not listed, are the host's" "$(ns cgroup) $(ns user)" "$(host_ns cgroup) $(host_ns user)"
config '.linux.namespaces += [{type: "cgroup"}]'
if kernel_has "cgroup namespace"; then
	run_inside ns
	differs "cgroup is new when listed" "$(ns cgroup)" "$(host_ns cgroup)"
else
	fails "a kernel without cgroup namespaces" 'linux.namespaces\[[0-9]+\]: this kernel has no cgroup namespaces' \
		runlxc run --bundle "$bundle" "$id"
fi
config '.linux.namespaces = [{type: "mount"}] | del(.hostname) | .mounts |= map(select(.type != "mqueue"))'
run_inside ns pid hostname interfaces
is "what is missing from the list is the host's" "$(for name in ipc net pid uts; do ns "$name"; done | tr '\n' ' ')" \
	"$(for name in ipc net pid uts; do host_ns "$name"; done | tr '\n' ' ')"
unlike "then it is not PID 1" "$(answer pid)" '^1$'
is "and sees the host's interfaces" "$(answer interfaces | sort | tr '\n' ' ')" "$("$INSIDE" interfaces | cut -d= -f2 | sort | tr '\n' ' ')"
config '.hostname = "kermit"'
fails "a hostname without a uts namespace would be the host's" 'hostname: .*uts' runlxc run --bundle "$bundle" "$id"
config 'del(.hostname)'
config '.linux.namespaces = [{type: "pid"}, {type: "ipc"}, {type: "uts"}, {type: "network"}] | del(.linux.maskedPaths, .linux.readonlyPaths)'
fails "no mount namespace is refused by name" 'linux.namespaces: .*new mount namespace' runlxc run --bundle "$bundle" "$id"

# --- network -----------------------------------------------------------------------------------------------
config '.linux.namespaces = [{type: "pid"}, {type: "ipc"}, {type: "uts"}, {type: "network"}, {type: "mount"}]'
run_inside interfaces ifup lo
like "a new network has a loopback interface" "$(answer interfaces | tr '\n' ' ')" '^([a-z0-9]* )*lo '
is "that is up" "$(answer 'ifup lo')" up

# --- by path -----------------------------------------------------------------------------------------------
# shellcheck disable=SC2016
all_by_path='.linux.namespaces |= map(if .type == $type then . + {path: $path} else . end)'
holder others --net --ipc --uts
# shellcheck disable=SC2016
for pair in net:network ipc:ipc uts:uts; do
	file=${pair%:*} type=${pair#*:}
	cp "$bundle/config.json" "$work/saved.json"
	# shellcheck disable=SC2016
	config "$all_by_path" --arg type "$type" --arg path "/proc/$(pid_of others)/ns/$file"
	run_inside ns
	is "$type by path is the other's" "$(ns "$file")" "$(readlink "/proc/$(pid_of others)/ns/$file")"
	differs "beside it the others are new" "$(ns pid)" "$(host_ns pid)"
	cp "$work/saved.json" "$bundle/config.json"
done

cp "$bundle/config.json" "$work/saved.json"
# shellcheck disable=SC2016
config "$all_by_path | .hostname = \"given\"" --arg type uts --arg path "/proc/$(pid_of others)/ns/uts"
run_inside hostname
is "a hostname is set in a joined uts namespace too" "$(answer hostname)" given
unlike "not on the host" "$(uname -n)" '^given$'
cp "$work/saved.json" "$bundle/config.json"

# shellcheck disable=SC2016
config "$all_by_path" --arg type network --arg path "/proc/$(pid_of others)/ns/net"
nsenter -t "$(pid_of others)" -n ip link set lo down
run_inside ifup lo
is "in a joined network the interfaces are the owner's affair" "$(answer 'ifup lo')" down
cp "$work/saved.json" "$bundle/config.json"

if ip netns add "$mark" 2>/dev/null; then
	# shellcheck disable=SC2016
	config "$all_by_path" --arg type network --arg path "/run/netns/$mark"
	run_inside ns
	is "a network made by ip-netns" "$(ns net)" "net:[$(stat -Lc %i "/run/netns/$mark")]"
	ip netns del "$mark"
	cp "$work/saved.json" "$bundle/config.json"
else
	skip "a network made by ip-netns" "ip netns does not work here"
fi

unshare --pid --fork --kill-child sleep 60 &
sandbox=$!
holders="$holders $sandbox"
wait_for 5 pgrep -P "$sandbox"
owner=$(pgrep -P "$sandbox")
# shellcheck disable=SC2016
config "$all_by_path" --arg type pid --arg path "/proc/$owner/ns/pid"
run_inside ns pid read /proc/1/comm
is "pid by path is the other's" "$(ns pid)" "$(readlink "/proc/$owner/ns/pid")"
unlike "in which it is one among others" "$(answer pid)" '^1$'
is "whose first is the owner's" "$(answer 'read /proc/1/comm')" sleep
args /bin/inside fork-orphans 2 stderr ready sleep 60
create
runlxc start "$id"
ok "a container in another's pid namespace" wait_for 5 grep -q fork-orphans "$work/$id.said"
wait_for 5 [ "$(wc -l <"$work/$id.said")" -eq 2 ] || :
ok "is deleted with all of its processes" runlxc delete --force "$id"
ok "but not those of the owner" kill -0 "$owner"
cp "$work/saved.json" "$bundle/config.json"

# Two containers that share, as in a pod.
args /bin/inside sleep 60
create
first=$id
pid=$(init_pid)
bundle second
config '.hostname = "second"'
for type in network ipc uts pid; do
	file=$type
	[ "$type" != network ] || file=net
	# shellcheck disable=SC2016
	config "$all_by_path" --arg type "$type" --arg path "/proc/$pid/ns/$file"
done
run_inside ns hostname
is "a second container in the first one's namespaces" "$(for name in net ipc uts pid; do ns "$name"; done | tr '\n' ' ')" \
	"$(for name in net ipc uts pid; do readlink "/proc/$pid/ns/$name"; done | tr '\n' ' ')"
is "the first is not harmed by the second's end" "$(state_of "$first")" created
runlxc delete --force "$first"

# --- errors ------------------------------------------------------------------------------------------------
config '.linux.namespaces = [{type: "mount"}, {type: "network", path: "/run/netns/absent"}] | del(.hostname)'
fails "a path that does not exist" 'linux.namespaces\[1\].path: .*/run/netns/absent: (N|n)o such file or directory' \
	runlxc run --bundle "$bundle" "$id"
config '.linux.namespaces = [{type: "mount"}, {type: "network", path: "/proc/self/ns/ipc"}]'
fails "a path of another kind" 'linux.namespaces\[1\].path: .*/proc/self/ns/ipc.*(I|i)nvalid argument' runlxc run --bundle "$bundle" "$id"
config '.linux.namespaces = [{type: "mount"}, {type: "network", path: "/dev/null"}]'
fails "a path that is no namespace" 'linux.namespaces\[1\].path: .*/dev/null.*(I|i)nvalid argument' runlxc run --bundle "$bundle" "$id"
# shellcheck disable=SC2086
kill -KILL $holders || :
wait

done_testing
