# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154
# A dockerd of the test's own, for both sides, in a network namespace of its own: the runtimes are runc, which is the
# default, and runlxc. See lib.sh. In operations: k is docker; c is docker run or create with the side's runtime, a name and
# a cgroup; d is c run -d; ready waits until the container's log says so, is_now until its state is the one given.
engine_namespaces='--net --pid --fork --kill-child --mount-proc'
. "${0%/*}/lib.sh"
unset DOCKER_HOST DOCKER_CONTEXT
export DOCKER_CONFIG="$work/docker" DOCKER_BUILDKIT=0

docker_begin() {
	need dockerd docker containerd runc iptables ip busybox script jq
	docker=$(command -v docker)
	[ ! -x /usr/bin/docker ] || docker=/usr/bin/docker # that of the daemon's package, not a newer one
	empty /run/containerd /run/docker /run/runlxc /run/runc
	ip link set lo up
	docker_configure runc
	dockerd --config-file "$work/daemon.json" >"$work/dockerd.log" 2>&1 &
	dockerd=$!
	wait_for 60 k version || skip_all "dockerd does not start: $(tail -n 3 "$work/dockerd.log")"
	busybox_root "$work/image"
	image_archive "$work/image" "$work/image.tar" "$image:latest"
	k load -q -i "$work/image.tar" >/dev/null
}

# docker_configure DEFAULT_RUNTIME: dockerd reads it again when it is told to. Where the disk below cannot carry overlays,
# files are copied. Nobody's score for the out-of-memory killer is lowered, which takes CAP_SYS_RESOURCE.
docker_configure() {
	engine_word=vfs
	! overlay_works || engine_word=overlay2
	jq -n --arg work "$work" --arg driver "$engine_word" --arg runlxc "$RUNLXC" --arg default "$1" \
		--argjson score "$(cat /proc/self/oom_score_adj)" '{ "data-root": "\($work)/data", "exec-root": "/run/docker",
		pidfile: "\($work)/docker.pid", hosts: ["unix://\($work)/docker.sock"], "storage-driver": $driver,
		runtimes: { runlxc: { path: $runlxc } }, "default-runtime": $default, "oom-score-adjust": $score, bip: "172.29.0.1/16",
		"shutdown-timeout": 1, "log-level": "warn", "default-address-pools": [{ base: "172.30.0.0/16", size: 24 }] }' >"$work/daemon.new"
	mv "$work/daemon.new" "$work/daemon.json"
}

k() { timeout --foreground -k 5 60 "$docker" -H "unix://$work/docker.sock" "$@"; }
c() { # run|create WORD...
	engine_word=$1; shift
	k "$engine_word" --runtime "$side" --cgroup-parent "/$mark-$side" --name "$name" "$@"
}
d() { c run -d "$@" >/dev/null; }
say() { k inspect --format "$1" "$name"; } # FORMAT
ready() { until_said ready k logs "$name"; }
is_now() { until_said "^$1\$" say '{{.State.Status}}'; }
# tty OPTIONS COMMAND: the shell command line in a terminal, with $docker as `docker`.
tty_run() { script -qec "docker() { '$docker' -H 'unix://$work/docker.sock' \"\$@\"; }; $1" /dev/null; }

# Ends what is left by docker's own means; then nothing of a container may be: no state, no cgroup, no shim.
docker_end() {
	operations_settle
	k ps -aq | xargs -r timeout 60 "$docker" -H "unix://$work/docker.sock" rm -f -v >"$work/.end" 2>&1 || note "$(cat "$work/.end")"
	is "no state is left" "$(find /run/docker/runtime-runlxc /run/runlxc -mindepth 2 2>/dev/null)" ""
	is "no cgroup of a container is left" "$(engine_cgroups runlxc)" ""
	kill "$dockerd"
	wait "$dockerd" || :
	engine_remove_cgroups
	umount -R /run/docker
}
