#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# podman run, as users type it: exit codes, streams, terminals, users, environment, programs.
. "${0%/*}/podman.sh"
podman_begin

# --- exit codes --------------------------------------------------------------------------------------------
operation "run true" 0 <<'END'
c run --rm $image true; echo $?
END
operation "run false" 1 <<'END'
c run --rm $image false; echo $?
END
operation "the program's own exit code" 42 <<'END'
c run --rm $image sh -c 'exit 42'; echo $?
END
operation "a program killed by a signal, and one that is init and cannot be" '137|0' <<'END'
c run --rm $image sh -c 'sh -c "kill -KILL \$\$"; exit $?'; echo $?
c run --rm $image sh -c 'kill -KILL $$'; echo $?
END
operation "no such program in PATH" 127 <<'END'
c run --rm $image nosuch; echo $?
END
operation "no such program by path" 127 <<'END'
c run --rm $image /bin/nosuch; echo $?
END
operation "a file that may not be executed" 126 <<'END'
c run --rm $image /etc/passwd; echo $?
END
operation "a folder as program" 126 <<'END'
c run --rm $image /etc; echo $?
END
operation "a program that is not in a volume" 127 <<'END'
c run --rm --user 1000:1000 -v "$dir:/hidden:ro" $image /hidden/none; echo $?
END
operation "a volume that is not there" 125 <<'END'
c run --rm -v /nosuch/folder:/x $image true; echo $?
END
operation "a sysctl that is not there" 127 <<'END'
c run --rm --sysctl net.ipv4.nosuch=1 $image true; echo $?
END
operation "a device that is not there" 125 <<'END'
c run --rm --device /dev/nosuch $image true; echo $?
END

# --- streams and terminals ---------------------------------------------------------------------------------
operation "output and errors arrive apart" 'out|err' <<'END'
c run --rm $image sh -c 'echo out; echo err >&2' 2>"$dir/err"; cat "$dir/err"
END
operation "input arrives, and its end" '3' <<'END'
printf 'one\ntwo\nthree\n' | c run --rm -i $image wc -l
END
operation "without -i there is no input" 0 <<'END'
echo input | c run --rm $image wc -c
END
operation "much output arrives whole" '2000000' <<'END'
c run --rm $image sh -c 'head -c 2000000 /dev/zero' | wc -c
END
operation "a terminal" '/dev/pts/0|terminal on 0 1 2' <<'END'
script -qec "'$work/$side/podman' run --rm -t --name $name --cgroup-parent /$mark-$side $image sh -c '
	tty; test -t 0 && test -t 1 && test -t 2 && echo terminal on 0 1 2'" /dev/null
END
operation "its size is the caller's" '33 77' <<'END'
script -qec "stty rows 33 cols 77; '$work/$side/podman' run --rm -t --name $name --cgroup-parent /$mark-$side $image sh -c 'until stty size | grep -q 33; do sleep 0.1; done; stty size'" /dev/null
END
operation "a shell with a terminal and input" 'answer 42|7' <<'END'
(until_true [ -e begun ]; echo 'echo answer $((40 + 2)); touch /typed/over; exit 7'; until_true [ -e over ]) | script -qec "'$work/$side/podman' run \
	--rm -it -v '$dir:/typed' --name $name --cgroup-parent /$mark-$side $image sh -c 'touch /typed/begun; exec sh'" /dev/null | grep -o '^answer 42'
c run -dt --replace $image sh -c 'exit 7' >/dev/null; p wait "$name"
END
operation "the exit code with a terminal" 9 <<'END'
script -qec "'$work/$side/podman' run --rm -t --name $name --cgroup-parent /$mark-$side $image sh -c 'exit 9'" /dev/null; echo $?
END
operation "/dev/console with a terminal" 'crw--w----/0' <<'END'
script -qec "'$work/$side/podman' run --rm -t --name $name --cgroup-parent /$mark-$side $image stat -c %A/%u /dev/console" /dev/null
END
operation "file descriptors passed on" 'content' <<'END'
echo content >"$dir/file"
c run --rm --preserve-fds 1 $image sh -c 'cat <&3' 3<"$dir/file"
END
operation "none are passed on without asking" '0|1|2|3' <<'END'
c run --rm $image ls /proc/self/fd 5<"$dir.out" # 3 is that of ls
END

