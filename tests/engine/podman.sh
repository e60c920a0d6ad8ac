# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2016,SC2154
# Podman and conmon, for tests; see lib.sh. In operations: p is podman, c is podman run or create with a name and a
# cgroup to know them by. Where $podman_as is set, it is before the program's name, to be run as somebody else.
. "${0%/*}/lib.sh"

# Below $work/runlxc and $work/runc: all that podman keeps, and a program `podman` that knows where.
podman_begin() {
	need podman conmon runc busybox script jq
	empty /run/runlxc /run/runc /run/libpod /run/containers /var/lib/containers
	chmod 711 "$work" # for user namespaces
	busybox_root "$work/image"
	for side in $sides; do
		podman_side "$work/$side" "$(program_of "$side")"
		tar -C "$work/image" -c . | p import -q - "$image" >/dev/null
		tar -C "$work/image" -c ./bin | p import -q --change 'CMD ["/bin/sleep", "1000"]' - infra >/dev/null
		chmod 711 "$work/$side/storage" "$work/$side/storage/vfs" "$work/$side/storage/vfs/dir"
	done
}

# Limits of processes and files are not raised, which takes CAP_SYS_RESOURCE; no network is set up.
podman_side() { # DIRECTORY RUNTIME
	mkdir -p "$1/scratch"
	cat >"$1/containers.conf" <<-END
		[containers]
		default_ulimits = []
		netns = "none"
		log_driver = "k8s-file"
		[engine]
		lock_type = "file"
		static_dir = "$1/static"
		volume_path = "$1/volumes"
		image_copy_tmp_dir = "$1/scratch"
		infra_image = "localhost/infra"
		[network]
		network_config_dir = "$1/networks"
	END
	cat >"$1/podman" <<-END
		#!/bin/sh
		export CONTAINERS_CONF='$1/containers.conf' TMPDIR='$1/scratch'
		unset XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS
		${podman_as:+export HOME='$1' XDG_RUNTIME_DIR='$1/user'}
		exec ${podman_as:-} timeout --foreground -k 5 60 podman --root '$1/storage' --runroot '$1/run' --tmpdir '$1/tmp' \\
			--storage-driver vfs --cgroup-manager cgroupfs --events-backend file --runtime '$2' "\$@"
	END
	chmod +x "$1/podman"
}

p() { "$work/$side/podman" "$@"; }
c() { # run|create WORD...
	engine_word=$1; shift
	p "$engine_word" --cgroup-parent "/$mark-$side" --name "$name" "$@"
}
ready() { until_said ready p logs "$name"; } # waits until the container says so

# Removes all by podman's means; then nothing of a container may be left: no state, no cgroup. The mounts and processes
# are done_testing's.
podman_end() {
	operations_settle
	for side in $sides; do
		{
			p pod rm --all --force -t 0
			p rm --all --force -t 0
			p volume rm --all --force
		} >"$work/.end" 2>&1 || note "podman's tidying up ($side):" "$(cat "$work/.end")"
	done
	is "no state is left" "$(ls -A /run/runlxc)" ""
	# Those of pods are podman's, which forgets some of them.
	is "no cgroup of a container is left" "$(engine_cgroups runlxc | grep /libpod-)" ""
	engine_remove_cgroups
}
