#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# /dev: default devices and links, linux.devices, and which of them the devices cgroup lets a container open.
. "${0%/*}/lib.sh"

bundle devices
config '.process.capabilities.bounding += ["CAP_MKNOD", "CAP_DAC_OVERRIDE"] | .process.noNewPrivileges = false'
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
in_cgroup() { grep -q ' - cgroup .*\<devices\>' /proc/self/mountinfo; }

# --- defaults ----------------------------------------------------------------------------------------------
run_inside list /dev stat /dev/null stat /dev/zero stat /dev/full stat /dev/random stat /dev/urandom stat /dev/tty devices \
	readlink /dev/fd readlink /dev/stdin readlink /dev/stdout readlink /dev/stderr readlink /dev/ptmx open /dev/ptmx rw \
	open /dev/random r,nonblock open /dev/tty rw stat /dev
is "null" "$(answer 'stat /dev/null')" "c 0666 0 0 1:3 0"
is "zero" "$(answer 'stat /dev/zero')" "c 0666 0 0 1:5 0"
is "full" "$(answer 'stat /dev/full')" "c 0666 0 0 1:7 0"
is "random" "$(answer 'stat /dev/random')" "c 0666 0 0 1:8 0"
is "urandom" "$(answer 'stat /dev/urandom')" "c 0666 0 0 1:9 0"
is "tty" "$(answer 'stat /dev/tty')" "c 0666 0 0 5:0 0"
is "they do what they are for" "$(answer devices) $(answer 'open /dev/random r,nonblock')" "ok ok"
is "tty has no terminal here" "$(answer 'open /dev/tty rw')" "error ENXIO"
is "fd and the standard streams are links" \
	"$(answer 'readlink /dev/fd') $(answer 'readlink /dev/stdin') $(answer 'readlink /dev/stdout') $(answer 'readlink /dev/stderr')" \
	"/proc/self/fd /proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2"
is "ptmx is that of the container's devpts" "$(answer 'readlink /dev/ptmx')" pts/ptmx
is "and makes terminals" "$(answer 'open /dev/ptmx rw')" ok
is "nothing else is in /dev" "$(answer 'list /dev' | grep -vx core | tr '\n' ' ')" \
	"fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero "
config '.process.user = {uid: 1000, gid: 1000}'
run_inside devices
is "a user may use them" "$(answer devices)" ok
plain

# Without a tmpfs the nodes go to the image's own /dev.
config '.mounts |= map(select(.destination != "/dev"))'
rm -f "$bundle/rootfs/dev/null"
ln -s /host/tty "$bundle/rootfs/dev/ptmx"
run_inside stat /dev/null devices readlink /dev/ptmx
is "an image without a mount at /dev gets them too" "$(answer 'stat /dev/null' | cut -d' ' -f1,5) $(answer devices)" "c 1:3 ok"
is "and its own ptmx is replaced" "$(answer 'readlink /dev/ptmx')" pts/ptmx
rm -rf "$bundle/rootfs/dev"
mkdir -p "$bundle/rootfs/dev" "$work/dev/pts" "$work/dev/shm" "$work/dev/mqueue"
echo bound >"$work/dev/file"
mknod -m 666 "$work/dev/null" c 1 3
plain
# shellcheck disable=SC2016
config '.mounts |= map(if .destination == "/dev" then {destination: "/dev", type: "bind", source: $source, options: ["rbind"]} else . end) |
	.linux.maskedPaths = []' --arg source "$work/dev"
run_inside read /dev/file exists /dev/zero
is "a /dev that is bound is somebody else's: nothing is made in it" "$(answer 'read /dev/file') $(answer 'exists /dev/zero')" "bound no"
is "not even seen from outside" "$(find "$work/dev" ! -type d | sort | tr '\n' ' ')" "$work/dev/file $work/dev/null "
plain

# --- linux.devices -----------------------------------------------------------------------------------------
config '.linux.devices = [
	{type: "c", path: "/dev/my-zero", major: 1, minor: 5, fileMode: 416, uid: 7, gid: 8},
	{type: "u", path: "/dev/unbuffered", major: 1, minor: 3},
	{type: "b", path: "/dev/block", major: 7, minor: 99, fileMode: 384},
	{type: "p", path: "/dev/pipe", fileMode: 438, uid: 1},
	{type: "c", path: "/dev/sub/folder/full", major: 1, minor: 7, fileMode: 511},
	{type: "c", path: "/outside-of-dev", major: 1, minor: 8},
	{type: "c", path: "/dev/null", major: 1, minor: 3, fileMode: 432, gid: 9}]'
