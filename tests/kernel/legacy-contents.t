#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What `make legacy` makes: the tree has all that its programs need, is small, and starts by its plain path with nothing
# else of a system around it.
. "${0%/*}/../cli/lib.sh"
[ "$(id -u)" -eq 0 ] || skip_all "needs root"
for tool in rpmbuild rpm2cpio cpio xz apt-get; do
	command -v $tool >/dev/null || skip_all "$tool is not installed and could not be: ci/deps legacy says why"
done

capture make -s legacy
case $status in
0) pass "make legacy" ;;
*)
	fail "make legacy" "$err"
	done_testing
	;;
esac
archive=$(ls build/legacy/runlxc-*-x86_64.tar.xz) package=$(ls build/legacy/runlxc-*.x86_64.rpm)
mkdir "$work/root"
tar -C "$work/root" -xf "$archive"
tree=$work/root/opt/runlxc

size=$(du -s --apparent-size -k "$tree" | cut -f1)
note "unpacked: $size KiB, as tar.xz $(($(wc -c <"$archive") / 1024)) KiB"
ok "less than 16 MiB unpacked" [ "$size" -lt 16384 ]
# readelf's "Shared library: [NAME]".
is "every library that something in it names is in it" "$(
	readelf -d "$tree"/bin/* "$tree"/lib/* | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u |
		while read -r name; do [ -e "$tree/lib/$name" ] || echo "$name"; done
)" ""
is "the program names the tree's interpreter" "$(readelf -l "$tree/bin/runlxc" | sed -n 's/.*interpreter: \(.*\)\]/\1/p')" \
	/opt/runlxc/lib/ld-linux-x86-64.so.2
is "CONTENTS lists every file of bin/ and lib/" "$(sed -n 's,^\(bin/[^ *]*\|lib/[^ ]*\) .*,\1,p' "$tree/share/doc/CONTENTS" | sort)" \
	"$(cd "$tree" && find bin lib -type f | sort)"
is "each of its packages has a licence" "$(
	sed -n 's,^\(bin\|lib\|in bin\)/[^ ]* *\([^ ]*\) .*,\2,p' "$tree/share/doc/CONTENTS" | sort -u |
		while read -r name; do [ -s "$tree/share/doc/licences/$name" ] || echo "$name"; done
)" ""

ok "starts where there is nothing else" chroot "$work/root" /opt/runlxc/bin/runlxc --version
mkdir "$work/root/proc" "$work/root/run" "$work/root/sys"
ok "and finds liblxc there" unshare -m sh -c "mount -t proc proc '$work/root/proc' && chroot '$work/root' /opt/runlxc/bin/runlxc doctor"
is "which is Debian 13's" "$(echo "$out" | sed -nE 's/^\(liblxc\) .* ([0-9]+)\.[0-9.]+$/\1/p')" 6

mkdir "$work/package"
(cd "$work/package" && rpm2cpio "$OLDPWD/$package" | cpio -id --quiet)
ok "the RPM holds the same" diff -r "$work/package/opt" "$work/root/opt"
is "and a link in PATH" "$(readlink "$work/package/usr/bin/runlxc")" /opt/runlxc/bin/runlxc
is "CentOS 6's rpm has all that the package asks of it" "$(rpm -qp --requires "$package" 2>/dev/null | sed 's/ .*//' | sort | paste -sd' ')" \
	"rpmlib(CompressedFileNames) rpmlib(FileDigests) rpmlib(PayloadFilesHavePrefix) rpmlib(PayloadIsXz)"
done_testing
