#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A user who is not root: `spec --rootless` runs, every command works, and what needs more than that says so.
. "${0%/*}/lib.sh"
[ "$(id -u)" -eq 0 ] || skip_all "needs root, to become somebody else"
command -v setpriv >/dev/null || skip_all "needs setpriv"
# A user may not look into processes that are closed to others, and the sanitizer that looks for leaks never ends then.
[ -z "${SANITIZED:-}" ] || export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
user() { # COMMAND...: as user 1000
	setpriv --reuid 1000 --regid 1000 --clear-groups env "HOME=$work" "XDG_RUNTIME_DIR=$work/run" "RUNLXC_TEST=$mark" "$@"
}
bundle rootless
chmod 755 "$work"
cp "$RUNLXC" "$work/runlxc" # where the user can reach it
mkdir -m 700 "$work/run"
mkdir -m 711 "$work/state"
rm "$bundle/config.json"
chown -R 1000:1000 "$bundle" "$work/run" "$work/state"
user unshare --user true 2>/dev/null || skip_all "users may make no user namespaces here"
runlxc() { user "$work/runlxc" --root "$work/state" "$@"; }

runlxc spec --rootless --bundle "$bundle"
is "spec --rootless maps the user" "$(jq -c '[.linux.uidMappings[0], .linux.gidMappings[0]] | map(.hostID, .size)' "$bundle/config.json")" \
	"[1000,1,1000,1]"
config '.process.terminal = false | .root.readonly = false | .process.args = ["/bin/inside", "uid"]'
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }

# --- inside ------------------------------------------------------------------------------------------------
run_inside uid gid groups pid read /proc/self/uid_map read /proc/self/setgroups write /tmp/file x stat /tmp/file write /dev/null x \
	stat /dev/urandom mount /proc mount /dev mount /sys exists /sys/kernel mount /sys/fs/cgroup hostname ns mount /proc/sys
is "what it writes runs" "$status $err" "0 "
is "as root inside" "$(answer uid) $(answer gid) $(answer groups) $(answer pid)" "0 0  1"
is "which is the user" "$(answer 'read /proc/self/uid_map' | tr -s ' ') $(stat -c '%u %g' "$bundle/rootfs/tmp/file")" " 0 1000 1 1000 1000"
is "whose groups cannot be dropped" "$(answer 'read /proc/self/setgroups')" deny
is "devices work" "$(answer 'write /dev/null x') $(answer 'stat /dev/urandom' | cut -d' ' -f1,5)" "ok c 1:9"
like "proc" "$(answer 'mount /proc')" '^/proc / .* proc proc '
like "a tmpfs" "$(answer 'mount /dev')" '^/dev / rw,nosuid.* tmpfs '
like "the host's sysfs, read-only" "$(answer 'mount /sys') $(answer 'exists /sys/kernel')" '^/sys / ro,nosuid,nodev,noexec.* yes$'
like "and cgroups" "$(answer 'mount /sys/fs/cgroup')" '^/sys/fs/cgroup / ro'
is "a name of its own" "$(answer hostname)" runc
like "paths are read-only" "$(answer 'mount /proc/sys')" '^/proc/sys /sys ro,'
run_inside exit 42
is "its status" "$status" 42
status=0
config '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 40, hard: 50}] | .process.oomScoreAdj = 700'
run_inside rlimit NOFILE oom_score_adj
is "limits and the OOM score" "$(answer 'rlimit NOFILE') $(answer oom_score_adj)" "40 50 700"
plain
config '.process.terminal = true'
args /bin/inside stat /dev/console
capture user script -qec "$work/runlxc --root $work/state run --bundle $bundle $id" /dev/null </dev/null
like "a terminal" "$out" 'stat /dev/console=c 06[02]0 0 0 136:0 '
plain

