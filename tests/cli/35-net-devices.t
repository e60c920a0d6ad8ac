#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# linux.netDevices: devices of the runtime's network namespace become the container's.
. "${0%/*}/lib.sh"

[ "$(id -u)" -eq 0 ] || skip_all "needs root"
# The runtime's network namespace is one of our own, so that the host's devices are not touched.
unshare --net sleep 300 &
host=$!
outside() { nsenter --net="/proc/$host/ns/net" "$@"; }
# shellcheck disable=SC2317
has_own_network() { [ "$(readlink "/proc/$host/ns/net")" != "$(readlink /proc/self/ns/net)" ]; }
wait_for 5 has_own_network
if ! outside ip link add probe type veth peer name probe-end 2>/dev/null; then
	kill -KILL "$host"
	wait
	skip_all "this kernel makes no veth devices"
fi
outside ip link del probe
run_outside() { capture outside "$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id"; }
devices() { answer interfaces | grep -vE '^(lo|tunl0|sit0|gre0|gretap0|erspan0|ip_vti0|ip6_vti0|ip6tnl0|ip6gre0)$' | sort | tr '\n' ' '; }
make_device() { # NAME
	outside ip link add "$1" type veth peer name "$1-end"
	outside ip link set "$1-end" up
}
# shellcheck disable=SC2317
gone() { ! outside ip link show "$1" >/dev/null 2>&1; }
# wait_gone NAME: a veth device goes with its namespace, which the kernel takes down in its own time
wait_gone() { wait_for 10 gone "$1-end"; }

bundle devices
config '.linux.netDevices = {one: {}}'
make_device one
outside ip link set one up mtu 1400 address 02:00:00:00:00:11
outside ip addr add 10.11.12.13/24 dev one
outside ip addr add 192.0.2.7/32 dev one
outside ip addr add fd00:11::1/64 dev one nodad 2>/dev/null || note "no IPv6 here"
wanted=$(outside "$INSIDE" addresses one | cut -d= -f2 | sort | tr '\n' ' ')
outside ip addr add 127.0.0.33/32 scope host dev one
args /bin/inside interfaces ifup one addresses one read /sys/class/net/one/mtu read /sys/class/net/one/address
run_outside
is "a device is moved" "$(devices)" "one "
is "and up" "$(answer 'ifup one')" up
is "with its addresses of global scope, and no other" "$(answer 'addresses one' | sort | tr '\n' ' ')" "$wanted"
is "its MTU" "$(answer 'read /sys/class/net/one/mtu')" 1400
is "its hardware address" "$(answer 'read /sys/class/net/one/address')" 02:00:00:00:00:11
ok "it ends with its namespace, as the kernel has it" wait_gone one

make_device two
make_device three
config '.linux.netDevices = {two: {name: "eth0"}, three: {name: "net%d"}}'
args /bin/inside interfaces ifup eth0 ifup net0
run_outside
is "devices are renamed on the way, by a template too" "$(devices)" "eth0 net0 "
is "and are up" "$(answer 'ifup eth0') $(answer 'ifup net0')" "up up"
wait_gone two
wait_gone three

make_device four
# shellcheck disable=SC2016
config '.linux.netDevices = {four: {}} | .hooks.createRuntime = [{path: "/bin/sh", args: ["sh", "-c", $command]}]' --arg command \
	"pid=\$(sed 's/.*\"pid\": *\\([0-9]*\\).*/\\1/'); nsenter --net=/proc/\$pid/ns/net ip -o link show four >'$work/seen'"
run_outside
is "it ends well with a hook" "$status" 0
like "hooks of createRuntime find the device in the container" "$(cat "$work/seen")" '^[0-9]+: four'
config 'del(.hooks)'
wait_gone four

# --- a network namespace by path ---------------------------------------------------------------------------
unshare --net sleep 300 &
pod=$!
# shellcheck disable=SC2317
has_pod_network() { [ "$(readlink "/proc/$pod/ns/net")" != "$(readlink /proc/self/ns/net)" ]; }
wait_for 5 has_pod_network
make_device five
# shellcheck disable=SC2016
config '.linux.netDevices = {five: {}} | .linux.namespaces |= map(if .type == "network" then .path = $path else . end)' \
	--arg path "/proc/$pod/ns/net"
args /bin/inside interfaces
run_outside
like "in a joined network namespace too" "$(devices)" '(^| )five '
ok "where the device stays when the container is gone" nsenter --net="/proc/$pod/ns/net" ip link show five
make_device five-b
config '.linux.netDevices = {"five-b": {name: "five"}}'
run_outside
like "a name that is taken is an error by name" "$err" 'linux.netDevices\["five-b"\]: the container has a network device five already'
ok "and the device is still the host's" outside ip link show five-b
kill -KILL "$pod"
wait_gone five
config '.linux.namespaces |= map(if .type == "network" then del(.path) else . end)'

# --- errors ------------------------------------------------------------------------------------------------
config '.linux.netDevices = {absent: {}}'
run_outside
is "a device that is not there fails" "$status" 1
like "by name" "$err" 'linux.netDevices\["absent"\]: looking it up .*(N|n)o such device'
config '.linux.netDevices = {lo: {name: "other"}}'
outside ip link set lo up
run_outside
like "the loopback device stays where it is" "$err" 'linux.netDevices\["lo"\]: moving it'
is "and as it was" "$(outside "$INSIDE" ifup lo)" "ifup lo=up"
kill -KILL "$host"
wait

done_testing
