#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# linux.uidMappings and gidMappings: who is who inside and outside, what container root may, and a namespace by path.
. "${0%/*}/lib.sh"
[ "$(id -u)" -eq 0 ] || skip_all "needs root"
[ -e /proc/self/ns/user ] || skip_all "this kernel has no user namespaces"

bundle userns
chmod 711 "$work" # container root has to pass
uids='[{containerID: 0, hostID: 100000, size: 1000}, {containerID: 1000, hostID: 300000, size: 10}]'
gids='[{containerID: 0, hostID: 200000, size: 65536}]'
mapped=".linux.namespaces += [{type: \"user\"}] | .linux.uidMappings = $uids | .linux.gidMappings = $gids"
give() { chown -R 100000:200000 "$bundle/rootfs"; } # the image to the container's root
config "$mapped"
give
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
host_ns() { readlink "/proc/self/ns/$1"; }
ns() { answer ns | grep "^$1:"; }
differs() { if [ -n "$2" ] && [ "$2" != "$3" ]; then pass "$1"; else fail "$1" "both are '$2'"; fi; } # NAME ONE OTHER
outside() { stat -c '%u %g' "$bundle/rootfs/$1"; }

# --- who is who --------------------------------------------------------------------------------------------
run_inside uid gid groups ns pid read /proc/self/uid_map read /proc/self/gid_map read /proc/self/setgroups write /tmp/file x stat /tmp/file \
	stat /bin/inside caps
is "it ends well" "$status $err" "0 "
is "root inside" "$(answer uid) $(answer gid)" "0 0"
differs "in a user namespace of its own" "$(ns user)" "$(host_ns user)"
for name in ipc mnt net pid uts; do differs "and a $name namespace" "$(ns "$name")" "$(host_ns "$name")"; done
is "as PID 1" "$(answer pid)" 1
is "with every uid of the bundle" "$(answer 'read /proc/self/uid_map' | tr -s ' ' | tr '\n' ';')" " 0 100000 1000; 1000 300000 10;"
is "and gid" "$(answer 'read /proc/self/gid_map' | tr -s ' ')" " 0 200000 65536"
is "and setgroups, since root made the map" "$(answer 'read /proc/self/setgroups')" allow
like "what it writes is root's inside" "$(answer 'stat /tmp/file')" '^- 0644 0 0 '
is "and the mapped id's outside" "$(outside tmp/file)" "100000 200000"

config '.process.user = {uid: 1003, gid: 7, additionalGids: [20, 30], umask: 63}'
chmod 1777 "$bundle/rootfs/tmp"
run_inside uid gid groups write /tmp/user x stat /dev/null write /dev/null x
is "a user, of the second range, with groups" "$(answer uid) $(answer gid) $(answer groups)" "1003 7 20 30"
is "writes as the mapped ids" "$(outside tmp/user) $(stat -c %a "$bundle/rootfs/tmp/user")" "300003 200007 600"
config '.process.user.uid = 1010'
fails "a uid that is not mapped" 'process.user.uid: setresuid 1010.*mappings' runlxc run --bundle "$bundle" "$id"
plain

# --- what container root may -------------------------------------------------------------------------------
run_inside stat /dev/null write /dev/null x write /dev/full x stat /dev/urandom stat /dev/tty stat /dev/ptmx readlink /dev/fd \
	mount /proc mount /sys mount /dev mount /dev/pts mount /dev/shm mount /dev/mqueue mount /sys/fs/cgroup read /proc/1/comm \
	hostname ifup lo write /dev/shm/x y syscall mknod,/dev/made,8630,259 mount /proc/sys \
	read /proc/keys exec /dev/shm/x
like "devices are the host's" "$(answer 'stat /dev/null')" '^c 0666 [0-9]* [0-9]* 1:3 '
is "and work" "$(answer 'write /dev/null x') $(answer 'write /dev/full x')" "ok error ENOSPC"
like "links are there" "$(answer 'readlink /dev/fd')" '^/proc/self/fd$'
for pair in /proc:proc /sys:sysfs /dev:tmpfs /dev/pts:devpts /dev/shm:tmpfs /dev/mqueue:mqueue; do
	like "${pair%:*} is mounted" "$(answer "mount ${pair%:*}")" "^${pair%:*} / .* ${pair#*:} "
