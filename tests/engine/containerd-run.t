#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ctr run, and with it containerd's shim: exit codes, streams, users, mounts, limits, namespaces, configurations of one's own.
# shellcheck disable=SC2016,SC2154,SC2317
. "${0%/*}/containerd.sh"
containerd_begin

# --- exit codes and streams --------------------------------------------------------------------------------
operation "run" 'hello|0' <<'END'
r --rm $image $name echo hello; echo $?
END
operation "the program's exit code" '42' <<'END'
r --rm $image $name sh -c 'exit 42'; echo $?
END
operation "a program that a signal ends" '137' <<'END'
r --rm $image $name sh -c 'sh -c "kill -KILL \$\$"; exit $?'; echo $?
END
operation "output and errors arrive apart" 'out|err' <<'END'
r --rm $image $name sh -c 'echo out; echo err >&2' 2>"$dir/err"; cat "$dir/err"
END
operation "much output arrives whole" '2000000' <<'END'
r --rm $image $name head -c 2000000 /dev/zero | wc -c
END
operation "input arrives" 'one' <<'END'
printf 'one\ntwo\n' | r --rm $image $name head -n 1
END
operation "no such program" '1|executable file not found in $PATH' <<'END'
r --rm $image $name nosuch 2>"$dir/err"; echo $?; grep -o 'executable file not found in $PATH' "$dir/err"
END
operation "no such program by path" '1|no such file or directory' <<'END'
r --rm $image $name /bin/nosuch 2>"$dir/err"; echo $?; grep -o 'no such file or directory' "$dir/err"
END
operation "a file that may not be executed" '1|permission denied' <<'END'
r --rm $image $name /etc/passwd 2>"$dir/err"; echo $?; grep -o 'permission denied' "$dir/err"
END
operation "nothing is left of a container that could not start" '' <<'END'
r --rm $image $name nosuch >/dev/null 2>&1; t task ls -q | grep -x "$name"; t container ls -q | grep -x "$name"; t snapshots ls | grep -w "$name"
END
terminal() { script -qec "$1; ctr --address '$address' -n '$mark-$side' run --rm -t --runc-binary '$program' --fifo-dir '$dir' $image $name sh -c '$2'" /dev/null; }
operation "a terminal" '/dev/pts/0|terminal' <<'END'
terminal true 'tty; test -t 0 && test -t 1 && test -t 2 && echo terminal'
END
operation "a terminal's size and exit code" '33 77|9' <<'END'
terminal 'stty rows 33 cols 77' 'until stty size 2>/dev/null | grep -q 33; do sleep 0.1; done; stty size; exit 9'; echo $?
END

# --- process -----------------------------------------------------------------------------------------------
operation "environment" 'A=1|B=two words' <<'END'
r --rm --env A=1 --env 'B=two words' $image $name env | grep -E '^[AB]=' | sort
END
operation "an environment from a file" 'C=3' <<'END'
echo C=3 >"$dir/env"; r --rm --env-file "$dir/env" $image $name env | grep '^C='
END
operation "working directory" '/data' <<'END'
r --rm --cwd /data $image $name pwd
END
operation "capabilities by default" 'CapEff:	00000000a80425fb|CapAmb:	0000000000000000' <<'END'
r --rm $image $name grep -E 'Cap(Eff|Amb)' /proc/self/status
END
operation "capabilities more and less" 'CapEff:	00000000a80431fa|CapBnd:	00000000a80431fa' <<'END'
r --rm --cap-add CAP_NET_ADMIN --cap-drop CAP_CHOWN --cap-drop CAP_NET_BIND_SERVICE $image $name grep -E 'Cap(Eff|Bnd)' /proc/self/status
END
operation "no new privileges, and without" 'NoNewPrivs:	1|NoNewPrivs:	0' <<'END'
r --rm $image $name grep NoNew /proc/self/status; r --rm --allow-new-privs $image $name-2 grep NoNew /proc/self/status
END
operation "rlimits" '1024 1024' <<'END'
r --rm $image $name sh -c 'echo $(ulimit -Sn) $(ulimit -Hn)'
END
operation "no seccomp by default, a filter with --seccomp" 'Seccomp:	0|Seccomp:	2' <<'END'
r --rm $image $name grep Seccomp: /proc/self/status; r --rm --seccomp $image $name-2 grep Seccomp: /proc/self/status
END
operation "a seccomp profile of one's own" '*Operation not permitted*|0' <<'END'
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}' >"$dir/p.json"
r --rm --seccomp --seccomp-profile "$dir/p.json" $image $name sh -c 'mkdir /x 2>&1; touch /y; echo $?'
END
operation "privileged" '*|0' <<'END'
r --rm --privileged $image $name sh -c 'grep CapEff /proc/self/status; mount -t tmpfs x /tmp; echo $?' 2>&1
END
operation "annotations" '0' <<'END'
r --rm --annotation a.b/c=d $image $name true; echo $?
END
operation "a label" 'value|other' <<'END'
d --label key=value $image $name true; t container info "$name" | jq -r .Labels.key
t container label "$name" key=other >/dev/null; t container info "$name" | jq -r .Labels.key
END

