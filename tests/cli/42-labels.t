#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# process.apparmorProfile, process.selinuxLabel and linux.mountLabel: by their effect where the kernel has the module,
# elsewhere the error that says so.
. "${0%/*}/lib.sh"

bundle labels
run_inside read /proc/self/attr/current
own=$(answer 'read /proc/self/attr/current')

# --- AppArmor ----------------------------------------------------------------------------------------------
config '.process.apparmorProfile = "unconfined"'
run_inside uid
is "unconfined is fine with and without AppArmor" "$status $(answer uid)" "0 0"
config '.process.apparmorProfile = ""'
run_inside uid
is "an empty profile is none" "$status $(answer uid)" "0 0"
config '.process.apparmorProfile = "no-such-profile-at-all"'
# shellcheck disable=SC2016
fails "a profile that cannot be had: in runc's words, the path in backquotes" \
	'process.apparmorProfile: apparmor failed to apply profile no-such-profile-at-all: write `/proc/self/attr/[a-z/]*exec`' \
	runlxc run --bundle "$bundle" "$id"
fails "create says so, not start" 'process.apparmorProfile: ' runlxc create --bundle "$bundle" "$id"
is "and leaves no container" "$(runlxc list -q)" ""
if [ "$(cat /sys/module/apparmor/parameters/enabled 2>/dev/null)" != Y ]; then
	skip "a profile" "this kernel runs without AppArmor"
elif ! command -v apparmor_parser >/dev/null; then
	skip "a profile" "there is no apparmor_parser"
else
	printf 'profile %s flags=(attach_disconnected) {\n\tfile,\n\tdeny /tmp/** w,\n\tnetwork,\n\tcapability,\n\tmount,\n\tsignal,\n\tptrace,\n}\n' \
		"$mark" >"$work/profile"
	ok "a profile is loaded" apparmor_parser -r -K "$work/profile"
	config ".process.apparmorProfile = \"$mark\""
	for privileges in true false; do
		config ".process.noNewPrivileges = $privileges"
		run_inside read /proc/self/attr/current mkdir /tmp/denied mkdir /etc/allowed
		is "the program has the profile (noNewPrivileges $privileges)" "$(answer 'read /proc/self/attr/current')" "$mark (enforce)"
		is "what it denies is denied" "$(answer 'mkdir /tmp/denied')" "error EACCES"
		is "and nothing else" "$(answer 'mkdir /etc/allowed')" ok
		rmdir "$bundle/rootfs/etc/allowed"
	done
	apparmor_parser -R "$work/profile"
fi
config 'del(.process.apparmorProfile)'

# --- SELinux -----------------------------------------------------------------------------------------------
selinux_is_on() { [ -e /sys/fs/selinux/enforce ]; }
config '.process.selinuxLabel = "system_u:system_r:container_t:s0:c1,c2"'
if selinux_is_on; then
	# Without a policy the kernel knows the labels of its own start, and takes none for mounts.
	config '.process.selinuxLabel = "kernel"'
	run_inside read /proc/self/attr/current
	if [ "$status" -eq 0 ]; then
		is "the program has the label" "$(answer 'read /proc/self/attr/current')" kernel
	else
		like "a label that the policy does not have is an error by name" "$err" 'process.selinuxLabel: write kernel'
	fi
	config 'del(.process.selinuxLabel) | .linux.mountLabel = "unlabeled"'
	run_inside mount /dev/shm
	if [ "$status" -eq 0 ]; then
		like "mounts have theirs" "$(answer 'mount /dev/shm')" 'context='
	else
		like "a label that cannot be is an error of the mount" "$err" 'mounts\[[0-9]+\] '
	fi
else
	fails "a label where SELinux is off: in runc's words" \
		'process.selinuxLabel: selinux label is specified in config, but selinux is disabled or not supported' \
		runlxc run --bundle "$bundle" "$id"
	config 'del(.process.selinuxLabel) | .linux.mountLabel = "system_u:object_r:container_file_t:s0"'
	fails "so is one for mounts" 'linux.mountLabel: selinux label is specified' runlxc run --bundle "$bundle" "$id"
fi
config 'del(.linux.mountLabel, .process.selinuxLabel) | .process.selinuxLabel = ""'
run_inside read /proc/self/attr/current
is "an empty label is none" "$status $(answer 'read /proc/self/attr/current')" "0 $own"

done_testing
