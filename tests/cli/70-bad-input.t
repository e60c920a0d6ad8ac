#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What cannot work is said in one line, on stderr and in the log, with status 1, and leaves nothing.
. "${0%/*}/lib.sh"

bundle bad
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
# refused NAME REGEX [OPTION...]: by create and by run, in the log as on stderr; nothing is left after either.
refused() {
	refused_name=$1 refused_regex=$2
	shift 2
	[ $# -gt 0 ] || set -- --bundle "$bundle"
	for refused_command in create run; do
		rm -f "$work/log"
		fails "$refused_name ($refused_command)" "$refused_regex" \
			runlxc --log "$work/log" --log-format json $refused_command "$@" "$id"
		is "$refused_name: log" "$(jq -rs 'map(select(.level == "error")) | last | .msg' <"$work/log" 2>/dev/null)" "${err#runlxc: }"
		wait_for 2 test_nothing_left || fail "$refused_name: nothing left" "$(test_leftovers)"
	done
}

# --- bundle ------------------------------------------------------------------------------------------------
refused "a bundle that is not there" "$work/absent: (N|n)o such file or directory" --bundle "$work/absent"
mkdir "$work/empty"
refused "a folder without config.json" 'config.json not found in ' --bundle "$work/empty"
refused "a bundle that is a file" '(N|n)ot a directory' --bundle "$work/plain.json"
mkdir "$work/folder"
mkdir "$work/folder/config.json"
refused "a config.json that is a folder" 'config.json.*(I|i)s a directory' --bundle "$work/folder"
printf '{"ociVersion": "1.0.2", "process": {' >"$bundle/config.json"
refused "JSON that breaks off" 'config.json: .*line 1'
printf 'not json' >"$bundle/config.json"
refused "no JSON" 'config.json: .*line 1'
: >"$bundle/config.json"
refused "an empty file" 'config.json: '
plain
config '.process.args = "sh"'
refused "a wrong type" 'process.args: '
plain
config '.mounts[2].destination = "relative"'
refused "a broken rule, with its place" 'mounts\[2\].destination: .*absolute'
plain
config '.process.args = []'
refused "no command" 'process.args: '
plain
config '.process.cwd = "tmp"'
refused "a relative cwd" 'process.cwd: '
plain
config 'del(.root)'
refused "no root" 'root: '
plain
config '.root.path = "absent"'
refused "a root file system that is not there" "root.path: .*$bundle/absent.*(N|n)o such file or directory"
plain
config '.root.path = "config.json"'
refused "a root file system that is a file" 'root.path: .*(N|n)ot a directory'
plain
config '.ociVersion = "2.0.0"'
refused "a version that is not ours" 'ociVersion: '

# --- command, in the words that engines look for -----------------------------------------------------------
plain
config '.process.args = ["absent"]'
# shellcheck disable=SC2016
refused "a command that is not in PATH" 'exec: "absent": executable file not found in \$PATH$'
config '.process.args = ["/bin/absent"]'
refused "a path that is not there" 'exec: "/bin/absent": stat /bin/absent: no such file or directory$'
touch "$bundle/rootfs/bin/plain"
config '.process.args = ["/bin/plain"]'
refused "a file that may not be executed" 'exec: "/bin/plain": permission denied$'
config '.process.args = ["plain"]'
# shellcheck disable=SC2016
refused "the same found in PATH" 'exec: "plain": .*(permission denied|executable file not found in \$PATH)$'
config '.process.args = ["/tmp"]'
refused "a folder" 'exec: "/tmp": permission denied: is a directory$'
config '.process.args = ["/bin/inside/x"]'
refused "a path through a file" 'exec: "/bin/inside/x": .*(N|n)ot a directory$'
config '.process.args = [""]'
refused "an empty word" 'exec: "":|process.args'
config '.process.args = ["inside"] | del(.process.env)'
# shellcheck disable=SC2016
refused "a name without any PATH" 'exec: "inside": executable file not found in \$PATH$'
plain
mkdir -m 700 "$bundle/rootfs/closed"
cp "$INSIDE" "$bundle/rootfs/closed/inside"
config '.process.args = ["/closed/inside"] | .process.user.uid = 1000'
refused "a folder that is closed to the user" 'exec: "/closed/inside": .*permission denied$'
plain
printf 'not a program' >"$bundle/rootfs/bin/garbage"
chmod 755 "$bundle/rootfs/bin/garbage"
args /bin/garbage
fails "a file that is no program: found out by start" 'process.args\[0\]: .*/bin/garbage: (E|e)xec format error' runlxc run --bundle "$bundle" "$id"
printf '#!/bin/absent\n' >"$bundle/rootfs/bin/garbage"
fails "a script whose interpreter is missing" 'process.args\[0\]: .*/bin/garbage: (N|n)o such file or directory' runlxc run --bundle "$bundle" "$id"

# --- what a bundle asks for --------------------------------------------------------------------------------
plain
config '.mounts += [{destination: "/x", type: "bind", source: "/no/such/source", options: ["bind"]}]'
refused "a bind source that is not there" 'mounts\[7\] \(/x\): source: .*/no/such/source: (N|n)o such file or directory$'
plain
config '.linux.resources.memory.limit = 1'
refused "a memory limit that nothing can live in" 'linux.resources.memory|the container.s init ended'
plain
config '.process.apparmorProfile = "some-profile"'
refused "what is not done yet is named" 'process.apparmorProfile: '
plain
config '.futureField = {a: [1]} | .linux.alsoNew = true | .ociVersion = "1.99.0"'
args /bin/inside uid
capture runlxc run --bundle "$bundle" "$id"
is "fields and versions of the future are no error" "$status $(answer uid)" "0 0"

# --- state -------------------------------------------------------------------------------------------------
plain
newline=$(printf 'a\nb')
fails "an id of two lines is one line in the message" 'invalid container ID format' runlxc create --bundle "$bundle" -- "$newline"
create
echo damaged >"$work/state/$id/state.json"
for command in state start kill delete; do
	fails "$command of a container whose state is damaged" "$id.*damaged" runlxc $command "$id"
done
pids=$(test_processes)
ok "delete --force removes what it can" runlxc delete --force "$id"
is "the directory is gone" "$(ls "$work/state")" ""
# shellcheck disable=SC2086
kill -KILL $pids || :
test_cgroups | sort -r | while read -r dir; do wait_for 2 rmdir "$dir" || :; done

done_testing
