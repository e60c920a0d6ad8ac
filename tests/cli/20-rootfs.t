#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# root.path and readonly, host and domain name, sysctl, masked and read-only paths, rootfsPropagation.
. "${0%/*}/lib.sh"

bundle rootfs

# --- where the root is -------------------------------------------------------------------------------------
touch "$bundle/rootfs/this-one"
run_inside exists /this-one list / mount /
is "the container's root is the bundle's" "$(answer 'exists /this-one')" yes
is "and holds nothing of ours" "$(answer 'list /' | tr '\n' ' ')" "bin dev etc proc sys this-one tmp "
args /bin/inside exists /this-one
mv "$bundle" "$work/other name"
capture sh -c "cd '$work/other name' && exec '$RUNLXC' --root '$work/state' run '$id'"
is "the bundle is the current directory unless told; its name may hold blanks" "$(answer 'exists /this-one')" yes
mv "$work/other name" "$bundle"
capture sh -c "cd '$work' && exec '$RUNLXC' --root state run -b rootfs '$id'"
is "a relative --bundle and a relative --root" "$(answer 'exists /this-one')" yes
ln -s "$bundle" "$work/by-link"
capture runlxc run --bundle "$work/by-link" "$id"
is "a bundle by symbolic link" "$(answer 'exists /this-one')" yes
mv "$bundle/rootfs" "$work/elsewhere"
ln -s ../elsewhere "$bundle/rootfs"
capture runlxc run --bundle "$bundle" "$id"
is "a root file system by symbolic link" "$(answer 'exists /this-one')" yes
rm "$bundle/rootfs"
# shellcheck disable=SC2016
config '.root.path = $path' --arg path "$work/elsewhere"
capture runlxc run --bundle "$bundle" "$id"
is "an absolute root.path" "$(answer 'exists /this-one')" yes
mv "$work/elsewhere" "$bundle/the root"
config '.root.path = "the root"'
capture runlxc run --bundle "$bundle" "$id"
is "a relative one with a blank" "$(answer 'exists /this-one')" yes
mv "$bundle/the root" "$bundle/rootfs"
config '.root.path = "./rootfs/../rootfs/"'
capture runlxc run --bundle "$bundle" "$id"
is "one written in a roundabout way" "$(answer 'exists /this-one')" yes
config '.root.path = "rootfs"'

# --- read-only ---------------------------------------------------------------------------------------------
run_inside write /written text mkdir /made mount /
is "a writable root can be written" "$(answer 'write /written text') $(answer 'mkdir /made')" "ok ok"
is "which is seen outside" "$(cat "$bundle/rootfs/written")" text
config '.root.readonly = true'
run_inside write /again text mkdir /tmp/made write /dev/shm/x y mkdir /dev/made mount / mount /dev
is "a read-only root can not" "$(answer 'write /again text') $(answer 'mkdir /tmp/made')" "error EROFS error EROFS"
like "its mount says so" "$(answer 'mount /')" '^/ [^ ]* ro[, ]'
is "the tmpfs below it are as they were" "$(answer 'write /dev/shm/x y') $(answer 'mkdir /dev/made')" "ok ok"
mkdir "$work/volume"
# shellcheck disable=SC2016
config '.mounts += [{destination: "/new/volume", type: "bind", source: $source, options: ["rbind", "rw"]}]' --arg source "$work/volume"
config '.process.cwd = "/new/cwd"'
run_inside write /new/volume/x text cwd
is "mount points and cwd are made in a read-only root too" "$(answer 'write /new/volume/x text') $(answer cwd)" "ok /new/cwd"
config '.root.readonly = false | .mounts |= map(select(.destination != "/new/volume")) | .process.cwd = "/"'
is "the root file system outside is still writable" "$(touch "$bundle/rootfs/x" && echo yes)" yes

# --- names -------------------------------------------------------------------------------------------------
host=$(uname -n) domain=$(cat /proc/sys/kernel/domainname)
config '.hostname = "kermit.example"'
run_inside hostname
is "hostname" "$(answer hostname)" kermit.example
config 'del(.hostname)'
run_inside hostname domainname
is "without one, the host's" "$(answer hostname) $(answer domainname)" "$host $domain"
config '.hostname = "a" | .domainname = "muppets.example"'
run_inside hostname domainname sysctl kernel.domainname
is "domainname" "$(answer domainname) $(answer 'sysctl kernel.domainname')" "muppets.example muppets.example"
is "a name of one letter" "$(answer hostname)" a
config 'del(.domainname) | .hostname = "'"$(printf '%064d' 0 | tr 0 h)"'"'
run_inside hostname
is "the longest hostname" "$(answer hostname)" "$(printf '%064d' 0 | tr 0 h)"
is "the host keeps its own names" "$(uname -n) $(cat /proc/sys/kernel/domainname)" "$host $domain"

# --- sysctl ------------------------------------------------------------------------------------------------
host=$(cat /proc/sys/kernel/shmmax /proc/sys/net/ipv4/ip_forward /proc/sys/fs/mqueue/msg_max)
config '.linux.sysctl = {"kernel.shmmax": "1234567", "kernel.msgmax": "4321", "kernel.sem": "33 4224 34 35",
	"fs.mqueue.msg_max": "13", "net.ipv4.ip_forward": "1", "net.ipv4.conf.lo.forwarding": "0",
	"net/ipv4/ip_default_ttl": "55"}'