# --- file system -------------------------------------------------------------------------------------------
operation "a bind mount, both ways" 'from outside|from inside' <<'END'
echo from outside >"$dir/file"
r --rm --mount "type=bind,src=$dir,dst=/vol,options=rbind:rw" $image $name sh -c 'cat /vol/file; echo from inside >/vol/new'; cat "$dir/new"
END
operation "a read-only bind mount" '*Read-only file system*' <<'END'
r --rm --mount "type=bind,src=$dir,dst=/vol,options=rbind:ro" $image $name touch /vol/new 2>&1
END
operation "a tmpfs" 'tmpfs rw,nosuid,nodev,noexec*size=1024k*' <<'END'
r --rm --mount type=tmpfs,src=tmpfs,dst=/vol,options=nosuid:nodev:noexec:size=1m $image $name grep ' /vol ' /proc/mounts | cut -d' ' -f3,4
END
operation "a mount whose folder is not in the image" 'x' <<'END'
echo x >"$dir/file"; r --rm --mount "type=bind,src=$dir/file,dst=/deep/er/file,options=rbind:ro" $image $name cat /deep/er/file
END
operation "a mount's source that is not there" '1|no such file or directory' <<'END'
r --rm --mount "type=bind,src=/nosuch/folder,dst=/vol,options=rbind:ro" $image $name true 2>"$dir/err"; echo $?
grep -oi 'no such file or directory' "$dir/err" | tr N n | head -n 1
END
operation "--read-only" '*Read-only file system*' <<'END'
r --rm --read-only $image $name touch /x 2>&1
END
operation "--rootfs" 'kept' <<'END'
cp -a "$work/image" "$dir/root"; r --rm --env PATH=/bin --rootfs "$dir/root" $name cat /data/file
END
operation "the default mounts" '/|/dev|/dev/mqueue|/dev/pts|/dev/shm|/proc|/run|/sys' <<'END'
r --rm $image $name awk '{ print $2 }' /proc/mounts | grep -vE '^/(proc|sys)/|^/dev/(null|zero|full|random|urandom|tty)' | sort -u
END
operation "a device" 'c|1:7' <<'END'
r --rm --device /dev/full $image $name sh -c 'stat -c %F /dev/full | cut -c1; stat -c %t:%T /dev/full'
END
operation "masked and read-only paths" '0|1' <<'END'
r --rm $image $name sh -c 'cat /proc/timer_list | wc -c; echo 1 2>/dev/null >/proc/sys/kernel/domainname; echo $?'
END
operation "rootfs propagation" 'slave' <<'END'
r --rm --rootfs-propagation rslave $image $name true && echo slave
END

# --- limits and cgroups ------------------------------------------------------------------------------------
operation "--memory-limit" '67108864' <<'END'
r --rm --memory-limit 67108864 --mount type=cgroup,src=cgroup,dst=/sys/fs/cgroup,options=ro $image $name cat /sys/fs/cgroup/memory/memory.limit_in_bytes
END
operation "--cpus, --cpu-shares" '50000 100000 512' <<'END'
r --rm --cpus 0.5 --cpu-shares 512 --mount type=cgroup,src=cgroup,dst=/sys/fs/cgroup,options=ro $image $name sh -c '
	cd /sys/fs/cgroup/cpu; echo $(cat cpu.cfs_quota_us cpu.cfs_period_us cpu.shares)'
END
operation "--cpu-quota, --cpu-period" '30000 60000' <<'END'
r --rm --cpu-quota 30000 --cpu-period 60000 --mount type=cgroup,src=cgroup,dst=/sys/fs/cgroup,options=ro $image $name sh -c '
	cd /sys/fs/cgroup/cpu; echo $(cat cpu.cfs_quota_us cpu.cfs_period_us)'
END
operation "the cgroup is /NAMESPACE/ID" '*:memory:/PARENT/NAME' <<'END'
r --rm $image $name grep memory /proc/self/cgroup
END
operation "--cgroup" '*:pids:/PARENT/NAME-own' <<'END'
r --rm --cgroup "/$mark-$side/$name-own" $image $name grep pids /proc/self/cgroup
END

