#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kernels/: profiles of kernels, the emulator that answers as they say, and what it leaves behind.
. "${0%/*}/lib.sh"
[ "$(id -u)" -eq 0 ] || skip_all "needs root"
[ -z "${SANITIZED:-}" ] || skip_all "the sanitizers' own code needs prlimit64, which old kernels lack"
for feature in "seccomp notify" open_tree; do
	"$RUNLXC" doctor --kernel | grep -q "^yes  *$feature\$" || skip_all "this kernel emulates no other: $feature is not there"
done
EMULATE=${EMULATE:-$PWD/build/bin/kernel-emulate}
export RUNLXC
emulate() { "$EMULATE" "$@"; }
has_cgroup1() { awk '$9 == "cgroup" || $8 == "cgroup" { found = 1 } END { exit !found }' /proc/self/mountinfo; }

# --- profiles ----------------------------------------------------------------------------------------------
for profile in 2.6.32 2.6.32-642.el6 3.10.el7 4.19 5.10 6.1 6.12 7.2; do
	ok "the emulated kernel answers as its profile says: $profile" kernels/compare -e "$profile"
done
printf 'linux 2.6.32\nyes  openat2\n' >"$work/profile"
capture kernels/compare "$work/profile"
like "what a profile does not have is a difference" "$status:$out" '^pidfd: (yes|no|blocked) here, not in '
sed 's/^no  \(.*openat2\)$/yes \1/' kernels/profile/2.6.32 >"$work/profile"
capture kernels/compare -e "$work/profile"
is "so is another answer" "$status $out" "1 openat2: no here, yes in $work/profile"
echo 'no something' >>"$work/profile"
capture kernels/compare -e "$work/profile"
like "and what the probe does not ask" "$out" '^something: in .*, and the probe does not ask it$'

# --- a filter in between -----------------------------------------------------------------------------------
answers=$(emulate --blocked 2.6.32 -- "$RUNLXC" doctor --kernel)
blocked() { printf '%s\n' "$answers" | awk -v name="$1" '{ answer = $1; sub(/^[a-z]+ +/, ""); if ($0 == name) print answer }'; }
for name in close_range memfd "mount attributes" openat2 pidfd prlimit sched_setattr setns; do
	is "EPERM for what should be ENOSYS is no answer: $name" "$(blocked "$name")" blocked
done
is "what is not forbidden is there" "$(blocked subreaper)" "$("$RUNLXC" doctor --kernel | sed -n 's/ *subreaper$//p')"
is "doctor says so by field" "$(emulate --blocked 2.6.32 "$RUNLXC" doctor --json | jq -r '.[] | select(.field == "process.scheduler") | .answer')" blocked

# --- the emulator ------------------------------------------------------------------------------------------
# shellcheck disable=SC2016
namespaces() { emulate "$1" sh -c 'cd /proc/self && for file in ns/*; do [ ! -e "$file" ] || echo "${file#ns/}"; done' | tr '\n' ' '; }
is "no namespace has a file in 2.6.32" "$(namespaces 2.6.32)" ""
is "five have one in 2.6.32-642.el6" "$(namespaces 2.6.32-642.el6)" "ipc mnt net pid uts "
is "by any path" "$(emulate 2.6.32 sh -c 'cd /proc; cat self/oom_score_adj 1/oom_score_adj /proc/self/oom_score_adj oom_score_adj' 2>&1 | grep -c 'No such file')" 4
echo here >"$work/oom_score_adj"
is "only in /proc" "$(cd "$work" && emulate 2.6.32 cat oom_score_adj "$work/oom_score_adj" | tr '\n' ' ')" "here here "
is "no_new_privs is not set" "$(emulate 2.6.32-642.el6 sed -n 's/^NoNewPrivs:.//p' /proc/self/status)" 0
if has_cgroup1; then
	like "cgroups are at /cgroup" "$(emulate 2.6.32-642.el6 sed -n 's/.* \([^ ]*\) [^ ]* - cgroup .*/\1/p' /proc/self/mountinfo | tr '\n' ' ')" \
		'^(/cgroup/[a-z_,]+ )+$'
	is "and nowhere else" "$(emulate 2.6.32-642.el6 ls /sys/fs)" ""
else
	skip "cgroups are at /cgroup" "no hierarchy of cgroup v1 is mounted here"
