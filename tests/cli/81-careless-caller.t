#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a caller may have left behind or hand over: SIGCHLD ignored, standard descriptors closed or on a null device, a log.
. "${0%/*}/lib.sh"

bundle caller
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
# quick COMMAND...: runlxc, for a minute at most
quick() { timeout -k 1 60 "$RUNLXC" --root "$work/state" "$@"; }

# --- SIGCHLD ignored ---------------------------------------------------------------------------------------
# The shell's own trap '' CHLD does not last beyond an exec.
deaf() { capture timeout -k 1 60 env --ignore-signal=CHLD "$RUNLXC" --root "$work/state" "$@"; }
# shellcheck disable=SC2016
hook() { # KIND: appends one that leaves its name
	config '.hooks[$kind] += [{path: "/bin/sh", args: ["sh", "-c", "echo $0 >>$1", $kind, $file]}]' --arg kind "$1" --arg file "$work/hooks"
}
like "env can ignore SIGCHLD for us" "$(env --ignore-signal=CHLD grep ^SigIgn: /proc/self/status)" '1....$'
args /bin/inside read /proc/self/status exit 42
deaf run --bundle "$bundle" "$id"
is "run with SIGCHLD ignored: the program's status" "$status $err" "42 "
runlxc delete --force "$id"
like "the program does not inherit it" "$(answer 'read /proc/self/status' | tr '?' '\t')" '^SigIgn:.0000000000000000$'
for kind in prestart createRuntime createContainer poststart poststop; do hook $kind; done
deaf run --bundle "$bundle" "$id"
is "so with hooks" "$status $err" "42 "
runlxc delete --force "$id"
is "which run, each once" "$(tr '\n' ' ' <"$work/hooks")" "prestart createRuntime createContainer poststart poststop "
config '.hooks = {createRuntime: [{path: "/bin/sh", args: ["sh", "-c", "exit 3"]}]}'
deaf run --bundle "$bundle" "$id"
like "the status of a hook that fails is seen" "$status $err" '^1 runlxc: hooks.createRuntime\[0\] \(/bin/sh\): exit status 3'
plain
args /bin/inside trap
deaf create --bundle "$bundle" "$id"
is "create: status" "$status" 0
deaf start "$id"
is "start" "$status" 0
deaf delete --force "$id"
is "delete --force" "$status" 0

# --- closed standard descriptors ---------------------------------------------------------------------------
for command in run "run --keep"; do
	args /bin/inside write /written yes exit 42
	rm -f "$bundle/rootfs/written"
	status=0
	# shellcheck disable=SC2086
	quick $command --bundle "$bundle" "$id" <&- >&- 2>&- || status=$?
	is "$command without stdin, stdout and stderr: status" "$status" 42
	is "the program ran" "$(cat "$bundle/rootfs/written" 2>/dev/null)" yes
	runlxc delete --force "$id"
done
config '.process.args = ["absent"]'
status=0
quick run --bundle "$bundle" "$id" <&- >&- 2>&- || status=$?
is "an error is one all the same" "$status" 1
status=0
quick --log "$work/log" run --bundle "$bundle" "$id" <&- >&- 2>&- || status=$?
like "and is in the log" "$(cat "$work/log")" 'level=error .*executable file not found'
args /bin/inside fds stderr complaint exit 42
numbers() { answer fds | cut -d' ' -f1 | tr '\n' ' '; }
status=0
quick run --bundle "$bundle" "$id" <&- >"$work/.out" 2>"$work/.err" || status=$?
out=$(cat "$work/.out") err=$(cat "$work/.err")
is "without stdin: status, stdout, stderr and nothing beside" "$status $(numbers)$err" "42 0 1 2 complaint"
status=0
quick run --bundle "$bundle" "$id" </dev/null >&- 2>"$work/.err" || status=$?
is "without stdout: status and stderr" "$status $(cat "$work/.err")" "42 complaint"
status=0
quick run --bundle "$bundle" "$id" </dev/null >"$work/.out" 2>&- || status=$?
out=$(cat "$work/.out")
is "without stderr: status and stdout" "$status $(numbers)" "42 0 1 2 "
args /bin/inside trap
for command in "create --bundle $bundle" start "delete --force"; do
	status=0
	# shellcheck disable=SC2086
	quick $command "$id" <&- >&- 2>&- || status=$?
	is "${command%% -*} without all of them" "$status" 0
