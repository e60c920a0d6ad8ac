#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# exec: one more process in a container; where it is, who it is, how it is refused, who waits for it.
. "${0%/*}/lib.sh"

REAPER=${REAPER:-$PWD/build/tests/reaper}
bundle exec
config '.process.noNewPrivileges = false | .process.env += ["FROM=config"] | .process.cwd = "/tmp" | .hostname = "kermit" |
	.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 99, hard: 199}] | .process.user.umask = 18'
echo 'carl:x:1000:1000::/home/carl:/bin/sh' >"$bundle/rootfs/etc/passwd"
args /bin/inside stderr ready trap
create
runlxc start "$id"
wait_for 5 grep -q trap=ready "$work/$id.said"
init=$(init_pid)
# inside QUESTION...: asked by exec; $out, $err and $status
inside() { capture runlxc exec "$id" /bin/inside "$@"; }
# quick COMMAND...: within a minute
# shellcheck disable=SC2317
quick() { timeout -k 1 60 "$RUNLXC" --root "$work/state" "$@"; }
# process PROGRAM: a process.json from the container's own
process() { jq ".process | $1" <"$bundle/config.json" >"$work/process.json"; }

# --- where it is -------------------------------------------------------------------------------------------
inside uid pid ns cwd list / env fds sid pgrp dumpable
is "exec runs a program" "$status $err" "0 "
is "which is not PID 1" "$(test "$(answer pid)" -gt 1 && echo more)" more
is "in every namespace of the container" "$(printf '%s\n' "$out" | sed -n 's/^ns=//p' | grep -v '^time_for\|:none$' | sort)" \
	"$(for link in /proc/"$init"/ns/*; do case $link in *_for_children) ;; *) readlink "$link" | sed 's/:/:/' ;; esac; done | sort)"
is "and its root" "$(answer 'list /' | tr '\n' ' ')" "bin dev etc proc sys tmp "
is "in config.json's directory" "$(answer cwd)" /tmp
like "with its environment" "$out" '^env=FROM=config$'
is "and HOME of the container's passwd, or /" "$(printf '%s\n' "$out" | sed -n 's/^env=HOME=//p')" /
is "no descriptor but the standard ones" "$(answer fds | cut -d' ' -f1 | tr '\n' ' ')" "0 1 2 "
is "a session of its own" "$([ "$(answer sid)" = "$(answer pgrp)" ] && echo yes)" yes
capture runlxc exec "$id" /bin/inside read /proc/self/cgroup
is "in every cgroup of the container" "$(grep -c "$id" /proc/"$init"/cgroup)" \
	"$(answer 'read /proc/self/cgroup' | tr '?' '\n' | grep -c "$id")"
inside rlimit NOFILE umask exit 42
is "limits are the container's" "$(answer 'rlimit NOFILE')" "99 199"
is "umask too" "$(answer umask)" 0022
is "the status of the program is exec's" "$status" 42
inside kill-self 9
is "of one that is killed 128 and the signal" "$status" 137
is "the container runs on" "$(state_of "$id")" running
echo "typed" >"$work/input"
capture runlxc exec "$id" /bin/inside stdin <"$work/input"
is "standard input is the caller's" "$(answer stdin)" typed
inside args -d --detach -e --env x
is "what follows the container is the command's, options and all" "$(answer args | tr '\n' ' ')" "/bin/inside args -d --detach -e --env x "
capture runlxc exec "$id" /bin/inside --help
unlike "its --help as well" "$out" Usage

