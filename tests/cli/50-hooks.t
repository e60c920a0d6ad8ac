#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The six kinds of hooks: when each runs, in which namespaces, with which state, and what its failure does.
. "${0%/*}/lib.sh"

bundle hooks
record=$bundle/rootfs/record # from inside: /record
mkdir "$record"
cp "$(command -v busybox)" "$bundle/rootfs/bin/busybox"
# What every hook runs: writes its namespaces, state, words and variables to FOLDER/NAME, and its name to FOLDER/order. Only
# built-in commands and busybox, since one of the hooks runs in the container.
cat >"$work/hook" <<'END'
name=$1 folder=$2
shift 2
state=$(/bin/busybox cat)
{
	for ns in cgroup ipc mnt net pid uts; do /bin/busybox readlink "/proc/self/ns/$ns"; done
	echo "args $*"
	echo "env $(/bin/busybox env | /bin/busybox sort | /bin/busybox grep -v '^_=\|^PWD=\|^SHLVL=' | /bin/busybox tr '\n' ' ')"
	echo "state $state"
	if [ -e /bin/inside ]; then echo "root container"; else echo "root host"; fi
} >"$folder/$name"
echo "$name" >>"$folder/order"
END
cp "$work/hook" "$bundle/rootfs/hook"
[ -e /bin/busybox ] || skip_all "hooks of this test need /bin/busybox"

