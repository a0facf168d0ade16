#!/usr/bin/env bash
# Instructions of writing a person and of reading a page of 500, each by the derive, by a serde struct
# written by hand and through `serde_json::Value`, counted by valgrind: the same figures in each run of
# the same program on the same kind of processor.
#
#   tests/benches/instructions.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v valgrind >/dev/null || { echo "SKIPPED: valgrind is not installed" >&2; exit 1; }
program=$(cargo bench -p attio-tests --bench instructions --no-run 2>&1 | sed -n 's/.*Executable.*(\(.*\))$/\1/p')

count() { # contender, times: instructions of the whole process
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" "$2" 2>&1 |
        awk '/Collected/ { print $NF }'
}

each() { # contender, times: instructions of one, without what the process takes by itself
    echo $((($(count "$1" $(($2 * 2))) - $(count "$1" "$2")) / $2))
}

printf '%-24s %12s %12s %12s %10s %10s\n' "" derive serde Value "/ serde" "/ Value"
for what in "write 200 a person" "read 2 a page of 500"; do
    read -r verb times label <<<"$what"
    derive=$(each "$verb-derive" "$times")
    serde=$(each "$verb-serde" "$times")
    value=$(each "$verb-value" "$times")
    awk -v l="$verb $label" -v d="$derive" -v s="$serde" -v v="$value" \
        'BEGIN { printf "%-24s %12d %12d %12d %10.2f %10.2f\n", l, d, s, v, d / s, d / v }'
done
