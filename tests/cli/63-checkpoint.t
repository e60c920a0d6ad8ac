#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# checkpoint and restore up to criu, which a script stands for here: what it is asked, and what is said when it fails.
. "${0%/*}/lib.sh"
[ "$(id -u)" -eq 0 ] || skip_all "needs root"

# A criu that notes its words, one a line, writes a log, and does what the file "act" says.
cat >"$work/criu" <<'END'
#!/bin/sh
here=${0%/*}
printf '%s\n' "$@" >"$here/words"
while [ $# -gt 0 ]; do
	case $1 in --work-dir) log=$2 ;; --log-file) log=$log/$2 ;; --pidfile) file=$2 ;; --tree) pid=$2 ;; esac
	shift
done
. "$here/act"
END
chmod +x "$work/criu"
act() { echo "$*" >"$work/act"; }
# shellcheck disable=SC2317
criu_checkpoint() { "$RUNLXC" --root "$work/state" --criu "$work/criu" checkpoint "$@"; }
# shellcheck disable=SC2317
criu_restore() { "$RUNLXC" --root "$work/state" --criu "$work/criu" restore --bundle "$bundle" "$@"; }
has() { # NAME WORD...: criu got these words, one behind the other
	has_name=$1; shift
	like "$has_name" " $(tr '\n' ' ' <"$work/words")" " $* "
}

bundle saved
args /bin/inside sleep 60
mkdir "$work/data" "$bundle/rootfs/real"
ln -s real "$bundle/rootfs/link"
# shellcheck disable=SC2016
bind() { config '.mounts += [{destination: $to, type: "bind", source: $from, options: ["bind"]}]' --arg from "$1" --arg to "$2"; } # FROM TO
bind "$work/data" /link/data
fails "an unknown container" 'does not exist' criu_checkpoint "$id"
create
fails "one that was not started" 'cannot be checkpointed in created state' criu_checkpoint --image-path "$work/images" "$id"
runlxc start "$id"
wait_for 5 [ "$(state_of "$id")" = running ]
fails "without criu" "criu is not installed: '.*/nowhere' is not found" \
	"$RUNLXC" --root "$work/state" --criu "$work/nowhere" checkpoint --image-path "$work/images" "$id"
# shellcheck disable=SC2016
act 'printf "%s\n" "(0.1) note" "(0.2) Error (x.c:1): the reason" "(0.3) Error (y.c:2): Dumping FAILED." >"$log"; exit 1'
fails "when criu fails its reason is said, and where the log is" \
	"criu dump failed: Error \(x.c:1\): the reason \(all of it: $work/images/dump.log\)" \
	criu_checkpoint --image-path "$work/images" "$id"
is "the container runs on" "$(state_of "$id")" running
# shellcheck disable=SC2016
act 'kill -KILL $$'
fails "criu was killed" 'status 137|no reason' criu_checkpoint --image-path "$work/images" "$id"
fails "a mode for cgroups that is none" "manage-cgroups-mode: 'much'" criu_checkpoint --manage-cgroups-mode much --image-path "$work/images" "$id"
fails "a page server that is none" "page-server: '1234'" criu_checkpoint --page-server 1234 --image-path "$work/images" "$id"
fails "a namespace that cannot be left empty" "empty-ns: 'pid'" criu_checkpoint --empty-ns pid --image-path "$work/images" "$id"

act 'exit 0'
ok "pre-dump" criu_checkpoint --pre-dump --image-path "$work/images" "$id"
has "is criu's pre-dump" pre-dump
has "and follows the memory" --track-mem
is "the container is not touched" "$(state_of "$id")" running
ok "every option" criu_checkpoint --leave-running --tcp-established --tcp-skip-in-flight --link-remap --ext-unix-sk --shell-job \
	--lazy-pages --file-locks --auto-dedup --empty-ns network --manage-cgroups-mode ignore --parent-path ../before \
	--page-server 127.0.0.1:27 --status-fd 2 --work-path "$work/at" --image-path "$work/images" "$id"
has "images" --images-dir "$work/images"
has "log" --work-dir "$work/at"
has "parent" --prev-images-dir ../before
has "page server" --page-server --address 127.0.0.1 --port 27
has "network" --empty-ns net
has "a bind mount, by where it is" --external "mnt\[/real/data\]:/link/data"
has "cgroups" --manage-cgroups=ignore
has "init" --tree "$(init_pid)"
has "the rest" --leave-running --tcp-established --skip-in-flight --link-remap --ext-unix-sk --shell-job --lazy-pages --file-locks \
	--auto-dedup --track-mem
is "the names of its descriptors are kept" "$(jq length "$work/images/descriptors.json")" 3
runlxc pause "$id"
ok "a paused container" criu_checkpoint --leave-running --image-path "$work/images" "$id"
has "criu learns what to thaw" --freeze-cgroup "/[^ ]*$id"
is "it stays paused" "$(state_of "$id")" paused
runlxc resume "$id"

config '.process.terminal = true'
fails "a terminal cannot be restored" 'process.terminal' criu_restore --image-path "$work/images" "$id-terminal"
config '.process.terminal = false'
# shellcheck disable=SC2016
act 'echo "(0.1) Error (x.c:1): no memory" >"$log"; exit 1'
fails "a restore that fails says why" 'criu restore failed: Error \(x.c:1\): no memory' criu_restore --image-path "$work/images" "$id-back"
ok "and leaves nothing" [ ! -e "$work/state/$id-back" ]
has "a restore becomes a child" --restore-detached --restore-sibling

touch "$work/file"
bind "$work/file" /link/made/file
bind "$bundle" /link/data/inner
mounts_of() { grep -c "$work/" /proc/self/mountinfo || :; }
before=$(mounts_of)
fails "with other bind mounts" 'no memory' criu_restore --image-path "$work/images" "$id-back"
has "criu gets their sources" --external "mnt\[/link/data\]:$work/data" --external "mnt\[/link/made/file\]:$work/file"
ok "a missing mount point is made" [ -f "$bundle/rootfs/real/made/file" ]
ok "in another bind mount too" [ -d "$work/data/inner" ]
ok "but not where the container mounts its own" [ ! -e "$bundle/rootfs/dev/pts" ]
is "and nothing stays mounted" "$(mounts_of)" "$before"
config '.hooks.createRuntime = [{path: "/bin/true"}]'
capture criu_restore --image-path "$work/images" "$id-back"
like "hooks that are not run are announced" "$err" 'hooks.createRuntime: restore does not run'
fails "or refused" 'hooks.createRuntime: .*--strict' \
	"$RUNLXC" --root "$work/state" --strict --criu "$work/criu" restore --bundle "$bundle" --image-path "$work/images" "$id-back"
config 'del(.hooks)'
bind "$work/nowhere" /nowhere
fails "a source that is not there" 'mounts\[[0-9]+\] \(/nowhere\): source: stat .*/nowhere' criu_restore --image-path "$work/images" "$id-back"

# Its code may be in the container's processes: only criu itself takes it out again.
# shellcheck disable=SC2016
act 'echo $$ >"$here/criu.pid"; for i in $(seq 600); do [ ! -e "$here/go" ] || break; sleep 0.1; done; echo >"$here/done"'
"$RUNLXC" --root "$work/state" --criu "$work/criu" checkpoint --image-path "$work/images" "$id" &
checkpoint=$!
ok "criu is at work" wait_for 20 [ -s "$work/criu.pid" ]
kill -KILL $checkpoint
wait $checkpoint 2>/dev/null || :
is "checkpoint was killed: the container runs" "$(state_of "$id")" running
touch "$work/go"
ok "and criu came to its end" wait_for 20 [ -e "$work/done" ]
ok "and is gone" wait_for 20 [ ! -e "/proc/$(cat "$work/criu.pid")" ]

# shellcheck disable=SC2016
act 'kill -KILL $pid; exit 0'
ok "a checkpoint that ends the container" criu_checkpoint --image-path "$work/images" "$id"
not_ok "deletes it" runlxc state "$id"

bundle shared
args /bin/inside sleep 60
config "(.linux.namespaces[] | select(.type == \"ipc\")).path = \"/proc/$$/ns/ipc\""
ok "one in a namespace of others" runlxc run -d --bundle "$bundle" "$id"
fails "is not checkpointed" 'linux.namespaces\[[0-9]\].path \(/proc/[0-9]+/ns/ipc\)' criu_checkpoint --image-path "$work/images" "$id"
done_testing