fi
not_ok "nothing of it stays" test -e /cgroup
# shellcheck disable=SC2016
"$EMULATE" 2.6.32 sh -c 'echo $$ >"$0"; exec sleep 60' "$work/pid" &
first=$!
wait_for 5 test -s "$work/pid"
emulate 2.6.32 true
ok "a second one takes nothing from the first" test -d /cgroup
kill "$first"
status=0
wait "$first" || status=$?
is "it passes signals on" "$status" 143
not_ok "the last one takes it away" test -e /cgroup
for wanted in 0 1 42; do
	capture emulate 4.19 sh -c "exit $wanted"
	is "the status is the command's: $wanted" "$status" "$wanted"
done
failure=127 fails "no such command" '^kernel-emulate: /no/such: No such file' emulate 4.19 /no/such
failure=125 fails "no such kernel" '^kernel-emulate: kernels/profile/0.01: ' emulate 0.01 true
echo 'linus 4.19' >"$work/profile"
failure=125 fails "a profile with a word that is no key" "^kernel-emulate: $work/profile: 'linus' is no key" emulate "$work/profile" true
printf 'linux 4.19\nbackports openat3\n' >"$work/profile"
failure=125 fails "and with a backport that is no rule" "^kernel-emulate: $work/profile: backports: 'openat3'" emulate "$work/profile" true

# --- runlxc on the oldest ----------------------------------------------------------------------------------
bundle oldest
config '.process.noNewPrivileges = false'
args /bin/inside sleep 60
# shellcheck disable=SC2016
capture emulate 2.6.32 sh -euc 'runlxc() { "$RUNLXC" --root "$0" "$@"; }
	runlxc create --bundle "$1" "$2" 3>&- >/dev/null
	runlxc start "$2"
	runlxc state "$2" | jq -r .status
	runlxc exec "$2" /bin/inside uid || echo "exec $?"
	runlxc kill "$2" KILL
	until [ "$(runlxc state "$2" | jq -r .status)" = stopped ]; do sleep 0.1; done
	runlxc delete "$2"' "$work/state" "$bundle" "$id"
is "a container runs as on 2.6.32" "$status $(printf '%s\n' "$out" | tr '\n' ' ')" "0 running exec 255 "
like "where exec cannot join its namespaces, and does not run elsewhere" "$err" \
	"^runlxc: exec failed: joining the container's .* namespace: this kernel cannot"

# --- runlxc without clone3, and behind an old filter ---------------------------------------------------------
bundle later
for words in 4.19 "--blocked 4.19"; do
	args /bin/inside ns
	# shellcheck disable=SC2086
	capture emulate $words "$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id"
	is "a container runs ($words), without a cgroup namespace of liblxc's own" "$status $(answer ns | grep ^cgroup)" \
		"0 $(readlink /proc/self/ns/cgroup)"
	args /bin/inside sleep 60
	# shellcheck disable=SC2016,SC2086
	capture emulate $words sh -euc 'runlxc() { "$RUNLXC" --root "$0" "$@"; }
		runlxc create --bundle "$1" "$2" >/dev/null
		runlxc start "$2"
		runlxc exec "$2" /bin/inside pid
		runlxc delete --force "$2"' "$work/state" "$bundle" "$id"
	like "create, start, exec, delete ($words)" "$status $out" '^0 pid=[0-9]+$'
done

# --- lists of what cannot pass -----------------------------------------------------------------------------
cat >"$work/a.t" <<'END'
#!/bin/sh
echo "ok 1 - good"
echo "not ok 2 - bad"
echo "not ok 3 - bad by 7"
echo "1..3"
exit 1
END
chmod +x "$work/a.t"
# shellcheck disable=SC2317
skipping() { kernels/with-skips "$work/list" "$work/a.t"; }
printf '# comment\n%s | bad | because\n%s | bad by* | of it\n' "$work/a.t" "$work/a.t" >"$work/list"
capture skipping
is "what is listed is a skip, with its reason" "$status $(printf '%s\n' "$out" | tr '\n' ';')" \
	"0 ok 1 - good;ok 2 - bad # SKIP because;ok 3 - bad by 7 # SKIP of it;1..3;"
sed -i 3d "$work/list"
capture skipping
is "what is not is a failure" "$status $(printf '%s\n' "$out" | grep -c '^not ok')" "1 1"
echo "$work/a.t | * | not at all" >"$work/list"
capture skipping
is "a whole test" "$status $out" "0 1..0 # SKIP not at all"
sed -i 's/not ok/ok/' "$work/a.t"
: >"$work/list"
capture skipping
is "one that did not get to its end is no success" "$status" 1

done_testing
