#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# process.terminal: over --console-socket to the caller, or relayed by run in the foreground; size, owner, controlling tty.
. "${0%/*}/lib.sh"

bundle terminal
config '.process.terminal = true | .process.noNewPrivileges = false'
socket=$work/console
said() { tr -d '\r' <"$work/console.said"; }
# listen [WORD TEXT]...: receives one terminal on $socket
listen() {
	rm -f "$socket"
	"$CONSOLE" "$socket" "$@" >"$work/console.said" 2>&1 &
	listener=$!
	wait_for 5 [ -S "$socket" ]
}
is_over() { ! [ -d "/proc/$listener" ] || grep -q '^State:.Z' "/proc/$listener/status"; }
# Runs it detached; $out is what was said on the terminal.
run_detached() {
	capture runlxc run --detach --bundle "$bundle" --console-socket "$socket" "$id"
	wait_for 5 is_over || kill "$listener"
	out=$(said)
	runlxc delete --force "$id"
}

# --- refused -----------------------------------------------------------------------------------------------
fails "create without --console-socket" "cannot allocate tty if runc will detach without setting console socket" \
	runlxc create --bundle "$bundle" "$id"
fails "run --detach without --console-socket" "cannot allocate tty if runc will detach without setting console socket" \
	runlxc run --detach --bundle "$bundle" "$id"
fails "a socket where nobody listens" "--console-socket: .*$socket: (N|n)o such file or directory" \
	runlxc create --bundle "$bundle" --console-socket "$socket" "$id"
config '.process.terminal = false'
fails "a socket without terminal" "cannot use console socket if runc will not detach or allocate tty" \
	runlxc create --bundle "$bundle" --console-socket "$socket" "$id"
config '.process.terminal = true | .mounts |= map(select(.destination != "/dev/pts"))'
listen
fails "a terminal without devpts names both" "process.terminal: .*devpts" \
	runlxc create --bundle "$bundle" --console-socket "$socket" "$id"
wait_for 5 is_over || kill "$listener"
config '.mounts += [{destination: "/dev/pts", type: "devpts", source: "devpts",
	options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]}]'

# --- over the socket ---------------------------------------------------------------------------------------
config '.process.consoleSize = {height: 31, width: 117}'
args /bin/inside tty ctty winsize sid pgrp stat /dev/pts/0 stat /dev/console open /dev/tty rw open /dev/console rw \
	mount /dev/console fds
listen
run_detached
is "run --detach is content" "$status $err" "0 "
is "one message came, with one descriptor" "$(answer fds | head -n 1) $(answer more)" "1 no"
is "its text is the terminal's name in the container" "$(answer name)" /dev/pts/0
is "consoleSize is set before it is sent" "$(answer size)" 31x117
is "stdin, stdout and stderr are that terminal" "$(answer tty)" "1 1 1 /dev/pts/0"
is "it controls the session" "$(answer ctty)" ok
is "of which init is the leader" "$(answer sid) $(answer pgrp)" "1 1"
is "consoleSize is seen inside" "$(answer winsize)" 31x117
is "/dev/tty can be opened" "$(answer 'open /dev/tty rw')" ok
like "/dev/console is a terminal of devpts" "$(answer 'stat /dev/console')" '^c 0[0-7]* 0 5 136:0 0$'
is "the same" "$(answer 'stat /dev/console')" "$(answer 'stat /dev/pts/0')"
is "/dev/console can be opened" "$(answer 'open /dev/console rw')" ok
like "as a mount of it" "$(answer 'mount /dev/console')" '^/dev/console /0 [^ ]* [^ ]* devpts '
is "no other descriptor is open" "$(answer fds | sed 1d | cut -d' ' -f1 | tr '\n' ' ')" "0 1 2 "
is "after the end the master reports it: the receiver is through" "$(is_over && echo yes)" yes

config 'del(.process.consoleSize) | .process.user = {uid: 1000, gid: 1000}'
args /bin/inside uid stat /dev/pts/0 open /dev/tty rw open /dev/console rw open /dev/stdout w
listen
run_detached
like "the terminal belongs to the user" "$(answer 'stat /dev/pts/0')" '^c 0620 1000 5 136:0 '
is "who can open it again" "$(answer 'open /dev/tty rw') $(answer 'open /dev/console rw') $(answer 'open /dev/stdout w')" "ok ok ok"
config '.process.user = {uid: 0, gid: 0}'

