#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# linux.seccomp: actions, errors, arguments and their operators, and what a filter says to system calls it never heard of.
. "${0%/*}/lib.sh"

bundle seccomp
# filter JSON: linux.seccomp. getpid(2), which takes no argument, stands for one that does.
filter() { config ".linux.seccomp = $1"; }
deny() { filter "{defaultAction: \"SCMP_ACT_ALLOW\", syscalls: [$1]}"; }

if ! kernel_has "seccomp filter"; then
	deny '{names: ["mkdirat"], action: "SCMP_ACT_ERRNO"}'
	run_inside pid
	is "a kernel without filters runs it without" "$status $(answer pid)" "0 1"
	like "and it is announced" "$err" '^runlxc: warning: linux.seccomp: not applied: this kernel has no seccomp filters'
	fails "--strict refuses" 'linux.seccomp: .*--strict' runlxc --strict run --bundle "$bundle" "$id"
	done_testing
fi

run_inside seccomp
is "without a profile there is no filter" "$(answer seccomp)" 0

# --- actions -----------------------------------------------------------------------------------------------
mkdirat=mkdirat,-100,/tmp/x,0755
deny '{names: ["mkdirat"], action: "SCMP_ACT_ERRNO"}'
run_inside seccomp syscall $mkdirat syscall getpid mkdir /tmp/other
is "with one there is" "$(answer seccomp)" 2
is "SCMP_ACT_ERRNO is EPERM" "$(answer "syscall $mkdirat")" "error EPERM"
is "what is not named is allowed" "$(answer 'syscall getpid')" ok
rm -rf "$bundle/rootfs/tmp/other"
deny '{names: ["mkdirat", "getpid"], action: "SCMP_ACT_ERRNO", errnoRet: 28}'
run_inside syscall $mkdirat syscall getpid
is "errnoRet" "$(answer "syscall $mkdirat") $(answer 'syscall getpid')" "error ENOSPC error ENOSPC"
deny '{names: ["getpid"], action: "SCMP_ACT_ERRNO", errnoRet: 0}'
run_inside syscall getpid
is "errnoRet 0 feigns success" "$(answer 'syscall getpid')" ok
for action in SCMP_ACT_KILL SCMP_ACT_KILL_THREAD SCMP_ACT_KILL_PROCESS SCMP_ACT_TRAP; do
	deny "{names: [\"mkdirat\"], action: \"$action\"}"
	run_inside stderr before syscall $mkdirat stderr after
	is "$action ends the program with SIGSYS" "$status $err" "159 before"
done
deny '{names: ["getpid"], action: "SCMP_ACT_LOG"}'
run_inside syscall getpid
is "SCMP_ACT_LOG allows" "$(answer 'syscall getpid')" ok
deny '{names: ["getpid"], action: "SCMP_ACT_TRACE"}'
run_inside syscall getpid
is "SCMP_ACT_TRACE without a tracer is ENOSYS" "$(answer 'syscall getpid')" "error ENOSYS"
deny '{names: ["mkdirat", "no_such_call_at_all"], action: "SCMP_ACT_ERRNO"}'
run_inside syscall $mkdirat
is "names that nobody knows are passed over" "$status $(answer "syscall $mkdirat")" "0 error EPERM"
deny '{names: ["getpid"], action: "SCMP_ACT_ERRNO"}, {names: ["mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 13}'
run_inside syscall getpid syscall $mkdirat
is "several entries" "$(answer 'syscall getpid') $(answer "syscall $mkdirat")" "error EPERM error EACCES"

# --- arguments ---------------------------------------------------------------------------------------------
# when NAME DENIED ALLOWED CONDITION...: getpid with these arguments is denied, with those allowed
when() {
	when_name=$1 when_denied=$2 when_allowed=$3
	deny "{names: [\"getpid\"], action: \"SCMP_ACT_ERRNO\", args: [$4]}"
	run_inside syscall "getpid,$when_denied" syscall "getpid,$when_allowed"
	is "$when_name" "$(answer "syscall getpid,$when_denied") $(answer "syscall getpid,$when_allowed")" "error EPERM ok"
}
when "SCMP_CMP_EQ" 5 6 '{index: 0, value: 5, op: "SCMP_CMP_EQ"}'
when "SCMP_CMP_NE" 6 5 '{index: 0, value: 5, op: "SCMP_CMP_NE"}'
when "SCMP_CMP_LT" 4 5 '{index: 0, value: 5, op: "SCMP_CMP_LT"}'
when "SCMP_CMP_LE" 5 6 '{index: 0, value: 5, op: "SCMP_CMP_LE"}'
when "SCMP_CMP_GE" 5 4 '{index: 0, value: 5, op: "SCMP_CMP_GE"}'
when "SCMP_CMP_GT" 6 5 '{index: 0, value: 5, op: "SCMP_CMP_GT"}'
when "SCMP_CMP_MASKED_EQ: value is the mask, valueTwo what remains" 0x1234 0x1334 \
	'{index: 0, value: 65280, valueTwo: 4608, op: "SCMP_CMP_MASKED_EQ"}'