# --- the other commands ------------------------------------------------------------------------------------
args /bin/inside stderr ready sleep 60
create
pid=$(init_pid)
is "created, the user's own process" "$(state_of "$id") $(awk '/^Uid:/ { print $2 }' "/proc/$pid/status")" "created 1000"
is "closed to others while it waits" "$(stat -c %u "/proc/$pid/fd")" 0
ok "start" runlxc start "$id"
wait_for 5 grep -q ready "$work/$id.said" || :
is "state" "$(state_of "$id")" running
capture runlxc exec "$id" /bin/inside uid ns write /tmp/executed x
is "exec, in the same user namespace" "$status $(answer uid) $(answer ns | grep ^user:)" "0 0 $(readlink "/proc/$pid/ns/user")"
is "as the user" "$(stat -c '%u %g' "$bundle/rootfs/tmp/executed")" "1000 1000"
like "list" "$(runlxc list | tail -n 1)" "^$id +$pid +running "
fails "delete waits for the end" 'not stopped' runlxc delete "$id"
ok "kill" runlxc kill "$id" KILL
ok "stops it" wait_for 5 has_stopped
ok "delete" runlxc delete "$id"
create
ok "delete --force" runlxc delete --force "$id"
is "no state is left" "$(ls "$work/state")" ""
is "nothing of liblxc in the user's directories" "$(ls -A "$work/run") $(find "$work" -maxdepth 2 -name .cache)" " "

# --- where the state is ------------------------------------------------------------------------------------
args /bin/inside uid
capture user "$work/runlxc" run --bundle "$bundle" "$id"
is "without --root below XDG_RUNTIME_DIR" "$status $(ls "$work/run")" "0 runlxc"
own=/tmp/runlxc-1000
if [ -e "$own" ]; then
	skip "without that in /tmp" "$own is there already"
else
	capture user env -u XDG_RUNTIME_DIR "$work/runlxc" run --bundle "$bundle" "$id"
	is "without that in /tmp, closed to others" "$status $(stat -c '%u %a' "$own")" "0 1000 700"
	chown 0 "$own"
	fails "not in a directory of somebody else" "--root: $own is not a directory of this user's own" \
		user env -u XDG_RUNTIME_DIR "$work/runlxc" list
	rm -r "$own"
fi

# --- cgroups -----------------------------------------------------------------------------------------------
may_make_cgroups() { # somewhere: then limits may work, and nothing is refused
	cut -d: -f3 /proc/self/cgroup | while read -r path; do
		find /sys/fs/cgroup -maxdepth 6 -type d -path "*$path" 2>/dev/null | while read -r dir; do user test -w "$dir" && echo yes; done
	done | grep -q yes
}
if may_make_cgroups; then
	skip "a limit that cannot be set" "users may make cgroups here"
else
	config '.linux.resources = {pids: {limit: 10}}'
	fails "a limit that cannot be set" 'linux.resources.pids.limit: cannot set pids limit: container could not join or create cgroup' \
		runlxc run --bundle "$bundle" "$id"
	plain
	config '.linux.cgroupsPath = "/some/path"'
	fails "a path that cannot be made" '/some.*(P|p)ermission denied' runlxc run --bundle "$bundle" "$id"
	plain
	fails "--rootless false wants cgroups" '(P|p)ermission denied' \
		user "$work/runlxc" --root "$work/state" --rootless false run --bundle "$bundle" "$id"
	ok "--rootless true goes without" user "$work/runlxc" --root "$work/state" --rootless true run --bundle "$bundle" "$id"
fi

# --- what a user may not -----------------------------------------------------------------------------------
config 'del(.linux.uidMappings, .linux.gidMappings) | .linux.namespaces |= map(select(.type != "user"))'
fails "a container without a user namespace" 'rootless container requires user namespaces' runlxc run --bundle "$bundle" "$id"
plain
config '.process.user.additionalGids = [5]'
fails "more groups" 'process.user.additionalGids: setgroups' runlxc run --bundle "$bundle" "$id"
plain
config '.process.user.uid = 5'
fails "another user" 'process.user.uid: .*mappings' runlxc run --bundle "$bundle" "$id"
plain
config '.mounts += [{destination: "/m", type: "bind", source: "/tmp", options: ["bind"], uidMappings: [{containerID: 0, hostID: 5, size: 1}],
	gidMappings: [{containerID: 0, hostID: 5, size: 1}]}]'