# --- options -----------------------------------------------------------------------------------------------
capture runlxc exec --cwd / -e ONE=1 --env TWO=2 -e FROM=exec "$id" /bin/inside cwd getenv ONE getenv TWO getenv FROM
is "--cwd and --env" "$(answer cwd) $(answer 'getenv ONE') $(answer 'getenv TWO') $(answer 'getenv FROM')" "/ 1 2 exec"
capture runlxc exec --user 1000:1001 -g 7 --additional-gids 8 "$id" /bin/inside uid gid groups getenv HOME caps
is "--user and --additional-gids" "$(answer uid) $(answer gid) $(answer groups)" "1000 1001 7 8"
is "HOME is that user's" "$(answer 'getenv HOME')" /home/carl
capture runlxc exec -u 5 "$id" /bin/inside uid gid
is "--user without group leaves the group" "$(answer uid) $(answer gid)" "5 0"
inside caps
answer caps >"$work/caps"
capture runlxc exec --cap CAP_NET_RAW -c CAP_SYS_CHROOT "$id" /bin/inside caps
is "--cap adds to bounding, effective and permitted" "$(answer caps)" "$(sed 's/000020000420/000020042420/g' "$work/caps")"
inside nnp seccomp
is "no_new_privs is as config.json has it" "$(answer nnp)" 0
capture runlxc exec --no-new-privs "$id" /bin/inside nnp
is "--no-new-privs" "$(answer nnp)" 1

process '.args = ["/bin/inside", "cpus"] | .execCPUAffinity = {initial: "0", final: "1"}'
capture runlxc exec --process "$work/process.json" "$id"
if [ "$(nproc)" -gt 1 ]; then is "execCPUAffinity" "$(answer cpus)" 1; else skip "execCPUAffinity" "one CPU"; fi
capture taskset 1 "$RUNLXC" --root "$work/state" exec "$id" /bin/inside cpus
is "without one all CPUs, whatever the caller may use" "$(answer cpus)" "$(nproc --all)"
process '.args = ["/bin/inside", "uid", "cwd", "getenv", "FROM", "caps", "rlimit", "NOFILE"] | .env = ["FROM=file"] | .cwd = "/" |
	.user = {uid: 1000} | del(.capabilities, .rlimits)'
capture quick exec --process "$work/process.json" "$id"
is "--process" "$(answer uid) $(answer cwd) $(answer 'getenv FROM')" "1000 / file"
is "what the file leaves out is the container's: limits" "$(answer 'rlimit NOFILE')" "99 199"
is "and capabilities" "$(answer caps | cut -d' ' -f1,2)" "$(cut -d' ' -f1,2 "$work/caps")"

capture runlxc exec --pid-file "$work/pid" "$id" /bin/inside exit 0
like "--pid-file" "$(cat "$work/pid")" '^[0-9]+$'

# --- who waits for it --------------------------------------------------------------------------------------
# reaped ARGUMENT...: exec under a subreaper; $out is what became of it and of who it left
reaped() { capture "$REAPER" "$RUNLXC" --root "$work/state" exec "$@"; }
reaped --detach --pid-file "$work/pid" "$id" /bin/inside exit 33
is "--detach: the process comes to the caller's subreaper, with its status" "$(answer command) $(answer orphan)" "0 $(cat "$work/pid") 33"
process '.args = ["/bin/inside", "sleep", "0.3", "kill-self", "15"]'
reaped --pid-file "$work/pid" --process "$work/process.json" --detach "$id"
is "as conmon calls it" "$(answer command) $(answer orphan)" "0 $(cat "$work/pid") 143"
process '.args = ["/bin/inside", "sleep", "0.3"]'
reaped --process "$work/process.json" --detach --pid-file "$work/pid" "$id"
is "as containerd calls it" "$(answer command) $(answer orphan)" "0 $(cat "$work/pid") 0"
reaped "$id" /bin/inside exit 7
is "in the foreground nobody is left to the subreaper" "$out" "command=7"
reaped --detach "$id" absent
is "nor by one that fails" "$out" "command=255"

