#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kernels/check-config: what a kernel's configuration lacks, and what is lost by it.
. "${0%/*}/lib.sh"

check() { capture kernels/check-config "$@"; }
row() { printf '%s\n' "$out" | sed -n "s/^[a-z]* *CONFIG_$1  *//p"; } # OPTION
required='PROC_FS SYSFS TMPFS UNIX UTS_NS IPC_NS PID_NS NET_NS'
for option in $required; do echo "CONFIG_$option=y"; done >"$work/least"

check "$work/least"
is "with all that is required the status is 0" "$status" 0
like "and the sum says what else is missing" "$(printf '%s\n' "$out" | tail -n 1)" '^0 required, [0-9]+ recommended, [0-9]+ optional missing$'
is "an option that is there" "$(row PID_NS)" yes
is "one that is not says what is lost" "$(row CGROUP_PIDS)" "missing: linux.resources.pids"
is "one that newer kernels always have" "$(row EPOLL)" yes
for option in $required; do
	grep -v "_$option=" "$work/least" >"$work/config"
	echo "# CONFIG_$option is not set" >>"$work/config"
	check "$work/config"
	like "without CONFIG_$option the status is 1" "$status $(row "$option")" '^1 missing: .'
done
{ cat "$work/least"; echo '# CONFIG_EPOLL is not set'; } >"$work/config"
check "$work/config"
is "unless they are old enough to go without" "$status $(row EPOLL)" "1 missing: liblxc does not run"

{
	cat "$work/least"
	echo 'CONFIG_CGROUP_MEM_RES_CTLR=y'
	echo '# CONFIG_CGROUP_MEM_RES_CTLR_SWAP is not set'
	echo 'CONFIG_NET_CLS_CGROUP=m'
	echo 'CONFIG_CGROUP_PIDS="y"'
	echo '#CONFIG_KEYS=y'
} >"$work/old"
check "$work/old"
is "old names count" "$status $(row CGROUP_MEM_RES_CTLR)" "0 yes"
is "so does that they are not set" "$(row MEMCG_SWAP)" "missing: linux.resources.memory.swap (before Linux 6.1)"
is "modules count" "$(row NET_CLS_CGROUP)" module
is "texts and comments do not" "$(row CGROUP_PIDS | cut -d: -f1) $(row KEYS | cut -d: -f1)" "missing missing"
reference=$out
gzip -c "$work/old" >"$work/old.gz"
check "$work/old.gz"
is "compressed" "$out" "$reference"
# shellcheck disable=SC2016
capture sh -c 'kernels/check-config - <"$1"' sh "$work/old.gz"
is "from standard input" "$out" "$reference"
if [ -r /proc/config.gz ] || [ -r "/boot/config-$(uname -r)" ]; then
	check
	is "without a file the kernel that runs, which can" "$status $(row PID_NS)" "0 yes"
else
	skip "without a file the kernel that runs" "it does not show its configuration"
fi
failure=2
fails "a file that is not there" '^kernels/check-config: /no/such: cannot be read' kernels/check-config /no/such
fails "a file that is something else" 'no configuration of a kernel' kernels/check-config kernels/check-config
fails "two files" 'one configuration' kernels/check-config "$work/least" "$work/old"
done_testing
