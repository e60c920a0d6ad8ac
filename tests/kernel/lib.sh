# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# For tests that run on another kernel than this one: kernels/boot runs tests in a guest, their TAP becomes ours.
set -eu
cd "$(dirname "$0")/../.."

skip_all() { echo "1..0 # SKIP $*"; exit 0; } # REASON

# The guest's kernel and root file system, made when they are not there yet.
need_guest() {
	[ "$(id -u)" -eq 0 ] || skip_all "needs root"
	for tool in qemu-system-x86_64 mke2fs cpio setpriv busybox; do
		command -v $tool >/dev/null || skip_all "$tool is not installed"
	done
	guest_said=$(kernels/root 2>&1) || skip_all "no guest: $(echo "$guest_said" | tail -n 1)"
}

# kernel_of SUITE: the kernel of that release of Debian, in build/kernels/SUITE. kernel_version SUITE: the first two numbers.
kernel_of() {
	[ ! -e "build/kernels/$1" ] || return 0
	rm -rf "build/kernels/$1.new"
	kernels/debian kernel "$1" "build/kernels/$1.new" cloud-amd64 && mv "build/kernels/$1.new" "build/kernels/$1"
}
kernel_version() { find "build/kernels/$1/lib/modules/" -mindepth 1 -maxdepth 1 | sed -E 's,.*/([0-9]+\.[0-9]+).*,\1,'; }

# guest_run OPTION... -- FILE...: boots with these options of kernels/boot, runs the TAP programs one after the other and
# shows them as one. here_run FILE...: the same without a guest.
guest_run() { guest_said "$@" | as_one; }
guest_said() {
	guest_status=0
	kernels/boot -f ci -f tests -f build/bin -f build/tests "$@" || guest_status=$?
	echo
	echo "guest-end $guest_status"
}
here_run() { tests/kernel/each "$@" | as_one; }

as_one() {
	awk '
		function result(what, text) { print what " " ++count " - " name ": " text; fflush() }
		/^guest-begin / { name = substr($0, 13); has_plan = 0; next }
		/^guest-end / {
			if ($2)
				result("not ok", "the guest ended with status " $2)
			next
		}
		/^guest-status / {
			if (!has_plan)
				result("not ok", "no plan: it ended too early, with status " $2)
			next
		}
		/^1\.\.0/ { has_plan = 1; sub(/^[^#]*#[ ]*[Ss][Kk][Ii][Pp][ ]*/, ""); result("ok", "all of it # SKIP " $0); next }
		/^1\.\.[0-9]+/ { has_plan = 1; next }
		/^ok([ \t]|$)/ { sub(/^ok [0-9]* *(- )?/, ""); result("ok", $0); next }
		/^not ok/ { sub(/^not ok [0-9]* *(- )?/, ""); result("not ok", $0); next }
		/^#/ || NF { print /^#/ ? $0 : "# " $0 }
		END { print "1.." count + 0 }'
}