# signals in the foreground
for pair in TERM:15 HUP:1 INT:2 USR1:10; do
	: >"$work/said"
	"$RUNLXC" --root "$work/state" exec "$id" /bin/inside stderr ready trap >"$work/said" 2>&1 &
	runner=$!
	wait_for 5 grep -q trap=ready "$work/said"
	kill -s "${pair%:*}" "$runner"
	status=0
	wait "$runner" || status=$?
	is "SIG${pair%:*} is passed on" "$status" $((40 + ${pair#*:}))
done

# --- refused -----------------------------------------------------------------------------------------------
# shellcheck disable=SC2034
failure=255
# shellcheck disable=SC2016
fails "a program that is not there" 'exec failed: .*exec: "absent": executable file not found in \$PATH' runlxc exec "$id" absent
fails "nor as a path" 'exec: "/bin/absent": stat /bin/absent: no such file or directory' runlxc exec "$id" /bin/absent
touch "$bundle/rootfs/etc/plain"
fails "one that may not be executed" 'exec: "/etc/plain": permission denied' runlxc exec "$id" /etc/plain
fails "a directory" 'exec: "/etc": (.*: )?is a directory' runlxc exec "$id" /etc
printf '#!/no/such/interpreter\n' >"$bundle/rootfs/bin/script"
chmod 755 "$bundle/rootfs/bin/script"
fails "an interpreter that is not there" 'execve /bin/script: [Nn]o such file or directory' runlxc exec "$id" /bin/script
fails "a directory to work in that is not there" 'process.cwd: chdir /nowhere: [Nn]o such file' runlxc exec --cwd /nowhere "$id" /bin/inside uid
fails "that is a descriptor's of the host" 'process.cwd: ' runlxc exec --cwd /proc/self/fd/7/../.. "$id" /bin/inside uid
fails "that is relative" 'Cwd must be an absolute path' runlxc exec --cwd tmp "$id" /bin/inside uid
fails "a user by name" "bad uid: 'carl' is no number" runlxc exec --user carl "$id" /bin/inside uid
fails "a group by name" "bad gid: 'carl' is no number" runlxc exec --user 1:carl "$id" /bin/inside uid
fails "a group that is none" "additional-gids: '-1'" runlxc exec --additional-gids=-1 "$id" /bin/inside uid
capture runlxc exec --cap CAP_FLY "$id" /bin/inside uid
like "a capability that there is not is a warning" "$status $err" "^0 runlxc: warning: --cap: unknown capability 'CAP_FLY'"
fails "a variable without value" "process.env.*'NAME' has no '='" runlxc exec --env NAME "$id" /bin/inside uid
fails "no command" 'exec args cannot be empty' runlxc exec "$id"
fails "no container" 'takes CONTAINER' runlxc exec
fails "a container that there is not" 'container does not exist' runlxc exec "$id-not" /bin/inside uid
fails "a pid file that cannot be made" 'pid-file: writing /no/such/file: [Nn]o such file' runlxc exec --pid-file /no/such/file "$id" /bin/inside sleep 60
fails "an option that there is not" 'flag provided but not defined: --nope' runlxc exec --nope "$id" /bin/inside uid
fails "a --process that there is not" 'process: reading /no/such/file: [Nn]o such file' runlxc exec --process /no/such/file "$id"
for row in '.args = "sh"/process.args: ' '.args = []/process.args: must have at least one entry' 'del(.cwd)/process.cwd: ' '.cwd = "tmp"/process.cwd: ' \
	'.env = ["A"]/process.env.0.: ' '.user.uid = "root"/process.user.uid: ' \
	'.terminal = 1/process.terminal: ' '.rlimits = [{type: "RLIMIT_X", soft: 1, hard: 1}]/process.rlimits.0..type: '; do
	process "${row%%/*}"
	fails "a process.json with ${row%%/*}" "${row#*/}" quick exec --process "$work/process.json" "$id"
done
echo '{"args": [' >"$work/process.json"
fails "one that is no JSON" 'process' quick exec --process "$work/process.json" "$id"
capture runlxc --log "$work/log" --log-format json exec "$id" absent
like "the error is in the log" "$(tail -n 1 "$work/log")" '"level": ?"error".*executable file not found'
ok "no process of a refused exec is left" test "$(grep -ls -- "$id" /proc/[0-9]*/cgroup | wc -l)" -eq 1

# --- cgroups below -----------------------------------------------------------------------------------------
fails "--cgroup that leads out" 'bad sub cgroup path: \.\.' runlxc exec --cgroup .. "$id" /bin/inside uid
fails "--cgroup that is not there" '[Nn]o such file or directory' runlxc exec --cgroup absent "$id" /bin/inside uid
fails "--cgroup of no controller" "unknown controller 'whaaat'" runlxc exec --cgroup whaaat:/ "$id" /bin/inside uid
fails "--cgroup without controllers, twice" 'missing <controller>: prefix' runlxc exec --cgroup a --cgroup b "$id" /bin/inside uid
freezer=$(awk '/ - cgroup .*[ ,]freezer(,|$)/ { print $5; exit }' /proc/self/mountinfo)
if [ -n "$freezer" ]; then
	own=$freezer$(sed -n 's/^[0-9]*:\([^:]*,\)*freezer\(,[^:]*\)*://p' "/proc/$init/cgroup")
	mkdir "$own/sub"
	capture runlxc exec --cgroup freezer:sub "$id" /bin/inside read /proc/self/cgroup
	like "--cgroup controller:path" "$out" ":freezer:[^ ?]*$id/sub"
	like "and only there" "$out" ":(pids|memory|devices):[^ ?]*$id([ ?]|\$)"
	capture runlxc exec --cgroup / "$id" /bin/inside uid
	is "--cgroup / is the container's own" "$status $err" "0 "
	rmdir "$own/sub"

	# --- paused ------------------------------------------------------------------------------------------
	echo FROZEN >"$own/freezer.state"
	wait_for 5 grep -q FROZEN "$own/freezer.state"
	fails "a paused container" 'cannot exec in a paused container \(use --ignore-paused to override\)' runlxc exec "$id" /bin/inside uid
	: >"$work/said"
	"$RUNLXC" --root "$work/state" exec --ignore-paused "$id" /bin/inside stderr through >"$work/said" 2>&1 &
	runner=$!
	sleep 0.3
	if grep -q 'the cgroup is frozen, and this kernel lets nobody into a frozen one$' "$work/said"; then
		skip "--ignore-paused" "this kernel lets nobody into a frozen cgroup: an error says so"
		wait "$runner" || :
	else
		is "--ignore-paused waits" "$(cat "$work/said")" ""
		echo THAWED >"$own/freezer.state"
		wait "$runner" || :
		is "until it goes on" "$(cat "$work/said")" through
		echo FROZEN >"$own/freezer.state"
		wait_for 5 grep -q FROZEN "$own/freezer.state"
		"$RUNLXC" --root "$work/state" exec --ignore-paused "$id" /bin/inside stderr through >"$work/said" 2>&1 &
		runner=$!
		# shellcheck disable=SC2317
		has_two() { [ "$(wc -l <"$own/tasks")" -eq 2 ]; } # init, and the process that freezes on its way in
		wait_for 5 has_two
		kill "$runner"
		status=0
		wait "$runner" || status=$?
		is "what waits there can be interrupted" "$status" 255
	fi
	echo THAWED >"$own/freezer.state"
	# shellcheck disable=SC2317
	only_init() { [ "$(grep -ls -- "$id" /proc/[0-9]*/cgroup | wc -l)" -eq 1 ]; }
	ok "and leaves no process" wait_for 5 only_init
else
	skip "--cgroup and a paused container" "no freezer on cgroup v1 here"
fi

unified=$(awk '/ - cgroup2 / { print $5; exit }' /proc/self/mountinfo)
if [ -n "$unified" ]; then
	own=$unified$(sed -n 's/^0:://p' "/proc/$init/cgroup")
	mkdir "$own/sub"
	capture runlxc exec "$id" /bin/inside read /proc/self/cgroup
	like "cgroup v2: the container's" "$out" "0::[^ ?]*$id([ ?]|\$)"
	capture runlxc exec --cgroup sub "$id" /bin/inside uid
	[ -n "$freezer" ] || is "--cgroup path" "$status" 0
	mkdir "${own%/*}/$mark-beside"
	echo "$init" >"${own%/*}/$mark-beside/cgroup.procs"
	rmdir "$own/sub" "$own"
	capture runlxc exec "$id" /bin/inside read /proc/self/cgroup
	like "where init has moved to, when that is gone" "$out" "0::[^ ?]*/$mark-beside([ ?]|\$)"
	not_ok "not when another one was asked for" runlxc exec --cgroup / "$id" /bin/inside uid
	mkdir "$own"
	echo "$init" >"$own/cgroup.procs"
	rmdir "${own%/*}/$mark-beside"
else
	skip "cgroup v2" "none is mounted here"
fi

# --- killed at any moment ----------------------------------------------------------------------------------
# shellcheck disable=SC2317
only_init() { [ "$(grep -ls -- "$id" /proc/[0-9]*/cgroup | wc -l)" -eq 1 ]; }
for delay in 0 0.001 0.003 0.005 0.01 0.02; do
	"$RUNLXC" --root "$work/state" exec "$id" /bin/inside uid >/dev/null 2>&1 &
	runner=$!
	sleep $delay
	kill -KILL "$runner" 2>/dev/null || :
	wait "$runner" 2>/dev/null || :
done
ok "exec that is killed leaves nothing half made" wait_for 5 only_init
: >"$work/said" # of the one before, which was ready too
"$RUNLXC" --root "$work/state" exec "$id" /bin/inside stderr ready sleep 60 >"$work/said" 2>&1 &
runner=$!
wait_for 5 grep -q ready "$work/said"
kill -KILL "$runner"
wait "$runner" 2>/dev/null || :
is "the program itself lives on, as under runc" "$(grep -ls -- "$id" /proc/[0-9]*/cgroup | wc -l)" 2

# --- created, stopped --------------------------------------------------------------------------------------
runlxc delete --force "$id"
create
capture runlxc exec "$id" /bin/inside pid ns
is "a container that is created takes processes" "$status" 0
is "and stays so" "$(state_of "$id")" created
runlxc start "$id"
wait_for 5 grep -q trap=ready "$work/$id.said"
config '.process.cwd = "/nowhere"'
capture runlxc exec "$id" /bin/inside cwd
is "config.json counts as it was at create" "$(answer cwd)" /tmp
runlxc kill "$id" KILL
wait_for 5 has_stopped
fails "a stopped one does not" 'cannot exec in a stopped container' runlxc exec "$id" /bin/inside uid
runlxc delete "$id"

# --- seccomp, oom_score_adj, keyring, shared namespaces, keep ----------------------------------------------
config '.process.cwd = "/" | .process.oomScoreAdj = 321 |
	.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["sethostname"], action: "SCMP_ACT_ERRNO", errnoRet: 95}]}'