# --- user, environment, program ----------------------------------------------------------------------------
operation "user and group by number" 'uid=1000(user) gid=1000(user) groups=1000(user)' <<'END'
c run --rm --user 1000:1000 $image id
END
operation "a user by name" '1000 1000 /home/user' <<'END'
c run --rm --user user $image sh -c 'echo $(id -u) $(id -g) $HOME'
END
operation "a user that the image does not know" '4321 4321' <<'END'
c run --rm --user 4321:4321 $image sh -c 'echo $(id -u) $(id -g)'
END
operation "a user has no capabilities" 'CapPrm:	0000000000000000|CapEff:	0000000000000000' <<'END'
c run --rm --user 1000 $image grep -E 'Cap(Prm|Eff)' /proc/self/status
END
operation "more groups" 'Groups:	46 1000 4242 ' <<'END'
c run --rm --user 1000:1000 --group-add 46 --group-add 4242 $image grep Groups /proc/self/status
END
operation "host name" 'kermit|kermit' <<'END'
c run --rm --hostname kermit $image sh -c 'hostname; cat /etc/hostname'
END
operation "environment" 'A=1|B=two words|container=podman' <<'END'
c run --rm --env A=1 --env 'B=two words' $image env | grep -E '^(A|B|container)=' | sort
END
operation "working directory" /data <<'END'
c run --rm --workdir /data $image pwd
END
operation "a working directory that is not there" 126 <<'END'
c run --rm --workdir /not/there/yet $image pwd; echo $?
END
operation "working directory from the image is made" /made/here <<'END'
c create $image pwd >/dev/null; p commit -q --change 'WORKDIR /made/here' "$name" made >/dev/null; p rm "$name" >/dev/null
c run --rm made pwd
END
operation "entry point" 'hello there' <<'END'
c run --rm --entrypoint /bin/echo $image hello there
END
operation "entry point of several words" 'a b c' <<'END'
c run --rm --entrypoint '["/bin/echo", "a", "b"]' $image c
END
# The kernel refuses it when the container is started already: runlxc's start says so and fails, runc's does not.
differs "a script without #!" '126' '1' <<'END'
printf 'echo never\n' >"$dir/script"; chmod +x "$dir/script"
c run --rm -v "$dir:/scripts" $image /scripts/script; echo $?
END
operation "a script with #!" 'it runs: /scripts/script' <<'END'
printf '#!/bin/sh\necho it runs: $0\n' >"$dir/script"; chmod +x "$dir/script"
c run --rm -v "$dir:/scripts" $image /scripts/script
END
differs "the runtime's own program" '126' '1' <<'END'
c run --rm $image /proc/self/exe --version >"$dir/out" 2>&1; echo $?
END
operation "init as a helper" '*init|1|0' <<'END'
c run --rm --init $image sh -c 'cat /proc/1/comm; ps | grep -c "[s]h -c"'; echo $?
END
operation "umask" '0027' <<'END'
c run --rm --umask 0027 $image sh -c umask
END
operation "a root file system without image" 'kept' <<'END'
cp -a "$work/image" "$dir/root"
c run --rm --rootfs "$dir/root" cat /data/file
END
operation "names of hosts" '10.1.2.3	elsewhere' <<'END'
c run --rm --add-host elsewhere:10.1.2.3 $image cat /etc/hosts | grep elsewhere
END
operation "privileged" '0' <<'END'
c run --rm --privileged $image sh -c 'test -e /dev/null && mount -t tmpfs x /tmp'; echo $?
END

podman_end
done_testing