done
is "proc is the container's" "$(answer 'read /proc/1/comm')" inside
is "its name and its loopback too" "$(answer hostname) $(answer 'ifup lo')" "runc up"
like "no device can be made" "$(answer 'syscall mknod,/dev/made,8630,259')" 'error (EPERM|EINVAL)'
like "paths are read-only" "$(answer 'mount /proc/sys')" '^/proc/sys /sys ro,'
is "and masked" "$(answer 'read /proc/keys')" ""
if grep -q ' - cgroup .*\<memory\>' /proc/self/mountinfo; then
	like "its cgroups are shown" "$(answer 'mount /sys/fs/cgroup')" '^/sys/fs/cgroup / ro,'
	if kernel_has "cgroup namespace"; then
		config '.linux.namespaces += [{type: "cgroup"}]'
		run_inside mount /sys/fs/cgroup/memory read /sys/fs/cgroup/pids/tasks
		like "in a cgroup namespace too" "$(answer 'mount /sys/fs/cgroup/memory')" '^/sys/fs/cgroup/memory / ro,.* cgroup '
		is "with itself in it" "$(answer 'read /sys/fs/cgroup/pids/tasks')" 1
		plain
	else
		skip "in a cgroup namespace too" "this kernel has none"
	fi
else
	skip "its cgroups are shown" "no memory controller on cgroup v1 here"
fi
config '.linux.devices = [{path: "/dev/tty", type: "c", major: 5, minor: 0}, {path: "/dev/a-pipe", type: "p", uid: 3, gid: 4, fileMode: 384}]'
run_inside stat /dev/tty stat /dev/a-pipe
like "devices of the bundle" "$(answer 'stat /dev/tty') $(answer 'stat /dev/a-pipe')" '^c 0666 .* 5:0 .*p 0600 3 4 '
plain
config '.linux.sysctl = {"net.ipv4.ip_forward": "1"}'
run_inside sysctl net.ipv4.ip_forward
is "a sysctl of its own namespaces" "$status $(answer 'sysctl net.ipv4.ip_forward')" "0 1"
plain
config '.root.readonly = true | .mounts += [{destination: "/t", type: "tmpfs", source: "tmpfs", options: ["ro", "tmpcopyup"]}]'
mkdir -p "$bundle/rootfs/t"
echo kept >"$bundle/rootfs/t/file"
give
run_inside write /x y write /tmp/x y read /t/file write /t/file y stat /t/file
is "a read-only root" "$(answer 'write /x y') $(answer 'write /tmp/x y')" "error EROFS error EROFS"
is "a read-only tmpfs with what was below" "$(answer 'read /t/file') $(answer 'write /t/file y')" "kept error EROFS"
like "owned as before" "$(answer 'stat /t/file')" '^- 0644 0 0 '
plain
config '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 40, hard: 50}] | .process.oomScoreAdj = 500'
run_inside rlimit NOFILE oom_score_adj
is "limits and the OOM score are set from outside" "$(answer 'rlimit NOFILE') $(answer oom_score_adj)" "40 50 500"
plain

# --- mounts ------------------------------------------------------------------------------------------------
mkdir -m 700 "$work/closed"
mkdir -m 755 "$work/closed/open"
echo hidden >"$work/closed/open/file"
mount -t tmpfs -o nosuid,nodev,noexec "$mark" "$work/closed/open"
echo hidden >"$work/closed/open/file"
chmod 666 "$work/closed/open/file"
# shellcheck disable=SC2016
mount_too='.mounts += [{destination: $ARGS.positional[0], type: "bind", source: $ARGS.positional[1], options: $ARGS.positional[2:]}]'
config "$mount_too" --args -- /closed "$work/closed/open" rbind ro
config "$mount_too" --args -- /file "$work/closed/open/file" bind
run_inside read /closed/file write /closed/file x read /file mount /closed
is "a source that container root cannot reach is bound" "$status $(answer 'read /closed/file') $(answer 'read /file')" "0 hidden hidden"
like "with its options beside those of the host, which are locked" "$(answer 'mount /closed')" ' ro,nosuid,nodev,noexec'
is "read-only" "$(answer 'write /closed/file x')" "error EROFS"
umount "$work/closed/open"
config "$mount_too" --args -- /absent "$work/closed/absent" rbind
fails "one that does not exist" 'mounts\[9\] \(/absent\): source: .*/closed/absent: (N|n)o such file' runlxc run --bundle "$bundle" "$id"
plain

