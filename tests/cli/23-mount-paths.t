#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Destinations are looked up inside the container's root: links of the image, odd names, and no way out.
. "${0%/*}/lib.sh"

bundle paths
mkdir -p "$work/volume/sub"
echo outside | tee "$work/volume/file" >"$work/volume/sub/file"
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
# mount_too DESTINATION TYPE SOURCE OPTION...: one more in mounts[]
# shellcheck disable=SC2016
mount_too() {
	config '.mounts += [{destination: $ARGS.positional[0], type: $ARGS.positional[1], source: $ARGS.positional[2],
		options: $ARGS.positional[3:]}]' --args -- "$@"
}
host_view() { find "$work" /run /var/run -maxdepth 1 -newer "$work/plain.json" ! -path "$work*" -name "*$mark*"; }

# --- links in the image ------------------------------------------------------------------------------------
mkdir -p "$bundle/rootfs/run" "$bundle/rootfs/var" "$bundle/rootfs/a/b/c" "$bundle/rootfs/real"
ln -s /run "$bundle/rootfs/var/run"
ln -s ../real "$bundle/rootfs/var/relative"
ln -s /var/relative "$bundle/rootfs/chain"
ln -s ../../../../../../real "$bundle/rootfs/a/b/c/up"
ln -s /real/not/yet/there "$bundle/rootfs/dangling"
touch "$bundle/rootfs/real/target"
ln -s /real/target "$bundle/rootfs/file-link"
ln -s loop-b "$bundle/rootfs/loop-a"
ln -s loop-a "$bundle/rootfs/loop-b"
mount_too /var/run/volume bind "$work/volume" rbind
mount_too /var/relative/one bind "$work/volume" rbind
mount_too /chain/two tmpfs tmpfs size=8k
mount_too /a/b/c/up/three bind "$work/volume/file" bind
mount_too /file-link bind "$work/volume/file" bind ro
run_inside read /run/volume/file mount /run/volume mount /real/one mount /real/two read /real/three mount /real/target readlink /file-link \
	readlink /var/run
is "an absolute link is the container's" "$(answer 'read /run/volume/file')" outside
like "the mount is where it leads" "$(answer 'mount /run/volume')" '^/run/volume /'
like "a relative link" "$(answer 'mount /real/one')" '^/real/one /'
like "a link to a link" "$(answer 'mount /real/two')" ' tmpfs tmpfs .*size=8k'
is "a link that climbs above the root stays below it" "$(answer 'read /real/three')" outside
like "a file that is a link: its target is covered" "$(answer 'mount /real/target')" '^/real/target / *[^ ]* ro,|^/real/target [^ ]* ro,'
is "links stay links" "$(answer 'readlink /file-link') $(answer 'readlink /var/run')" "/real/target /run"
is "nothing of it came about on the host" "$(host_view)" ""
plain
mount_too /dangling bind "$work/volume" rbind
run_inside read /dangling/file mount /real/not/yet/there
is "a link to nothing yet: the directory is made where it points" "$(answer 'read /dangling/file')" outside
like "inside the container" "$(answer 'mount /real/not/yet/there')" '^/real/not/yet/there '
plain
mount_too /loop-a/x tmpfs tmpfs
fails "links in a circle are an error" 'mounts\[7\] \(/loop-a/x\): .*(T|t)oo many levels of symbolic links' \
	runlxc run --bundle "$bundle" "$id"
plain

# --- ways out ----------------------------------------------------------------------------------------------
mkdir "$work/host-side"
climb=../../../../../../../../../..
ln -s "$climb$work/host-side" "$bundle/rootfs/climbing"
ln -s "$work/host-side" "$bundle/rootfs/absolute"
ln -s /proc/1/root "$bundle/rootfs/magic"
ln -s / "$bundle/rootfs/to-root"
mount_too "/climbing/x" bind "$work/volume" rbind
mount_too "/absolute/y" bind "$work/volume" rbind
mount_too "/../..$work/host-side/z" tmpfs tmpfs
mount_too "/real/../../../real/four" bind "$work/volume/file" bind
run_inside read "$work/host-side/x/file" read "$work/host-side/y/file" mount "$work/host-side/z" read /real/four
is "a link to ../../.. of the host's is the container's own path" "$(answer "read $work/host-side/x/file")" outside
is "so is an absolute one" "$(answer "read $work/host-side/y/file")" outside
like "and a destination with .." "$(answer "mount $work/host-side/z")" "^$work/host-side/z "
is "which is looked up, not cut" "$(answer 'read /real/four')" outside
is "on the host nothing was made" "$(find "$work/host-side" | wc -l)" 1
is "and nothing mounted" "$(awk -v at="$work/host-side" 'index($5, at) == 1' /proc/self/mountinfo)" ""
for destination in / /. /to-root /real/..; do
	plain
	mount_too "$destination" tmpfs tmpfs
	fails "a mount over the root itself is refused ($destination)" 'mounts\[7\] .*root' runlxc run --bundle "$bundle" "$id"
