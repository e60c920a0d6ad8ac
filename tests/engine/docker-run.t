#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# docker run, as users type it: exit codes, streams, terminals, users, security, limits, mounts, namespaces.
# shellcheck disable=SC2016,SC2154,SC2317
. "${0%/*}/docker.sh"
docker_begin

# --- exit codes, streams, terminals ------------------------------------------------------------------------
operation "run" 'hello|0' <<'END'
c run --rm $image echo hello; echo $?
END
operation "the program's exit code" 42 <<'END'
c run --rm $image sh -c 'exit 42'; echo $?
END
operation "a program that a signal ends" 137 <<'END'
c run --rm $image sh -c 'sh -c "kill -KILL \$\$"; exit $?'; echo $?
END
operation "no such program in PATH" '127|executable file not found in $PATH' <<'END'
c run --rm $image nosuch 2>err; echo $?; grep -o 'executable file not found in $PATH' err
END
operation "no such program by path" '127|no such file or directory' <<'END'
c run --rm $image /bin/nosuch 2>err; echo $?; grep -o 'no such file or directory' err
END
operation "a file that may not be executed" '126|permission denied' <<'END'
c run --rm $image /etc/passwd 2>err; echo $?; grep -o 'permission denied' err
END
operation "a folder as program" 126 <<'END'
c run --rm $image /etc; echo $?
END
operation "output and errors arrive apart" 'out|err' <<'END'
c run --rm $image sh -c 'echo out; echo err >&2' 2>err; cat err
END
operation "input arrives, and its end" 3 <<'END'
printf 'one\ntwo\nthree\n' | c run --rm -i $image wc -l
END
operation "much output arrives whole" 2000000 <<'END'
c run --rm $image head -c 2000000 /dev/zero | wc -c
END
operation "-t: a terminal, its exit code" '/dev/pts/0|terminal|9' <<'END'
tty_run "docker run --rm -t --runtime $side --name $name --cgroup-parent /$mark-$side $image sh -c 'tty; test -t 0 && test -t 1 && test -t 2 && echo terminal; exit 9'"; echo $?
END
operation "-it: a shell, its size, what is typed" '33 77|answer 42' <<'END'
(until [ -e typed ]; do sleep 0.1; done; printf 'stty size; echo answer $((40 + 2)); exit\n'; sleep 1) |
	tty_run "stty rows 33 cols 77; docker run --rm -it -v '$dir:/typed' --runtime $side --name $name --cgroup-parent /$mark-$side $image sh -c '
	until stty size 2>/dev/null | grep -q 33; do sleep 0.1; done; touch /typed/typed; exec sh'" | tr -d '\r' | grep -oE '^(33 77|answer 42)$'
END

# --- process -----------------------------------------------------------------------------------------------
operation "--user by name and number" 'uid=1000(user) gid=1000(user)*|4321 4321' <<'END'
c run --rm --user user $image id; c run --rm --user 4321:4321 $image sh -c 'echo $(id -u) $(id -g)'
END
operation "--group-add" '*46 1000 4242*' <<'END'
c run --rm --user 1000:1000 --group-add 46 --group-add 4242 $image grep Groups /proc/self/status
END
operation "--workdir, --env, --hostname" '/data|two words|kermit' <<'END'
c run --rm --workdir /data --env 'B=two words' --hostname kermit $image sh -c 'pwd; echo $B; hostname'
END
operation "--workdir that is not there is made" '/made/here' <<'END'
c run --rm --workdir /made/here $image pwd
END
operation "--entrypoint" 'a b' <<'END'
c run --rm --entrypoint /bin/echo $image a b
END
operation "--init" '*docker-init*|0' <<'END'
c run --rm --init $image sh -c 'tr "\0" " " </proc/1/cmdline; echo'; echo $?
END
operation "--ulimit" '100 200' <<'END'
c run --rm --ulimit nofile=100:200 $image sh -c 'echo $(ulimit -Sn) $(ulimit -Hn)'
END
operation "--oom-score-adj" 500 <<'END'
c run --rm --oom-score-adj 500 $image cat /proc/self/oom_score_adj
END
operation "--domainname" 'example' <<'END'
c run --rm --domainname example $image cat /proc/sys/kernel/domainname
END

