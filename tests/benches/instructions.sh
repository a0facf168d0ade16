#!/usr/bin/env bash
# Instructions of writing a person and of reading a page of 500, each by the derive, by a serde struct
# written by hand and through `serde_json::Value`, and of a create, by the derive and by hand with
# reqwest, without the kernel's and those of the connection's task, and of a whole process with one create.
# Counted by valgrind: the same figures in each run of the same program on the same kind of processor, except
# for a create, whose polls vary.
#
#   tests/benches/instructions.sh
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v valgrind >/dev/null || { echo "SKIPPED: valgrind is not installed" >&2; exit 1; }
program() { # bench: its file
    cargo bench -p attio-benches --bench "$1" --no-run 2>&1 | sed -n 's/.*Executable.*(\(.*\))$/\1/p'
}
program=$(program instructions)

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

# `create` makes 1,152 of each where it is not told to measure.
profile=$(mktemp)
create=$(program create)
of_create() { # contender: instructions of one
    callgrind_annotate --inclusive=yes --threshold=100 "$profile" |
        awk -v c="$1::create::{{closure}}" 'index($0, c) && !n++ { gsub(",", "", $1); printf "%d\n", $1 / 1152 }'
}
for over in clear tls; do
    valgrind --tool=callgrind --callgrind-out-file="$profile" "$create" "$over" >/dev/null 2>&1
    derive=$(of_create ByDerive)
    hand=$(of_create ByHand)
    awk -v l="a create, $over" -v d="$derive" -v s="$hand" \
        'BEGIN { printf "%-24s %12d %12d %12s %10.2f\n", l, d, s, "", d / s }'
done
rm -f "$profile"

# A process from its start to its end, with one create.
program=$(program cold_start)
coproc server { "$program" --serve; }
read -r base <&"${server[0]}"
certificate=
while read -r line <&"${server[0]}"; do
    certificate+=$line$'\n'
    [ "$line" != "-----END CERTIFICATE-----" ] || break
done
of_process() { # way: instructions of the whole process
    COLD_START_WAY=$1 COLD_START_BASE=$base COLD_START_CERTIFICATE=$certificate \
        valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" 2>&1 | awk '/Collected/ { print $NF }'
}
derive=$(of_process derive)
hand=$(of_process hand)
awk -v d="$derive" -v s="$hand" \
    'BEGIN { printf "%-24s %12d %12d %12s %10.3f\n", "a process, one create", d, s, "", d / s }'
