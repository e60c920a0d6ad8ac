#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# linux.intelRdt: the groups of a container where there is resctrl, else the error that says so. The rules are shown on a
# tree of plain files by unit/cgroup_resctrl.c.
. "${0%/*}/lib.sh"

bundle rdt
config '.linux.intelRdt = {enableMonitoring: true}'
resctrl=$(awk '/ - resctrl / { print $5; exit }' /proc/self/mountinfo)
if [ -z "$resctrl" ]; then
	fails "without resctrl the field is named" 'linux.intelRdt is specified in config, but Intel RDT is not enabled' \
		runlxc run --bundle "$bundle" "$id"
	fails "create says so" 'linux.intelRdt is specified' runlxc create --bundle "$bundle" "$id"
	is "and leaves no container" "$(runlxc list -q)" ""
	done_testing
fi
args /bin/inside sleep 60
create
ok "the container has a group" test -d "$resctrl/$id"
ok "in which its init is" grep -qx "$(init_pid)" "$resctrl/$id/tasks"
ok "the group goes with it" runlxc delete --force "$id"
not_ok "and is gone" test -e "$resctrl/$id"
config '.linux.intelRdt = {closID: "absent"}'
fails "a class that is not there" 'linux.intelRdt.closID: ' runlxc run --bundle "$bundle" "$id"

done_testing
