#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# features and doctor: documents that are whole, and say what is so.
. "${0%/*}/lib.sh"

capture runlxc features
features=$out
get() { printf '%s' "$features" | jq -r "$1"; }
is "features is JSON" "$status $(get type)" "0 object"
is "the versions of the specification" "$(get .ociVersionMin) $(get .ociVersionMax)" "1.0.0 $("$RUNLXC" --version | sed -n 's/^spec: //p')"
is "hooks" "$(get '.hooks | join(" ")')" "prestart createRuntime createContainer startContainer poststart poststop"
for option in ro rro rbind rprivate tmpcopyup nosymfollow rnosuid idmap; do
	is "mount option $option" "$(get ".mountOptions | index(\"$option\") != null")" true
done
is "namespaces that this kernel has" "$(get '.linux.namespaces | index("pid") != null and index("mount") != null')" true
is "and no other" "$(get '.linux.namespaces | index("time") != null')" "$(if [ -e /proc/self/ns/time ]; then echo true; else echo false; fi)"
is "capabilities that it has" "$(get '.linux.capabilities | length')" "$(($(cat /proc/sys/kernel/cap_last_cap) + 1))"
is "cgroups" "$(get '.linux.cgroup | [.v1, .v2, .rdma] | join(" ")')" "true true true"
is "seccomp" "$(get '.linux.seccomp | [.enabled, (.actions | index("SCMP_ACT_ERRNO") != null), (.archs | index("SCMP_ARCH_X86_64") != null), (.operators | length)] | join(" ")')" "true true true 7"
is "flags: supported ones are known" "$(get '.linux.seccomp | .supportedFlags - .knownFlags | length')" 0
is "libseccomp's version, where engines look for it" "$(get '.annotations["io.github.seccomp.libseccomp.version"]')" "$("$RUNLXC" --version | sed -n 's/^libseccomp: //p')"
is "what is refused is not announced" "$(get .linux.intelRdt.enabled)" "$(runlxc doctor --json | jq -r '.[] | select(.field == "linux.intelRdt") | .detail != "not supported yet"')"
fails "features takes no argument" '"features" takes no argument' runlxc features x

capture runlxc doctor
like "doctor: a header" "$(printf '%s\n' "$out" | head -n 1)" '^FIELD +ANSWER +SINCE +DETAIL$'
is "and a row for each field, all with an answer" "$(printf '%s\n' "$out" | sed '1d;$d' | grep -cvE ' (native|shimmed|refused|blocked) +(-|[0-9.]+) +[^ ]')" 0
like "and a sum" "$(printf '%s\n' "$out" | tail -n 1)" '^[0-9]+ native, [0-9]+ shimmed, [0-9]+ refused, [0-9]+ blocked$'
rows=$(printf '%s\n' "$out" | sed '1d;$d' | wc -l)
capture runlxc doctor --json
is "--json: the same rows" "$(printf '%s' "$out" | jq length)" "$rows"
is "with these fields" "$(printf '%s' "$out" | jq -r '.[0] | keys_unsorted | join(" ")')" "field answer detail since"
is "one that every kernel has" "$(printf '%s' "$out" | jq -r '.[] | select(.field == "process.args") | .answer')" native
if [ -e /proc/self/ns/time ]; then want=native; else want=refused; fi
is "one that depends" "$(printf '%s' "$out" | jq -r '.[] | select(.field == "linux.timeOffsets") | .answer + " " + .since')" "$want 5.6"
capture runlxc doctor --kernel
is "--kernel: the kernel's answers" "$status $(printf '%s\n' "$out" | grep -cvE '^(yes|no|blocked) +[A-Za-z]')" "0 0"
fails "one of the two" '"doctor" takes --json or --kernel' runlxc doctor --json --kernel
done_testing
