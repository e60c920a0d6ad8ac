#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# rootfsPropagation and shared mounts: what is mounted inside shows outside where the bundle asks for it, and nowhere else.
. "${0%/*}/lib.sh"
[ "$(id -u)" -eq 0 ] || skip_all "needs root"

bundle propagation
mkdir "$work/outer"
mount -t tmpfs "$mark" "$work/outer"
mount --make-shared "$work/outer"
mkdir "$work/outer/a" "$work/outer/b" "$work/images"
mount -t tmpfs "$mark" "$work/images" # the root file system is on a shared mount too, on one of its own as with overlay
mount --make-shared "$work/images"
cp -a "$bundle" "$work/images/bundle"
bundle=$work/images/bundle
config '.process.capabilities |= map_values(. + ["CAP_SYS_ADMIN"]) | .process.noNewPrivileges = false'
cp "$bundle/config.json" "$work/plain.json"
plain() { cp "$work/plain.json" "$bundle/config.json"; }
# shellcheck disable=SC2016
volume() { # DESTINATION OPTION...
	config '.mounts += [{destination: $ARGS.positional[0], type: "bind", source: $source, options: $ARGS.positional[1:]}]' \
		--arg source "$work/outer" --args -- "$@"
}
propagation() { answer "mount $1" | cut -d' ' -f4; }
others() { test_mounts | grep -vcE -- "^$work/(outer|images)\$" || :; }
outside() { test_mounts | grep -c -- "^$work/outer/$1\$" || :; }
mount_inside() { echo "syscall mount,tmpfs,$1,tmpfs,0,0"; } # PATH: the question that mounts there

# --- Bidirectional: both shared ----------------------------------------------------------------------------
for word in shared rshared; do
	plain
	# shellcheck disable=SC2016
	config '.linux.rootfsPropagation = $word' --arg word "$word"
	volume /volume rbind rshared
	volume /private rbind rprivate
	# shellcheck disable=SC2046
	run_inside mount / mount /volume $(mount_inside /volume/a) mount /volume/a
	is "rootfsPropagation $word: the root" "$status $(propagation /)" "0 shared"
	is "a shared volume" "$(propagation /volume)" shared
	is "what is mounted inside" "$(answer "$(mount_inside /volume/a)")" ok
	is "is there outside, once" "$(outside a)" 1
	umount "$work/outer/a"
done
is "the host has nothing else of it" "$(others)" 0

# The other way, and nothing of a container that is deleted.
plain
config '.linux.rootfsPropagation = "rshared"'
volume /volume rbind rshared
args /bin/inside mount /volume/b
create
is "created, the host has nothing of its mounts" "$(others)" 0
mount -t tmpfs "$mark" "$work/outer/b"
start_and_hear
like "what is mounted outside is there inside" "$(answer 'mount /volume/b')" '^/volume/b / '
ok "deleted" runlxc delete "$id"
is "the host's mount stays" "$(outside b) $(others)" "1 1"
umount "$work/outer/b"

# --- HostToContainer ---------------------------------------------------------------------------------------
for word in rslave slave ""; do
	plain
	# shellcheck disable=SC2016
	config 'if $word == "" then . else .linux.rootfsPropagation = $word end' --arg word "$word"
	volume /volume rbind rslave
	# shellcheck disable=SC2046
	args /bin/inside mount / mount /volume mount /volume/b $(mount_inside /volume/a)
	create
	mount -t tmpfs "$mark" "$work/outer/b"
	start_and_hear
	is "rootfsPropagation '$word': the root and a volume" "$(propagation /) $(propagation /volume)" "master master"
	like "what is mounted outside is there inside" "$(answer 'mount /volume/b')" '^/volume/b / '
	is "what is mounted inside stays there" "$(answer "$(mount_inside /volume/a)") $(outside a)" "ok 0"
	runlxc delete "$id"
	umount "$work/outer/b"
done

# --- neither -----------------------------------------------------------------------------------------------
for word in private rprivate; do
	plain
	# shellcheck disable=SC2016
	config '.linux.rootfsPropagation = $word' --arg word "$word"
	volume /volume rbind rprivate
	volume /slave rbind rslave
	# shellcheck disable=SC2046
	args /bin/inside mount / mount /volume mount /volume/b mount /slave $(mount_inside /volume/a)
	create
	mount -t tmpfs "$mark" "$work/outer/b"
	start_and_hear
	is "rootfsPropagation $word" "$(propagation /) $(propagation /volume)" "private private"
	is "nothing comes in" "$(answer 'mount /volume/b')" none
	is "and nothing goes out" "$(answer "$(mount_inside /volume/a)") $(outside a)" "ok 0"
	runlxc delete "$id"
	umount "$work/outer/b"
done
plain
config '.linux.rootfsPropagation = "private"'
volume /slave rbind rslave
run_inside mount /slave
is "private is for the root, not for a volume that asks for more" "$(propagation /slave)" master

# A shared volume in a container whose root is none: its own peers only, as with runc.
plain
volume /volume rbind rshared
# shellcheck disable=SC2046
run_inside mount /volume $(mount_inside /volume/a)
is "a shared volume below a slave root" "$status $(propagation /volume)" "0 shared,master"
is "is not the host's" "$(answer "$(mount_inside /volume/a)") $(outside a)" "ok 0"

# --- in a user namespace -----------------------------------------------------------------------------------
plain
chmod 711 "$work"
config '.linux.rootfsPropagation = "rshared" | .linux.namespaces += [{type: "user"}] |
	.linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] | .linux.gidMappings = .linux.uidMappings'
chown -R 100000:100000 "$bundle/rootfs"
chown 100000 "$work/outer/a"
volume /volume rbind rshared
# shellcheck disable=SC2046
run_inside $(mount_inside /volume/a)
is "in a user namespace" "$status $(answer "$(mount_inside /volume/a)")" "0 ok"
like "it is announced that the kernel keeps it inside" "$err" 'linux.rootfsPropagation: .*user namespace'
is "and it does" "$(outside a)" 0
fails "--strict refuses it" 'linux.rootfsPropagation: .*--strict' runlxc --strict run --bundle "$bundle" "$id"

umount "$work/outer" "$work/images"
done_testing
