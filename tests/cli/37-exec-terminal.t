#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# exec with a terminal: over --console-socket to the caller, or relayed in the foreground; size, owner, controlling tty.
. "${0%/*}/lib.sh"

bundle terminal
config '.process.noNewPrivileges = false | .process.args = ["/bin/inside", "stderr", "ready", "sleep", "600"]'
create
runlxc start "$id"
wait_for 5 grep -q ready "$work/$id.errors"
socket=$work/console
said() { tr -d '\r' <"$work/console.said"; }
# listen [WORD TEXT]...: receives one terminal on $socket
listen() {
	rm -f "$socket"
	"$CONSOLE" "$socket" "$@" >"$work/console.said" 2>&1 &
	listener=$!
	wait_for 5 [ -S "$socket" ]
}
# shellcheck disable=SC2317
is_over() { ! [ -d "/proc/$listener" ] || grep -q '^State:.Z' "/proc/$listener/status"; }
# detached ARGUMENT...: $out is what was said on the terminal.
detached() {
	capture runlxc exec --detach --console-socket "$socket" "$@"
	wait_for 5 is_over || kill "$listener"
	out=$(said)
}
process() { jq ".process | $1" <"$bundle/config.json" >"$work/process.json"; }
# shellcheck disable=SC2034
failure=255

# --- refused -----------------------------------------------------------------------------------------------
fails "--detach with a terminal and no socket" "cannot allocate tty if runc will detach without setting console socket" \
	runlxc exec --tty --detach "$id" /bin/inside tty
fails "a socket without terminal" "cannot use console socket if runc will not detach or allocate tty" \
	runlxc exec --detach --console-socket "$socket" "$id" /bin/inside tty
fails "a socket in the foreground" "cannot use console socket if runc will not detach or allocate tty" \
	runlxc exec --tty --console-socket "$socket" "$id" /bin/inside tty
fails "a socket where nobody listens" "console-socket: connect $socket: [Nn]o such file" \
	runlxc exec --tty --detach --console-socket "$socket" "$id" /bin/inside tty

# --- over the socket ---------------------------------------------------------------------------------------
listen
detached --tty "$id" /bin/inside tty ctty stat /dev/pts/0 open /dev/tty rw fds exists /dev/console
is "exec --detach is content" "$status $err" "0 "
is "one message came, with one descriptor" "$(answer fds | head -n 1) $(answer more)" "1 no"
is "its text is the terminal's name in the container" "$(answer name)" /dev/pts/0
is "stdin, stdout and stderr are that terminal" "$(answer tty)" "1 1 1 /dev/pts/0"
is "it controls the session" "$(answer ctty) $(answer 'open /dev/tty rw')" "ok ok"
is "no other descriptor is open" "$(answer fds | sed 1d | cut -d' ' -f1 | tr '\n' ' ')" "0 1 2 "
is "/dev/console is not made" "$(answer 'exists /dev/console')" no
process '.terminal = true | .consoleSize = {height: 31, width: 117} | .user = {uid: 1000, gid: 1000} |
	.args = ["/bin/inside", "winsize", "stat", "/dev/pts/0", "open", "/dev/stdout", "w"]'
listen
detached --process "$work/process.json" "$id"
is "a process.json's terminal has its size" "$(answer size) $(answer winsize)" "31x117 31x117"
like "and belongs to its user" "$(answer 'stat /dev/pts/0')" '^c 0620 1000 5 136:0 '
is "who can open it again" "$(answer 'open /dev/stdout w')" ok
listen ready 'hello
' hello "$(printf '\004')"
detached --tty "$id" /bin/inside stderr ready stdin stderr over
is "what is typed arrives" "$(answer stdin)" hello
like "until ^D ends it" "$out" '^over$'

# --- in the foreground -------------------------------------------------------------------------------------
# on_terminal COMMAND: by a shell whose terminal has 33 lines of 121 columns; what is written to $work/typed is typed.
mkfifo "$work/typed"
exec 9<>"$work/typed"
on_terminal() {
	status=0
	script -qec "stty rows 33 cols 121; tty >$work/tty; $1" /dev/null >"$work/.seen" 2>&1 <&9 || status=$?
	out=$(tr -d '\r' <"$work/.seen")
}
exec_command="'$RUNLXC' --root '$work/state' exec --tty '$id'"
on_terminal "$exec_command /bin/inside winsize tty ctty stderr on-it exit 7"
is "the process has a terminal of its own" "$(answer tty) $(answer ctty)" "1 1 1 /dev/pts/0 ok"
is "as large as the caller's from the start" "$(answer winsize)" 33x121
like "what it writes is seen" "$out" '^on-it$'
is "its status is exec's" "$status" 7
rm -f "$work/.seen"
{ wait_for 5 grep -q ready "$work/.seen" && printf 'typed\n\004'; } >"$work/typed" &
on_terminal "stty -a >$work/before; $exec_command /bin/inside stderr ready stdin; stty -a >$work/after"
is "what the caller types arrives, echoed once" "$(answer stdin) $(printf '%s\n' "$out" | grep -c '^typed$')" "typed 1"
ok "the caller's terminal is afterwards as it was" cmp "$work/before" "$work/after"
# has_size ROWS COLUMNS: the terminal in the container
# shellcheck disable=SC2317
has_size() { [ "$(stty -F "/proc/$(init_pid)/root/dev/pts/0" size)" = "$1 $2" ]; }
rm -f "$work/tty" "$work/.seen"
{
	wait_for 5 grep -q ready "$work/.seen" && stty -F "$(cat "$work/tty")" rows 44 cols 99
	wait_for 5 has_size 44 99 || :
	printf '\004'
} >"$work/typed" &
on_terminal "$exec_command /bin/inside stderr ready stdin winsize"
is "another size of the window is passed on" "$(answer winsize)" 44x99
rm -f "$work/.seen"
{ wait_for 5 grep -q trap=ready "$work/.seen" && printf '\003'; } >"$work/typed" &
on_terminal "$exec_command /bin/inside trap"
like "^C goes through the terminal to its foreground" "$out $status" 'trap=2 42$'
capture runlxc exec --tty "$id" /bin/inside tty
like "without a terminal of the caller's there is one inside all the same" "$(printf '%s\n' "$out" | tr -d '\r')" '^tty=1 1 1 /dev/pts/0$'
on_terminal "$exec_command absent; echo status=\$?; stty -a >$work/after"
like "a program that is not there" "$out" 'executable file not found'
like "is 255" "$out" '^status=255$'
is "every terminal is given back" "$(runlxc exec "$id" /bin/inside list /dev/pts | sed 's/.*=//' | sort | tr '\n' ' ')" "ptmx "

done_testing
