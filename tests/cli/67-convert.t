#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# runlxc export and import: what the other side cannot say is named, and what it can is said right. That lxc-start runs what
# export writes is shown by engine/lxc.t.
. "${0%/*}/lib.sh"

bundle convert
exported() { capture runlxc export "$bundle"; }
line() { printf '%s\n' "$out" | sed -n "s/^$1 = //p"; }

# --- export ------------------------------------------------------------------------------------------------
config '.process.args = ["/bin/inside", "uid"] | .linux.readonlyPaths = [] | .annotations = {}'
exported
is "export succeeds" "$status" 0
is "the root file system" "$(line lxc.rootfs.path)" "dir:$bundle/rootfs"
is "the command" "$(line lxc.init.cmd)" "/bin/inside uid"
is "namespaces" "$(line lxc.namespace.clone | tr ' ' '\n' | sort | tr '\n' ' ')" "ipc mnt net pid uts "
is "nothing is lost" "$(printf '%s\n' "$out" | grep -c '^# lost')" 0
ok "not even with --strict" runlxc --strict export "$bundle"

config '.process.args = ["sh", "-c", "echo it'"'"'s"]'
exported
like "a command with blanks is told to lxc-start" "$out" "^# lost: process.args: .* -- 'sh' '-c' 'echo it'\\\\''s'"
is "and is no line" "$(line lxc.init.cmd)" ""
like "stderr says what is lost" "$err" 'warning: an LXC configuration cannot say: process.args$'
fails "--strict refuses it" 'an LXC configuration cannot say: process.args \(--strict\)' runlxc --strict export "$bundle"
config '.process.args = ["id"] | .process.env = ["A=  blanks  ", "B=\"quotes\"", "C=plain", "D=two\nlines"]'
exported
is "values that liblxc would cut are in quotes" "$(line lxc.environment)" '"A=  blanks  "
B="quotes"
C=plain'
like "several lines cannot be said" "$out" '^# lost: process.env: has several lines'
config '.process.env = [] | .process.scheduler = {policy: "SCHED_BATCH"} | .annotations = {a: "b"} |
	.hooks = {poststart: [{path: "/bin/x"}], createRuntime: [{path: "/bin/y", args: ["y", "a b"], env: ["K=v"]}]}'
exported
for field in process.scheduler annotations hooks.poststart hooks.createRuntime; do
	like "$field is lost" "$out" "^# lost: $field: "
done
is "a hook is a line of the shell" "$(line lxc.hook.start-host)" "exec env -i 'K=v' '/bin/y' 'a b'"
config 'del(.process.scheduler, .annotations, .hooks) | .mounts += [{destination: "/with blank", type: "bind", source: "/etc/passwd",
	options: ["ro", "rro"]}]'
exported
like "a mount with a blank, of a file" "$(line lxc.mount.entry)" '^/etc/passwd with\\040blank none ro,bind,create=file 0 0$'
like "its recursive option is lost" "$out" '^# lost: mounts\[\].options: rro'
config '.linux.seccomp = {defaultAction: "SCMP_ACT_ERRNO", syscalls: [{names: ["read", "write"], action: "SCMP_ACT_ALLOW"},
	{names: ["ioctl"], action: "SCMP_ACT_ALLOW", args: [{index: 1, value: 65280, valueTwo: 512, op: "SCMP_CMP_MASKED_EQ"}]},
	{names: ["mkdir"], action: "SCMP_ACT_LOG"}]}'
exported
like "a policy needs a file" "$out" '^# lost: linux.seccomp: .*-o'
ok "which is beside the configuration" runlxc export --output "$work/out" "$bundle"
is "the policy" "$(cat "$work/out.seccomp")" '2
allowlist errno 1
[all]
read allow
write allow
ioctl allow [1,512,SCMP_CMP_MASKED_EQ,65280]'
like "an action that LXC does not have is lost" "$(cat "$work/out")" '^# lost: linux.seccomp.syscalls: SCMP_ACT_LOG'
fails "a bundle that is none" 'config.json' runlxc export "$work"