run_inside sysctl kernel.shmmax sysctl kernel.msgmax sysctl kernel.sem sysctl fs.mqueue.msg_max sysctl net.ipv4.ip_forward \
	sysctl net.ipv4.ip_default_ttl sysctl net.ipv4.conf.lo.forwarding write /proc/sys/kernel/shmmax 7
is "sysctl of the ipc namespace" "$(answer 'sysctl kernel.shmmax') $(answer 'sysctl kernel.msgmax')" "1234567 4321"
is "a value of several words" "$(answer 'sysctl kernel.sem' | tr '?' ' ')" "33 4224 34 35"
is "sysctl of message queues" "$(answer 'sysctl fs.mqueue.msg_max')" 13
is "sysctl of the network" "$(answer 'sysctl net.ipv4.ip_forward') $(answer 'sysctl net.ipv4.conf.lo.forwarding')" "1 0"
is "a sysctl spelled with slashes" "$(answer 'sysctl net.ipv4.ip_default_ttl')" 55
is "set although /proc/sys is one of readonlyPaths" "$(answer 'write /proc/sys/kernel/shmmax 7')" "error EROFS"
is "the host keeps its own values" \
	"$(cat /proc/sys/kernel/shmmax /proc/sys/net/ipv4/ip_forward /proc/sys/fs/mqueue/msg_max)" "$host"
config '.linux.sysctl = {"net.ipv4.ip_forward": "nonsense"}'
fails "a value that the kernel refuses is an error" "linux.sysctl.*(I|i)nvalid argument" runlxc run --bundle "$bundle" "$id"
config '.linux.sysctl = {"net.no_such_thing": "1"}'
fails "so is one that does not exist" "linux.sysctl.*(N|n)o such file or directory.*no_such_thing" \
	runlxc run --bundle "$bundle" "$id"
config 'del(.linux.sysctl)'

# --- masked and read-only paths ----------------------------------------------------------------------------
mkdir -p "$bundle/rootfs/secrets" "$bundle/rootfs/fixed/below"
echo secret | tee "$bundle/rootfs/secrets/a" "$bundle/rootfs/secret file" >"$bundle/rootfs/fixed/below/a"
config '.linux.maskedPaths = ["/secrets", "/secret file", "/proc/timer_list", "/not/there", "/secret file/not/there"] |
	.linux.readonlyPaths = ["/fixed", "/proc/sys", "/nor/there"]'
run_inside list /secrets read "/secret file" stat "/secret file" write "/secret file" x mkdir /secrets/x read /proc/timer_list \
	exists /not read /fixed/below/a write /fixed/below/a x mkdir /fixed/x write /proc/sys/kernel/msgmax 1 write /open x mount /fixed \
	mount /proc/sys
is "a masked directory is empty" "$(answer 'list /secrets')" ""
is "and stays so" "$(answer 'mkdir /secrets/x')" "error EROFS"
is "a masked file is the null device" "$(answer 'read /secret file') $(answer 'stat /secret file' | cut -d' ' -f1,5)" " c 1:3"
is "what is written to it is gone" "$(answer 'write /secret file x') $(cat "$bundle/rootfs/secret file")" "ok secret"
is "a masked file of proc" "$(answer 'read /proc/timer_list')" ""
is "masked paths that are missing are not made" "$(answer 'exists /not')" no
is "a read-only path can be read" "$(answer 'read /fixed/below/a')" secret
is "not written" "$(answer 'write /fixed/below/a x') $(answer 'mkdir /fixed/x')" "error EROFS error EROFS"
is "nor can one of proc" "$(answer 'write /proc/sys/kernel/msgmax 1')" "error EROFS"
like "which keeps the flags of what it covers" "$(answer 'mount /proc/sys')" '^/proc/sys /sys ro[, ]'
is "what is not named is writable" "$(answer 'write /open x')" ok
config '.linux.maskedPaths = [] | .linux.readonlyPaths = []'
run_inside read "/secret file" write /proc/sys/kernel/msgmax 999 sysctl kernel.msgmax
is "without the lists nothing is covered" "$(answer 'read /secret file') $(answer 'sysctl kernel.msgmax')" "secret 999"

# --- propagation of the root -------------------------------------------------------------------------------
mkdir "$work/shared"
mount -t tmpfs "$mark" "$work/shared"
mount --make-shared "$work/shared"
cp -a "$bundle" "$work/shared/bundle"
bundle=$work/shared/bundle
for word in private rprivate unbindable runbindable slave rslave; do
	# shellcheck disable=SC2016
	config '.linux.rootfsPropagation = $word' --arg word "$word"
	run_inside mount /
	case $word in
	*slave) wanted=master ;;
	*) wanted=${word#r} ;;
	esac
	is "rootfsPropagation $word" "$(answer 'mount /' | cut -d' ' -f4)" "$wanted"
done
config 'del(.linux.rootfsPropagation)'
run_inside mount /
is "without it a slave, as with runc" "$(answer 'mount /' | cut -d' ' -f4)" master
umount "$work/shared"

done_testing
