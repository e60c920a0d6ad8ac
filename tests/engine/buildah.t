#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# buildah run, and RUN in buildah bud, by the side's runtime.
# shellcheck disable=SC2016,SC2154,SC2317
. "${0%/*}/lib.sh"
need buildah runc busybox script
# Each container is in the very cgroup given as parent, where a second one at the same time would be refused.
operations_at_once=1
empty /run/runlxc /run/runc /run/containers /var/lib/containers
chmod 711 "$work"
busybox_root "$work/image"

# b is buildah with the side's storage; w is buildah run in the side's working container.
b() {
	env -u XDG_RUNTIME_DIR CONTAINERS_CONF="$work/containers.conf" TMPDIR="$work/$side/scratch" BUILDAH_ISOLATION=oci BUILDAH_RUNTIME="$program" timeout --foreground -k 5 60 \
		buildah --root "$work/$side/storage" --runroot "$work/$side/run" --storage-driver vfs "$@"
}
w() { b run --runtime "$program" "$@"; }
printf '[containers]\ndefault_ulimits = []\nnetns = "none"\n' >"$work/containers.conf"
for side in $sides; do
	program=$(program_of "$side")
	mkdir -p "$work/$side/scratch"
	b from --name box --cgroup-parent "/$mark-$side" scratch >/dev/null
	b copy -q box "$work/image" / >/dev/null
	b config --env PATH=/bin --env A=1 --label a=b box
	b commit -q box base >/dev/null
done

operation "run" 'hello|0' <<'END'
w box -- echo hello; echo $?
END
operation "exit codes" '42|137' <<'END'
w box -- sh -c 'exit 42' 2>/dev/null; echo $?; w box -- sh -c 'sh -c "kill -KILL \$\$"; exit $?' 2>/dev/null; echo $?
END
operation "output and errors arrive apart" 'out|err' <<'END'
w box -- sh -c 'echo out; echo err >&2' 2>err; grep -x err err
END
operation "input arrives" '3' <<'END'
printf '1\n2\n3\n' | w box -- wc -l
END
operation "no such program" '*|executable file not found in $PATH' <<'END'
w box -- nosuch 2>err; echo $?; grep -o 'executable file not found in $PATH' err | head -n 1
END
operation "a file that may not be executed" '*|permission denied' <<'END'
w box -- /etc/passwd 2>err; echo $?; grep -o 'permission denied' err | head -n 1
END
operation "-t: a terminal" '/dev/pts/0|9' <<'END'
script -qec "env BUILDAH_ISOLATION=oci CONTAINERS_CONF='$work/containers.conf' TMPDIR='$work/$side/scratch' \
	buildah --root '$work/$side/storage' --runroot '$work/$side/run' --storage-driver vfs run --runtime '$program' -t box -- sh -c 'tty; exit 9' 2>/dev/null; echo \$?" /dev/null
END
operation "--user" 'uid=1000(user) gid=1000(user)*' <<'END'
w --user user box -- id
END
operation "--user by number" '4321 4321' <<'END'
w --user 4321:4321 box -- sh -c 'echo $(id -u) $(id -g)'
END
operation "--workingdir, --env, the environment of the image" '/data|1 2' <<'END'
w --workingdir /data --env B=2 box -- sh -c 'pwd; echo $A $B'
END
operation "--hostname" 'kermit' <<'END'
w --hostname kermit box -- hostname
END
operation "capabilities by default" 'CapEff:	*|CapBnd:	*' <<'END'
w box -- grep -E 'Cap(Eff|Bnd)' /proc/self/status
END
operation "--cap-add, --cap-drop" 'CapEff:	*' <<'END'
w --cap-add CAP_NET_ADMIN --cap-drop CAP_CHOWN box -- grep CapEff /proc/self/status
END
operation "seccomp" 'Seccomp:	2' <<'END'
w box -- grep Seccomp: /proc/self/status
END
operation "masked and read-only paths" '0|1' <<'END'
w box -- sh -c 'cat /proc/timer_list | wc -c; echo 1 2>/dev/null >/proc/sys/kernel/domainname; echo $?'
END
operation "-v, both ways and read-only" 'from outside|from inside|*Read-only file system*' <<'END'
echo from outside >file; w -v "$dir:/vol" box -- sh -c 'cat /vol/file; echo from inside >/vol/new'; cat new; w -v "$dir:/vol:ro" box -- touch /vol/x 2>&1 | grep -o 'Read-only file system'
END
operation "--mount tmpfs" 'tmpfs' <<'END'
w --mount type=tmpfs,destination=/vol box -- grep ' /vol ' /proc/mounts | cut -d' ' -f3
END
operation "a namespace of its own for each" 'ipc|mnt|*pid|uts' <<'END'
w box -- sh -c 'for n in ipc mnt net pid user uts; do echo $n $(readlink /proc/self/ns/$n); done' | while read -r n inode; do
	[ "$(readlink "/proc/self/ns/$n")" = "$inode" ] || echo "$n"; done
