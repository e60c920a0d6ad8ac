#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Podman by a user who is not root, with a range of ids of his own.
# shellcheck disable=SC2016,SC2154,SC2317
engine_namespaces='--pid --fork --kill-child --mount-proc'
. "${0%/*}/podman.sh"
need newuidmap setpriv

# A user known to this test alone, whose mount namespace has files of its own for who there is.
uid=64242
for word in passwd group subuid subgid; do
	[ -e "/etc/$word" ] || skip_all "no /etc/$word"
	grep -v ":$uid:" "/etc/$word" >"$work/$word" || :
	mount --bind "$work/$word" "/etc/$word"
done
echo "sailor:x:$uid:$uid:sailor:$work:/bin/sh" >>/etc/passwd
echo "sailor:x:$uid:" >>/etc/group
for word in subuid subgid; do echo "sailor:2000000:65536" >"/etc/$word"; done
podman_as="setpriv --reuid $uid --regid $uid --init-groups"
cp "$RUNLXC" "$work/program" # where he can reach it
RUNLXC=$work/program
chmod 711 "$work"
for side in $sides; do
	mkdir -p "$work/$side/user" "$work/$side/scratch"
	chown -R "$uid:$uid" "$work/$side"
done
$podman_as unshare --user true 2>/dev/null || skip_all "users may make no user namespaces here"
podman_begin
c() { # run|create WORD...
	word=$1; shift
	p "$word" --name "$name" "$@"
}

# --- run ---------------------------------------------------------------------------------------------------
operation "exit codes" '0|42|127|126' <<'OP'
c run --rm $image true; echo $?; c run --rm $image sh -c 'exit 42'; echo $?; c run --rm $image nosuch; echo $?; c run --rm $image /etc; echo $?
OP
operation "root inside is the user" 'uid=0(root) gid=0(root)|0 64242 1|1 2000000 65536|sailor' <<'OP'
c run -d $image sh -c 'id; sed "s/  */ /g; s/^ //" /proc/self/uid_map; exec sleep 1000' >/dev/null; until_said ' 65536$' p logs "$name"; p logs "$name"
stat -c %U "/proc/$(p inspect --format '{{.State.Pid}}' "$name")"; p rm -f -t 0 "$name" >/dev/null
OP
operation "--user: an id of his range" '1000 1000|2000999 2000999' <<'OP'
chmod 1777 .; c run --rm --user 1000:1000 -v "$dir:/vol" $image sh -c 'echo $(id -u) $(id -g); touch /vol/file'; stat -c '%u %g' file
OP
operation "--userns keep-id" '64242 64242|sailor sailor|0' <<'OP'
chown $uid .; c run --userns keep-id -v "$dir:/vol" $image sh -c 'echo $(id -u) $(id -g); touch /vol/file'; stat -c '%U %G' file; p rm "$name" >/dev/null; echo $?
OP
operation "--userns keep-id: in the background, exec" '64242|0|64242 0 1' <<'OP'
c run -d --userns keep-id $image sleep 1000 >/dev/null; p exec "$name" id -u; p exec --user 0 "$name" id -u
p exec "$name" grep 64242 /proc/self/uid_map | head -n 2 | sed 's/  */ /g; s/^ //' | grep ^64242; p rm -f -t 0 "$name" >/dev/null
OP
operation "--uidmap" '5|0 1 10' <<'OP'
c run --rm --uidmap 0:1:10 --gidmap 0:1:10 --user 5 $image sh -c 'id -u; sed "s/  */ /g; s/^ //" /proc/self/uid_map'
OP
operation "-v, -v :ro" 'from outside|1|sailor' <<'OP'
chown $uid .; echo from outside >file; c run --rm -v "$dir:/vol" -v "$dir:/ro:ro" $image sh -c 'cat /vol/file; touch /ro/new 2>/dev/null; echo $?; touch /vol/new'; stat -c %U new
OP
operation "a volume of podman's, :U" '1000|kept' <<'OP'
p volume create "$name" >/dev/null; c run --rm --user 1000 -v "$name:/vol:U" $image sh -c 'stat -c %u /vol; echo kept >/vol/file'; c run --rm -v "$name:/vol" $image cat /vol/file
OP
operation "--read-only, --tmpfs" '1|0|tmpfs rw,nosuid,nodev*' <<'OP'
c run --rm --read-only --tmpfs /scratch $image sh -c 'touch /x 2>/dev/null; echo $?; touch /scratch/x; echo $?; grep " /scratch " /proc/mounts | cut -d" " -f3,4'
OP
operation "devices" 'c|0|c 1:7|0' <<'OP'
c run --rm --device /dev/full:/dev/full2 $image sh -c 'stat -c %F /dev/null | cut -c1; echo x >/dev/null; echo $?; echo $(stat -c %F /dev/full2 | cut -c1) $(stat -c %t:%T /dev/full2)
	head -c 1 /dev/full2 >/dev/null; echo $?'