# --- namespaces --------------------------------------------------------------------------------------------
operation "a namespace of its own for each" 'ipc|mnt|net|pid|uts' <<'END'
r --rm $image $name sh -c 'for n in cgroup ipc mnt net pid user uts; do echo $n $(readlink /proc/self/ns/$n); done' | while read -r n inode; do
	[ "$(readlink "/proc/self/ns/$n")" = "$inode" ] || echo "$n"; done
END
operation "--net-host" 'same' <<'END'
r --rm --net-host $image $name readlink /proc/self/ns/net >"$dir/ns"; [ "$(cat "$dir/ns")" = "$(readlink /proc/self/ns/net)" ] && echo same
END
operation "--with-ns: a network namespace by path" 'same' <<'END'
ns=$(r --rm $image $name readlink /proc/self/ns/uts); unshare --uts sleep 100 & other=$!
until_true sh -c "[ \$(readlink /proc/$other/ns/uts) != \$(readlink /proc/self/ns/uts) ]"
r --rm --with-ns "uts:/proc/$other/ns/uts" $image $name-2 readlink /proc/self/ns/uts >"$dir/ns"
[ "$(cat "$dir/ns")" = "$(readlink /proc/$other/ns/uts)" ] && [ "$ns" != "$(cat "$dir/ns")" ] && echo same; kill $other
END
operation "two containers that share namespaces" 'lo|same' <<'END'
d $image $name sleep 100; pid=$(cat pid)
r --rm --with-ns "network:/proc/$pid/ns/net" --with-ns "ipc:/proc/$pid/ns/ipc" $image $name-2 sh -c 'ls /sys/class/net; readlink /proc/self/ns/ipc' >"$dir/said"
head -n 1 "$dir/said"; [ "$(tail -n 1 "$dir/said")" = "$(readlink "/proc/$pid/ns/ipc")" ] && echo same
END
# --- a configuration of one's own ---------------------------------------------------------------------------
own() { # JQ_PROGRAM: makes $dir/config.json
	runc spec --bundle "$dir" && jq --arg root "$work/image" --arg cgroup "/$mark-$side/$name" '.root = { path: $root, readonly: true } | .process.terminal = false
		| .linux.cgroupsPath = $cgroup |'" $1" "$dir/config.json" >"$dir/own" && mv "$dir/own" "$dir/config.json"
}
operation "--config" 'runc|from a config' <<'END'
own '.process.args = ["sh", "-c", "hostname; echo from a config"]'; r --rm --config "$dir/config.json" $name
END
operation "--config: user and groups" 'uid=1000(user) gid=1000(user) groups=46(plugdev)*' <<'END'
own '.process.args = ["id"] | .process.user = { uid: 1000, gid: 1000, additionalGids: [46] }'; r --rm --config "$dir/config.json" $name
END
operation "--config: pids limit" '20' <<'END'
own '.process.args = ["cat", "/sys/fs/cgroup/pids/pids.max"] | .linux.resources.pids.limit = 20 | .mounts += [{ destination: "/sys/fs/cgroup",
	type: "cgroup", source: "cgroup", options: ["ro"] }]'; r --rm --config "$dir/config.json" $name
END
operation "--config: host name, sysctl, limits, oom score" 'kermit|1234|100 200|500' <<'END'
own '.process.args = ["sh", "-c", "hostname; cat /proc/sys/kernel/msgmax; echo $(ulimit -Sn) $(ulimit -Hn); cat /proc/self/oom_score_adj"] |
	.hostname = "kermit" | .linux.sysctl["kernel.msgmax"] = "1234" | .process.rlimits = [{ type: "RLIMIT_NOFILE", soft: 100, hard: 200 }] |
	.process.oomScoreAdj = 500'; r --rm --config "$dir/config.json" $name
END
operation "--config: hooks" 'createRuntime|poststart|poststop' <<'END'
own '.process.args = ["true"] | .hooks = ([["createRuntime", "poststart", "poststop"][] | { key: ., value: [{ path: "/bin/sh", args: ["sh", "-c", "cat >/dev/null; echo \(.) >>'"$dir"'/hooks"] }] }] | from_entries)'
r --rm --config "$dir/config.json" $name; cat "$dir/hooks"
END
operation "--config: a later version of the specification, a field nobody knows" '0' <<'END'
own '.process.args = ["true"] | .ociVersion = "1.99.0" | .linux.none = { x: 1 } | .none = [1]'; r --rm --config "$dir/config.json" $name; echo $?
END

containerd_end
done_testing