done
plain
mount_too "/magic$work/host-side/m" tmpfs tmpfs
args /bin/inside pid
capture runlxc run --bundle "$bundle" "$id"
is "a link into /proc/1/root leads nowhere else" "$(find "$work/host-side" | wc -l)" 1
plain
# The image's /dev/pts and /proc as links, against which CVE-2019-16884 and others went.
mv "$bundle/rootfs/proc" "$bundle/rootfs/proc-moved"
ln -s /proc-moved "$bundle/rootfs/proc"
args /bin/inside mount /proc mount /proc-moved pid
capture runlxc run --bundle "$bundle" "$id"
if [ "$status" -eq 0 ]; then
	like "proc over a link of the image is where the link leads, in the container" "$(answer 'mount /proc-moved')$out" 'proc'
else
	like "proc over a link of the image is refused" "$err" 'mounts\[0\] \(/proc\)'
fi
rm "$bundle/rootfs/proc"
mv "$bundle/rootfs/proc-moved" "$bundle/rootfs/proc"

# --- odd names ---------------------------------------------------------------------------------------------
mkdir -p "$work/vol ume's \"dir\""
echo odd >"$work/vol ume's \"dir\"/file"
tab=$(printf '\t')
mount_too "/with blanks/and${tab}tab" bind "$work/vol ume's \"dir\"" rbind
mount_too "/back\\slash" tmpfs tmpfs size=12k
mount_too "/ünï→" bind "$work/volume" rbind
mount_too "/ends/with/slash/" tmpfs tmpfs size=16k
mount_too "//double///slashes" tmpfs tmpfs size=20k
mount_too "/dotted/./way/../way" tmpfs tmpfs size=24k
mount_too "/with#hash=and,comma" tmpfs tmpfs size=28k
run_inside read "/with blanks/and${tab}tab/file" mount '/back\134slash' read /ünï→/file mount /ends/with/slash mount /double/slashes \
	mount /dotted/way mount "/with#hash=and,comma" mount '/with\043hash=and,comma'
is "blanks, tabs and quotes" "$(printf '%s\n' "$out" | sed -n 's/^read .with blanks.*file=//p')" odd
like "a backslash" "$(printf '%s\n' "$out" | grep 'slash=/back')" 'size=12k'
is "letters that are not ASCII" "$(answer 'read /ünï→/file')" outside
like "a slash at the end" "$(answer 'mount /ends/with/slash')" 'size=16k'
like "slashes twice" "$(answer 'mount /double/slashes')" 'size=20k'
like "dots on the way" "$(answer 'mount /dotted/way')" 'size=24k'
like "signs that mean something to fstab" "$(printf '%s\n' "$out" | grep hash)" 'size=28k'
plain

# --- mount points and sources ------------------------------------------------------------------------------
touch "$bundle/rootfs/is-file"
mkdir "$bundle/rootfs/is-dir"
mount_too /is-file bind "$work/volume" rbind
fails "a directory on a file is an error" 'mounts\[7\] \(/is-file\): .*(N|n)ot a directory' runlxc run --bundle "$bundle" "$id"
plain
mount_too /is-dir bind "$work/volume/file" bind
fails "a file on a directory is an error" 'mounts\[7\] \(/is-dir\): .*(I|i)s a directory|mounts\[7\] \(/is-dir\): .*(N|n)ot a directory' \
	runlxc run --bundle "$bundle" "$id"
plain
mount_too /is-file/below tmpfs tmpfs
fails "a destination below a file is an error" 'mounts\[7\] \(/is-file/below\): .*(N|n)ot a directory' runlxc run --bundle "$bundle" "$id"
plain
mount_too /volume bind "$work/absent" rbind
fails "a source that does not exist is an error" "mounts\[7\] \(/volume\): .*$work/absent: (N|n)o such file or directory" \
	runlxc run --bundle "$bundle" "$id"
plain
ln -s volume "$work/link-to-volume"
mount_too /volume bind "$work/link-to-volume" rbind
run_inside read /volume/file
is "a source that is a link is what it points to" "$(answer 'read /volume/file')" outside
plain
mount_too /deep/er/and/deeper/file bind "$work/volume/file" bind
run_inside read /deep/er/and/deeper/file stat /deep stat /deep/er/and/deeper
is "all of the way to a mount point is made" "$(answer 'read /deep/er/and/deeper/file')" outside
like "for root, and all may pass" "$(answer 'stat /deep') $(answer 'stat /deep/er/and/deeper')" '^d 0755 0 0 .* d 0755 0 0 '

done_testing
