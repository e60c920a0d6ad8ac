#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# mounts[].uidMappings and gidMappings, idmap and ridmap: files on a mount have other owners inside than outside.
. "${0%/*}/lib.sh"
[ "$(id -u)" -eq 0 ] || skip_all "needs root"

bundle idmap
chmod 711 "$work" "$bundle"
mkdir "$work/volume"
mount -t tmpfs "$mark" "$work/volume"
mkdir "$work/volume/sub"
mount -t tmpfs "$mark" "$work/volume/sub"
for file in file sub/file; do echo text >"$work/volume/$file"; done
chown 1000:2000 "$work/volume" "$work/volume/sub" "$work/volume/file" "$work/volume/sub/file"
# mount_too DESTINATION MAPPINGS OPTION...: one more bind mount of the volume
# shellcheck disable=SC2016
mount_too() {
	config '.mounts += [{destination: $ARGS.positional[0], type: "bind", source: $source, options: $ARGS.positional[2:]} +
		($ARGS.positional[1] | fromjson)]' --arg source "$work/volume" --args -- "$@"
}
own='{"uidMappings": [{"containerID": 0, "hostID": 5, "size": 1}, {"containerID": 1000, "hostID": 7, "size": 10}],
	"gidMappings": [{"containerID": 2000, "hostID": 9, "size": 1}]}'
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
owner() { answer "stat $1" | cut -d' ' -f3,4; }

mount_too /mapped "$own" bind
run_inside stat /mapped/file
case $err in
*"Linux 5.12"* | *"does this file system map ids"*)
	umount "$work/volume/sub" "$work/volume"
	skip_all "this kernel maps no ids on tmpfs: $err"
	;;
esac
is "a mount with mappings of its own shows them" "$status $(owner /mapped/file)" "0 7 9"
config '.mounts[-1].options = ["rbind", "ro", "idmap"] | .process.user = {uid: 7, gid: 9}'
run_inside stat /mapped/file stat /mapped/sub/file write /mapped/new x mount /mapped
is "idmap maps the top" "$(owner /mapped/file)" "7 9"
is "not what is mounted below" "$(owner /mapped/sub/file)" "1000 2000"
is "with other options" "$(answer 'write /mapped/new x')" "error EROFS"
config '.mounts[-1].options = ["rbind", "ridmap"]'
run_inside stat /mapped/file stat /mapped/sub/file write /mapped/file changed write /mapped/made x
is "ridmap maps both" "$(owner /mapped/file) $(owner /mapped/sub/file)" "7 9 7 9"
is "the user that it shows may write" "$(answer 'write /mapped/file changed') $(answer 'write /mapped/made x')" "ok ok"
is "and makes files of the source's ids" "$(stat -c '%u %g' "$work/volume/made") $(cat "$work/volume/file")" "1000 2000 changed"
is "the source is as it was" "$(stat -c '%u %g' "$work/volume/file")" "1000 2000"

# --- in a user namespace -----------------------------------------------------------------------------------
plain
config '.linux.namespaces += [{type: "user"}] | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] |
	.linux.gidMappings = .linux.uidMappings'
chown -R 100000:100000 "$bundle/rootfs"
cp "$bundle/config.json" "$work/plain.json"
mount_too /mapped '{}' rbind ridmap
mount_too /plain '{}' rbind
run_inside stat /mapped/file stat /mapped/sub/file stat /plain/file
is "without mappings of its own it has the container's" "$status $(owner /mapped/file) $(owner /mapped/sub/file)" "0 1000 2000 1000 2000"
is "beside it the files are nobody's" "$(owner /plain/file)" "65534 65534"
plain
mount_too /mapped '{"uidMappings": [{"containerID": 1000, "hostID": 100003, "size": 1}],
	"gidMappings": [{"containerID": 2000, "hostID": 100004, "size": 1}]}' bind
run_inside stat /mapped/file
is "others are those of the host" "$(owner /mapped/file)" "3 4"

# --- errors ------------------------------------------------------------------------------------------------
mount_too /half '{"uidMappings": [{"containerID": 0, "hostID": 5, "size": 1}]}' bind
fails "only one of the two" 'mounts\[8\]: uidMappings and gidMappings' runlxc run --bundle "$bundle" "$id"
plain
mount_too /bad "$own" bind
config '.mounts[-1] += {type: "tmpfs", options: []}'
fails "something else than a bind mount" 'mounts\[7\].options: .*only supported for bind-mounts' runlxc run --bundle "$bundle" "$id"
plain
mount_too /proc-source "$own" bind
config '.mounts[-1].source = "/proc"'
fails "a file system that maps none" 'mounts\[7\] \(/proc-source\): uidMappings: mount_setattr /proc.*(I|i)nvalid argument' \
	runlxc run --bundle "$bundle" "$id"
plain
config 'del(.linux.uidMappings, .linux.gidMappings) | .linux.namespaces |= map(select(.type != "user"))'
mount_too /no "{}" bind idmap
fails "idmap with nothing to take mappings from" 'mounts\[7\]: idmap needs mappings' runlxc run --bundle "$bundle" "$id"
umount "$work/volume/sub" "$work/volume"

done_testing
