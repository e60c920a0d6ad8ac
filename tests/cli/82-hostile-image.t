#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An image or a mount that offers other files than the runtime takes for granted: /dev, /proc, /sys, /etc/passwd, mount points.
. "${0%/*}/lib.sh"

bundle hostile
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
rootfs=$bundle/rootfs
# mount_too DESTINATION TYPE SOURCE OPTION...: one more in mounts[]
# shellcheck disable=SC2016
mount_too() {
	config '.mounts += [{destination: $ARGS.positional[0], type: $ARGS.positional[1], source: $ARGS.positional[2],
		options: $ARGS.positional[3:]}]' --args -- "$@"
}
refused() { # NAME REGEX: by create, which leaves nothing
	fails "$1" "$2" timeout -k 1 60 "$RUNLXC" --root "$work/state" create --bundle "$bundle" "$id"
	[ "$status" -eq 0 ] || wait_for 2 test_nothing_left || fail "$1: nothing left" "$(test_leftovers)"
	runlxc delete --force "$id"
}
# dev_is_image: no mount at /dev or below it; dev_is_bound FOLDER: a folder of ours there
dev_is_image() { config '.mounts |= map(select(.destination | startswith("/dev") | not))'; }
dev_is_bound() { dev_is_image; mount_too /dev bind "$1" rbind; }
fresh_dev() { rm -rf "${rootfs:?}/dev"; mkdir "$rootfs/dev"; }

# --- maskedPaths need the null device ----------------------------------------------------------------------
echo secret >"$rootfs/etc/secret"
echo decoy >"$rootfs/etc/decoy"
# shellcheck disable=SC2016
masks() { config '.linux.maskedPaths = [$path]' --arg path "$1"; }
mkdir "$work/dev"
dev_is_bound "$work/dev"
masks /etc/secret
refused "a mask where there is no /dev/null" 'linux.maskedPaths\[0\].*/dev/null'
ln -s /etc/decoy "$work/dev/null"
refused "where /dev/null is a link" 'linux.maskedPaths\[0\].*/dev/null'
rm "$work/dev/null"
echo decoy >"$work/dev/null"
refused "where it is a file" 'linux.maskedPaths\[0\].*/dev/null of the container is not the null device'
rm "$work/dev/null"
mknod "$work/dev/null" c 1 5
refused "where it is another device" 'linux.maskedPaths\[0\].*/dev/null of the container is not the null device'
masks /etc
run_inside list /etc
is "a folder needs none" "$status $(answer 'list /etc')" "0 "
masks /etc/absent
run_inside uid
is "nor does what is not there" "$status" 0
rm "$work/dev/null"
mknod -m 666 "$work/dev/null" c 1 3
masks /etc/secret
run_inside read /etc/secret stat /etc/secret
is "the null device itself is good" "$status $(answer 'read /etc/secret') $(answer 'stat /etc/secret' | cut -d' ' -f1,5)" "0  c 1:3"
config '.mounts |= map(select(.destination != "/proc")) | .linux.readonlyPaths = []'
run_inside read /etc/secret stat /etc/secret
is "without procfs too" "$status $(answer 'read /etc/secret') $(answer 'stat /etc/secret' | cut -d' ' -f1,5)" "0  c 1:3"

for kind in link file; do
	plain
	dev_is_image
	masks /etc/secret
	fresh_dev
	case $kind in link) ln -s /etc/decoy "$rootfs/dev/null" ;; file) echo decoy >"$rootfs/dev/null" ;; esac
	refused "an image whose /dev/null is a $kind" '/dev/null (is there already and is another file|of the container is not the null device)'
done
fresh_dev

# --- devices that are there already ------------------------------------------------------------------------
plain
dev_is_image
echo decoy >"$rootfs/dev/zero"
refused "a default device that the image has as a file" '/dev/zero is there already and is another file'
rm "$rootfs/dev/zero"
mknod "$rootfs/dev/zero" c 1 3
refused "as another device" '/dev/zero is there already and is another file'
rm "$rootfs/dev/zero"
mknod "$rootfs/dev/zero" b 1 5
refused "as a block device of its numbers" '/dev/zero is there already and is another file'
rm "$rootfs/dev/zero"
mknod -m 640 "$rootfs/dev/zero" c 1 5
run_inside stat /dev/zero
is "the right device stays" "$status $(answer 'stat /dev/zero' | cut -d' ' -f1,5)" "0 c 1:5"
fresh_dev
plain
config '.linux.devices = [{type: "c", path: "/here", major: 1, minor: 8}]'
echo decoy >"$rootfs/here"
refused "a device of linux.devices that the image has as a file" 'linux.devices\[0\].*/here is there already and is another file'
rm "$rootfs/here"
mkdir "$rootfs/here"
refused "as a folder" 'linux.devices\[0\].*/here is there already and is another file'
rmdir "$rootfs/here"
ln -s /dev/random "$rootfs/here"
refused "as a link" 'linux.devices\[0\].*/here is there already and is another file'
rm "$rootfs/here"
mknod "$rootfs/here" c 1 8
run_inside stat /here
is "the right one is no error" "$status $(answer 'stat /here' | cut -d' ' -f1,5)" "0 c 1:8"
rm "$rootfs/here"
plain
echo decoy >"$work/file"
mount_too /dev/zero bind "$work/file" bind
refused "a file that is bound on a default device" '/dev/zero is there already and is another file'
plain
mknod -m 666 "$work/zero" c 1 5
mount_too /dev/zero bind "$work/zero" bind
run_inside devices stat /dev/zero
is "the device bound on itself" "$status $(answer devices) $(answer 'stat /dev/zero' | cut -d' ' -f1,5)" "0 ok c 1:5"
plain

