#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# While a hook hangs or create is at work: kill hits nobody else, delete --force and SIGTERM need not wait, start does not lie.
. "${0%/*}/lib.sh"

bundle hanging
config '.root.readonly = false'
args /bin/inside stderr ready trap
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
hooked=$bundle/rootfs/hooked # made by a hook that hangs: the pid of one that runs outside of the container
# hangs KIND: a hook that says that it runs and then does not end
# shellcheck disable=SC2016
hangs() {
	rm -f "$hooked"
	if [ "$1" = startContainer ]; then
		config '.hooks.startContainer = [{path: "/bin/inside", args: ["inside", "write", "/hooked", "yes", "sleep", "600"]}]'
	else
		config '.hooks[$kind] = [{path: "/bin/sh", args: ["sh", "-c", "echo $$ >$0; exec sleep 600", $file], env: ["RUNLXC_TEST=" + $mark]}]' \
			--arg kind "$1" --arg file "$hooked" --arg mark "$mark"
	fi
}
# behind COMMAND...: runlxc in the background, as $behind, until a hook hangs; what it says goes to $work/errors
behind() {
	"$RUNLXC" --root "$work/state" "$@" >"$work/said" 2>"$work/errors" </dev/null &
	behind=$!
	wait_for 5 [ -s "$hooked" ] || fail "the hook runs" "$(cat "$work/errors")"
}
is_gone() { ! grep -qs '^State:.[^Z]' "/proc/$1/status"; } # PID: ended, waited for or not
# ends NAME SECONDS: what is behind ends by itself within that time; its $status, and $err
ends() {
	if wait_for "$2" is_gone "$behind"; then pass "$1"; else fail "$1" "it still runs after $2 s"; fi
	is_gone "$behind" || kill -KILL "$behind"
	status=0
	wait "$behind" 2>/dev/null || status=$?
	err=$(cat "$work/errors")
}
# created_with KIND: a new container with such a hook
created_with() {
	runlxc delete --force "$id" || :
	plain
	hangs "$1"
	create
}
end_hook() { kill -KILL "$(cat "$hooked")" 2>/dev/null || :; }
# shellcheck disable=SC2317
soon() { timeout -k 1 60 "$RUNLXC" --root "$work/state" "$@"; } # COMMAND...: runlxc, for a minute at most, which no hook ends in

# --- kill while create has not got as far as an init --------------------------------------------------------
create
creating=$work/state/$id-creating
mkdir "$creating"
# shellcheck disable=SC2016
jq '.id = $id | .cgroups = []' --arg id "$id-creating" <"$work/state/$id/state.json" >"$creating/state.json"
runlxc delete --force "$id"
exec 9<"$creating"
flock 9
is "a state directory that is locked, without an init: creating" "$(state_of "$id-creating")" creating
# killed SIGNAL: kill from a process group of its own, whose witness is the shell that speaks afterwards
# shellcheck disable=SC2016
killed() {
	capture setsid -w sh -c '"$@"; echo "the caller lives, status $?"' sh "$RUNLXC" --root "$work/state" kill "$id-creating" "$1"
}
for signal in TERM KILL; do
	killed $signal
	is "kill $signal of it does not signal the caller's process group" "$out" "the caller lives, status 1"
	like "and says why" "$err" "^runlxc: container $id-creating: container not running\$"
done
sleep 30 &
other=$!
echo "$other 1" >"$creating/init"
killed TERM
is "nor a process that has the pid of an init that is gone" "$out" "the caller lives, status 1"
not_ok "which lives on" is_gone "$other"
kill "$other" 2>/dev/null || :
exec 9<&-
ok "what is left of it can be deleted" runlxc delete --force "$id-creating"

# --- start, and a startContainer hook that hangs ------------------------------------------------------------
created_with startContainer
behind start "$id"
is "while a startContainer hook runs the container is running" "$(state_of "$id")" running
kill -KILL "$behind"
wait "$behind" 2>/dev/null || :
is "it is when start has been killed, too" "$(state_of "$id")" running
fails "it is not deleted without --force" 'that is not stopped: running' soon delete "$id"
fails "nor started again" 'cannot start an already running container' runlxc start "$id"
ok "with --force it is" soon delete --force "$id"
ok "nothing is left of it" wait_for 3 test_nothing_left

created_with startContainer
behind start "$id"
ok "delete --force does not wait for start" soon delete --force "$id"
ends "start ends with the container" 3
like "with an error" "$status $err" '^1 runlxc: .*ended before it executed the program'
ok "nothing is left" wait_for 3 test_nothing_left

created_with startContainer
behind start "$id"
kill -KILL "$(init_pid)"
ends "an init that is killed before its exec: start ends" 3
like "and says so" "$status $err" "^1 runlxc: start: the container's init ended before it executed the program"
is "in one line" "$(wc -l <"$work/errors")" 1
# Its files are closed, by which start knows, a moment before it is dead.
ok "the container has stopped" wait_for 5 has_stopped
ok "and needs no --force" runlxc delete "$id"
is "the program did not run" "$(cat "$work/$id.said")" ""

# --- start, and a poststart hook that hangs -----------------------------------------------------------------
created_with poststart
behind start "$id"
ok "delete --force does not wait for a poststart hook" soon delete --force "$id"
end_hook
ends "start ends with the hook" 3
like "with an error" "$status $err" '^1 runlxc: hooks.poststart\[0\]'
ok "nothing is left" wait_for 3 test_nothing_left

# --- create that is interrupted -----------------------------------------------------------------------------
runlxc delete --force "$id"
for kind in prestart createRuntime createContainer; do
	plain
	hangs $kind
	# shellcheck disable=SC2016
	config '.hooks.poststop = [{path: "/bin/sh", args: ["sh", "-c", "sleep 0.2; echo yes >$0", $file]}]' --arg file "$work/undone"
	rm -f "$work/undone"
	behind create --bundle "$bundle" "$id"
	kill -TERM "$behind"
	ends "SIGTERM ends a create whose $kind hook hangs" 3
	like "with an error" "$status $(tail -n 1 "$work/errors")" '^1 runlxc: .*interrupted by a signal$'
	if [ $kind != createContainer ]; then
		ok "the hook is killed" wait_for 1 is_gone "$(cat "$hooked")"
		is "poststop hooks undo what it did, as after any create that fails" "$(cat "$work/undone" 2>/dev/null)" yes
		end_hook
	fi
	ok "nothing is left, not even the hook" wait_for 3 test_nothing_left
	runlxc delete --force "$id"
done

done_testing