done

# --- a null device on the standard descriptors -------------------------------------------------------------
node=$work/null # ours, so that no other one is at risk
mknod -m 666 "$node" c 1 3
owner() { stat -c '%u:%g %a' "$node"; }
# shellcheck disable=SC2094
on_null() { status=0; quick run --bundle "$bundle" "$id" <"$node" >"$node" 2>"$work/.err" || status=$?; }
config '.process.user = {uid: 1000, gid: 1000}'
args /bin/inside exit 42
on_null
is "a null device on stdin and stdout keeps its owner" "$status $(owner)" "42 0:0 666"
mkdir "$work/empty-dev"
# shellcheck disable=SC2016
config '.mounts |= map(if .destination == "/dev" then {destination: "/dev", type: "bind", source: $source, options: ["rbind"]} else . end) |
	.mounts |= map(select(.destination | startswith("/dev/") | not)) | .linux.maskedPaths = []' --arg source "$work/empty-dev"
on_null
is "so when the container has no /dev/null" "$status $(owner)" "42 0:0 666"
mknod -m 666 "$work/empty-dev/null" c 1 5
on_null
is "and when what it has is another device" "$status $(owner)" "42 0:0 666"
plain
config '.process.user = {uid: 1000, gid: 1000}'
: >"$work/file"
chmod 640 "$work/file"
args /bin/inside exit 42
quick run --bundle "$bundle" "$id" </dev/null >"$work/file" 2>"$work/.err" || :
is "a file becomes the user's, who may open /dev/stdout again" "$(stat -c %u "$work/file")" 1000
is "its mode is nobody's affair" "$(stat -c %a "$work/file")" 640
plain

# --- a log -------------------------------------------------------------------------------------------------
log=$work/good.log
args /bin/inside fds exit 42
capture quick --log "$log" run --bundle "$bundle" "$id"
is "run with --log: status, nothing said, the log no descriptor of the program" "$status $err$(cat "$log") $(numbers)" "42  0 1 2 "
for options in "" "--log-format json" "--debug"; do
	rm -f "$log"
	# shellcheck disable=SC2086
	capture quick --log "$log" $options create --bundle "$bundle" --pid-file "$work/pid" "$id" </dev/null
	is "create with --log $options: status, and nothing on stderr" "$status $err" "0 "
	is "it is created" "$(state_of "$id")" created
	ok "there is a log" [ -e "$log" ]
	unlike "without complaints" "$(cat "$log")" '(error|warning)'
	# shellcheck disable=SC2086
	ok "start" quick --log "$log" $options start "$id"
	wait_for 5 has_stopped
	# shellcheck disable=SC2086
	ok "delete" quick --log "$log" $options delete "$id"
done
echo three >"$work/three"
args /bin/inside fds read /proc/self/fd/3
rm -f "$log"
preserved() {
	status=0
	quick --log "$log" "$@" run --preserve-fds 2 --bundle "$bundle" "$id" >"$work/.out" 2>"$work/.err" </dev/null 3<"$work/three" 4>>"$work/four" ||
		status=$?
	out=$(cat "$work/.out") err=$(cat "$work/.err")
}
preserved
is "--log and --preserve-fds: the caller's two, no more" "$status $(numbers)$err" "0 0 1 2 3 4 "
# By its last name: in a chroot the container sees the path from outside.
is "each where it was" "$(answer fds | sed -n '4,$p' | sed 's|/.*/||')" "$(printf '3 three\n4 four')"
is "to be read" "$(answer 'read /proc/self/fd/3')" three
preserved --debug --log-format json
is "so with much to log" "$status $(numbers)$err" "0 0 1 2 3 4 "
is "which is in the log, not in the caller's file" "$(jq -r .level <"$log" | sort -u) $(cat "$work/four")" "debug "

done_testing
