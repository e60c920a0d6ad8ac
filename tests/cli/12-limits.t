#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# process.rlimits by every name, and oomScoreAdj.
. "${0%/*}/lib.sh"

bundle limits
config '.process.rlimits = []'
names="AS CORE CPU DATA FSIZE LOCKS MEMLOCK MSGQUEUE NICE NOFILE NPROC RSS RTPRIO RTTIME SIGPENDING STACK"
# AddressSanitizer reserves terabytes of addresses in runlxc itself, which the limit is for until the exec.
if [ -n "${SANITIZED:-}" ]; then
	names=${names#AS }
	skip "RLIMIT_AS" "runlxc is built with a sanitizer"
fi

# What the caller may not exceed without CAP_SYS_RESOURCE. "rlimit NAME=SOFT HARD" lines of the caller itself.
# shellcheck disable=SC2046
capture "$INSIDE" $(for name in $names; do echo rlimit "$name"; done)
host=$out
host_hard() { printf '%s\n' "$host" | awk -v want="rlimit $1" -F= '$1 == want { split($2, word, " "); print word[2] }'; }

# A soft limit that differs from the hard one, both within what the caller has, and leaves room for the program.
wanted() { # NAME
	case $1 in
	AS | DATA | FSIZE | RSS | STACK) soft=67108864 hard=134217728 ;;
	*) soft=11 hard=22 ;;
	esac
	case $(host_hard "$1") in
	unlimited) ;;
	*)
		[ "$(host_hard "$1")" -ge "$hard" ] || hard=$(host_hard "$1")
		[ "$soft" -le "$hard" ] || soft=$hard
		;;
	esac
}
list=
for name in $names; do
	wanted "$name"
	list="$list${list:+,}{\"type\": \"RLIMIT_$name\", \"soft\": $soft, \"hard\": $hard}"
done
# shellcheck disable=SC2016
config '.process.rlimits = $list' --argjson list "[$list]"
# shellcheck disable=SC2046
run_inside $(for name in $names; do echo rlimit "$name"; done)
for name in $names; do
	wanted "$name"
	is "RLIMIT_$name" "$(answer "rlimit $name")" "$soft $hard"
done

config '.process.rlimits = [{type: "RLIMIT_CORE", soft: 0, hard: 0}, {type: "RLIMIT_NOFILE", soft: 5, hard: 5}]'
run_inside rlimit CORE rlimit NOFILE open /dev/null r
is "zero is a limit" "$(answer 'rlimit CORE')" "0 0"
is "low ones are no obstacle to the start" "$(answer 'open /dev/null r')" ok
if [ "$(host_hard CPU)" = unlimited ]; then
	config '.process.rlimits = [{type: "RLIMIT_CPU", soft: 1000, hard: "MAX"}]'
	args /bin/inside rlimit CPU
	sed -i 's/"MAX"/18446744073709551615/' "$bundle/config.json" # jq would round it
	capture runlxc run --bundle "$bundle" "$id"
	is "18446744073709551615 is no limit" "$(answer 'rlimit CPU')" "1000 unlimited"
else
	skip "18446744073709551615 is no limit" "the caller has a limit of its own"
fi
config '.process.rlimits = []'
args /bin/inside rlimit NOFILE
capture sh -c 'ulimit -n 777; exec "$@"' sh "$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id"
is "what the bundle does not say is the caller's" "$(answer 'rlimit NOFILE')" "777 777"

can_raise() { [ $((0x$(awk '$1 == "CapEff:" { print $2 }' /proc/self/status) >> 24 & 1)) -eq 1 ]; }
config '.process.rlimits = [{type: "RLIMIT_CORE", soft: 1, hard: 2}, {type: "RLIMIT_NOFILE", soft: 100, hard: 99999999}]'
if can_raise; then
	config '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 1000, hard: 2000}]'
	capture sh -c 'ulimit -n 777; exec "$@"' sh "$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id"
	is "a limit above the caller's, by CAP_SYS_RESOURCE" "$(answer 'rlimit NOFILE')" "1000 2000"
else
	fails "a limit above the caller's is refused by name" \
		"process.rlimits\[1\]: setrlimit RLIMIT_NOFILE: (O|o)peration not permitted" runlxc run --bundle "$bundle" "$id"
fi
config '.process.rlimits = []'

# --- oomScoreAdj -------------------------------------------------------------------------------------------
if ! kernel_has oom_score_adj; then
	skip "oomScoreAdj" "this kernel has no oom_score_adj"
	done_testing
fi
own=$(cat /proc/self/oom_score_adj)
run_inside oom_score_adj
is "without oomScoreAdj it is the caller's" "$(answer oom_score_adj)" "$own"
config '.process.oomScoreAdj = 500'
run_inside oom_score_adj
is "oomScoreAdj" "$(answer oom_score_adj)" 500
is "the caller keeps its own" "$(cat /proc/self/oom_score_adj)" "$own"
config '.process.oomScoreAdj = 1000'
run_inside oom_score_adj
is "the highest" "$(answer oom_score_adj)" 1000
config '.process.oomScoreAdj = 0'
capture sh -c 'echo 300 >/proc/self/oom_score_adj; exec "$@"' sh "$RUNLXC" --root "$work/state" run --bundle "$bundle" "$id"
is "0 is a value, not absence" "$(answer oom_score_adj)" 0
config '.process.oomScoreAdj = -999'
if can_raise; then
	run_inside oom_score_adj
	is "a negative one" "$(answer oom_score_adj)" -999
else
	fails "a negative one is not for a caller without CAP_SYS_RESOURCE, and it is told" \
		"process.oomScoreAdj: .*(P|p)ermission denied" runlxc run --bundle "$bundle" "$id"
fi

done_testing
