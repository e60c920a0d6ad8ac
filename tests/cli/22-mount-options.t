#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Mount options one by one, on new file systems and on bind mounts; their recursive forms; propagation per mount.
. "${0%/*}/lib.sh"

bundle options
mkdir -p "$work/source/top"
mount -t tmpfs "$mark" "$work/source"
mkdir "$work/source/sub" "$work/source/dir"
mount -t tmpfs "$mark" "$work/source/sub"
echo text | tee "$work/source/file" >"$work/source/sub/file"
chmod 666 "$work/source/file"
ln -s file "$work/source/link"
cp "$INSIDE" "$work/source/as-root"
cp "$INSIDE" "$work/source/sub/as-root"
chmod 4755 "$work/source/as-root" "$work/source/sub/as-root"
mknod -m 666 "$work/source/zero" c 1 5
mknod -m 666 "$work/source/sub/zero" c 1 5
config '.process.noNewPrivileges = false | .process.capabilities.bounding += ["CAP_SETUID"]'
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
# mount_too DESTINATION TYPE SOURCE OPTION...: one more in mounts[]
# shellcheck disable=SC2016
mount_too() {
	config '.mounts += [{destination: $ARGS.positional[0], type: $ARGS.positional[1], source: $ARGS.positional[2],
		options: $ARGS.positional[3:]}]' --args -- "$@"
}
flags() { answer "mount $1" | cut -d' ' -f3; }
propagation() { answer "mount $1" | cut -d' ' -f4; }
# has NAME DESTINATION WORD, lacks NAME DESTINATION WORD: among the flags of the mount
has() { like "$1" ",$(flags "$2")," ",$3,"; }
lacks() { unlike "$1" ",$(flags "$2")," ",$3,"; }

# --- flags, by what the kernel reports ---------------------------------------------------------------------
words="ro nosuid nodev noexec noatime nodiratime" nosymfollow=nosymfollow
mount_too /closed tmpfs tmpfs nosymfollow
run_inside
case $err in
*'(/closed): options: nosymfollow needs Linux 5.10'*)
	pass "nosymfollow is refused where the kernel would ignore it"
	nosymfollow=
	;;
*) is "nosymfollow is not refused by this kernel" "$status $err" "0 " ;;
esac
plain
words="$words $nosymfollow"
set --
for word in $words; do
	mount_too "/bind-$word" bind "$work/source" bind "$word"
	mount_too "/new-$word" tmpfs tmpfs "$word"
	set -- "$@" mount "/bind-$word" mount "/new-$word"
done
run_inside "$@"
for word in $words; do
	has "$word, of a bind mount" "/bind-$word" "$word"
	has "$word, of a new one" "/new-$word" "$word"
done
is "a bind mount with one flag has only that" "$(flags /bind-nodev)" rw,nodev,relatime
is "the source keeps its own" "$(awk -v at="$work/source" '$5 == at { print $6 }' /proc/self/mountinfo)" rw,relatime
plain
mount_too /strict-new tmpfs tmpfs strictatime
mount_too /strict-bind bind "$work/source" bind strictatime
mount_too /sync tmpfs tmpfs sync dirsync
mount_too /opposites tmpfs tmpfs ro nosuid nodev noexec noatime rw suid dev exec atime
mount_too /defaults tmpfs tmpfs defaults
mount_too /later-wins bind "$work/source" bind ro rw nosuid
mount_too /several bind "$work/source" rbind ro nosuid nodev noexec noatime
run_inside mount /strict-new mount /strict-bind mount /sync mount /opposites mount /defaults mount /later-wins mount /several
lacks "strictatime, of a new one" /strict-new relatime
lacks "strictatime, of a bind mount" /strict-bind relatime
like "sync and dirsync are the file system's" "$(answer 'mount /sync')" ' rw,sync,dirsync[^ ]*$'
is "the opposite of a flag takes it back" "$(flags /opposites)" rw,relatime
is "defaults changes nothing" "$(flags /defaults)" rw,relatime
is "the later word wins, in a bind mount too" "$(flags /later-wins)" rw,nosuid,relatime
is "several together" "$(flags /several)" ro,nosuid,nodev,noexec,noatime
plain

# --- flags, by what they do --------------------------------------------------------------------------------
mount_too /open bind "$work/source" bind
mount_too /closed bind "$work/source" bind ro nosuid nodev ${nosymfollow:-}
mount_too /no-exec bind "$work/source" bind noexec
config '.process.user = {uid: 1000, gid: 1000}'
run_inside open /open/zero r open /closed/zero r write /open/file text write /closed/file text read /open/link read /closed/link \
	exec /no-exec/as-root uid