when "another argument by its index" 0,0,0,0,0,7 7,7,7,7,7,0 '{index: 5, value: 7, op: "SCMP_CMP_EQ"}'
when "values of 64 bits" 0x100000000 0 '{index: 0, value: 4294967296, op: "SCMP_CMP_EQ"}'
when "conditions on two arguments hold together" 1,2 1,3 \
	'{index: 0, value: 1, op: "SCMP_CMP_EQ"}, {index: 1, value: 2, op: "SCMP_CMP_EQ"}'
deny '{names: ["getpid"], action: "SCMP_ACT_ERRNO", args: [{index: 0, value: 1, op: "SCMP_CMP_EQ"}]},
	{names: ["getpid"], action: "SCMP_ACT_ERRNO", errnoRet: 13, args: [{index: 0, value: 2, op: "SCMP_CMP_EQ"}]}'
run_inside syscall getpid,1 syscall getpid,2 syscall getpid,3
is "two entries for one call, each with its error" \
	"$(answer 'syscall getpid,1') $(answer 'syscall getpid,2') $(answer 'syscall getpid,3')" "error EPERM error EACCES ok"
deny '{names: ["getpid"], action: "SCMP_ACT_ERRNO", args: [{index: 0, value: 1, op: "SCMP_CMP_EQ"}, {index: 0, value: 2, op: "SCMP_CMP_EQ"}]}'
run_inside syscall getpid,1 syscall getpid,2 syscall getpid,3
is "two conditions on one argument: either will do, as with runc" \
	"$(answer 'syscall getpid,1') $(answer 'syscall getpid,2') $(answer 'syscall getpid,3')" "error EPERM error EPERM ok"

# --- a list of what is allowed -----------------------------------------------------------------------------
allowed='["access", "arch_prctl", "brk", "close", "execve", "exit", "exit_group", "fcntl", "fstat", "futex", "getrandom", "ioctl",
	"lseek", "mmap", "mprotect", "munmap", "newfstatat", "open", "openat", "prctl", "prlimit64", "read", "readlink", "readlinkat",
	"rseq", "rt_sigaction", "rt_sigprocmask", "set_robust_list", "set_tid_address", "uname", "write", "writev"]'
filter "{defaultAction: \"SCMP_ACT_ERRNO\", syscalls: [{names: $allowed, action: \"SCMP_ACT_ALLOW\"}]}"
run_inside seccomp hostname syscall getpid syscall 499 syscall $mkdirat
is "what is listed works" "$status $(answer hostname)" "0 runc"
is "what is not is EPERM" "$(answer 'syscall getpid') $(answer "syscall $mkdirat")" "error EPERM error EPERM"
is "a call younger than the profile is ENOSYS: programs fall back" "$(answer 'syscall 499')" "error ENOSYS"
filter "{defaultAction: \"SCMP_ACT_ERRNO\", defaultErrnoRet: 28, syscalls: [{names: $allowed, action: \"SCMP_ACT_ALLOW\"}]}"
run_inside syscall getpid
is "defaultErrnoRet" "$(answer 'syscall getpid')" "error ENOSPC"
filter "{defaultAction: \"SCMP_ACT_KILL_PROCESS\", syscalls: [{names: $allowed, action: \"SCMP_ACT_ALLOW\"}]}"
run_inside stderr before syscall getpid stderr after
is "killed by default" "$status $err" "159 before"

# --- around it ---------------------------------------------------------------------------------------------
case $(uname -m) in
x86_64) archs='"SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"' ;;
aarch64) archs='"SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"' ;;
*) archs= ;;
esac
filter "{defaultAction: \"SCMP_ACT_ALLOW\", architectures: [$archs], flags: [\"SECCOMP_FILTER_FLAG_LOG\"],
	syscalls: [{names: [\"mkdirat\"], action: \"SCMP_ACT_ERRNO\"}]}"
run_inside syscall $mkdirat syscall getpid
is "architectures and flags, as engines write them" "$(answer "syscall $mkdirat") $(answer 'syscall getpid')" "error EPERM ok"
config '.process.noNewPrivileges = false | .process.user = {uid: 1000, gid: 1000} | .process.capabilities = {bounding: ["CAP_KILL"]}'
deny '{names: ["mkdirat", "mount", "pivot_root"], action: "SCMP_ACT_ERRNO"}'
run_inside seccomp nnp uid syscall $mkdirat
is "without noNewPrivileges too, for a user without capabilities" "$(answer seccomp) $(answer nnp) $(answer uid)" "2 0 1000"
is "it holds" "$(answer "syscall $mkdirat")" "error EPERM"
config '.process.noNewPrivileges = true'
run_inside seccomp nnp uid syscall $mkdirat
is "with noNewPrivileges" "$(answer seccomp) $(answer nnp) $(answer uid) $(answer "syscall $mkdirat")" "2 1 1000 error EPERM"
deny '{names: ["execve"], action: "SCMP_ACT_ERRNO", errnoRet: 13}'
args /bin/inside uid
fails "a filter that forbids the program's own execve: start says so" \
	'process.args\[0\]: .*/bin/inside.*(P|p)ermission denied' runlxc run --bundle "$bundle" "$id"
filter '{defaultAction: "SCMP_ACT_ALLOW", listenerPath: "/run/absent", syscalls: []}'
run_inside uid
is "a listener that nothing asks for is not looked for" "$status $(answer uid)" "0 $(jq .process.user.uid "$bundle/config.json")"

done_testing
