#!/usr/bin/env bash
# Counts instructions, without the kernel's:
#
# * of writing a person and of reading a page of 500: the derive, a hand-written serde struct, and
#   `serde_json::Value`;
# * of a create, over HTTP/1.1 in the clear and over HTTP/2 with TLS: the derive and hand-written reqwest;
# * of a whole process with one create over TLS.
#
# valgrind counts them. The figures are the same in each run of the same program on the same kind of processor,
# except those of a create, whose polls vary.
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

each() { # contender, times: instructions of one, without those of the process itself
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

# The thread that creates, 32 at a time, including its connection.
profile=$(mktemp)
of_thread() { # contender, rounds: instructions of the first thread
    rm -f "$profile"*
    valgrind --tool=callgrind --separate-threads=yes --callgrind-out-file="$profile" \
        "$program" "$1" "$2" >/dev/null 2>&1
    awk '/^(totals|summary):/ { print $2; exit }' "$profile-01"
}
of_create() { # contender: instructions of one
    echo $((($(of_thread "create-$1" 40) - $(of_thread "create-$1" 10)) / (30 * 32)))
}
for over in clear tls; do
    derive=$(of_create "$over-derive")
    hand=$(of_create "$over-hand")
    awk -v l="a create, $over" -v d="$derive" -v s="$hand" \
        'BEGIN { printf "%-24s %12d %12d %12s %10.2f\n", l, d, s, "", d / s }'
done
rm -f "$profile"*

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