# --- /etc/passwd, which HOME is looked up in ---------------------------------------------------------------
config '.process.env = ["PATH=/bin"] | .linux.resources.memory = {limit: 67108864}'
# at_home NAME: HOME=/ within a minute, which is no time to read for ever
at_home() {
	args /bin/inside getenv HOME
	capture timeout -k 1 60 "$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id"
	is "$1: no home, at once" "$status $(answer 'getenv HOME')" "0 /"
	runlxc delete --force "$id"
	rm -f "$rootfs/etc/passwd"
}
ln -s /dev/zero "$rootfs/etc/passwd"
at_home "passwd that is a link to /dev/zero"
mkfifo "$rootfs/etc/passwd"
at_home "that is a FIFO"
truncate -s 20G "$rootfs/etc/passwd"
at_home "that is huge, a single line"
yes 'other:x:1:1::/other:' | head -c 300000000 >"$rootfs/etc/passwd"
at_home "that is huge, many lines"
mkdir "$rootfs/etc/passwd"
args /bin/inside getenv HOME
run_inside getenv HOME
is "that is a folder" "$status $(answer 'getenv HOME')" "0 /"
rmdir "$rootfs/etc/passwd"
plain

# --- the mode of a tmpfs -----------------------------------------------------------------------------------
mkdir "$rootfs/covered"
chmod 2751 "$rootfs/covered"
mount_too /made/for/it tmpfs tmpfs
mount_too /covered tmpfs tmpfs
run_inside stat /made/for/it stat /covered stat /made
is "a tmpfs on a folder that the image lacks is for everybody" "$(answer 'stat /made/for/it' | cut -d' ' -f1,2)" "d 1777"
is "the way there is not" "$(answer 'stat /made' | cut -d' ' -f1,2)" "d 0755"
is "on one that it has the mode stays" "$(answer 'stat /covered' | cut -d' ' -f1,2)" "d 2751"
rm -r "$rootfs/made"
plain
mount_too /made tmpfs tmpfs mode=0710
mount_too /covered tmpfs tmpfs size=64k mode=0701
run_inside stat /made stat /covered
is "mode= wins over both" "$(answer 'stat /made' | cut -d' ' -f2) $(answer 'stat /covered' | cut -d' ' -f2)" "0710 0701"
rm -r "$rootfs/made" "$rootfs/covered"

# --- /proc and /sys ----------------------------------------------------------------------------------------
for name in proc sys; do
	plain
	rmdir "$rootfs/$name"
	mkdir "$rootfs/elsewhere"
	ln -s /elsewhere "$rootfs/$name"
	refused "an image whose /$name is a link" "mounts\[[0-9]\] \(/$name\): .*must be mounted on ordinary directory"
	rm "$rootfs/$name"
	ln -s /nowhere "$rootfs/$name"
	refused "a link to nothing" "mounts\[[0-9]\] \(/$name\): .*must be mounted on ordinary directory"
	rm "$rootfs/$name"
	mkdir "$rootfs/$name"
	rmdir "$rootfs/elsewhere"
done
plain
mkdir "$work/folder"
echo mine >"$work/mine"
inside_proc='mounts\[7\].*cannot be mounted because it is inside /proc'
for destination in /proc/sys /proc/self /proc/sys/kernel /proc/1/attr /proc/../proc//sys/; do
	plain
	mount_too $destination bind "$work/folder" rbind
	refused "a folder bound on $destination" "$inside_proc"
done
for destination in /proc/cmdline /proc/version /proc/self/attr/exec; do
	plain
	mount_too $destination bind "$work/mine" bind
	refused "a file bound on $destination" "$inside_proc"
done
plain
mount_too /proc/sys tmpfs tmpfs
refused "a tmpfs there" "$inside_proc"
plain
ln -s /proc/sys "$rootfs/way-in"
mount_too /way-in bind "$work/folder" rbind
refused "a destination which a link leads into /proc" "$inside_proc"
plain
mount_too /way-in/kernel tmpfs tmpfs
refused "and below it" "$inside_proc"
rm "$rootfs/way-in"
ln -s /proc/meminfo "$rootfs/way-in"
plain
mount_too /way-in bind "$work/mine" bind
refused "even to what may be covered by its name" "$inside_proc"
rm "$rootfs/way-in"
plain
for name in meminfo uptime; do mount_too /proc/$name bind "$work/mine" bind; done
run_inside read /proc/meminfo read /proc/uptime
is "what lxcfs covers may be" "$status $(answer 'read /proc/meminfo') $(answer 'read /proc/uptime')" "0 mine mine"

done_testing