run_inside stat /dev/my-zero stat /dev/unbuffered stat /dev/block stat /dev/pipe stat /dev/sub/folder/full stat /outside-of-dev \
	stat /dev/null open /dev/my-zero r open /dev/unbuffered rw stat /dev/zero
is "a character device with mode, uid and gid" "$(answer 'stat /dev/my-zero')" "c 0640 7 8 1:5 0"
is "which works" "$(answer 'open /dev/my-zero r')" ok
is "an unbuffered one is a character device; all may use it unless told" "$(answer 'stat /dev/unbuffered')" "c 0666 0 0 1:3 0"
is "a block device" "$(answer 'stat /dev/block')" "b 0600 0 0 7:99 0"
is "a fifo" "$(answer 'stat /dev/pipe')" "p 0666 1 0 0:0 0"
is "in folders that are made" "$(answer 'stat /dev/sub/folder/full')" "c 0777 0 0 1:7 0"
is "outside of /dev" "$(answer 'stat /outside-of-dev')" "c 0666 0 0 1:8 0"
is "in place of a default one" "$(answer 'stat /dev/null')" "c 0660 0 9 1:3 0"
is "the other defaults stay" "$(answer 'stat /dev/zero')" "c 0666 0 0 1:5 0"
rm -f "$bundle/rootfs/outside-of-dev"
config '.linux.devices = [{type: "c", path: "/etc/shadow/x", major: 1, minor: 3}]'
touch "$bundle/rootfs/etc/shadow"
fails "one that cannot be made is an error with number and path" 'linux.devices\[0\]: .*/etc/shadow.*(N|n)ot a directory' \
	runlxc run --bundle "$bundle" "$id"
plain

# --- linux.resources.devices -------------------------------------------------------------------------------
if ! in_cgroup; then
	skip "device rules" "no devices controller on cgroup v1 here"
	done_testing
fi
# 1:99 has no driver: who may open it is told ENXIO. A loop device stands for disks, whatever it answers.
asks="mknod /tmp/none c 1 99 open /tmp/none r remove /tmp/none mknod /tmp/loop b 7 0 open /tmp/loop r open /tmp/loop w remove /tmp/loop
	open /dev/null rw devices"
allowed() { answer 'open /tmp/none r'; }
# shellcheck disable=SC2086
run_inside $asks
is "without a rule that allows it a device can not be opened" "$(allowed)" "error EPERM"
is "though its node be made" "$(answer 'mknod /tmp/none c 1 99') $(answer 'mknod /tmp/loop b 7 0')" "ok ok"
is "the default devices can" "$(answer 'open /dev/null rw') $(answer devices)" "ok ok"
config '.linux.resources.devices = [{allow: false, access: "rwm"}, {allow: true, type: "c", major: 1, minor: 99, access: "r"}]'
# shellcheck disable=SC2086
run_inside $asks
is "a rule that allows it" "$(allowed)" "error ENXIO"
run_inside mknod /tmp/none c 1 99 open /tmp/none w remove /tmp/none
is "for reading is not for writing" "$(answer 'open /tmp/none w')" "error EPERM"
config '.linux.resources.devices = [{allow: false, access: "rwm"}, {allow: true, type: "c", major: 1, access: "rwm"}]'
# shellcheck disable=SC2086
run_inside $asks
is "a rule without minor is for all of them" "$(allowed)" "error ENXIO"
config '.linux.resources.devices = [{allow: true, type: "a", access: "rwm"}, {allow: false, type: "c", major: 1, minor: 99, access: "r"}]'
# shellcheck disable=SC2086
run_inside $asks
is "a later rule takes back a part" "$(allowed)" "error EPERM"
unlike "and leaves the rest" "$(answer 'open /tmp/loop r')" EPERM
config '.linux.resources.devices = [{allow: false, access: "rwm"}, {allow: true, type: "b", major: 7, minor: 0, access: "rm"}]'
# shellcheck disable=SC2086
run_inside $asks
unlike "block devices are apart from character devices" "$(answer 'open /tmp/loop r')" EPERM
is "with an access of their own" "$(answer 'open /tmp/loop w') $(allowed)" "error EPERM error EPERM"
config '.linux.resources.devices = [{allow: true, access: "rwm"}]'
# shellcheck disable=SC2086
run_inside $asks
is "a rule without type is for everything" "$(allowed)" "error ENXIO"
config 'del(.linux.resources)'
# shellcheck disable=SC2086
run_inside $asks
is "without rules everything is denied as well" "$(allowed)" "error EPERM"

done_testing
