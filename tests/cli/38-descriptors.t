#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What goes between caller and container beside the terminal: --pidfd-socket, --preserve-fds, LISTEN_FDS, NOTIFY_SOCKET.
. "${0%/*}/lib.sh"

RECEIVE=${RECEIVE:-$PWD/build/tests/receive}
bundle fds
args /bin/inside stderr ready trap
socket=$work/socket
# listen KIND [SOCKET]: the helper, in the background; what it says is in $work/received
listen() {
	rm -f "$socket"
	: >"$work/received"
	"$RECEIVE" "$1" "${2:-$socket}" >"$work/received" 2>&1 &
	listener=$!
	case ${2:-} in @*) wait_for 5 grep -q "$2" /proc/net/unix ;; *) wait_for 5 [ -S "$socket" ] ;; esac
}
# shellcheck disable=SC2317
is_over() { ! [ -d "/proc/$listener" ] || grep -q '^State:.Z' "/proc/$listener/status"; }
# received: waits for the helper's end; $out
received() { wait_for 5 is_over || kill "$listener"; out=$(cat "$work/received"); }

# --- --pidfd-socket ----------------------------------------------------------------------------------------
if kernel_has pidfd; then
	listen fd
	ok "create --pidfd-socket" create --pidfd-socket "$socket" --pid-file "$work/pid"
	received
	is "sends one descriptor, of init" "$(answer text) $(answer fds) $(answer pid)" "standard 1 $(cat "$work/pid")"
	runlxc start "$id"
	wait_for 5 grep -q ready "$work/$id.errors"
	listen fd
	ok "exec --pidfd-socket" runlxc exec --detach --pidfd-socket "$socket" --pid-file "$work/pid" "$id" /bin/inside sleep 60
	received
	is "sends one of the process" "$(answer text) $(answer fds) $(answer pid)" "setns 1 $(cat "$work/pid")"
	failure=255
	fails "exec: a socket where nobody listens" 'pidfd-socket: connect /no/such/socket: [Nn]o such file' \
		runlxc exec --pidfd-socket /no/such/socket "$id" /bin/inside uid
	failure=1
	runlxc delete --force "$id"
	fails "create: a socket where nobody listens" 'pidfd-socket: connect /no/such/socket: [Nn]o such file' \
		runlxc create --bundle "$bundle" --pidfd-socket /no/such/socket "$id"
	args /bin/inside exit 3
	listen fd
	capture runlxc run --pidfd-socket "$socket" --bundle "$bundle" "$id"
	received
	is "run --pidfd-socket" "$status $(answer text)" "3 standard"
else
	fails "--pidfd-socket on a kernel without" '--pidfd-socket: pidfd_open \(Linux 5.3\): [Ff]unction not implemented' \
		runlxc run --bundle "$bundle" --pidfd-socket "$socket" "$id"
fi

# --- --preserve-fds of exec --------------------------------------------------------------------------------
args /bin/inside stderr ready trap
create
runlxc start "$id"
capture sh -c '"$@" 3</dev/zero 4</dev/full 5</dev/null' sh "$RUNLXC" --root "$work/state" exec --preserve-fds 2 "$id" /bin/inside fds
is "exec --preserve-fds" "$(answer fds | cut -d' ' -f1 | tr '\n' ' ') $(answer fds | sed -n 's/^[34] //p' | tr '\n' ' ')" \
	"0 1 2 3 4  /dev/zero /dev/full "
failure=255
fails "one that is not open" 'preserve-fds.*: file descriptor 3: [Bb]ad file descriptor' \
	sh -c '"$@" 3<&- 4<&-' sh "$RUNLXC" --root "$work/state" exec --preserve-fds 1 "$id" /bin/inside fds
fails "no number" "preserve-fds: 'x' is no number" runlxc exec --preserve-fds x "$id" /bin/inside fds
failure=1
runlxc delete --force "$id"

