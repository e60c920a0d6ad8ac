#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What podman's options make of a container, seen from inside: mounts, capabilities, limits, namespaces, seccomp.
. "${0%/*}/podman.sh"
podman_begin

# --- mounts ------------------------------------------------------------------------------------------------
operation "a volume" 'from outside|from inside' <<'END'
echo from outside >"$dir/file"; c run --rm -v "$dir:/vol" $image sh -c 'cat /vol/file; echo from inside >/vol/new'; cat "$dir/new"
END
operation "a read-only volume" '*Read-only file system*' <<'END'
c run --rm -v "$dir:/vol:ro" $image touch /vol/new 2>&1
END
operation "a file as volume" 'one file' <<'END'
echo one file >"$dir/file"; c run --rm -v "$dir/file:/etc/one:ro" $image cat /etc/one
END
operation "a named volume is filled from the image" 'kept|more' <<'END'
c run --rm -v "$name:/data" $image sh -c 'cat /data/file; echo more >/data/more'; c run --rm -v "$name:/data" $image cat /data/more
END
operation "a volume below a link of the image" 'there' <<'END'
c create $image true >/dev/null; c run --name "$name-l" $image ln -s /data /link; p commit -q "$name-l" "linked" >/dev/null
echo there >"$dir/x"; c run --rm --name "$name-m" -v "$dir:/link/below" linked cat /data/below/x
END
operation "volumes from another" 'shared' <<'END'
c create -v "$dir:/vol" $image true >/dev/null; echo shared >"$dir/x"; c run --rm --name "$name-two" --volumes-from "$name" $image cat /vol/x
END
operation "options of a bind mount" 'rw,nosuid,nodev,noexec*' <<'END'
c run --rm -v "$dir:/vol:nosuid,nodev,noexec" $image grep ' /vol ' /proc/mounts | cut -d' ' -f4
END
operation "a volume with shared propagation" 'shared:|1' <<'END'
mkdir "$dir/peer"; mount -t tmpfs peer "$dir/peer"; mount --make-shared "$dir/peer"; mkdir "$dir/peer/below"
c run --rm --privileged --mount "type=bind,source=$dir/peer,target=/vol,bind-propagation=rshared" $image sh -c 'grep " /vol " /proc/self/mountinfo | grep -o shared: && mount -t tmpfs inside /vol/below'
grep -c " $dir/peer/below " /proc/self/mountinfo; umount "$dir/peer/below" "$dir/peer"
END
operation "--mount tmpfs" 'tmpfs rw,nosuid,nodev,*size=1024k,mode=700' <<'END'
c run --rm --mount type=tmpfs,destination=/vol,tmpfs-size=1m,tmpfs-mode=0700 $image grep ' /vol ' /proc/mounts | cut -d' ' -f3,4
END
operation "--tmpfs starts with the image's files" 'kept 1000 tmpfs' <<'END'
c run --rm --tmpfs /data $image sh -c 'echo $(cat /data/file) $(stat -c %u /data/file) $(grep " /data " /proc/mounts | cut -d" " -f1)'
END
operation "--tmpfs without them" '0' <<'END'
c run --rm --tmpfs /data:notmpcopyup $image ls /data | wc -l
END
operation "--read-only" 'refused|written|written|kept' <<'END'
c run --rm --read-only $image sh -c 'touch /x 2>/dev/null || echo refused; touch /tmp/x && echo written; touch /run/x && echo written; cat /data/file'
END
operation "--read-only without the writable folders" 'refused|refused' <<'END'
c run --rm --read-only --read-only-tmpfs=false $image sh -c 'touch /x 2>/dev/null || echo refused; touch /tmp/x 2>/dev/null || echo refused'
END
operation "size of /dev/shm" 'shm /dev/shm tmpfs *size=2048k*' <<'END'
c run --rm --shm-size 2m $image grep ' /dev/shm ' /proc/mounts
END
operation "masked and readonly paths" '0|0|*Read-only*' <<'END'
c run --rm $image sh -c 'head -c 10 /proc/timer_list | wc -c; ls -A /sys/firmware | wc -l; echo 1 >/proc/sys/kernel/msgmax' 2>&1
END
operation "a masked path more, all of them less" '0|0' <<'END'
c run --rm --security-opt mask=/proc/version $image sh -c 'wc -c </proc/version'
c run --rm --security-opt unmask=ALL $image sh -c 'grep -c /proc/ /proc/mounts'
END
# Sorted: podman itself hands over its files in any order.
operation "the list of mounts is that of runc" '*/proc*' <<'END'
c run --rm $image sh -c 'cut -d" " -f2,3 /proc/mounts; grep -E " (/proc|/dev|/sys|/dev/shm|/dev/mqueue|/dev/pts) " /proc/mounts | cut -d" " -f1-4' | sort
END
operation "nothing in it is shared or a slave" 0 <<'END'
c run --rm $image sh -c 'grep -cE " (shared|master):" /proc/self/mountinfo'
END

