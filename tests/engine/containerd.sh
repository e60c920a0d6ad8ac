# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154
# A containerd of the test's own, for both sides: each has a namespace in it, named $mark-SIDE. See lib.sh. In operations: t
# is ctr in the side's namespace; r is ctr run by the side's runtime, with OPTIONS $image $name COMMAND; d is the same in the
# background, with its pid and log in $dir: ready waits until that says so, and code for its end, and prints its exit code.
engine_namespaces="${engine_namespaces:-} --pid --fork --kill-child --mount-proc"
. "${0%/*}/lib.sh"
image=docker.io/library/box:latest address=$work/containerd.sock

containerd_begin() {
	need containerd ctr containerd-shim-runc-v2 runc busybox script jq
	empty /run/containerd /run/runlxc /run/runc
	busybox_root "$work/image"
	image_archive "$work/image" "$work/image.tar" "$image"
	containerd_start io.containerd.grpc.v1.cri ""
	for side in $sides; do t image import "$work/image.tar" >/dev/null; done
}

containerd_start() { # DISABLED_PLUGIN MORE_CONFIGURATION
	cat >"$work/config.toml" <<-END
		version = 2
		root = "$work/root"
		state = "/run/containerd/state"
		disabled_plugins = ["$1"]
		[grpc]
		  address = "$address"
		[plugins."io.containerd.internal.v1.opt"]
		  path = "$work/opt"
		$2
	END
	containerd --config "$work/config.toml" >"$work/containerd.log" 2>&1 &
	containerd=$!
	{ wait_for 30 [ -S "$address" ] && ctr --address "$address" version >/dev/null; } || skip_all "containerd does not start: $(tail -n 3 "$work/containerd.log")"
	# Where the disk below cannot carry overlays, files are copied.
	ctr --address "$address" plugins ls | grep -qE ' overlayfs .* ok' || export CONTAINERD_SNAPSHOTTER=native
}

t() { timeout --foreground -k 5 60 ctr --address "$address" --namespace "$mark-$side" "$@"; }
r() { t run --runc-binary "$program" --fifo-dir "$dir" "$@"; }
d() { r -d --pid-file "$dir/pid" --log-uri "file://$dir/log" "$@"; }
ready() { until_said ready cat "$dir/log"; }
status_of() { t task ls | awk -v name="$1" '$1 == name { print $3 }'; }
stopped() { # waits
	wait_for 20 [ ! -d "/proc/$(cat "$dir/pid")" ] && until_said '^STOPPED$' status_of "$name"
}
code() { stopped && t task rm "$name" 2>&1 | grep -oE 'code [0-9]+' || echo "code 0"; }

# Ends what is left by containerd's own means; then nothing of a container may be: no state, no cgroup, no shim.
containerd_end() {
	operations_settle
	for side in $sides; do
		t task ls -q | xargs -r timeout 60 ctr --address "$address" --namespace "$mark-$side" task rm --force >"$work/.end" 2>&1 ||
			note "$(grep -v 'non-zero exit code' "$work/.end")"
		t container ls -q | xargs -r timeout 60 ctr --address "$address" --namespace "$mark-$side" container rm
	done
	containerd_ended
}

containerd_ended() {
	is "no state is left" "$(find /run/containerd/runc /run/runlxc -mindepth 2 2>/dev/null)" ""
	is "no cgroup of a container is left" "$(engine_cgroups runlxc)" ""
	containerd_stop
	engine_remove_cgroups
}

containerd_stop() {
	kill "$containerd"
	wait "$containerd" || :
	umount -R /run/containerd
}
