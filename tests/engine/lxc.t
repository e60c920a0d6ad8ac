#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# runlxc export: lxc-start runs what it wrote, and the program finds what the bundle asked for. runlxc import makes a bundle
# of it again, which runlxc runs the same way.
. "${0%/*}/lib.sh"
need lxc-start jq
export LC_ALL=C
bundle box
mkdir "$bundle/shared dir"
echo shared >"$bundle/shared dir/file"
questions="uid gid groups cwd hostname caps nnp rlimit NOFILE getenv GREETING mount /proc mount /data mount /dev/shm stat /dev/null
	sysctl net.ipv4.ip_forward cgroup syscall mkdirat,-100,/tmp/x,0755 oom_score_adj machine ns uptime read /data/file ifup lo"
# shellcheck disable=SC2086
args /bin/inside $questions
# shellcheck disable=SC2016
config '.hostname = "kermit" | .process.env += ["GREETING=hello  world"] | .process.user = {uid: 0, gid: 7, additionalGids: [5, 6]} |
	.process.cwd = "/tmp" | .process.rlimits = [{type: "RLIMIT_NOFILE", soft: 111, hard: 222}] | .process.oomScoreAdj = 321 |
	.linux.sysctl = {"net.ipv4.ip_forward": "1"} | .linux.personality = {domain: "LINUX32"} | del(.linux.readonlyPaths) |
	.process.capabilities = ({} | .bounding = ["CAP_KILL", "CAP_CHOWN"] | .effective = .bounding | .permitted = .bounding) |
	.linux.resources.memory = {limit: 67108864} | .linux.resources.pids = {limit: 33} | .linux.resources.cpu = {shares: 512} |
	.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 28}]} |
	.linux.namespaces += [{type: "cgroup"}] |
	.mounts = [.mounts[] | select(.type != "cgroup")] + [{destination: "/data", source: "shared dir", options: ["rbind", "ro"]}]'
if [ -e /proc/self/ns/time ]; then
	config '.linux.namespaces += [{type: "time"}] | .linux.timeOffsets = {boottime: {secs: 900000}}'
fi
# lxc CONFIG: lxc-start with it
lxc() { capture timeout 60 lxc-start -F -f "$1" -n "$mark-lxc" -P "$work" -o "$work/lxc.log" </dev/null; }
# found WHO: what both programs must find
found() {
	is "$1: user and groups" "$(answer uid) $(answer gid) $(answer groups | tr ' ' '\n' | sort -n | tr '\n' ' ')" "0 7 5 6 "
	is "$1: working directory, host name" "$(answer cwd) $(answer hostname)" "/tmp kermit"
	is "$1: environment" "$(answer 'getenv GREETING')" "hello  world"
	like "$1: capabilities" "$(answer caps)" '^bounding 0000000000000021 effective 0000000000000021 .*permitted 0000000000000021'
	is "$1: no_new_privs, limits, oom_score_adj" "$(answer nnp), $(answer 'rlimit NOFILE'), $(answer oom_score_adj)" "1, 111 222, 321"
	like "$1: /proc is new" "$(answer 'mount /proc')" '^/proc / .* proc '
	like "$1: a bind mount with a blank in its source" "$(answer 'mount /data')" '^/data .*/shared(\\040| )dir ro'
	is "$1: its content" "$(answer 'read /data/file')" shared
	like "$1: options of a tmpfs" "$(answer 'mount /dev/shm')" 'nosuid,nodev,noexec.* tmpfs .*size=65536k'
	like "$1: devices" "$(answer 'stat /dev/null')" '^c 0666 .* 1:3'
	is "$1: a sysctl" "$(answer 'sysctl net.ipv4.ip_forward')" 1
	is "$1: the loopback interface" "$(answer 'ifup lo')" up
	is "$1: seccomp" "$(answer 'syscall mkdirat,-100,/tmp/x,0755')" "error ENOSPC"
	case $(uname -m) in x86_64) is "$1: personality" "$(answer machine)" i686 ;; esac
	[ -e /proc/self/ns/time ] && is "$1: time" "$(($(answer uptime) / 900000))" "$((($("$INSIDE" uptime | cut -d= -f2) + 900000) / 900000))"
	for name in mnt pid net uts ipc; do
		unlike "$1: a new $name namespace" "$(answer ns | grep "^$name:")" "^$(readlink "/proc/self/ns/$name" | sed 's/[][]/\\&/g')\$"
	done
}

ok "export" runlxc export --output "$work/exported" "$bundle"
lxc "$work/exported"
is "lxc-start runs it" "$status" 0
[ "$status" -eq 0 ] || note "$(grep -E 'ERROR' "$work/lxc.log")"
found lxc-start
runlxc --log /dev/null export --output "$work/strict" "$bundle" || :
ok "nothing of it is lost" runlxc --strict export --output "$work/strict" "$bundle"

# Limits, from outside while it runs.
args /bin/inside sleep 30
runlxc export --output "$work/limits" "$bundle"
lxc-start -F -f "$work/limits" -n "$mark-limits" -P "$work" </dev/null >/dev/null 2>&1 &
monitor=$!
# shellcheck disable=SC2317
limit_of() { find /sys/fs/cgroup -path "*$mark-limits*" -name "$1" -exec cat {} + 2>/dev/null | sort -u; }
# shellcheck disable=SC2317
has_limit() { limit_of "$1" | grep -qx "$2"; }
if [ -e /sys/fs/cgroup/memory ]; then
	ok "lxc-start: the memory limit" wait_for 10 has_limit memory.limit_in_bytes 67108864
	ok "lxc-start: the limit of processes" wait_for 10 has_limit pids.max 33
	ok "lxc-start: CPU shares" wait_for 10 has_limit cpu.shares 512
else
	ok "lxc-start: the memory limit" wait_for 10 has_limit memory.max 67108864
	ok "lxc-start: the limit of processes" wait_for 10 has_limit pids.max 33
fi
lxc-stop -k -n "$mark-limits" -P "$work" >/dev/null 2>&1 || kill -KILL "$monitor"
wait

# --- and back ----------------------------------------------------------------------------------------------
original=$bundle
bundle back
rm "$bundle/config.json"
ok "import" runlxc --strict import --bundle "$bundle" "$work/exported"
capture runlxc run --bundle "$bundle" "$id"
is "the imported bundle runs" "$status" 0
found runlxc
jq -S '[.hostname, .process.args, .process.env, .process.user, .process.rlimits, .process.oomScoreAdj, .linux.sysctl, .linux.resources.memory,
	.linux.resources.cpu, .linux.resources.pids, .linux.seccomp.syscalls, .linux.personality, .linux.maskedPaths]' "$bundle/config.json" >"$work/one"
# shellcheck disable=SC2086
bundle=$original args /bin/inside $questions
jq -S '[.hostname, .process.args, .process.env, .process.user, .process.rlimits, .process.oomScoreAdj, .linux.sysctl, .linux.resources.memory,
	.linux.resources.cpu, .linux.resources.pids, .linux.seccomp.syscalls, .linux.personality, .linux.maskedPaths]' "$original/config.json" >"$work/two"
is "what both can say is the same" "$(cat "$work/one")" "$(cat "$work/two")"
ok "exported once more" runlxc export --output "$work/again" "$bundle"
is "the configuration is the same" "$(grep -v '^#\|^lxc.seccomp' "$work/again" | sort)" "$(grep -v '^#\|^lxc.seccomp' "$work/exported" | sort)"
is "and so is the policy" "$(cat "$work/again.seccomp")" "$(cat "$work/exported.seccomp")"

done_testing