# --- devices -----------------------------------------------------------------------------------------------
operation "devices that are there" '*null*' <<'END'
c run --rm $image sh -c 'cd /dev; stat -c "%n %A %u %g %t:%T" *'
END
operation "a device more, for writing, for reading" '1:b|opened|refused' <<'END'
c run --rm --device /dev/kmsg:/dev/k:w $image sh -c 'stat -c %t:%T /dev/k; : >/dev/k && echo opened'
c run --rm --device /dev/kmsg:/dev/k:r $image sh -c '(: >/dev/k) 2>/dev/null || echo refused'
END
operation "mknod of a device that is not allowed" 'made|refused' <<'END'
c run --rm --cap-add MKNOD $image sh -c 'mknod /dev/x b 7 100 && echo made; (: </dev/x) 2>/dev/null || echo refused'
END
operation "a rule for devices" 'opened|0' <<'END'
c run --rm --cap-add MKNOD --device-cgroup-rule 'c 1:11 rw' $image sh -c 'mknod /dev/k c 1 11 && (: >/dev/k) && echo opened'; echo $?
END

# --- capabilities ------------------------------------------------------------------------------------------
operation "capabilities of a plain container" '*CapBnd:	00000000a80425fb*Seccomp:	2' <<'END'
c run --rm $image grep -E 'Cap|NoNewPrivs|Seccomp:' /proc/self/status
END
operation "--cap-drop ALL" 'CapEff:	0000000000000000|CapBnd:	0000000000000000' <<'END'
c run --rm --cap-drop ALL $image grep -E 'Cap(Eff|Bnd)' /proc/self/status
END
operation "--cap-drop one" 'refused' <<'END'
c run --rm --cap-drop CHOWN $image sh -c 'chown 5 /data/file 2>/dev/null || echo refused'
END
operation "--cap-add" 'CapEff:	00000000a82435fb|done' <<'END'
c run --rm --cap-add NET_ADMIN --cap-add SYS_ADMIN $image sh -c 'grep CapEff /proc/self/status; mount -t tmpfs x /tmp && ip link set lo down && echo done'
END
operation "--cap-add for a user" '*CapEff:	0000000000002000*' <<'END'
c run --rm --user 1000 --cap-add NET_RAW --cap-drop ALL $image grep Cap /proc/self/status
END
operation "no new privileges" 'NoNewPrivs:	1' <<'END'
c run --rm --security-opt no-new-privileges $image grep NoNewPrivs /proc/self/status
END
operation "and a set-user-id program stays harmless" '1000' <<'END'
c run --name "$name-s" $image sh -c 'mkdir /suid; cp /bin/busybox /suid/id; chmod 4755 /suid/id'; p commit -q "$name-s" suid >/dev/null
c run --rm --user 1000 --security-opt no-new-privileges suid /suid/id -u
END

# --- seccomp -----------------------------------------------------------------------------------------------
operation "seccomp by default" 'Seccomp:	2|*add_key*error*|*bpf*error EPERM' <<'END'
c run --rm $image grep Seccomp: /proc/self/status; c run --rm -v "$INSIDE:/inside:ro" $image /inside syscall add_key,0,0,0,0,0 syscall bpf,0,0,0
END
operation "seccomp unconfined" 'Seccomp:	0' <<'END'
c run --rm --security-opt seccomp=unconfined $image grep Seccomp: /proc/self/status
END
operation "a profile of one's own" '*Operation not permitted*|0' <<'END'
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}' >"$dir/p.json"
c run --rm --security-opt "seccomp=$dir/p.json" $image sh -c 'mkdir /x 2>&1; touch /y; echo $?'
END
operation "a profile that kills" '159' <<'END'
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_KILL_PROCESS"}]}' >"$dir/p.json"
c run --rm --security-opt "seccomp=$dir/p.json" $image mkdir /x; echo $?
END
operation "a profile with arguments and an errno" 'syscall mkdir,/x,0777=error ENOSYS|syscall mkdir,/y,0700=ok' <<'END'
echo '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir"],"action":"SCMP_ACT_ERRNO","errnoRet":38,"args":[{"index":1,"value":511,"op":"SCMP_CMP_EQ"}]}]}' >"$dir/p.json"
c run --rm -v "$INSIDE:/inside:ro" --security-opt "seccomp=$dir/p.json" $image /inside syscall mkdir,/x,0777 syscall mkdir,/y,0700
END