args /bin/inside stderr ready stdin stderr over
listen ready 'hello
' hello "$(printf '\004')"
run_detached
is "what is typed arrives" "$(answer stdin)" hello
like "until ^D ends it" "$out" '^over$'
args /bin/inside trap
listen trap=ready "$(printf '\003')"
run_detached
like "^C is SIGINT for the container's foreground" "$out" 'trap=2$'

args /bin/inside tty ctty
listen
ok "create sends the terminal" runlxc create --bundle "$bundle" --console-socket "$socket" "$id"
ok "already before start" wait_for 5 grep -q '^name=/dev/pts/0' "$work/console.said"
runlxc start "$id"
wait_for 5 is_over || kill "$listener"
out=$(said)
is "and the program has it" "$(answer tty) $(answer ctty)" "1 1 1 /dev/pts/0 ok"
runlxc delete --force "$id"

# --- run in the foreground ---------------------------------------------------------------------------------
# on_terminal COMMAND: by a shell whose terminal has 33 lines of 121 columns; $out is what was seen there. What is
# written to $work/typed is typed: it never ends, since script(1) types something of its own then.
mkfifo "$work/typed"
exec 9<>"$work/typed"
on_terminal() {
	status=0
	script -qec "stty rows 33 cols 121; tty >$work/tty; $1" /dev/null >"$work/.seen" 2>&1 <&9 || status=$?
	out=$(tr -d '\r' <"$work/.seen")
}
run_command="'$RUNLXC' --root '$work/state' run --bundle '$bundle' '$id'"
args /bin/inside tty ctty winsize stderr on-it exit 7
# Time for the program to ask before run looks after its terminal.
config '.hooks.poststart = [{path: "/bin/sleep", args: ["sleep", "0.3"]}]'
on_terminal "$run_command"
config 'del(.hooks)'
is "the container has a terminal of its own" "$(answer tty) $(answer ctty)" "1 1 1 /dev/pts/0 ok"
is "as large as the caller's from the start" "$(answer winsize)" 33x121
like "what it writes is seen" "$out" '^on-it$'
is "its status is run's" "$status" 7

args /bin/inside stderr ready stdin
rm -f "$work/.seen"
{ wait_for 5 grep -q ready "$work/.seen" && printf 'typed\n\004'; } >"$work/typed" &
on_terminal "stty -a >$work/before; $run_command; stty -a >$work/after"
is "what the caller types arrives, once echoed by the container's terminal only" "$(answer stdin) $(printf '%s\n' "$out" | grep -c '^typed$')" \
	"typed 1"
ok "the caller's terminal is afterwards as it was" cmp "$work/before" "$work/after"

# has_size ROWS COLUMNS: the terminal in the container
# shellcheck disable=SC2317
has_size() { [ "$(stty -F "/proc/$(init_pid)/root/dev/pts/0" size)" = "$1 $2" ]; }
rm -f "$work/tty" "$work/.seen"
args /bin/inside stderr ready stdin winsize
{
	wait_for 5 grep -q ready "$work/.seen" && stty -F "$(cat "$work/tty")" rows 44 cols 99
	wait_for 5 has_size 44 99 || :
	printf '\004'
} >"$work/typed" &
on_terminal "$run_command"
is "another size of the window is passed on" "$(answer winsize)" 44x99

args /bin/inside tty winsize
config '.process.consoleSize = {height: 12, width: 34}'
capture runlxc run --bundle "$bundle" "$id"
out=$(printf '%s\n' "$out" | tr -d '\r')
is "without a terminal of the caller's there is one inside all the same" "$(answer tty)" "1 1 1 /dev/pts/0"
is "of the bundle's size" "$(answer winsize)" 12x34

args /bin/inside trap
rm -f "$work/.seen"
{ wait_for 5 grep -q trap=ready "$work/.seen" && printf '\003'; } >"$work/typed" &
on_terminal "$run_command"
like "^C goes through the container's terminal to its foreground" "$out $status" 'trap=2 42$'

done_testing
