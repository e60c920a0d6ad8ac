#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# process.args, env and cwd arrive exactly as written; stdio, signals, session and exit status are the caller's affair.
. "${0%/*}/lib.sh"

lines() { printf '%s\n' "$@"; }

bundle process

# --- words -------------------------------------------------------------------------------------------------
run_inside args getenv "" getenv "two  words" getenv "it's \"quoted\" \$HOME \\" getenv "ünï→" getenv -x
is "the program ends well" "$status" 0
is "arguments arrive unchanged" "$(answer args)" \
	"$(lines /bin/inside args getenv "" getenv "two  words" getenv "it's \"quoted\" \$HOME \\" getenv "ünï→" getenv -x)"
is "nothing is said beside" "$err" ""

config '.process.args = ["inside", "args", "comm"]'
capture runlxc run --bundle "$bundle" "$id"
is "a name without slash is argv[0] as it stands" "$(answer args)" "$(lines inside args comm)"
is "and found in PATH" "$(answer comm)" inside

config '.process.env = ["PATH=/nope:/bin:/nope"] | .process.args = ["inside", "getenv", "PATH"]'
capture env PATH="$PATH:/elsewhere" "$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id"
is "PATH is the bundle's, every part of it looked at" "$(answer 'getenv PATH')" /nope:/bin:/nope

config '.process.cwd = "/bin" | .process.args = ["./inside", "args", "cwd"]'
capture runlxc run --bundle "$bundle" "$id"
is "a relative program is looked up from cwd" "$(answer cwd)" /bin
config '.process.cwd = "/"'

# --- environment -------------------------------------------------------------------------------------------
config '.process.env = ["PATH=/bin", "A=1", "EMPTY=", "WITH BLANK=two words", "EQUAL=a=b"]'
run_inside env
is "env is the bundle's and HOME, no more" "$(answer env)" \
	"$(lines PATH=/bin A=1 EMPTY= "WITH BLANK=two words" EQUAL=a=b HOME=/)"
capture env LXC_NAME=x container=y SECRET=z "$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id"
unlike "nothing of the caller or of liblxc leaks into it" "$(answer env)" '^(container|LXC_|lxc_|SECRET|RUNLXC|LISTEN)'
config '.process.env += ["HOME=/given"]'
run_inside env
is "HOME that is given stays" "$(answer env | grep -c '^HOME=') $(answer env | grep ^HOME=)" "1 HOME=/given"
config 'del(.process.env)'
run_inside env
is "without env there is HOME" "$(answer env)" HOME=/
config '.process.env = ["PATH=/bin"]'
printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'user:x:1000:1000::/home/user:/bin/sh' >"$bundle/rootfs/etc/passwd"
run_inside getenv HOME
is "HOME is looked up in the container's passwd" "$(answer 'getenv HOME')" /root
config '.process.user = {uid: 1000, gid: 1000}'
run_inside getenv HOME
is "for the user that it runs as" "$(answer 'getenv HOME')" /home/user
config '.process.user = {uid: 77, gid: 0}'
run_inside getenv HOME
is "who is not in it is at home in /" "$(answer 'getenv HOME')" /
config '.process.user = {uid: 0, gid: 0}'
rm "$bundle/rootfs/etc/passwd"

# --- working directory -------------------------------------------------------------------------------------
config '.process.cwd = "/tmp"'
run_inside cwd
is "cwd" "$(answer cwd)" /tmp
config '.process.cwd = "/made/for it/here"'
run_inside cwd stat /made stat "/made/for it/here"
is "a cwd that is missing is made" "$(answer cwd)" "/made/for it/here"
like "for root, and all may pass" "$(answer 'stat /made') $(answer 'stat /made/for it/here')" '^d 0755 0 0 .* d 0755 0 0 '
ln -s /tmp "$bundle/rootfs/link"
config '.process.cwd = "/link"'
run_inside cwd
is "a cwd through a link of the image" "$(answer cwd)" /tmp
mkdir -m 700 "$bundle/rootfs/home"
chown 1000 "$bundle/rootfs/home"
config '.process.cwd = "/home" | .process.user.uid = 1000'
run_inside cwd uid
is "a cwd that belongs to the user" "$(answer cwd) $(answer uid)" "/home 1000"
config '.process.cwd = "/bin/inside" | .process.user.uid = 0'
args /bin/inside cwd
fails "a cwd that is a file is an error that names the field" "process.cwd: .*/bin/inside.*: (N|n)ot a directory" \
	runlxc run --bundle "$bundle" "$id"
config '.process.cwd = "/"'

# --- what else a process has -------------------------------------------------------------------------------
run_inside pid ppid sid pgrp uid gid nice
is "it is PID 1, without parent, and leads a session and a group" \
	"$(answer pid) $(answer ppid) $(answer sid) $(answer pgrp)" "1 0 1 1"
args /bin/inside stdin stderr complaint
printf 'one\ntwo\n' >"$work/input"
status=0
runlxc run --bundle "$bundle" "$id" <"$work/input" >"$work/.out" 2>"$work/.err" || status=$?
out=$(cat "$work/.out")
is "stdin is the caller's" "$(answer stdin)" "$(lines one two)"
is "stderr is apart from stdout" "$(cat "$work/.err")" complaint
args /bin/inside fds
status=0
runlxc run --bundle "$bundle" "$id" <"$work/input" >"$work/.out" 2>"$work/.err" 5<"$work/input" 7>"$work/seven" || status=$?
out=$(cat "$work/.out")
is "descriptors of the caller stay with the caller" "$(answer fds | cut -d' ' -f1 | tr '\n' ' ')" "0 1 2 "
args /bin/inside read /proc/self/status
capture setsid -w sh -c 'trap "" PIPE INT QUIT USR1; exec "$@"' sh "$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id"
like "signals that the caller ignores are not ignored inside" "$(answer 'read /proc/self/status' | tr '?' '\t')" \
	'^SigIgn:.0000000000000000$'
like "none is blocked" "$(answer 'read /proc/self/status' | tr '?' '\t')" '^SigBlk:.0000000000000000$'

# --- exit status -------------------------------------------------------------------------------------------
for code in 0 1 42 125 255; do
	run_inside exit "$code"
	is "exit status $code is run's" "$status" "$code"
done
is "a status that is not 0 is no error of ours" "$err" ""

done_testing
