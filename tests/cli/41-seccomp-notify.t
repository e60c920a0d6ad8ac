#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# SCMP_ACT_NOTIFY: a listener at linux.seccomp.listenerPath gets the filter's descriptor and answers.
. "${0%/*}/lib.sh"

kernel_has "seccomp notify" || skip_all "this kernel has no seccomp listeners"
LISTENER=${INSIDE%/*}/listener
bundle notify
mkdirat=mkdirat,-100,/tmp/x,0755
socket=$work/listener.sock
# notify NAMES: a filter that asks about these calls
notify() {
	# shellcheck disable=SC2016
	config '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", listenerPath: $path, listenerMetadata: "some words",
		syscalls: [{names: ($names | split(" ")), action: "SCMP_ACT_NOTIFY"}]}' --arg path "$socket" --arg names "$1"
}
# listen ANSWER: a listener in the background, which has said something once $socket is there
listen() {
	rm -f "$socket"
	"$LISTENER" "$socket" "$1" >"$work/listened" 2>&1 &
	wait_for 5 [ -S "$socket" ]
}
listened() { sed -n "s/^$1=//p" "$work/listened"; }

notify mkdirat
config '.annotations = {"org.example.key": "value"} | .process.noNewPrivileges = false'
listen 17
run_inside syscall $mkdirat syscall getpid
case $err in
*"needs Linux 5.6"* | *seccomp_rule_add* | *"seccomp ("*)
	wait
	skip_all "this kernel has no seccomp listeners: $err"
	;;
esac
wait
is "the listener's error is the program's" "$(answer "syscall $mkdirat")" "error EEXIST"
is "what is not asked about goes on" "$(answer 'syscall getpid')" ok
is "one descriptor came" "$(listened descriptors)" 1
state=$(listened state)
is "the process's state has its fields" "$(echo "$state" | jq -c '[.ociVersion, .fds, .metadata]')" '["1.3.0",["seccompFd"],"some words"]'
is "and the container's" "$(echo "$state" | jq -c '[.state.ociVersion, .state.id, .state.status, .state.bundle, .state.annotations]')" \
	"[\"$(jq -r .ociVersion "$bundle/config.json")\",\"$id\",\"creating\",\"$bundle\",{\"org.example.key\":\"value\"}]"
is "both with the pid of init" "$(echo "$state" | jq '.pid > 1 and .pid == .state.pid')" true
like "it was asked once" "$(listened call)" '^[0-9]+$'

config '.process.noNewPrivileges = true'
listen 28
run_inside syscall $mkdirat uid
wait
is "with no_new_privs too" "$(answer "syscall $mkdirat") $(answer uid)" "error ENOSPC 0"

# The calls that stand between the filter and the program are the listener's to answer as well.
notify "mkdirat sendto sendmsg close accept4 execve prctl"
for privileges in true false; do
	config ".process.noNewPrivileges = $privileges"
	listen continue
	run_inside uid
	wait
	is "calls of the way to the program are asked about (noNewPrivileges $privileges)" "$(answer uid)" 0
done
config '.process.noNewPrivileges = false'

notify mkdirat
config '.linux.seccomp.flags = ["SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_LOG"]'
listen 17
run_inside syscall $mkdirat
wait
is "TSYNC and LOG beside it" "$(answer "syscall $mkdirat")" "error EEXIST"
config '.linux.seccomp.flags = ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"]'
listen 17
run_inside syscall $mkdirat
case $err in
*"nvalid argument"*)
	pass "WAIT_KILLABLE_RECV is an error where the kernel lacks it (Linux 5.19)"
	"$LISTENER" "$socket" 1 >/dev/null 2>&1 || :
	;;
*) is "WAIT_KILLABLE_RECV" "$(answer "syscall $mkdirat")" "error EEXIST" ;;
esac
wait

# create and start: the listener has it before the gate.
notify mkdirat
listen 13
args /bin/inside syscall $mkdirat
create
# shellcheck disable=SC2317
has_state() { [ -n "$(listened state)" ]; }
ok "the listener has the descriptor when create is done" wait_for 5 has_state
is "nothing was asked yet" "$(listened call)" ""
start_and_hear
wait
is "and answers after start" "$(answer "syscall $mkdirat")" "error EACCES"
runlxc delete --force "$id"

# --- errors ------------------------------------------------------------------------------------------------
rm -f "$socket"
fails "a listener that is not there" "linux.seccomp.listenerPath: connect $socket: (N|n)o such file" runlxc run --bundle "$bundle" "$id"
is "leaves no container" "$(runlxc list -q)" ""

done_testing
