#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every kind of mount that engines ask for, seen from inside: the kernel's file systems, tmpfs, bind of files and trees.
. "${0%/*}/lib.sh"

bundle mounts
mkdir -p "$work/volume/below"
echo outside | tee "$work/volume/file" >"$work/volume/below/file"
# mount DESTINATION TYPE SOURCE OPTION...: one more in mounts[]
# shellcheck disable=SC2016
mount_too() {
	config '.mounts += [{destination: $ARGS.positional[0], type: $ARGS.positional[1], source: $ARGS.positional[2],
		options: $ARGS.positional[3:]}]' --args -- "$@"
}
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
super() { answer "mount $1" | cut -d' ' -f7; }

# --- the kernel's file systems -----------------------------------------------------------------------------
run_inside mount /proc mount /sys mount /dev mount /dev/pts mount /dev/shm mount /dev/mqueue read /proc/1/comm exists /sys/kernel \
	write /sys/kernel/x y stat /dev stat /dev/shm stat /dev/pts/ptmx write /dev/shm/x y write /dev/mqueue/q y exec /dev/shm/x
like "proc" "$(answer 'mount /proc')" '^/proc / rw,relatime [^ ]* proc proc '
is "it is that of the container's pid namespace" "$(answer 'read /proc/1/comm')" inside
like "sysfs, read-only" "$(answer 'mount /sys')" '^/sys / ro,nosuid,nodev,noexec,relatime [^ ]* sysfs sysfs '
is "and real" "$(answer 'exists /sys/kernel')" yes
like "tmpfs at /dev" "$(answer 'mount /dev')" '^/dev / rw,nosuid [^ ]* tmpfs tmpfs rw,size=65536k,mode=755'
like "devpts with the options" "$(answer 'mount /dev/pts')" '^/dev/pts / rw,nosuid,noexec,relatime [^ ]* devpts devpts rw,gid=5,mode=620,ptmxmode=666'
like "whose ptmx all may open" "$(answer 'stat /dev/pts/ptmx')" '^c 0666 0 0 5:2 '
like "/dev/shm, named as its source" "$(answer 'mount /dev/shm')" '^/dev/shm / rw,nosuid,nodev,noexec,relatime [^ ]* tmpfs shm rw,size=65536k'
like "with its mode" "$(answer 'stat /dev/shm')" '^d 1777 0 0 '
is "and writable" "$(answer 'write /dev/shm/x y')" ok
like "mqueue" "$(answer 'mount /dev/mqueue')" '^/dev/mqueue / rw,nosuid,nodev,noexec,relatime [^ ]* mqueue mqueue '

# --- cgroup ------------------------------------------------------------------------------------------------
config '(.mounts[] | select(.destination == "/sys/fs")) |= {destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup",
	options: ["ro", "nosuid", "nodev", "noexec", "relatime"]}'
config '.linux.resources.memory.limit = 33554432'
inside_cgroup="read /sys/fs/cgroup/memory/memory.limit_in_bytes read /sys/fs/cgroup/devices/tasks mount /sys/fs/cgroup
	mount /sys/fs/cgroup/memory write /sys/fs/cgroup/memory/memory.limit_in_bytes 1 mkdir /sys/fs/cgroup/devices/x
	list /sys/fs/cgroup mkdir /sys/fs/cgroup/x"
if grep -q ' - cgroup .*\<memory\>' /proc/self/mountinfo; then
	# shellcheck disable=SC2086
	run_inside $inside_cgroup
	is "cgroup: the container's own, by controller" "$(answer 'read /sys/fs/cgroup/memory/memory.limit_in_bytes')" 33554432
	is "with itself in it" "$(answer 'read /sys/fs/cgroup/devices/tasks')" 1
	like "read-only" "$(answer 'mount /sys/fs/cgroup/memory')" '^/sys/fs/cgroup/memory [^ ]* ro,nosuid,nodev,noexec,relatime '
	is "so that nothing can be changed" "$(answer 'write /sys/fs/cgroup/memory/memory.limit_in_bytes 1') $(answer 'mkdir /sys/fs/cgroup/devices/x')" \
		"error EROFS error EROFS"
	is "nor anything be added beside" "$(answer 'mkdir /sys/fs/cgroup/x')" "error EROFS"
	if kernel_has "cgroup namespace"; then
		cp "$bundle/config.json" "$work/saved.json"
		config '.linux.namespaces += [{type: "cgroup"}]'
		# shellcheck disable=SC2086
		run_inside $inside_cgroup cgroup
		is "the same in a cgroup namespace" "$(answer 'read /sys/fs/cgroup/memory/memory.limit_in_bytes')" 33554432
		like "which starts at the container's" "$(answer cgroup)" ':memory:/$'
		cp "$work/saved.json" "$bundle/config.json"
	else
		skip "the same in a cgroup namespace" "this kernel has none"
	fi
	config '.mounts |= map(if .type == "cgroup" then .options -= ["ro"] else . end)'
	# shellcheck disable=SC2086
	run_inside mkdir /sys/fs/cgroup/devices/x remove /sys/fs/cgroup/devices/x
	is "writable where it is not asked to be read-only" "$(answer 'mkdir /sys/fs/cgroup/devices/x')" ok
else
	skip "cgroup" "no memory controller on cgroup v1 here"
fi
plain

