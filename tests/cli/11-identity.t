#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# process.user, the five capability sets and noNewPrivileges, seen at the gate from outside and after the exec from inside.
. "${0%/*}/lib.sh"

bundle identity
host_caps() { awk -v set="$1:" '$1 == set { print $2 }' /proc/self/status; } # SET
# set_of NAME...: the hexadecimal word of capabilities with these numbers
set_of() {
	set_word=0
	for set_bit in "$@"; do set_word=$((set_word | 1 << set_bit)); done
	printf '%016x' "$set_word"
}
gate_caps() { awk '/^Cap(Bnd|Eff|Inh|Prm|Amb):/ { print $1 $2 }' "/proc/$(init_pid)/status" | sort | tr '\n' ' '; }
caps() { answer caps | sed -n "s/.*$1 \([0-9a-f]*\).*/\1/p"; } # SET, of the last answer

# --- user --------------------------------------------------------------------------------------------------
run_inside uid gid groups umask
is "root by the sample" "$(answer uid) $(answer gid) $(answer groups)" "0 0 "
is "umask is 0022 unless given" "$(answer umask)" 0022
capture setpriv --groups=7,8 "$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id"
is "groups of the caller stay with the caller" "$(answer groups)" ""
config '.process.user = {uid: 1000, gid: 1001, additionalGids: [5, 70000, 4294967294], umask: 63}'
run_inside uid gid groups umask
is "uid: real, effective and saved" "$(answer uid)" 1000
is "gid" "$(answer gid)" 1001
is "additionalGids" "$(answer groups | tr ' ' '\n' | sort -n | tr '\n' ' ')" "5 70000 4294967294 "
is "umask" "$(answer umask)" 0077
run_inside write /tmp/x y
is "and the user may not write where only root may" "$(answer 'write /tmp/x y')" "error EACCES"
chmod 1777 "$bundle/rootfs/tmp"
run_inside write /tmp/x y stat /tmp/x
like "a file it makes is the user's, with that umask" "$(answer 'stat /tmp/x')" '^- 0600 1000 1001 '
config '.process.user.umask = 0'
run_inside umask
is "umask 0 is not the default" "$(answer umask)" 0000
config '.process.user = {uid: 4294967294, gid: 0}'
run_inside uid
is "the highest uid" "$(answer uid)" 4294967294

# --- capability sets ---------------------------------------------------------------------------------------
# CHOWN 0, DAC_OVERRIDE 1, KILL 5, SETUID 7, NET_BIND_SERVICE 10, NET_RAW 13, SYS_ADMIN 21, AUDIT_WRITE 29
config '.process.user = {uid: 1000, gid: 1000} | .process.noNewPrivileges = false | .process.capabilities = {
	bounding: ["CAP_CHOWN", "CAP_KILL", "CAP_SETUID", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_AUDIT_WRITE"],
	permitted: ["CAP_CHOWN", "CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW"],
	inheritable: ["CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW"],
	effective: ["CAP_CHOWN", "CAP_KILL"],
	ambient: ["CAP_NET_BIND_SERVICE", "CAP_NET_RAW"]}'
args /bin/inside caps
ok "created with five different sets" create
is "they are exactly those while it waits at the gate" "$(gate_caps)" "$(printf 'CapAmb:%s CapBnd:%s CapEff:%s CapInh:%s CapPrm:%s ' \
	"$(set_of 10 13)" "$(set_of 0 5 7 10 13 29)" "$(set_of 0 5)" "$(set_of 5 10 13)" "$(set_of 0 5 10 13)")"
start_and_hear
runlxc delete "$id"
is "the bounding set inside" "$(caps bounding)" "$(set_of 0 5 7 10 13 29)"
is "the inheritable set inside" "$(caps inheritable)" "$(set_of 5 10 13)"
is "the ambient set of a user who is not root" "$(caps ambient)" "$(set_of 10 13)"
is "is what the exec permits" "$(caps permitted)" "$(set_of 10 13)"
is "and makes effective" "$(caps effective)" "$(set_of 10 13)"