# --- import ------------------------------------------------------------------------------------------------
mkdir "$work/new"
imported() { # LINE...
	printf '%s\n' "$@" >"$work/lxc.conf"
	rm -f "$work/new/config.json"
	capture runlxc import --bundle "$work/new" "$work/lxc.conf"
}
field() { jq -c "$1" "$work/new/config.json"; }
imported "# a comment" "" "lxc.rootfs.path = dir:$bundle/rootfs" "lxc.uts.name=box" "  lxc.init.cmd   =   /bin/inside caps uid " \
	"lxc.environment = \"Q= x \"" "lxc.cap.drop = sys_admin CAP_CHOWN" "lxc.prlimit.core = unlimited" "lxc.mount.auto = proc:mixed sys:ro" \
	"lxc.mount.entry = /src\\040dir dst\\040dir none rbind,ro,create=dir 0 0" "lxc.cgroup2.memory.max = 64M" "lxc.time.offset.boot = 2h" \
	"lxc.init.uid = 1000" "lxc.net.0.type = empty"
is "import succeeds" "$status $err" "0 "
is "blanks around keys and values do not count" "$(field .process.args) $(field .hostname)" '["/bin/inside","caps","uid"] "box"'
is "quotes around a value are taken away" "$(field .process.env)" '["Q= x "]'
is "capabilities are all but those that are dropped" \
	"$(field '(.process.capabilities.bounding | length > 30) and (.process.capabilities.bounding - ["CAP_CHOWN", "CAP_SYS_ADMIN"] == .process.capabilities.bounding)')" true
is "a limit that is none" "$(field '.process.rlimits[0].type')" '"RLIMIT_CORE"'
is "an entry with blanks" "$(field '.mounts[] | select(.destination == "/dst dir") | [.source, .type, .options]')" '["/src dir","bind",["rbind","ro"]]'
is "what liblxc mounts by itself" "$(field '[.mounts[].destination]')" '["/dev","/dev/pts","/proc","/sys","/dst dir"]'
is "a setting of cgroup v2" "$(field .linux.resources.unified)" '{"memory.max":"64M"}'
is "offsets in units" "$(field .linux.timeOffsets.boottime)" '{"secs":7200,"nanosecs":0}'
is "namespaces are all that LXC makes, and time" "$(field '[.linux.namespaces[].type] | sort')" '["cgroup","ipc","mount","network","pid","time","uts"]'

imported "lxc.rootfs.path = $bundle/rootfs" "lxc.net.0.type = veth" "lxc.net.0.link = br0" "lxc.start.auto = 1"
is "unknown keys are no obstacle" "$status" 0
like "but named" "$err" 'warning: a bundle cannot say: lxc.net.0.type, lxc.net.0.link, lxc.start.auto$'
rm "$work/new/config.json"
fails "--strict refuses them" 'a bundle cannot say: .*lxc.start.auto \(--strict\)' runlxc --strict import --bundle "$work/new" "$work/lxc.conf"
is "and writes nothing" "$(ls "$work/new")" ""
imported "lxc.include = /etc/lxc/common.conf"
like "lxc.include is refused" "$status $err" '^1 .*lxc.conf: lxc.include: put the lines of /etc/lxc/common.conf in its place'
imported "no line"
like "a line that is none" "$status $err" "^1 .*'no line' is not a line of the form key = value"
imported "lxc.init.cwd = relative"
like "values that no bundle may have" "$status $err" '^1 .*process.cwd'
imported "lxc.seccomp.profile = $work/absent"
like "a policy that is not there" "$status $err" '^1 .*lxc.seccomp.profile: reading .*/absent'
imported "lxc.uts.name = a"
fails "a config.json that is there is kept" 'File config.json exists' runlxc import --bundle "$work/new" "$work/lxc.conf"
fails "a configuration that is not there" 'reading .*/absent: (N|n)o such file' runlxc import "$work/absent"
for value in "" "=" "x=" "lxc.idmap = u" "lxc.idmap = u 0 x" "lxc.prlimit. = 1" "lxc.prlimit.nofile = 1:" "lxc.mount.entry = a" "lxc.mount.entry = a b" \
	"lxc.cgroup.devices.allow = c" "lxc.cgroup.memory.limit_in_bytes = x" "lxc.time.offset.boot = 5" "lxc.environment = X" "lxc.net. = 1"; do
	imported "$value"
	if [ "$status" -eq 0 ] || [ "$status" -eq 1 ]; then :; else break; fi
done
like "broken values are no reason to crash" "$status" '^[01]$'

done_testing
