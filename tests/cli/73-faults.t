#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Faults around a container: its pid belongs to another by now, the disk below --root is full, its state is damaged.
. "${0%/*}/lib.sh"

bundle faults
args /bin/inside stderr ready trap

# --- the pid of another ---------------------------------------------------------------------------------------
create
runlxc start "$id"
wait_for 5 grep -q ready "$work/$id.said"
pid=$(init_pid)
sleep 600 &
stranger=$!
cp "$work/state/$id/init" "$work/init"
echo "$stranger $(awk '{ print $2 }' "$work/init")" >"$work/state/$id/init"
is "a pid with another start time is not the container's" "$(runlxc state "$id" | jq -r '.status + " " + (.pid | tostring)')" "stopped 0"
is "in list, too" "$(runlxc list | awk -v id="$id" '$1 == id { print $2, $3 }')" "0 stopped"
for command in kill pause update; do
	fails "$command of it" 'container not running$' runlxc "$command" "$id"
done
fails "exec in it" 'container' sh -c "'$RUNLXC' --root '$work/state' exec $id /bin/inside uid || exit 1"
ok "the stranger lives" kill -0 "$stranger"
ok "delete --force" runlxc delete --force "$id"
ok "does not touch the stranger" kill -0 "$stranger"
kill "$stranger" || :
# shellcheck disable=SC2317
is_gone() { ! kill -0 "$pid" 2>/dev/null || grep -q '^State:.Z' "/proc/$pid/status"; }
ok "and finds the container's own process by its cgroup" wait_for 5 is_gone

# --- a full disk ----------------------------------------------------------------------------------------------
# shellcheck disable=SC2317
on_disk() { "$RUNLXC" --root "$work/disk" "$@"; }
mkdir "$work/disk"
mount -t tmpfs -o size=256k "$mark" "$work/disk"
fill() { dd if=/dev/zero of="$work/disk/.fill" bs=1k 2>/dev/null || :; }
fill
fails "create on a full disk" '(N|n)o space left on device' on_disk create --bundle "$bundle" "$id"
is "leaves nothing there" "$(ls "$work/disk")" ""
# shellcheck disable=SC2317
no_cgroups() { [ -z "$(test_cgroups)" ]; }
ok "or elsewhere" wait_for 2 no_cgroups
fails "nor does run" '(N|n)o space left on device' on_disk run --bundle "$bundle" "$id"
is "leave anything" "$(ls "$work/disk")" ""
rm "$work/disk/.fill"
on_disk create --bundle "$bundle" "$id" >"$work/said" 2>&1 </dev/null
fill
is "a container that is there already is seen on a full disk" "$(on_disk state "$id" | jq -r .status)" created
ok "it is started" on_disk start "$id"
fails "an update that cannot be remembered is not made" '(N|n)o space left on device' on_disk update --pids-limit 77 "$id"
ok "it is killed" on_disk kill "$id" KILL
# shellcheck disable=SC2317
disk_stopped() { [ "$(on_disk state "$id" | jq -r .status)" = stopped ]; }
ok "and ends" wait_for 5 disk_stopped
ok "and is deleted" on_disk delete "$id"
rm "$work/disk/.fill"
on_disk create --bundle "$bundle" "$id" >"$work/said" 2>&1 </dev/null
fill
ok "delete --force on a full disk" on_disk delete --force "$id"
is "leaves only what filled it" "$(ls -A "$work/disk")" .fill
umount "$work/disk"

# --- damaged states -------------------------------------------------------------------------------------------
create
for text in '' '{' '[]' '{"id": 7}' null; do
	mkdir -p "$work/state/broken"
	printf '%s' "$text" >"$work/state/broken/state.json"
	capture runlxc list -q
	is "list passes over a state of '$text'" "$status $out" "0 $id"
	like "and tells of it" "$err" '^load container broken: '
	fails "state of it" 'container broken: ' runlxc state broken
	ok "delete --force removes it" runlxc delete --force broken
done
done_testing