is "dev: a device can be opened" "$(answer 'open /open/zero r')" ok
is "nodev: it can not" "$(answer 'open /closed/zero r')" "error EACCES"
is "ro: nothing is written" "$(answer 'write /closed/file text')" "error EROFS"
is "symbolic links are followed" "$(answer 'read /open/link')" text
[ -z "$nosymfollow" ] || is "nosymfollow: they are not" "$(answer 'read /closed/link')" "error ELOOP"
is "noexec: nothing is executed" "$(answer 'exec /no-exec/as-root uid')" "error EACCES"
run_inside exec /open/as-root uid
is "suid: a set-user-id program has its owner's power" "$(answer uid)" "real 1000 effective 0 saved 0"
run_inside exec /closed/as-root uid
is "nosuid: it has not" "$(answer uid)" 1000
plain

# --- recursive ---------------------------------------------------------------------------------------------
mount_too /tree bind "$work/source" rbind ro
run_inside mount /tree mount /tree/sub write /tree/sub/file text
is "ro is for the top of a tree" "$(flags /tree) $(flags /tree/sub)" "ro,relatime rw,relatime"
plain
# mount_setattr(2), Linux 5.12
mount_too /tree bind "$work/source" rbind rro
args /bin/inside mount /tree mount /tree/sub
capture runlxc run --bundle "$bundle" "$id"
if printf '%s' "$err" | grep -q 'mount_setattr'; then
	skip "recursive options" "this kernel has no mount_setattr: ${err##*: }"
else
	run_inside mount /tree mount /tree/sub write /tree/sub/file text
	is "rro is for the whole of it" "$(flags /tree) $(flags /tree/sub)" "ro,relatime ro,relatime"
	is "and holds below" "$(answer 'write /tree/sub/file text')" "error EROFS"
	for word in rnosuid rnodev rnoexec rnoatime rnodiratime rnosymfollow; do
		plain
		mount_too /tree bind "$work/source" rbind "$word"
		run_inside mount /tree mount /tree/sub
		like "$word" ",$(flags /tree), ,$(flags /tree/sub)," ",${word#r},.* .*,${word#r},"
	done
	plain
	mount_too /tree bind "$work/source" rbind rro rnosuid rrw rstrictatime
	run_inside mount /tree mount /tree/sub
	is "recursive words together, and taken back" "$(flags /tree) $(flags /tree/sub)" "rw,nosuid rw,nosuid"
fi
is "the source is as it was" "$(awk -v at="$work/source/sub" '$5 == at { print $6 }' /proc/self/mountinfo)" rw,relatime
plain

# --- propagation -------------------------------------------------------------------------------------------
mount --make-rshared "$work/source"
for word in private rprivate slave rslave unbindable runbindable; do
	mount_too "/$word" bind "$work/source" rbind "$word"
done
mount_too /default bind "$work/source" rbind
mount_too /tmpfs-unbindable tmpfs tmpfs unbindable
run_inside mount /private mount /private/sub mount /rprivate mount /rprivate/sub mount /slave mount /slave/sub mount /rslave \
	mount /rslave/sub mount /unbindable mount /runbindable mount /runbindable/sub mount /default mount /tmpfs-unbindable
is "private" "$(propagation /private)" private
is "rprivate" "$(propagation /rprivate) $(propagation /rprivate/sub)" "private private"
is "private is for the top only" "$(propagation /private/sub)" master
is "slave" "$(propagation /slave)" master
is "rslave" "$(propagation /rslave) $(propagation /rslave/sub)" "master master"
is "unbindable" "$(propagation /unbindable) $(propagation /tmpfs-unbindable)" "unbindable unbindable"
is "runbindable" "$(propagation /runbindable) $(propagation /runbindable/sub)" "unbindable unbindable"
plain
for word in shared rshared; do
	plain
	mount_too /shared bind "$work/source" rbind "$word"
	args /bin/inside mount /shared
	capture runlxc run --bundle "$bundle" "$id"
	is "$word" "$status $(propagation /shared)" "0 shared,master"
done
plain

# What is mounted on the host later comes through where it shall, and only there.
mount_too /private bind "$work/source" rbind rprivate
mount_too /slave bind "$work/source" rbind rslave
args /bin/inside mount /private/dir mount /slave/dir
create
mount -t tmpfs later "$work/source/dir"
start_and_hear
like "a later mount of the host arrives in a slave" "$(answer 'mount /slave/dir')" ' tmpfs later '
is "not where it is private" "$(answer 'mount /private/dir')" none
runlxc delete "$id"
umount "$work/source/dir"
is "nothing of the container's mounts came out" "$(awk -v at="$work/source" 'index($5, at) == 1' /proc/self/mountinfo | wc -l)" 2
umount -R "$work/source"

done_testing