# --- LISTEN_FDS --------------------------------------------------------------------------------------------
args /bin/inside fds getenv LISTEN_FDS getenv LISTEN_PID getenv LISTEN_FDNAMES
capture "$RECEIVE" listen "$RUNLXC" --root "$work/state" run --preserve-fds 1 --bundle "$bundle" "$id"
is "LISTEN_FDS come first, then those of --preserve-fds" "$(answer fds | sed -n 's/^[3-9] //p' | tr '\n' ' ')" "/dev/zero /dev/full /dev/null "
is "and the program is told" "$(answer 'getenv LISTEN_FDS') $(answer 'getenv LISTEN_PID') $(answer 'getenv LISTEN_FDNAMES')" "2 1 one:two"
capture env LISTEN_FDS=2 LISTEN_PID=1 "$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id"
is "those meant for another process are not" "$status $(answer 'getenv LISTEN_FDS')" "0 unset"

# --- NOTIFY_SOCKET -----------------------------------------------------------------------------------------
notifying() { NOTIFY_SOCKET=$notify "$RUNLXC" --root "$work/state" "$@"; }
notify=$socket
args /bin/inside getenv NOTIFY_SOCKET stat /run/notify/notify.sock open /run/notify/x creat,w notify "STATUS=soon" notify "STATUS=now|READY=1|X=2" \
	stderr ready trap
capture notifying create --bundle "$bundle" "$id" >"$work/said" 2>&1 </dev/null
is "create with NOTIFY_SOCKET" "$status" 0
runlxc delete --force "$id"
notifying create --bundle "$bundle" "$id" >"$work/said" 2>&1 </dev/null
init=$(init_pid)
listen notify
ok "start waits until the container is ready" notifying start "$id"
received
is "what is passed on: READY, then the main process, then a barrier" "$(answer message | tr '\n' ' ')" "READY=1| 0 MAINPID=$init| 0 BARRIER=1 1 "
out=$(cat "$work/said")
is "the program was told where" "$(answer 'getenv NOTIFY_SOCKET')" /run/notify/notify.sock
like "anyone may write there" "$(answer 'stat /run/notify/notify.sock')" '^s 0777 '
is "and nothing else" "$(answer 'open /run/notify/x creat,w')" "error EROFS"
capture runlxc exec "$id" /bin/inside getenv NOTIFY_SOCKET
is "exec has none" "$(answer 'getenv NOTIFY_SOCKET')" unset
runlxc delete --force "$id"

notify="@$mark-notify"
args /bin/inside notify READY=1 stderr ready trap
listen notify "$notify"
capture notifying run --detach --bundle "$bundle" "$id" </dev/null >"$work/said"
received
like "run --detach, and an abstract socket" "$(answer message | tr '\n' ' ')" "^READY=1\| 0 MAINPID=$(init_pid)\| 0 BARRIER=1 1 \$"
runlxc delete --force "$id"
notify=$socket
listen notify
NOTIFY_SOCKET=$notify "$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id" >"$work/said" 2>&1 </dev/null &
runner=$!
wait_for 5 grep -q MAINPID "$work/received"
out=$(cat "$work/received")
is "in the foreground run itself is the main process" "$(answer message | tr '\n' ' ')" "READY=1| 0 MAINPID=$runner| 0 "
kill "$listener"
runlxc kill "$id" KILL
wait "$runner" || :
args /bin/inside exit 3
create
runlxc delete --force "$id"
notifying create --bundle "$bundle" "$id" >"$work/said" 2>&1 </dev/null
ok "start does not wait for one that ends without a word" timeout 60 env NOTIFY_SOCKET="$notify" "$RUNLXC" --root "$work/state" start "$id"
runlxc delete --force "$id"
create
ok "nor where create had no NOTIFY_SOCKET" timeout 60 env NOTIFY_SOCKET="$notify" "$RUNLXC" --root "$work/state" start "$id"
runlxc delete --force "$id"

# --- run: --keep, --no-subreaper ---------------------------------------------------------------------------
args /bin/inside exit 3
capture runlxc run --keep --bundle "$bundle" "$id"
is "run --keep leaves the container" "$status $(state_of "$id")" "3 stopped"
runlxc delete "$id"
capture runlxc run --no-subreaper --bundle "$bundle" "$id"
is "run --no-subreaper" "$status" 3

done_testing