# --- tmpfs -------------------------------------------------------------------------------------------------
mkdir -m 1777 "$bundle/rootfs/sticky"
mkdir -m 750 "$bundle/rootfs/full"
echo brought >"$bundle/rootfs/full/file"
ln -s file "$bundle/rootfs/full/link"
mkdir -m 715 "$bundle/rootfs/full/folder"
chown 5:6 "$bundle/rootfs/full/folder"
echo deep >"$bundle/rootfs/full/folder/deep"
chmod 604 "$bundle/rootfs/full/folder/deep"
mount_too /a tmpfs tmpfs mode=1750 size=128k uid=3 gid=4
mount_too /sticky tmpfs tmpfs
mount_too /read-only tmpfs some-name ro nr_inodes=100
mount_too /full tmpfs tmpfs tmpcopyup size=64k
run_inside mount /a stat /a write /a/x y stat /sticky mount /read-only write /read-only/x y stat /full list /full read /full/file \
	readlink /full/link stat /full/folder stat /full/folder/deep read /full/folder/deep write /full/file "changed" mount /full
like "tmpfs with size" "$(super /a)" 'size=128k'
like "mode, uid and gid" "$(answer 'stat /a')" '^d 1750 3 4 '
like "without a mode it has that of the directory it covers" "$(answer 'stat /sticky')" '^d 1777 0 0 '
is "a read-only one can not be written" "$(answer 'write /read-only/x y')" "error EROFS"
like "and is named by its source" "$(answer 'mount /read-only')" '^/read-only / ro,relatime [^ ]* tmpfs some-name [^ ]*nr_inodes=100'
is "tmpcopyup: what was below is there" "$(answer 'list /full' | tr '\n' ' ') $(answer 'read /full/file')" "file folder link  brought"
like "with modes and owners" "$(answer 'stat /full') $(answer 'stat /full/folder') $(answer 'stat /full/folder/deep')" \
	'^d 0750 0 0 .* d 0715 5 6 .* - 0604 0 0 '
is "links too, and what lies deeper" "$(answer 'readlink /full/link') $(answer 'read /full/folder/deep')" "file deep"
is "it is a copy" "$(answer 'write /full/file changed') $(cat "$bundle/rootfs/full/file")" "ok brought"
like "on a tmpfs" "$(answer 'mount /full')" ' tmpfs tmpfs .*size=64k'
plain

# --- bind --------------------------------------------------------------------------------------------------
mkdir "$work/volume/submount" "$bundle/relative"
mount -t tmpfs "$mark" "$work/volume/submount"
echo sub >"$work/volume/submount/file"
echo relative >"$bundle/relative/file"
mount_too /volume bind "$work/volume" bind
mount_too /tree bind "$work/volume" rbind
mount_too /etc/file none "$work/volume/file" bind
mount_too /etc/read-only bind "$work/volume/file" rbind ro
mount_too /null "" /dev/null bind
mount_too /relative bind relative rbind
mount_too /only-type bind "$work/volume"
run_inside read /volume/file read /volume/below/file list /volume/submount read /tree/submount/file mount /tree/submount read /etc/file \
	write /volume/new text write /etc/file "inside!" read /etc/read-only write /etc/read-only x stat /null read /relative/file \
	read /only-type/below/file stat /etc/file mount /volume
is "a directory is bound" "$(answer 'read /volume/file') $(answer 'read /volume/below/file')" "outside outside"
is "bind leaves out what is mounted below" "$(answer 'list /volume/submount')" ""
is "rbind brings it" "$(answer 'read /tree/submount/file')" sub
is "what is written inside is there outside" "$(answer 'write /volume/new text') $(cat "$work/volume/new")" "ok text"
is "a file is bound, its mount point made" "$(answer 'read /etc/file') $(head -c 7 "$work/volume/file")" "outside inside!"
is "bound read-only it can be read" "$(answer 'read /etc/read-only' | head -n 1)" "inside!"
is "not written" "$(answer 'write /etc/read-only x')" "error EROFS"
is "a device is bound, without a type" "$(answer 'stat /null' | cut -d' ' -f1,5)" "c 1:3"
is "a relative source is the bundle's" "$(answer 'read /relative/file')" relative
is "the type bind is enough" "$(answer 'read /only-type/below/file')" outside
ok "files and directories made as mount points stay in the image" test -f "$bundle/rootfs/etc/file" -a -d "$bundle/rootfs/volume"
umount "$work/volume/submount"
plain

# --- over each other, in order -----------------------------------------------------------------------------
mkdir -p "$work/two/inner"
echo two >"$work/two/which"
mount_too /data tmpfs tmpfs
mount_too /data/inner/deep tmpfs tmpfs size=8k
mount_too /data bind "$work/two" rbind
mount_too /data/inner tmpfs tmpfs size=16k
run_inside read /data/which mount /data/inner mounts exists /data/inner/deep
is "the later of two at one place is on top" "$(answer 'read /data/which')" two
like "and further ones are made in it" "$(super /data/inner)" 'size=16k'
is "in the order of the list" "$(answer mounts | awk '$1 ~ "^/data" { print $1 }' | tr '\n' ' ')" "/data /data/inner/deep /data /data/inner "
is "what they cover is covered" "$(answer 'exists /data/inner/deep')" no
plain
mount_too /proc/no-such tmpfs tmpfs size=4k
fails "a mount point that cannot be made is an error with number and place" 'mounts\[7\] \(/proc/no-such\): destination: .*(N|n)o such file' \
	runlxc run --bundle "$bundle" "$id"
plain
config 'del(.mounts)'
args /bin/inside pid uid
capture runlxc run --bundle "$bundle" "$id"
is "no mounts at all: not even proc is there" "$status $(answer pid) $(answer uid)" "0 1 0"
plain
mount_too /bad nosuchfs none
fails "a file system that the kernel does not know is an error" 'mounts\[7\] \(/bad\): .*nosuchfs.*(N|n)o such device' \
	runlxc run --bundle "$bundle" "$id"
plain
mount_too /bad tmpfs tmpfs size=nonsense
fails "data that the file system refuses is an error" 'mounts\[7\] \(/bad\): .*(I|i)nvalid argument' runlxc run --bundle "$bundle" "$id"

done_testing