for nnp in true false; do
	config ".process.noNewPrivileges = $nnp"
	create
	runlxc start "$id"
	capture runlxc exec "$id" /bin/inside syscall sethostname,x,1 seccomp oom_score_adj
	is "the container's filter holds, no_new_privs $nnp" "$(answer 'syscall sethostname,x,1') $(answer seccomp)" "error EOPNOTSUPP 2"
	is "oomScoreAdj too" "$(answer oom_score_adj)" 321
	rm -f "$work/state/$id/filter"
	capture runlxc exec "$id" /bin/inside syscall sethostname,x,1
	is "without the compiled one it is compiled again" "$(answer 'syscall sethostname,x,1')" "error EOPNOTSUPP"
	runlxc delete --force "$id"
done
config 'del(.linux.seccomp) | .linux.namespaces |= map(select(.type != "pid" and .type != "ipc"))'
create
runlxc start "$id"
capture runlxc exec "$id" /bin/inside pid ns
is "namespaces that the container shares with the host are shared" "$(printf '%s\n' "$out" | grep -E '^ns=(pid|ipc):' | sort)" \
	"$(printf 'ns=%s\nns=%s' "$(readlink /proc/self/ns/ipc)" "$(readlink /proc/self/ns/pid)")"
runlxc delete --force "$id"
config '.linux.namespaces += [{type: "pid"}, {type: "ipc"}]'
create --monitor=keep
runlxc start "$id"
wait_for 5 grep -q trap=ready "$work/$id.said"
reaped --detach --pid-file "$work/pid" "$id" /bin/inside exit 3
is "--monitor=keep: exec --detach" "$(answer command) $(answer orphan)" "0 $(cat "$work/pid") 3"
capture runlxc exec "$id" /bin/inside exit 4
is "--monitor=keep: exec" "$status" 4

done_testing
