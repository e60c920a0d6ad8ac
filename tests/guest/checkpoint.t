#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# checkpoint and restore with criu itself: what counted before counts on, under the old id and under another.
. "${0%/*}/../cli/lib.sh"
command -v criu >/dev/null || skip_all "criu is not installed"
bundle counter
mkdir "$bundle/rootfs/work"
cp "$(command -v busybox)" "$bundle/rootfs/bin/sh"
ln -s sh "$bundle/rootfs/bin/usleep"
# shellcheck disable=SC2016
args /bin/sh -c 'i=0; while :; do i=$((i + 1)); echo $i >/work/count; usleep 50000; [ ! -e /work/end ] || exit 7; done'
mkdir "$work/data" "$work/other"
echo first >"$work/data/name"
echo second >"$work/other/name"
# shellcheck disable=SC2016
config '.mounts += [{destination: "/data", type: "bind", source: $from, options: ["rbind", "ro"]}]' --arg from "$work/data"
config '.process.env = ["PATH=/bin"] | .linux.resources.pids.limit = 20 | .linux.resources.memory.limit = 67108864'
count() { cat "$bundle/rootfs/work/count"; }
# shellcheck disable=SC2317
beyond() { [ "$(count)" -gt "$1" ]; } # NUMBER
if [ -d /sys/fs/cgroup/pids ]; then # v1
	cgroup_of() { sed -n 's/^[0-9]*:pids://p' "/proc/$(init_pid)/cgroup"; }
	limits() { cat "/sys/fs/cgroup/pids/$id/pids.max" "/sys/fs/cgroup/memory/$id/memory.limit_in_bytes"; }
else
	cgroup_of() { sed -n 's/^0:://p' "/proc/$(init_pid)/cgroup"; }
	limits() { cat "/sys/fs/cgroup/$id/pids.max" "/sys/fs/cgroup/$id/memory.max"; }
fi
data() { cat "/proc/$(init_pid)/root/data/name"; }
run_it() { runlxc run -d --bundle "$bundle" "$id" </dev/null >/dev/null 2>&1; }
log_of() { grep -s Error "$work/$1/$2.log" | tail -n 15 | sed 's/^/# /' || :; }

run_it
wait_for 20 beyond 3
fails "the images of no checkpoint are an error" 'restore.*descriptors.json|--image-path' \
	runlxc restore -d --bundle "$bundle" --image-path "$work/none" "$mark-none"
ok "checkpoint --leave-running" runlxc checkpoint --leave-running --image-path "$work/first" "$id"
log_of first dump
is "it runs on" "$(state_of "$id")" running
now=$(count)
ok "and counts" wait_for 20 beyond "$now"

ok "checkpoint --pre-dump" runlxc checkpoint --pre-dump --image-path "$work/before" "$id"
is "it runs on after it too" "$(state_of "$id")" running
ok "checkpoint on top of it, with --parent-path" runlxc checkpoint --parent-path ../before --image-path "$work/images" "$id"
log_of images dump
is "it holds what the first lacks" "$(readlink "$work/images/parent")" ../before
not_ok "the container is gone" runlxc state "$id"
ok "so is its cgroup" [ -z "$(test_cgroups)" ]
last=$(count)
echo 0 >"$bundle/rootfs/work/count"

ok "restore --detach" runlxc restore -d --bundle "$bundle" --image-path "$work/images" --pid-file "$work/pid" "$id" </dev/null
log_of images restore
is "it runs" "$(state_of "$id")" running
is "with the pid that the pid file says" "$(init_pid)" "$(cat "$work/pid")"
ok "and counts on where it was" wait_for 20 beyond "$last"
is "in its cgroup" "$(cgroup_of)" "/$id"
is "with its limits" "$(limits | tr '\n' ' ')" "20 67108864 "
is "with its bind mount" "$(data)" first
ok "in namespaces of its own" [ "$(readlink "/proc/$(init_pid)/ns/mnt")" != "$(readlink /proc/self/ns/mnt)" ]
fails "its id is taken" 'already exists' runlxc restore -d --bundle "$bundle" --image-path "$work/images" "$id"

runlxc pause "$id"
ok "a restored one can be checkpointed, and paused" runlxc checkpoint --leave-running --image-path "$work/paused" "$id"
log_of paused dump
is "it stays paused" "$(state_of "$id")" paused
ok "also at its end" runlxc checkpoint --image-path "$work/again" "$id"
log_of again dump
ok "which leaves no cgroup either" [ -z "$(test_cgroups)" ]
last=$(count) id=$mark-other
# shellcheck disable=SC2016
config '(.mounts[] | select(.destination == "/data")).source = $from' --arg from "$work/other"
rmdir "$bundle/rootfs/data"
(wait_for 60 beyond "$last" && data >"$work/seen"; touch "$bundle/rootfs/work/end") &
capture runlxc restore --bundle "$bundle" --image-path "$work/again" "$id" </dev/null
is "restore in the foreground, under another id: it counts on, and its status is the program's" "$status $err" "7 "
wait
is "with the bind mount that its bundle has now, on a mount point that was missing" "$(cat "$work/seen")" second
not_ok "and is deleted at its end" runlxc state "$id"
done_testing
