#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Bundles that were not made for these tests: OCI images built and unpacked by umoci, copied by skopeo.
. "${0%/*}/lib.sh"
need umoci skopeo busybox jq
mkdir -p /run/runlxc
mount -t tmpfs tmpfs /run/runlxc
id=$mark-umoci
unset XDG_RUNTIME_DIR

busybox_root "$work/tree"
ok "an image is made" umoci init --layout "$work/image"
ok "with a tag" umoci new --image "$work/image:first"
ok "unpacked to be filled" umoci unpack --image "$work/image:first" "$work/build"
cp -a "$work/tree/." "$work/build/rootfs/"
ok "and packed" umoci repack --image "$work/image:first" "$work/build"
# shellcheck disable=SC2016
ok "configured" umoci config --image "$work/image:first" --config.user user --config.env LANGUAGE=klingon \
	--config.workingdir /home/user --config.entrypoint /bin/sh --config.entrypoint -c \
	--config.cmd 'id -un; pwd; echo $LANGUAGE; echo written >file && cat file; hostname'

ok "copied by skopeo" skopeo copy --quiet "oci:$work/image:first" "oci:$work/copy:second"
ok "unpacked as a bundle" umoci unpack --image "$work/copy:second" "$work/bundle"
# umoci writes terminal: true and no cgroup path.
jq '.process.terminal = false' "$work/bundle/config.json" >"$work/config" && mv "$work/config" "$work/bundle/config.json"

install -m 640 -g 1000 /dev/null "$work/.out"
before=$(stat -c '%a %g' "$work/.out")
capture runlxc run --bundle "$work/bundle" "$id"
is "umoci's bundle runs as it is" "$status" 0
is "user, directory and environment are the image's" "$(printf '%s\n' "$out" | head -n 3)" "$(printf 'user\n/home/user\nklingon')"
is "and the tree is its own" "$(printf '%s\n' "$out" | sed -n 4p)" written
is "what it wrote is in the bundle" "$(cat "$work/bundle/rootfs/home/user/file")" written
is "the caller's file that took the output keeps its mode and group" "$(stat -c '%a %g' "$work/.out")" "$before"
is "owned by the user of the image" "$(stat -c %u "$work/bundle/rootfs/home/user/file")" 1000
like "explain has a line for each mount" "$(runlxc explain "$work/bundle" | grep -c '^mount ')" "^$(jq '.mounts | length' "$work/bundle/config.json")\$"

jq '.process.args = ["sleep", "100"]' "$work/bundle/config.json" >"$work/config" && mv "$work/config" "$work/bundle/config.json"
ok "create" runlxc create --bundle "$work/bundle" --pid-file "$work/pid" "$id"
ok "start" runlxc start "$id"
is "the state names the bundle" "$(runlxc state "$id" | jq -r '.bundle + " " + .status')" "$work/bundle running"
is "the pid file holds init" "$(tr '\0' ' ' <"/proc/$(cat "$work/pid")/cmdline")" "sleep 100 "
ok "kill" runlxc kill "$id" KILL
wait_for 5 has_stopped
ok "delete" runlxc delete "$id"
ok "umoci finds what the container changed" umoci repack --image "$work/copy:third" "$work/bundle"
done_testing
