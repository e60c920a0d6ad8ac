#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What goes in and out of docker's containers: logs, streams, copies, images built and committed, networks.
# shellcheck disable=SC2016,SC2154,SC2317
. "${0%/*}/docker.sh"
docker_begin

# --- streams and files -------------------------------------------------------------------------------------
operation "logs, and their end" 'out|err|one|two' <<'END'
d $image sh -c 'echo out; echo err >&2'; k wait "$name" >/dev/null; k logs "$name" 2>err; cat err
name=$name-2; d $image sh -c 'echo one; sleep 0.3; echo two'; k logs -f "$name"
END
operation "attach" 'echoed: hello' <<'END'
d -i $image sh -c 'read line; echo "echoed: $line"'; (sleep 1; echo hello; sleep 1) | k attach "$name"
END
operation "cp, both ways" 'kept|from outside' <<'END'
d $image sleep 1000; k cp "$name:/data/file" copied; cat copied; echo from outside >file; k cp file "$name:/data/new"; k exec "$name" cat /data/new
END
operation "diff, commit, export" 'A /new|new|kept' <<'END'
d $image sh -c 'echo new >/new'; k wait "$name" >/dev/null; k diff "$name"; k commit "$name" "made-$side" >/dev/null
k run --rm --runtime "$side" "made-$side" cat /new; k export "$name" | tar -xO data/file
END
operation "build, whose RUN is by the default runtime" 'built: kept|built by' <<'END'
printf 'FROM %s\nENV A=built\nRUN echo "built by" >/by && echo "$A: $(cat /data/file)" >/what\nCMD ["cat", "/what", "/by"]\n' "$image" >Dockerfile
exec 9>"$work/lock"; flock 9; docker_configure "$side"; kill -HUP "$dockerd"; until_said "^$side\$" k info --format '{{.DefaultRuntime}}'
k build -q --cgroup-parent "/$mark-$side" -t "built-$side" "$dir" >/dev/null; docker_configure runc; kill -HUP "$dockerd"; exec 9>&-
k run --rm --runtime "$side" "built-$side"
END

# --- networks ----------------------------------------------------------------------------------------------
operation "a bridge: an address, a way out" 'inet 172.29|0' <<'END'
c run --rm $image sh -c 'ip -4 addr show eth0 | grep -o "inet 172.29"; ping -c 1 -W 5 172.29.0.1 >/dev/null; echo $?'
END
operation "a published port" 'served' <<'END'
port=$((8000 + operation_count)); [ "$side" = runc ] && port=$((port + 1000)); d -p "127.0.0.1:$port:80" $image sh -c 'echo served >/index.html; exec httpd -f -p 80 -h /'
until_said served wget -qO- "http://127.0.0.1:$port/index.html"; wget -qO- "http://127.0.0.1:$port/index.html"
END
operation "a network of one's own, names" '0' <<'END'
k network create "$name-net" >/dev/null; d --network "$name-net" $image sleep 1000
k run --rm --runtime "$side" --network "$name-net" $image ping -c 1 -W 5 "$name" >/dev/null; echo $?; k rm -f "$name" >/dev/null; k network rm "$name-net" >/dev/null
END
operation "connect and disconnect a running one" '2|1' <<'END'
k network create "$name-net" >/dev/null; d $image sleep 1000; k network connect "$name-net" "$name"; k exec "$name" sh -c 'ls /sys/class/net | grep -c eth'
k network disconnect "$name-net" "$name"; k exec "$name" sh -c 'ls /sys/class/net | grep -c eth'; k network rm "$name-net" >/dev/null
END
operation "--network none" 'lo' <<'END'
c run --rm --network none $image ls /sys/class/net
END

docker_end
done_testing