# --- security ----------------------------------------------------------------------------------------------
operation "capabilities by default" 'CapPrm:	00000000a80425fb|CapEff:	00000000a80425fb|CapBnd:	00000000a80425fb' <<'END'
c run --rm $image grep -E 'Cap(Prm|Eff|Bnd)' /proc/self/status
END
operation "--cap-add, --cap-drop" 'CapEff:	00000000a80435fa' <<'END'
c run --rm --cap-add NET_ADMIN --cap-drop CHOWN $image grep CapEff /proc/self/status
END
operation "--cap-drop ALL" 'CapEff:	0000000000000000|1' <<'END'
c run --rm --cap-drop ALL $image sh -c 'grep CapEff /proc/self/status; chown 1:1 /data 2>/dev/null; echo $?'
END
operation "seccomp by default, and unconfined" 'Seccomp:	2|Seccomp:	0' <<'END'
c run --rm $image grep Seccomp: /proc/self/status; c run --rm --security-opt seccomp=unconfined $image grep Seccomp: /proc/self/status
END
operation "a seccomp profile of one's own" '*Operation not permitted*|0' <<'END'
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}' >"$dir/p.json"
c run --rm --security-opt "seccomp=$dir/p.json" $image sh -c 'mkdir /x 2>&1; touch /y; echo $?'
END
operation "no-new-privileges" 'NoNewPrivs:	1' <<'END'
c run --rm --security-opt no-new-privileges $image grep NoNew /proc/self/status
END
operation "--privileged" '0' <<'END'
c run --rm --privileged $image sh -c 'mount -t tmpfs x /tmp; echo $?'
END
operation "--device" 'c 1:7|*Operation not permitted*' <<'END'
c run --rm --device /dev/full:/dev/mine $image stat -c '%F %t:%T' /dev/mine | sed 's/character special file/c/'
c run --rm $image sh -c 'mknod /x c 1 1 && cat /x 2>&1'
END
operation "--device-cgroup-rule: the cgroup lets it pass, and nobody is there" '*No such device or address' <<'END'
c run --rm --device-cgroup-rule 'c 1:1 rwm' $image sh -c 'mknod /x c 1 1 && cat /x 2>&1'
END
operation "masked and read-only paths" '0|1' <<'END'
c run --rm $image sh -c 'cat /proc/timer_list | wc -c; echo 1 2>/dev/null >/proc/sys/kernel/domainname; echo $?'
END

# --- limits ------------------------------------------------------------------------------------------------
operation "--memory, --memory-swap, --memory-reservation" '67108864|134217728|33554432' <<'END'
c run --rm --memory 64m --memory-swap 128m --memory-reservation 32m $image sh -c '
	cd /sys/fs/cgroup/memory; cat memory.limit_in_bytes memory.memsw.limit_in_bytes memory.soft_limit_in_bytes'
END
operation "--cpus, --cpu-shares, --cpuset-cpus" '50000 100000 256|Cpus_allowed_list:	0' <<'END'
c run --rm --cpus 0.5 --cpu-shares 256 --cpuset-cpus 0 $image sh -c '
	cd /sys/fs/cgroup/cpu; echo $(cat cpu.cfs_quota_us cpu.cfs_period_us cpu.shares); grep Cpus_allowed_list /proc/self/status'
END
operation "--pids-limit" '20' <<'END'
c run --rm --pids-limit 20 $image cat /sys/fs/cgroup/pids/pids.max
END
operation "--device-read-bps" '*1048576' <<'END'
disk=$(lsblk -dno PATH 2>/dev/null | head -n 1); c run --rm --device-read-bps "${disk:-/dev/sda}:1mb" $image cat /sys/fs/cgroup/blkio/blkio.throttle.read_bps_device
END
operation "--blkio-weight" '500' <<'END'
c run --rm --blkio-weight 500 $image cat /sys/fs/cgroup/blkio/blkio.weight
END
operation "--sysctl" '1234|80' <<'END'
c run --rm --sysctl kernel.msgmax=1234 --sysctl net.ipv4.ip_unprivileged_port_start=80 $image cat /proc/sys/kernel/msgmax /proc/sys/net/ipv4/ip_unprivileged_port_start
END
operation "a sysctl that is not there" '127' <<'END'
c run --rm --sysctl net.ipv4.nosuch=1 $image true 2>/dev/null; echo $?
END