# hook KIND NAME [FOLDER]: appends one that records
# shellcheck disable=SC2016
hook() {
	config '.hooks[$kind] += [{path: "/bin/busybox", args: ["sh", $script, $name, $folder, "two  words"], env: ["A=1", "B=" + $kind, "PATH=/bin"]}]' \
		--arg kind "$1" --arg name "$2" --arg folder "${3:-$record}" --arg script "${4:-$work/hook}"
}
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; rm -f "$record"/*; }
order() { tr '\n' ' ' 2>/dev/null <"$record/order" || :; }
ns_of() { sed -n "s/^$2:/$2:/p" "$record/$1"; } # HOOK NAMESPACE
state_in() { sed -n 's/^state //p' "$record/$1" | jq -r "$2"; } # HOOK JQ_PROGRAM
host_ns() { readlink "/proc/self/ns/$1"; }

# --- order, namespaces, state ------------------------------------------------------------------------------
for kind in prestart createRuntime createContainer poststart poststop; do
	hook "$kind" "$kind-1"
	hook "$kind" "$kind-2"
done
hook startContainer startContainer-1 /record /hook
hook startContainer startContainer-2 /record /hook
config '.annotations = {"org.example": "of \"hooks\"", "b": ""}'
args /bin/inside stderr ready trap
ok "create with hooks of every kind" create
is "prestart, createRuntime and createContainer run at create, each kind in its order" "$(order)" \
	"prestart-1 prestart-2 createRuntime-1 createRuntime-2 createContainer-1 createContainer-2 "
pid=$(init_pid)
container_ns() { readlink "/proc/$pid/ns/$1"; }
ok "start" runlxc start "$id"
is "startContainer and poststart run at start" "$(order | cut -d' ' -f7-)" "startContainer-1 startContainer-2 poststart-1 poststart-2 "
for kind in prestart-1 createRuntime-1 poststart-2; do
	is "$kind runs in the runtime's namespaces" "$(for ns in ipc mnt net pid uts; do ns_of $kind $ns; done)" \
		"$(for ns in ipc mnt net pid uts; do host_ns $ns; done)"
done
for kind in createContainer-1 startContainer-2; do
	is "$kind runs in the container's" "$(for ns in ipc mnt net pid uts; do ns_of $kind $ns; done)" \
		"$(for ns in ipc mnt net pid uts; do container_ns $ns; done)"
done
is "createContainer sees the runtime's root, startContainer the container's" \
	"$(grep ^root "$record/createContainer-1") $(grep ^root "$record/startContainer-1")" "root host root container"
is "prestart: the state says creating" "$(state_in prestart-1 .status)" creating
is "createRuntime" "$(state_in createRuntime-1 .status)" creating
is "createContainer" "$(state_in createContainer-1 .status)" creating
is "startContainer: created" "$(state_in startContainer-1 .status)" created
is "poststart: running" "$(state_in poststart-1 .status)" running
is "the pid is init's, as the hook's namespace counts" \
	"$(state_in prestart-1 .pid) $(state_in createRuntime-2 .pid) $(state_in poststart-1 .pid)" "$pid $pid $pid"
is "and 1 in the container's" "$(state_in startContainer-1 .pid)" 1
is "id, bundle and version" "$(state_in createRuntime-1 '.id + " " + .bundle + " " + .ociVersion')" "$id $bundle $(jq -r .ociVersion "$bundle/config.json")"
is "annotations" "$(state_in createContainer-1 '.annotations."org.example"')" 'of "hooks"'
is "args arrive, the first is argv[0]" "$(grep ^args "$record/poststart-1")" "args two  words"
is "env is the hook's only" "$(grep ^env "$record/createRuntime-1")" "env A=1 B=createRuntime PATH=/bin "
is "inside too" "$(grep ^env "$record/startContainer-1")" "env A=1 B=startContainer PATH=/bin "
is "poststop waits for delete" "$(order | grep -c poststop || :)" 0
runlxc kill "$id" KILL
wait_for 5 has_stopped
ok "delete" runlxc delete "$id"
is "poststop runs at delete" "$(order | cut -d' ' -f11-)" "poststop-1 poststop-2 "
is "in the runtime's namespaces" "$(ns_of poststop-1 mnt) $(ns_of poststop-1 pid)" "$(host_ns mnt) $(host_ns pid)"
is "with the state stopped" "$(state_in poststop-1 .status)" stopped
plain

for kind in prestart createRuntime createContainer poststart poststop; do hook "$kind" "$kind"; done
hook startContainer startContainer /record /hook
run_inside uid
is "run goes through all of them" "$(order)" "prestart createRuntime createContainer startContainer poststart poststop "
plain
hook createRuntime createRuntime
args /bin/inside uid
create
config '.hooks = {poststart: [{path: "/bin/false"}], poststop: [{path: "/bin/false"}]}'
capture runlxc start "$id"
is "config.json that is changed after create does not matter" "$status $err" "0 "
runlxc delete --force "$id"

# --- a hook that needs nothing -----------------------------------------------------------------------------
plain
config '.hooks.createRuntime = [{path: "/bin/true"}]'
ok "a hook that does not read its state, without args and env" runlxc run --bundle "$bundle" "$id"
config '.hooks.createRuntime = [{path: "/bin/sh", args: ["sh", "-c", "sleep 600 & exit 0"]}]'
start=$(date +%s)
ok "a hook that leaves a process in the background" runlxc run --bundle "$bundle" "$id"
ok "is not waited for longer than its own end" [ $(($(date +%s) - start)) -lt 300 ]
for pid in $(test_processes); do
	! tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q '^sleep 600' || kill "$pid"
done
plain

# --- failing -----------------------------------------------------------------------------------------------
nothing_left() { ok "nothing is left of it" wait_for 2 test_nothing_left; }
for kind in prestart createRuntime createContainer; do
	plain
	hook poststop poststop
	hook "$kind" "$kind"
	config ".hooks.$kind += [{path: \"/bin/sh\", args: [\"sh\", \"-c\", \"echo the reason >&2; exit 3\"]}]"
	hook "$kind" never
	fails "a $kind hook that fails: create fails with its number, path, status and words" \
		"hooks.$kind\[1\] \(/bin/sh\): exit status 3: the reason" runlxc create --bundle "$bundle" "$id"
	nothing_left
	is "no further hook ran" "$(order | sed 's/poststop //')" "$kind "
done
plain
config '.hooks.createRuntime = [{path: "/no/such/hook"}]'
fails "a hook that is not there" 'hooks.createRuntime\[0\] \(/no/such/hook\): .*(N|n)o such file or directory' \
	runlxc create --bundle "$bundle" "$id"
config '.hooks.createRuntime = [{path: "/bin/sh", args: ["sh", "-c", "kill -KILL $$"]}]'
fails "a hook that is killed" 'hooks.createRuntime\[0\] \(/bin/sh\): killed by signal 9' runlxc create --bundle "$bundle" "$id"
for kind in createRuntime createContainer; do
	plain
	config ".hooks.$kind = [{path: \"/bin/sleep\", args: [\"sleep\", \"600\"], timeout: 1}]"
	start=$(date +%s)
	fails "a $kind hook beyond its timeout" "hooks.$kind\[0\] \(/bin/sleep\): .*timeout.* 1 s" runlxc create --bundle "$bundle" "$id"
	ok "is ended, not waited for" [ $(($(date +%s) - start)) -lt 300 ]
	nothing_left
done
plain
config '.hooks.startContainer = [{path: "/bin/busybox", args: ["false"]}]'
create
fails "a startContainer hook that fails: start fails" 'hooks.startContainer\[0\] \(/bin/busybox\): exit status 1' runlxc start "$id"
is "the program did not run" "$(cat "$work/$id.said")" ""
ok "the container is stopped" wait_for 5 has_stopped
ok "and can be deleted" runlxc delete "$id"
plain
config '.hooks.startContainer = [{path: "/bin/sh"}]'
fails "a startContainer hook is looked up in the container" 'hooks.startContainer\[0\] \(/bin/sh\): .*(N|n)o such file or directory' \
	runlxc run --bundle "$bundle" "$id"
plain
hook poststop poststop
config '.hooks.poststart = [{path: "/bin/false"}]'
args /bin/inside sleep 60
create
fails "a poststart hook that fails is an error of start" 'hooks.poststart\[0\] \(/bin/false\): exit status 1' runlxc start "$id"
ok "and stops the container" wait_for 5 has_stopped
runlxc delete "$id"
is "whose poststop hooks run" "$(order)" "poststop "
plain
config '.hooks.poststop = [{path: "/bin/false"}]'
hook poststop poststop
run_inside uid
is "a poststop hook that fails changes nothing of the status" "$status $(answer uid)" "0 0"
like "it is a warning" "$err" '^runlxc: warning: hooks.poststop(\[0\])? ?\(?.*/bin/false.*exit status 1$'
is "the next one runs" "$(order)" "poststop "

done_testing
