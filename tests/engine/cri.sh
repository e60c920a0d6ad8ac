# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2034,SC2154
# containerd as Kubernetes' kubelet speaks to it, by CRI over its socket; see containerd.sh. Each side is a runtime handler
# of that name. In operations, where TEXT is protobuf's text of the messages in cri.proto: pod runs a pod, $pod; create makes
# a container in it, $container, and run starts it as well; execute runs a command there, inside gives its output alone.
engine_namespaces=--net
. "${0%/*}/containerd.sh"
cri_proto=$PWD/tests/engine/cri.proto cri_count=0

# runlxc's part of the configuration is what README.md gives for containerd. A pod has the network of this test, or one at a
# bridge in there.
cri_begin() {
	need containerd containerd-shim-runc-v2 ctr runc busybox jq protoc curl ip
	empty /run/containerd /run/runlxc /run/runc /var/lib/cni
	ip link set lo up
	busybox_root "$work/image"
	image_archive "$work/image" "$work/image.tar" "$image" '{ "Cmd": ["sleep", "1000"] }'
	mkdir "$work/cni"
	cat >"$work/cni/10-bridge.conf" <<-END
		{ "cniVersion": "0.4.0", "name": "pods", "type": "bridge", "bridge": "pods", "isGateway": true,
		  "ipam": { "type": "host-local", "ranges": [[{ "subnet": "10.88.0.0/16" }]], "dataDir": "$work/addresses" } }
	END
	sed -n '/cri".*runtimes.runlxc]/,/BinaryName/p' README.md | sed "s,/usr/local/bin/runlxc,$RUNLXC," >"$work/readme.toml"
	ok "containerd can read README.md's lines" containerd --config "$work/readme.toml" config dump
	overlay_works || export CONTAINERD_SNAPSHOTTER=native
	cri_start
	ctr --address "$address" --namespace k8s.io image import "$work/image.tar" >/dev/null
	for side in $sides; do
		name=$mark-$side dir=$work/$side
		mkdir "$dir"
		pod ""
		echo "$pod" >"$dir/pod"
	done
}

cri_start() { # waits until it answers
	containerd_start io.containerd.internal.v1.restart "$(
		cat - "$work/readme.toml" <<-END
			[plugins."io.containerd.grpc.v1.cri"]
			  sandbox_image = "$image"
			  restrict_oom_score_adj = true
			  netns_mounts_under_state_dir = true
			[plugins."io.containerd.grpc.v1.cri".cni]
			  bin_dir = "/usr/lib/cni"
			  conf_dir = "$work/cni"
			[plugins."io.containerd.grpc.v1.cri".containerd]
			  snapshotter = "${CONTAINERD_SNAPSHOTTER:-overlayfs}"
			[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
			  runtime_type = "io.containerd.runc.v2"
			[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
			  BinaryName = "$(command -v runc)"
		END
	)"
	dir=$work
	wait_for 30 call Status || skip_all "containerd's CRI does not answer: $(call Status 2>&1)"
}

# call METHOD TEXT...: what is answered, as text. Later texts are added to, or stand over, what the first ones say. Where it
# is refused the message goes to stderr.
call() {
	cri_method=$1; shift
	for cri_text in "$@"; do
		printf '%s' "$cri_text" | protoc -I "${cri_proto%/*}" --encode="${cri_method}Request" "$cri_proto" || return
	done >"$dir/request"
	cri_size=$(wc -c <"$dir/request")
	# In front of a message gRPC has a byte that says "not compressed", and four with the size.
	printf '\0\0\0%b' "$(printf '\\0%o\\0%o' $((cri_size / 256)) $((cri_size % 256)))" | cat - "$dir/request" |
		curl -sS --max-time 60 --http2-prior-knowledge --unix-socket "$address" -H 'content-type: application/grpc' -H 'te: trailers' \
			--data-binary @- -D "$dir/headers" -o "$dir/answer" "http://cri/runtime.v1.RuntimeService/$cri_method" || return
	grep -q '^grpc-status: 0' "$dir/headers" || {
		sed -n 's/^grpc-message: //p' "$dir/headers" >&2
		return 1
	}
	tail -c +6 "$dir/answer" | protoc -I "${cri_proto%/*}" --decode="${cri_method}Response" "$cri_proto"
}

# field NAME: of the text on stdin, without quotes and spaces. NAME is a regular expression.
field() { sed -nE "s/^ *($1): \"?(([^\"\\\\]|\\\\.)*).*/\2/p"; }

# words FIELD WORD...: as text.
words() {
	cri_field=$1; shift
	for engine_word in "$@"; do
		printf '%s' "$engine_word" | awk -v field="$cri_field" 'BEGIN { printf "%s: \"", field }
			{ gsub(/[\\"]/, "\\\\&"); printf "%s%s", (NR > 1 ? "\\n" : ""), $0 } END { print "\"" }'
	done
}

pod() { # [TEXT]: without one it is one for the whole test
	cri_more=${1:-}
	cri_pod="metadata { name: '$name' uid: '$name' namespace: '$mark-$side' } log_directory: '$work' linux { cgroup_parent: '/$mark-$side'
		security_context { namespace_options { network: NODE pid: CONTAINER } } }"
	if [ -z "$cri_more" ] && [ -e "$work/$side/pod" ]; then
		pod=$(cat "$work/$side/pod")
	else
		pod=$(call RunPodSandbox "config { $cri_pod } runtime_handler: '$side'" "config { $cri_more }" | field pod_sandbox_id)
	fi
}
create() { # TEXT COMMAND...
	cri_more_of_container=$1; shift
	cri_count=$((cri_count + 1))
	log=$dir/log$cri_count
	container=$(call CreateContainer "pod_sandbox_id: '$pod' sandbox_config { $cri_pod } config { image { image: '$image' } $(words command "$@")
		metadata { name: '$name-$cri_count' } log_path: '${log#"$work"}' linux { security_context { namespace_options { pid: CONTAINER } } } }" \
		"sandbox_config { $cri_more } config { $cri_more_of_container }" | field container_id)
	[ -n "$container" ]
}
run() { create "$@" && of_container StartContainer; }                                # TEXT COMMAND...
of_container() { cri_of=$1; shift; call "$cri_of" "container_id: '$container'" "$@"; } # METHOD [TEXT]
execute() { of_container ExecSync "timeout: 20 $(words cmd "$@")"; }                  # COMMAND...
inside() { printf '%b' "$(execute "$@" | field stdout)"; }                            # COMMAND...
state() { of_container ContainerStatus | field state; }
ended() { until_said EXITED of_container ContainerStatus; } # waits
code() { # waits; the exit code, and why
	ended
	of_container ContainerStatus >"$dir/status"
	echo "$(field exit_code <"$dir/status" | grep . || echo 0) $(field reason <"$dir/status")"
}
said() { code >/dev/null && cut -d' ' -f4- "$log"; } # waits for its end; what is in its log
ready() { until_said ready cat "$log"; }             # waits until that says so
init_pid() { of_container ContainerStatus 'verbose: true' | grep -o '\\"pid\\":[0-9]*' | head -n 1 | cut -d: -f2; }

# Ends what is left as the kubelet does.
cri_end() {
	operations_settle
	dir=$work
	for engine_word in $(call ListPodSandbox | field id); do
		call StopPodSandbox "pod_sandbox_id: '$engine_word'" && call RemovePodSandbox "pod_sandbox_id: '$engine_word'"
	done
	containerd_ended
}