# --- file system -------------------------------------------------------------------------------------------
operation "-v: a folder, both ways, and read-only" 'from outside|from inside|*Read-only file system*' <<'END'
echo from outside >file; c run --rm -v "$dir:/vol" $image sh -c 'cat /vol/file; echo from inside >/vol/new'; cat new
c run --rm -v "$dir:/vol:ro" $image touch /vol/x 2>&1
END
operation "a named volume is filled from the image" 'kept|more' <<'END'
c run --rm -v "$name:/data" $image sh -c 'cat /data/file; echo more >/data/more'; c run --rm -v "$name:/data" $image cat /data/more
k volume rm "$name" >/dev/null
END
operation "--volumes-from" 'shared' <<'END'
echo shared >x; c create -v "$dir:/vol" $image true >/dev/null; k run --rm --runtime "$side" --volumes-from "$name" $image cat /vol/x
END
operation "--mount with shared propagation" 'seen' <<'END'
mount -t tmpfs tmpfs "$dir"; mount --make-shared "$dir"; mkdir "$dir/sub"
d --mount "type=bind,source=$dir,target=/vol,bind-propagation=rslave" $image sh -c 'until [ -e /vol/sub/there ]; do sleep 0.1; done; echo ready'
mount -t tmpfs tmpfs "$dir/sub"; touch "$dir/sub/there"; ready && echo seen; k rm -f "$name" >/dev/null; umount "$dir/sub" "$dir"
END
operation "--tmpfs" 'tmpfs rw,nosuid,nodev,noexec,relatime,size=1024k,mode=700' <<'END'
c run --rm --tmpfs /vol:size=1m,mode=0700 $image grep ' /vol ' /proc/mounts | cut -d' ' -f3,4
END
operation "--read-only, with a tmpfs" '*Read-only file system*|0' <<'END'
c run --rm --read-only --tmpfs /tmp $image sh -c 'touch /x 2>&1; touch /tmp/x; echo $?'
END
operation "--shm-size" '*size=2048k*' <<'END'
c run --rm --shm-size 2m $image grep /dev/shm /proc/mounts
END
operation "hosts, resolv.conf, hostname are the engine's" 'elsewhere|9.9.9.9|kermit' <<'END'
c run --rm --add-host elsewhere:10.1.2.3 --dns 9.9.9.9 --hostname kermit $image sh -c '
	grep -o elsewhere /etc/hosts; grep -o 9.9.9.9 /etc/resolv.conf; cat /etc/hostname'
END

# --- namespaces --------------------------------------------------------------------------------------------
operation "a namespace of its own for each" 'ipc|mnt|net|pid|uts' <<'END'
c run --rm $image sh -c 'for n in cgroup ipc mnt net pid user uts; do echo $n $(readlink /proc/self/ns/$n); done' | while read -r n inode; do
	[ "$(readlink "/proc/self/ns/$n")" = "$inode" ] || echo "$n"; done
END
for kind in net ipc pid uts; do
	operation "--$kind host" same <<END
c run --rm --$kind host \$image sh -c 'readlink /proc/self/ns/$kind' >ns; [ "\$(cat ns)" = "\$(readlink /proc/self/ns/$kind)" ] && echo same
END
done
operation "those of another container" '1 sleep 1000|same|same' <<'END'
d --ipc shareable $image sleep 1000; pid=$(say '{{.State.Pid}}'); until_runs "$pid" sleep
k run --rm --runtime "$side" --cgroup-parent "/$mark-$side" --pid "container:$name" --net "container:$name" --ipc "container:$name" $image sh -c '
	ps -o pid,args | sed "s/^ *//; s/  */ /g" | grep "^1 "; readlink /proc/self/ns/net; readlink /proc/self/ns/ipc' >said
sed -n 1p said; [ "$(sed -n 2p said)" = "$(readlink "/proc/$pid/ns/net")" ] && echo same; [ "$(sed -n 3p said)" = "$(readlink "/proc/$pid/ns/ipc")" ] && echo same
END
operation "--cgroupns private" '*:memory:/' <<'END'
c run --rm --cgroupns private $image grep :memory: /proc/self/cgroup
END
operation "the cgroup" '*:pids:/PARENT/ID' <<'END'
c run --rm $image grep :pids: /proc/self/cgroup
END

docker_end
done_testing
