#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Global options, logs, help, versions, and the options of create and run that are not about the bundle.
. "${0%/*}/lib.sh"

bundle options

# --- version and help --------------------------------------------------------------------------------------
capture "$RUNLXC" --version
is "--version: status" "$status" 0
like "first the version" "$(printf '%s\n' "$out" | head -n 1)" '^runlxc version [0-9]'
like "of the specification" "$out" '^spec: 1\.[0-9]+\.[0-9]+'
like "of libseccomp" "$out" '^libseccomp: [0-9]+\.[0-9]+'
like "of liblxc" "$out" '^liblxc: [0-9]+\.[0-9]+'
first=$out
is "-v is the same" "$("$RUNLXC" -v)" "$first"
for words in --help -h help ""; do
	# shellcheck disable=SC2086
	capture "$RUNLXC" $words
	is "'$words': help" "$status $(printf '%s\n' "$out" | grep -cE '^ +(create|start|state|kill|delete|run|list|spec) ')" "0 8"
done
for command in create start state kill delete run list spec explain; do
	capture "$RUNLXC" "$command" --help
	like "$command --help" "$status $out" "^0 .*$command"
done
fails "an unknown command" "no such command: 'frobnicate'" "$RUNLXC" frobnicate
fails "an unknown global flag" 'flag provided but not defined: --frobnicate' "$RUNLXC" --frobnicate list
fails "an unknown flag of a command" 'flag provided but not defined: --frobnicate' runlxc run --frobnicate x
fails "a flag without its argument" 'flag needs an argument: --bundle' runlxc run --bundle
fails "a container too few" '"start" takes .*CONTAINER' runlxc start
fails "one too many" '"start" takes .*CONTAINER' runlxc start a b
mkdir "$work/spec"
ok "spec" "$RUNLXC" spec --bundle "$work/spec"
is "writes a config.json that is JSON" "$(jq -r '.process.args[0]' "$work/spec/config.json")" sh
fails "never over one that is there" 'File config.json exists. Remove it first' "$RUNLXC" spec -b "$work/spec"
capture "$RUNLXC" explain "$bundle"
like "explain shows what liblxc is told" "$out" "^lxc.rootfs.path = dir:$bundle/rootfs"

# --- logs --------------------------------------------------------------------------------------------------
log=$work/log
config '.mounts += [{destination: "/bad", type: "bind", source: "/no/such \"source\"", options: ["bind"]}]'
fails "an error with a log file is on stderr all the same" '^runlxc: .*mounts\[7\]' \
	runlxc --log "$log" --log-format json run --bundle "$bundle" "$id"