fails "an id-mapped mount" 'mounts\[7\] \(/m\): .*not supported for rootless' runlxc run --bundle "$bundle" "$id"
plain
mkdir -m 700 "$work/closed"
mkdir "$work/closed/in"
# shellcheck disable=SC2016
config '.mounts += [{destination: "/m", type: "bind", source: $source, options: ["bind"]}]' --arg source "$work/closed/in"
fails "a source that the user cannot reach" 'mounts\[7\] \(/m\): source: stat .*(P|p)ermission denied' runlxc run --bundle "$bundle" "$id"
plain

# --- root of a user namespace, as an engine without root is -------------------------------------------------
config 'del(.linux.uidMappings, .linux.gidMappings) | .linux.namespaces |= map(select(.type != "user"))'
args /bin/inside uid groups write /dev/null x write /tmp/nested x mount /sys/fs/cgroup read /proc/self/uid_map
# shellcheck disable=SC2016
# shellcheck disable=SC2317
nested() { user unshare --user --map-root-user --mount --pid --fork --mount-proc "$work/runlxc" --root "$work/state" "$@"; }
capture nested run --bundle "$bundle" "$id"
is "the root of a user namespace runs containers without one" "$status $err $(answer uid) $(answer groups)" "0  0 "
is "with its devices" "$(answer 'write /dev/null x')" ok
is "as the user" "$(stat -c %u "$bundle/rootfs/tmp/nested")" 1000
like "and without cgroups" "$(answer 'mount /sys/fs/cgroup')" '^/sys/fs/cgroup / ro'
is "nothing of liblxc in the user's directories" "$(ls "$work/run")" runlxc
plain
args /bin/inside uid
config '.linux.uidMappings[0].hostID = 0 | .linux.gidMappings[0].hostID = 0'
capture nested run --bundle "$bundle" "$id"
is "and with one" "$status $(answer uid)" "0 0"
plain

# --- more ids, with newuidmap ------------------------------------------------------------------------------
more='.linux.uidMappings += [{containerID: 1, hostID: 100000, size: 1000}] | .linux.gidMappings += [{containerID: 1, hostID: 100000, size: 1000}]'
config "$more"
fails "more ids than the user's own, that nobody has given" 'linux.uidMappings: ' runlxc run --bundle "$bundle" "$id"
if command -v newuidmap >/dev/null; then
	echo "mapped:100000:1000" >"$work/subid"
	{ cat /etc/passwd; echo "mapped:x:1000:1000::/:/bin/sh"; } | sed '/^[^:]*:x:1000:/ { /^mapped:/!d; }' >"$work/passwd"
	config '.process.user = {uid: 7, gid: 8, additionalGids: [9]}'
	args /bin/inside uid gid groups write /tmp/more x
	chmod 777 "$bundle/rootfs/tmp"
	# shellcheck disable=SC2016
	capture unshare --mount sh -c 'mount --bind "$1/subid" /etc/subuid && mount --bind "$1/subid" /etc/subgid &&
		mount --bind "$1/passwd" /etc/passwd && work=$1 && shift && exec setpriv --reuid 1000 --regid 1000 --clear-groups \
		env "HOME=$work" "RUNLXC_TEST='"$mark"'" "$work/runlxc" --root "$work/state" "$@"' sh "$work" run --bundle "$bundle" "$id"
	is "with those of /etc/subuid" "$status $err" "0 "
	is "other users and groups work" "$(answer uid) $(answer gid) $(answer groups) $(stat -c '%u %g' "$bundle/rootfs/tmp/more")" \
		"7 8 9 100006 100007"
else
	skip "with those of /etc/subuid" "newuidmap is not installed"
fi

done_testing