# --- limits ------------------------------------------------------------------------------------------------
operation "--memory" '67108864' <<'END'
c run --rm --memory 64m $image cat /sys/fs/cgroup/memory/memory.limit_in_bytes
END
operation "--memory-swap, --memory-reservation" '134217728|33554432' <<'END'
c run --rm --memory 64m --memory-swap 128m --memory-reservation 32m $image sh -c 'cd /sys/fs/cgroup/memory; cat memory.memsw.limit_in_bytes memory.soft_limit_in_bytes'
END
operation "--pids-limit" '20|refused' <<'END'
c run --rm --pids-limit 20 $image sh -c 'cat /sys/fs/cgroup/pids/pids.max; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22; do sleep 100 & done 2>/dev/null' 2>/dev/null || echo refused
END
operation "--cpus" '50000 100000' <<'END'
c run --rm --cpus 0.5 $image sh -c 'cd /sys/fs/cgroup/cpu; echo $(cat cpu.cfs_quota_us cpu.cfs_period_us)'
END
operation "--cpu-shares" '256' <<'END'
c run --rm --cpu-shares 256 $image cat /sys/fs/cgroup/cpu/cpu.shares
END
operation "--cpuset-cpus" 'Cpus_allowed_list:	0' <<'END'
c run --rm --cpuset-cpus 0 $image grep Cpus_allowed_list /proc/self/status
END
operation "--blkio throttling" '*1048576' <<'END'
disk=$(lsblk -dno PATH 2>/dev/null | head -n 1); c run --rm --device-read-bps "${disk:-/dev/sda}:1mb" $image cat /sys/fs/cgroup/blkio/blkio.throttle.read_bps_device
END
operation "--ulimit" '100 200' <<'END'
c run --rm --ulimit nofile=100:200 --ulimit nproc=1000:2000 $image sh -c 'echo $(ulimit -Sn) $(ulimit -Hn)'
END
operation "--oom-score-adj" '500' <<'END'
c run --rm --oom-score-adj 500 $image cat /proc/self/oom_score_adj
END
operation "limits that are none" '-1|0' <<'END'
c run --rm --cpu-quota -1 --memory-swap -1 --memory 32m $image sh -c 'cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us'; echo $?
END
operation "the cgroup path" '1:*:/PARENT/libpod-ID|*' <<'END'
c run --rm $image cat /proc/self/cgroup | grep -v '^0:' | sort
END

# --- namespaces --------------------------------------------------------------------------------------------
operation "a namespace of its own for each" 'ipc|mnt|net|pid|uts' <<'END'
c run --rm $image sh -c 'for n in cgroup ipc mnt net pid user uts; do echo $n $(readlink /proc/self/ns/$n); done' | while read -r n inode; do
	[ "$(readlink "/proc/self/ns/$n")" = "$inode" ] || echo "$n"; done
END
operation "--network none: lo alone, and up" 'lo|yes' <<'END'
c run --rm --network none $image sh -c 'ls /sys/class/net; ping -c 1 -W 1 127.0.0.1 >/dev/null && echo yes'
END
for kind in network ipc pid uts; do
	operation "--$kind host" same <<END
c run --rm --$kind host \$image sh -c 'readlink /proc/self/ns/$(echo $kind | cut -c1-3)' >"\$dir/ns"
[ "\$(cat "\$dir/ns")" = "\$(readlink /proc/self/ns/$(echo $kind | cut -c1-3))" ] && echo same
END
done
operation "kill in the host's pid namespace" '137|0' <<'END'
c run -d --pid host $image sh -c 'sleep 104 & echo ready; sleep 104' >/dev/null; pid=$(p inspect --format '{{.State.Pid}}' "$name"); ready
children=$(cat "/proc/$pid/task/$pid/children"); p kill "$name" >/dev/null; p wait "$name"; p rm -f "$name" >/dev/null
for child in $children; do until_true [ ! -d "/proc/$child" ] || echo left; done | wc -l
END
operation "--cgroupns private" '*:memory:/|/|0' <<'END'
c run --rm --cgroupns private $image sh -c 'grep memory /proc/self/cgroup; grep "cgroup/memory " /proc/self/mountinfo | cut -d" " -f4'; echo $?
END
operations_settle # every podman that starts closes its storage to others, container root too
operation "a user namespace" '0|0| 0 100000 65536|ready|100000' <<'END'
c run -d --uidmap 0:100000:65536 --gidmap 0:100000:65536 $image sh -c 'id -u; cat /proc/self/uid_map; echo ready; sleep 100' >/dev/null; echo $?
ready; p logs "$name" | tr -s ' '; stat -c %u "/proc/$(p inspect --format '{{.State.Pid}}' "$name")"; p rm -f -t 0 "$name" >/dev/null
END
operations_settle
operation "--sysctl" '80|1234' <<'END'
c run --rm --sysctl net.ipv4.ip_unprivileged_port_start=80 --sysctl kernel.msgmax=1234 $image sh -c 'cat /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/kernel/msgmax'
END
operation "annotations reach nobody inside" '0' <<'END'
c run --rm --annotation a.b/c=d $image true; echo $?
END

podman_end
done_testing