message=${err#runlxc: }
is "each line of the log is JSON" "$(while read -r line; do printf '%s\n' "$line" | jq -r type || echo bad; done <"$log" | sort -u)" object
is "with level, msg and time" "$(jq -r 'keys | join(" ")' <"$log" | sort -u)" "level msg time"
is "the last line of level error is stderr's message" "$(jq -rs 'map(select(.level == "error")) | last | .msg' <"$log")" "$message"
like "time is RFC 3339" "$(jq -rs 'last | .time' <"$log")" '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$'
lines=$(wc -l <"$log")
capture runlxc --log "$log" --log-format=json state "$id-absent"
message=${err#runlxc: }
ok "a log is added to" [ "$(wc -l <"$log")" -gt "$lines" ]
is "by every command" "$(jq -rs 'last | .msg' <"$log")" "$message"
rm "$log"
capture runlxc --log "$log" run --bundle "$bundle" "$id"
like "as text: level and message" "$(cat "$log")" 'level=error .*msg="mounts\[7\]'
rm "$log"
config '.mounts |= .[0:7]'
capture runlxc --log "$log" --log-format json run --bundle "$bundle" "$id"
is "what goes well says nothing, there or on stderr" "$status $err$(cat "$log")" "0 "
capture runlxc --debug --log "$log" --log-format json run --bundle "$bundle" "$id"
is "--debug: still JSON, line by line" "$(jq -r .level <"$log" | sort -u)" debug
is "and nothing on stderr" "$err" ""
fails "a log that cannot be opened" "--log: .*$work/no/such/dir" runlxc --log "$work/no/such/dir" list
fails "an unknown format" "--log-format: 'xml'" runlxc --log "$log" --log-format xml list

# --- other global options ----------------------------------------------------------------------------------
for words in "--rootless true" --rootless=false "--rootless auto" "--criu /x" "--cgroup-manager cgroupfs" "--cgroup-manager systemd" "--cgroup-manager disabled" --debug=false; do
	# shellcheck disable=SC2086
	ok "$words is accepted" runlxc $words list
done
fails "--rootless of something else is not" "--rootless: 'maybe'" runlxc --rootless maybe list
fails "--cgroup-manager takes no other" "--cgroup-manager: 'x' is neither cgroupfs, systemd nor disabled" runlxc --cgroup-manager x list
ok "--systemd-cgroup is no error for list" runlxc --systemd-cgroup list
for command in create run; do
	config '.linux.cgroupsPath = "/x/y"'
	fails "for $command it wants cgroupsPath as slice:prefix:name" \
		'^runlxc: expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups, got "/x/y" instead$' \
		runlxc --systemd-cgroup $command --bundle "$bundle" "$id"
	config 'del(.linux.cgroupsPath)'
	fails "and a systemd that answers" '^runlxc: linux.cgroupsPath: starting runc-.*.scope: systemd: connect /nowhere: ' \
		env DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nowhere "$RUNLXC" --root "$work/state" --systemd-cgroup $command --bundle "$bundle" "$id"
	fails "--pidfd-socket of $command wants a socket" '^runlxc: --pidfd-socket: connect x: ' \
		runlxc $command --pidfd-socket x --bundle "$bundle" "$id"
done
args /bin/inside uid
capture "$RUNLXC" --root "$work/made/for/it" run --bundle "$bundle" "$id"
is "--root is made" "$status $(stat -c %a "$work/made/for/it")" "0 711"
is "and empty afterwards" "$(ls "$work/made/for/it")" ""
touch "$work/file"
fails "a --root that is a file" "--root: .*$work/file.*(N|n)ot a directory" "$RUNLXC" --root "$work/file" run --bundle "$bundle" "$id"
fails "a --root that cannot be made" "--root: .*/proc/none" "$RUNLXC" --root /proc/none/x run --bundle "$bundle" "$id"
mkdir "$work/read-only"
mount -t tmpfs -o ro "$mark" "$work/read-only"
fails "a --root that may not be written" "--root: .*$work/read-only.*(R|r)ead-only file system" \
	"$RUNLXC" --root "$work/read-only" run --bundle "$bundle" "$id"
umount "$work/read-only"

# --- options of create -------------------------------------------------------------------------------------
fails "a pid file that cannot be written" "--pid-file: .*$work/no/such/dir/pid" \
	runlxc create --bundle "$bundle" --pid-file "$work/no/such/dir/pid" "$id"
ok "is found out before anything stays" wait_for 2 test_nothing_left
echo old >"$work/pid"
capture sh -c "cd '$work' && exec '$RUNLXC' --root '$work/state' run --detach --pid-file pid --bundle options '$id'"
like "a relative pid file is the caller's, and replaced" "$(cat "$work/pid")" '^[0-9]+$'
runlxc delete --force "$id"

echo three >"$work/three"
echo four >"$work/four"
args /bin/inside fds read /proc/self/fd/3
capture_fds() {
	status=0
	runlxc run --bundle "$bundle" "$@" "$id" >"$work/.out" 2>"$work/.err" </dev/null 3<"$work/three" 4<"$work/four" 5<"$work/pid" || status=$?
	out=$(cat "$work/.out") err=$(cat "$work/.err")
}
capture_fds --preserve-fds 2
is "--preserve-fds 2 keeps 3 and 4" "$(answer fds | sed -n '4,$p' | sed 's|/.*/||')" "$(printf '3 three\n4 four')"
is "which can be read" "$(answer 'read /proc/self/fd/3')" three
capture_fds --preserve-fds=0
is "none of them unless asked" "$(answer fds | wc -l)" 3
exec 3<&- 4<&- 5<&- 6<&- 7<&- 8<&-
fails "descriptors that are not open are an error" '--preserve-fds, LISTEN_FDS: file descriptor 3: (B|b)ad file descriptor' \
	runlxc run --bundle "$bundle" --preserve-fds 1 "$id"
fails "our own log is not taken for one of them" '--preserve-fds, LISTEN_FDS: file descriptor 3: (B|b)ad file descriptor' \
	runlxc --log "$log" run --bundle "$bundle" --preserve-fds 1 "$id"
fails "a number that is none" "--preserve-fds: 'many'" runlxc run --bundle "$bundle" --preserve-fds many "$id"

if "$INSIDE" keyring | grep -q 'error ENOSYS'; then
	skip "keyrings" "this kernel has none"
else
	run_inside keyring
	like "the session keyring is new, and named after the container" "$(answer keyring)" ";_ses\.$id\$"
	capture runlxc run --no-new-keyring --bundle "$bundle" "$id"
	is "--no-new-keyring keeps the caller's" "$(answer keyring)" "$("$INSIDE" keyring | cut -d= -f2-)"
fi

done_testing