config '.process.user = {uid: 0, gid: 0} | .process.capabilities.ambient = []'
run_inside caps
is "root gets the bounding set by exec" "$(caps permitted) $(caps effective)" "$(set_of 0 5 7 10 13 29) $(set_of 0 5 7 10 13 29)"
is "and no ambient one" "$(caps ambient)" "$(set_of)"
touch "$bundle/rootfs/tmp/owned"
run_inside syscall chown,/tmp/owned,5,5 syscall sethostname,x,1 syscall kill,1,0
is "a capability that is there works" "$(answer 'syscall chown,/tmp/owned,5,5')" ok
is "one that is not does not" "$(answer 'syscall sethostname,x,1')" "error EPERM"

config '.process.capabilities = {}'
run_inside caps syscall chown,/tmp/owned,6,6
is "empty sets: root without any power" "$(caps bounding)$(caps permitted)$(caps effective)$(caps inheritable)" \
	"$(set_of)$(set_of)$(set_of)$(set_of)"
is "which is felt" "$(answer 'syscall chown,/tmp/owned,6,6')" "error EPERM"
config 'del(.process.capabilities)'
run_inside caps
is "no capabilities field: none" "$(caps bounding)$(caps permitted)" "$(set_of)$(set_of)"

# All that the caller has, by the table of names: 41 on Linux 5.9 and later.
# shellcheck disable=SC2016
config '.process.capabilities = {bounding: $all, permitted: $all, effective: $all, inheritable: $all, ambient: $all}' \
	--argjson all "$(runlxc_caps=$(host_caps CapPrm) awk 'BEGIN {
		n = split("CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE " \
			"NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT " \
			"SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE " \
			"AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ " \
			"PERFMON BPF CHECKPOINT_RESTORE", name, " ")
		hex = tolower(ENVIRON["runlxc_caps"])
		for (i = 0; i < n; i++) {
			digit = index("0123456789abcdef", substr(hex, length(hex) - int(i / 4), 1)) - 1
			if (int(digit / 2 ^ (i % 4)) % 2)
				list = list (list ? "," : "") "\"CAP_" name[i + 1] "\""
		}
		print "[" list "]"
	}')"
run_inside caps
is "every capability of the caller by its name" \
	"$(caps bounding) $(caps permitted) $(caps effective) $(caps inheritable) $(caps ambient)" \
	"$(host_caps CapPrm) $(host_caps CapPrm) $(host_caps CapPrm) $(host_caps CapPrm) $(host_caps CapPrm)"

config '.process.capabilities = {bounding: ["CAP_KILL"], permitted: ["CAP_KILL"], effective: ["CAP_KILL"], ambient: ["CAP_KILL"]}'
run_inside caps
like "ambient without inheritable is impossible, and said" "$err" '^runlxc: warning: process.capabilities.ambient: '
is "and not given" "$(caps ambient) $status" "$(set_of) 0"
config '.process.capabilities = {bounding: ["CAP_SYS_RESOURCE"], permitted: ["CAP_SYS_RESOURCE"], effective: []}'
if [ $((0x$(host_caps CapPrm) >> 24 & 1)) -eq 1 ]; then
	skip "a capability that the caller lacks" "this caller has CAP_SYS_RESOURCE"
else
	fails "a capability that the caller lacks is refused by name" \
		"process.capabilities: .*CAP_SYS_RESOURCE.*(O|o)peration not permitted" runlxc run --bundle "$bundle" "$id"
fi

# --- noNewPrivileges ---------------------------------------------------------------------------------------
cp "$INSIDE" "$bundle/rootfs/bin/as-root"
chmod 4755 "$bundle/rootfs/bin/as-root"
config '.process.user = {uid: 1000, gid: 1000} | .process.noNewPrivileges = false |
	.process.capabilities = {bounding: ["CAP_SETUID"], permitted: [], effective: []}'
run_inside nnp exec /bin/as-root uid
is "without noNewPrivileges" "$(answer nnp)" 0
is "a set-user-id program gets its owner" "$(answer uid)" "real 1000 effective 0 saved 0"
config '.process.noNewPrivileges = true'
run_inside nnp exec /bin/as-root uid
is "with noNewPrivileges" "$(answer nnp)" 1
is "it does not" "$(answer uid)" 1000

done_testing