OP
operation "capabilities, seccomp, no new privileges" 'CapEff:	0000000000000001|NoNewPrivs:	1|Seccomp:	2' <<'OP'
c run --rm --cap-drop all --cap-add chown --security-opt no-new-privileges $image grep -E '^(CapEff|NoNew|Seccomp:)' /proc/self/status
OP
operation "privileged" '0|0' <<'OP'
c run --rm --privileged $image sh -c 'mount -t tmpfs x /tmp; echo $?; test -e /dev/null; echo $?'
OP
operation "the host's network, and none" 'same|lo' <<'OP'
[ "$(c run --rm --network host $image readlink /proc/self/ns/net)" = "$(readlink /proc/self/ns/net)" ] && echo same; c run --rm --network none $image ls /sys/class/net
OP
operation "host name, sysctl, rlimit" 'kermit|1234|100' <<'OP'
c run --rm --hostname kermit --sysctl kernel.msgmax=1234 --ulimit nofile=100:200 $image sh -c 'hostname; cat /proc/sys/kernel/msgmax; ulimit -Sn'
OP
operation "a terminal" '/dev/pts/0|9' <<'OP'
script -qec "'$work/$side/podman' run --rm -t --name $name $image sh -c 'tty; exit 9'" /dev/null; echo $?
OP

# --- life --------------------------------------------------------------------------------------------------
operation "logs, wait" 'out|err|7' <<'OP'
c run -d $image sh -c 'echo out; echo err >&2; exit 7' >/dev/null; code=$(p wait "$name"); p logs "$name" 2>"$dir/err"; cat "$dir/err"; echo "$code"
OP
operation "ps, inspect" 'NAME Up|running true 0' <<'OP'
c run -d $image sleep 1000 >/dev/null; p ps --filter "name=$name" --format '{{.Names}} {{.Status}}' | cut -d' ' -f1,2
p inspect --format '{{.State.Status}} {{.State.Running}} {{.State.ExitCode}}' "$name"; p rm -f -t 0 "$name" >/dev/null
OP
operation "exec" 'out|err|3|1000 /data x' <<'OP'
c run -d $image sleep 1000 >/dev/null; p exec "$name" sh -c 'echo out; echo err >&2; exit 3' 2>"$dir/err"; code=$?; cat "$dir/err"; echo $code
p exec --user 1000 --workdir /data --env A=x "$name" sh -c 'echo $(id -u) $(pwd) $A'; p rm -f -t 0 "$name" >/dev/null
OP
operation "stop: TERM" '33' <<'OP'
c run -d $image sh -c 'trap "exit 33" TERM; echo ready; while :; do sleep 0.1; done' >/dev/null; ready; p stop -t 20 "$name" >/dev/null; p inspect --format '{{.State.ExitCode}}' "$name"
OP
operation "stop: KILL, with children" '137|0' <<'OP'
c run -d $image sh -c 'trap "" TERM; sleep 1000 & sleep 1001 & echo ready; while :; do wait; done' >/dev/null; ready; pid=$(p inspect --format '{{.State.Pid}}' "$name")
children=$(cat "/proc/$pid/task/$pid/children"); p stop -t 1 "$name" >/dev/null 2>&1; p inspect --format '{{.State.ExitCode}}' "$name"
for child in $children; do [ ! -d "/proc/$child" ] || echo left; done | wc -l
OP
operation "kill" '137|got HUP|5' <<'OP'
c run -d $image sleep 1000 >/dev/null; p kill "$name" >/dev/null; p wait "$name"; p rm "$name" >/dev/null
c run -d $image sh -c 'trap "echo got HUP; exit 5" HUP; echo ready; while :; do sleep 0.1; done' >/dev/null; ready; p kill -s HUP "$name" >/dev/null
code=$(p wait "$name"); p logs "$name" | tail -n 1; echo "$code"
OP
operation "rm refuses one that runs, rm -f" '2|0|gone|1' <<'OP'
c run -d $image sleep 1000 >/dev/null; pid=$(p inspect --format '{{.State.Pid}}' "$name"); p rm "$name" 2>/dev/null; echo $?
p rm -f -t 0 "$name" >/dev/null; echo $?; [ -d "/proc/$pid" ] || echo gone; p container exists "$name"; echo $?
OP
operation "create, start, start again, its files kept" 'first|second' <<'OP'
c create $image sh -c '[ -e /mark ] && echo second || echo first; touch /mark' >/dev/null; p start -a "$name"; p start -a "$name"
OP
operation "top" 'USER COMMAND|root sleep' <<'OP'
c run -d $image sleep 1000 >/dev/null; p top "$name" user comm | tr -s ' ' | sed 's/ $//'; p rm -f -t 0 "$name" >/dev/null
OP
operation "the namespaces of another" 'same|sleep' <<'OP'
c run -d --ipc shareable $image sleep 1000 >/dev/null; inode=$(readlink "/proc/$(p inspect --format '{{.State.Pid}}' "$name")/ns/ipc")
c run --rm --name "$name-two" --ipc "container:$name" --pid "container:$name" $image sh -c 'readlink /proc/self/ns/ipc; cat /proc/1/comm' >said
[ "$(head -n 1 said)" = "$inode" ] && echo same; tail -n 1 said; p rm -f -t 0 "$name" >/dev/null
OP
operation "a pod" 'hi|Running|0' <<'OP'
p pod create --infra=false --name "$name-pod" >/dev/null; c run --rm --pod "$name-pod" $image echo hi; c run -d --pod "$name-pod" $image sleep 1000 >/dev/null
p pod ps --filter "name=$name-pod" --format '{{.Status}}'; p pod rm -f -t 0 "$name-pod" >/dev/null; echo $?
OP

podman_end
for side in $sides; do p system migrate; done # ends the process that holds his user namespace
umount /etc/passwd /etc/group /etc/subuid /etc/subgid
done_testing