END
for kind in ipc network pid uts; do
	operation "--$kind host" same <<END
w --$kind host box -- readlink /proc/self/ns/$(echo $kind | cut -c1-3) >ns; [ "\$(cat ns)" = "\$(readlink /proc/self/ns/$(echo $kind | cut -c1-3))" ] && echo same
END
done
operation "what it wrote stays" 'written' <<'END'
b from --name "$name" base >/dev/null; w "$name" -- sh -c 'echo written >/file'; w "$name" -- cat /file
END
operation "commit" 'written' <<'END'
b from --name "$name" base >/dev/null; w "$name" -- sh -c 'echo written >/file'; b commit -q "$name" "made-$side" >/dev/null
b from --name "$name-2" "made-$side" >/dev/null; w "$name-2" -- cat /file
END
operation "much output arrives whole" '2000000' <<'END'
w box -- head -c 2000000 /dev/zero | wc -c
END
operation "no new privileges, descriptors, umask" 'NoNewPrivs:	0|0|1|2|3|0022' <<'END'
w box -- sh -c 'grep NoNew /proc/self/status; ls /proc/self/fd; umask'
END
operation "--add-history, a label" 'b' <<'END'
b inspect --format '{{index .OCIv1.Config.Labels "a"}}' box
END

# --- bud ---------------------------------------------------------------------------------------------------
bud() { b bud -q --runtime "$program" --cgroup-parent "/$mark-$side" "$@" "$dir" >/dev/null; }
said() { b from --name "$name" "$1" >/dev/null; w "$name" -- cat "$2"; }
operation "RUN" 'made' <<'END'
printf 'FROM base\nRUN echo made >/made\n' >Dockerfile; bud -t "run-$side" && said "run-$side" /made
END
operation "RUN with ENV, WORKDIR, USER, ARG" '/data 2 1000 x' <<'END'
printf 'FROM base\nARG C\nENV B=2\nRUN chmod 777 /data\nWORKDIR /data\nUSER user\nRUN echo $PWD $B $(id -u) $C >/data/said\n' >Dockerfile
bud --build-arg C=x -t "env-$side" && said "env-$side" /data/said
END
operation "RUN as a list" 'listed' <<'END'
printf 'FROM base\nRUN ["sh", "-c", "echo listed >/made"]\n' >Dockerfile; bud -t "list-$side" && said "list-$side" /made
END
operation "RUN that fails" '42' <<'END'
printf 'FROM base\nRUN exit 42\n' >Dockerfile; bud -t "fail-$side" 2>/dev/null; echo $?
END
operation "RUN of a program that is not there" '127' <<'END'
printf 'FROM base\nRUN nosuch\n' >Dockerfile; bud -t "none-$side" 2>/dev/null; echo $?
END
operation "COPY and two stages" 'from the first' <<'END'
printf 'FROM base AS one\nRUN echo from the first >/one\nFROM base\nCOPY --from=one /one /two\n' >Dockerfile; bud -t "two-$side" && said "two-$side" /two
END
operation "limits of RUN" '67108864|256' <<'END'
printf 'FROM base\nRUN cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/cpu/cpu.shares >/limits\n' >Dockerfile
bud --memory 64m --cpu-shares 256 -t "limits-$side" && said "limits-$side" /limits
END
operation "RUN --mount=type=bind" 'context' <<'END'
echo context >file; printf 'FROM base\nRUN --mount=type=bind,target=/context cat /context/file >/made\n' >Dockerfile; bud -t "mount-$side" && said "mount-$side" /made
END
operation "RUN --network=none" 'lo' <<'END'
printf 'FROM base\nRUN --network=none ls /sys/class/net >/made\n' >Dockerfile; bud -t "net-$side" && said "net-$side" /made
END
operation "layers" 'b' <<'END'
printf 'FROM base\nRUN echo a >/made\nRUN echo b >/made\n' >Dockerfile; bud --layers -t "layers-$side" && said "layers-$side" /made
END
operation "--ulimit, --shm-size of RUN" '100*' <<'END'
printf 'FROM base\nRUN ulimit -n >/made\n' >Dockerfile; bud --ulimit nofile=100:100 -t "ulimit-$side" && said "ulimit-$side" /made
END

operations_settle
is "no state is left" "$(ls -A /run/runlxc)" ""
is "no cgroup of a container is left" "$(engine_cgroups runlxc)" ""
engine_remove_cgroups
for side in $sides; do program=$(program_of "$side"); b rm --all >/dev/null; done
done_testing