# --- hooks, terminal, files of the caller ------------------------------------------------------------------
cat >"$work/hook" <<'END'
#!/bin/sh
state=$(cat)
echo "$1 $(id -u) $(printf '%s' "$state" | jq -r .pid)" >>"$2/$1"
END
chmod 755 "$work/hook"
mkdir -m 777 "$work/told"
hook() { printf '[{path: "%s", args: ["hook", "%s", "%s"]}]' "$work/hook" "$1" "$work/told"; }
config ".hooks = {createRuntime: $(hook createRuntime), createContainer: $(hook createContainer), poststop: $(hook poststop)}"
args /bin/inside sleep 60
create --pid-file "$work/pid"
pid=$(cat "$work/pid")
is "createRuntime is the host's root's and knows the pid" "$(cat "$work/told/createRuntime")" "createRuntime 0 $pid"
is "createContainer is container root's" "$(cat "$work/told/createContainer")" "createContainer 0 1"
is "and writes as the mapped id" "$(stat -c '%u %g' "$work/told/createContainer")" "100000 200000"
is "the pid file's process is the mapped root's" "$(awk '/^Uid:/ { print $2 }' "/proc/$pid/status") $(state_of "$id")" "100000 created"
ok "which is not open to its peers" test "$(stat -c %u "/proc/$pid/fd")" -eq 0
runlxc start "$id"
capture runlxc exec --user 1003:7 "$id" /bin/inside uid gid ns write /tmp/executed x
is "exec joins it" "$status $(answer uid) $(answer gid) $(ns user)" "0 1003 7 $(readlink "/proc/$pid/ns/user")"
is "and writes as the mapped ids" "$(outside tmp/executed)" "300003 200007"
runlxc kill "$id" KILL
ok "it is killed" wait_for 5 has_stopped
runlxc delete "$id"
is "poststop is the host's" "$(cut -d' ' -f1,2 "$work/told/poststop")" "poststop 0"
plain
config '.process.user = {uid: 5, gid: 6}'
args /bin/inside open /proc/self/fd/1 w
status=0
runlxc run --bundle "$bundle" "$id" >"$work/stdout" || status=$?
is "the program may open its output again" "$(cat "$work/stdout") $(stat -c %u "$work/stdout")" "open /proc/self/fd/1 w=ok 100005"
config '.process.terminal = true'
args /bin/inside stat /dev/console uid
capture script -qec "$RUNLXC --root $work/state run --bundle $bundle $id" /dev/null </dev/null
like "a terminal, the user's own" "$out" 'stat /dev/console=c 06[02]0 5 5 136:0 '
plain

# --- by path -----------------------------------------------------------------------------------------------
args /bin/inside sleep 60
create
owner=$(init_pid)
first=$id
bundle joined
chmod 711 "$bundle"
# shellcheck disable=SC2016
join='.linux.namespaces |= map(select(.type != "user" and .type != "network")) |
	.linux.namespaces += [{type: "user", path: "/proc/\($pid)/ns/user"}, {type: "network", path: "/proc/\($pid)/ns/net"}]'
config "$join" --arg pid "$owner"
give
run_inside ns uid gid groups write /tmp/file x read /proc/self/uid_map write /dev/null x ifup lo
is "a second container in the first's user namespace" "$status $(ns user) $(ns net)" \
	"0 $(readlink "/proc/$owner/ns/user") $(readlink "/proc/$owner/ns/net")"
differs "beside it the others are new" "$(ns pid)" "$(readlink "/proc/$owner/ns/pid")"
is "is root there" "$(answer uid) $(answer gid) $(answer groups) $(outside tmp/file)" "0 0  100000 200000"
is "and its devices work" "$(answer 'write /dev/null x')" ok
config ".linux.uidMappings = $uids | .linux.gidMappings = $gids"
run_inside uid
is "the maps it has may be said too" "$status $(answer uid)" "0 0"
config '.linux.uidMappings[0].hostID = 5'
fails "others may not" 'linux.uidMappings: .*non-matching mapping' runlxc run --bundle "$bundle" "$id"
config 'del(.linux.uidMappings, .linux.gidMappings)'
unshare --net sleep 60 &
holder=$!
# shellcheck disable=SC2317
has_own_network() { [ "$(readlink "/proc/$holder/ns/net")" != "$(host_ns net)" ]; }
wait_for 5 has_own_network
# shellcheck disable=SC2016
config '.linux.namespaces |= map(if .type == "network" then .path = "/proc/\($pid)/ns/net" else . end) |
	.mounts |= map(if .type == "sysfs" then . + {type: "bind", source: "/sys", options: ["rbind", "ro"]} else . end)' --arg pid "$holder"
run_inside ns
is "with a network that is the host's root's" "$status $(ns user) $(ns net)" \
	"0 $(readlink "/proc/$owner/ns/user") $(readlink "/proc/$holder/ns/net")"
kill "$holder"
wait
runlxc delete --force "$first"

# --- errors ------------------------------------------------------------------------------------------------
bundle refused
chmod 700 "$bundle"
config "$mapped"
fails "a root file system that container root cannot reach" 'root.path: .*(P|p)ermission denied|root.path: .*rootfs' runlxc run --bundle "$bundle" "$id"
chmod 711 "$bundle"
config '.linux.uidMappings = [{containerID: 0, hostID: 1, size: 10}, {containerID: 5, hostID: 100, size: 10}]'
fails "maps that the kernel refuses" 'linux.uidMappings: ' runlxc run --bundle "$bundle" "$id"
config '.linux.uidMappings = [{containerID: 1, hostID: 100000, size: 10}]'
fails "a map without root" 'linux.uidMappings: containerID 0' runlxc run --bundle "$bundle" "$id"

done_testing
