#!/usr/bin/env bash
# Measures how much a snapshot of the workspace adds to the build of a crate that derives against it.
#
# Makes two crates of 200 structs of 12 fields: `few` for 5 objects, `many` for one object per struct.
# Checks them with a snapshot and without, in turns. `few` is checked against 5 objects of 60 attributes
# (91 kB), and against 200 objects of 300 attributes (18 MB), of which it uses 5. `many` is checked against
# the latter, of which it uses all. Prints the medians and the best of rustc's times on the clock, for the
# expansion of macros and for the whole.
#
#   tests/build_cost/snapshot.sh [rounds, 9]
#   tests/build_cost/snapshot.sh instructions
#
# rustc prints its times only with RUSTC_BOOTSTRAP. The crates are kept in $BUILD_COST_DIR
# (target/snapshot_cost by default). On a busy machine, look at the best, or count the
# instructions of rustc with valgrind, which are the same each time.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
rounds=${1:-9}
dir=${BUILD_COST_DIR:-$root/target/snapshot_cost}
export CARGO_TARGET_DIR=$dir/target CARGO_INCREMENTAL=0
unset ATTIO_SCHEMA ATTIO_SCHEMA_REQUIRED ATTIO_SCHEMA_CHECK

mkdir -p "$dir"/{few,many}/src
dir=$(cd "$dir" && pwd)
cp "$root/Cargo.lock" "$dir/Cargo.lock"
rm -f "$dir"/attio.schema.json "$dir"/*/attio.schema.json
printf '[workspace]\nmembers = ["few", "many"]\nresolver = "3"\n' >"$dir/Cargo.toml"

# Attributes 0 to 11 of every object are the fields; the derive skips the others.
types=(personal-name email-address phone-number text text number currency date timestamp location select record-reference)
rust=(PersonalName 'Vec<EmailAddress>' 'Vec<PhoneNumber>' String 'Option<String>' 'Option<f64>' 'Option<Currency>' 'Option<Date>' 'Option<Timestamp>' 'Option<Location>' 'Option<SelectOption>' 'Option<AnyRecordRef>')

source_of() { # name, objects
    {
        echo "use attio_core::{AnyRecordRef, AttioRecord, Currency, Date, EmailAddress, Location, PersonalName, PhoneNumber, SelectOption, Timestamp};"
        for ((i = 0; i < 200; i++)); do
            echo "#[derive(AttioRecord)]"
            echo "#[attio(object = \"object_$((i % $2))\")]"
            echo "pub struct Record$i {"
            for ((k = 0; k < 12; k++)); do echo "    pub attribute_$k: ${rust[k]},"; done
            echo "}"
        done
    } >"$dir/$1/src/lib.rs"
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\nattio-core = { path = "%s", default-features = false }\n' \
        "$1" "$root/attio-core" >"$dir/$1/Cargo.toml"
}
source_of few 5
source_of many 200

snapshot() { # objects, attributes
    awk -v objects="$1" -v attributes="$2" -v names="${types[*]}" 'BEGIN {
        split(names, types, " ")
        print "{\n  \"version\": 1,\n  \"objects\": ["
        for (o = 0; o < objects; o++) {
            printf "    {\"id\": \"%08x-0000-4000-8000-000000000000\", \"api_slug\": \"object_%d\", \"singular_noun\": \"Object\", \"plural_noun\": \"Objects\", \"attributes\": [\n", o, o
            for (a = 0; a < attributes; a++) {
                type = types[a % 12 + 1]
                many = (type == "email-address" || type == "phone-number") ? "true" : "false"
                printf "      {\"id\": \"%08x-%04x-4000-8000-000000000000\", \"api_slug\": \"attribute_%d\", \"title\": \"Attribute %d\", \"type\": \"%s\", \"is_system_attribute\": false, \"is_writable\": true, \"is_required\": false, \"is_unique\": false, \"is_multiselect\": %s, \"is_default_value_enabled\": false, \"is_archived\": false}%s\n", o, a, a, a, type, many, a + 1 < attributes ? "," : ""
            }
            printf "    ]}%s\n", o + 1 < objects ? "," : ""
        }
        print "  ]\n}"
    }'
}
snapshot 5 60 >"$dir/few.json"
snapshot 200 300 >"$dir/many.json"
ls -l "$dir"/{few,many}.json | awk '{ print $5 " bytes: " $9 }'

cd "$dir"
cargo check -q -p few -p many

time_one() { # crate, snapshot or nothing: seconds of the expansion, seconds of the whole
    rm -f "$1/attio.schema.json"
    [ -z "$2" ] || cp "$2" "$1/attio.schema.json"
    cargo clean -q -p "$1"
    RUSTC_BOOTSTRAP=1 cargo rustc -q --offline --profile check -p "$1" -- -Ztime-passes 2>&1 |
        awk '$1 == "time:" && $NF == "macro_expand_crate" { expansion = $2 } $1 == "time:" && $NF == "total" { total = $2 } END { print expansion + 0, total + 0 }'
}

# Ensures that the snapshot is checked: a wrong field must be an error.
cp few.json few/attio.schema.json
sed -i 's/attribute_11:/attribute_99:/' few/src/lib.rs
if cargo check -q --offline -p few 2>/dev/null; then
    echo "the snapshot is not checked: a wrong field is not an error" >&2
    exit 1
fi
sed -i 's/attribute_99:/attribute_11:/' few/src/lib.rs

if [ "$rounds" = instructions ]; then
    count() { # crate, snapshot or nothing: millions of instructions
        rm -f "$1/attio.schema.json"
        [ -z "$2" ] || cp "$2" "$1/attio.schema.json"
        cargo clean -q -p "$1"
        local command
        command=$(cargo rustc --offline -vv --profile check -p "$1" 2>&1 |
            sed -n 's/^ *Running `\(.*\)`$/\1/p' | grep -- "--crate-name $1 ")
        command=${command//--error-format=json/}
        command=$(sed 's/--json=[^ ]*//; s#\([^ ]*/rustc\) --crate-name#valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null \1 --crate-name#' <<<"$command")
        eval "$command" 2>&1 | awk '/I *refs:/ { gsub(",", "", $NF); printf "%.1f\n", $NF / 1e6 }'
    }
    for pair in "few few.json" "few many.json" "many many.json"; do
        read -r crate file <<<"$pair"
        awk -v p="$pair" -v a="$(count "$crate" "")" -v b="$(count "$crate" "$file")" \
            'BEGIN { printf "%-15s %.1f without, %.1f with: %.1f million instructions more, ratio %.3f\n", p, a, b, b - a, b / a }'
    done
    exit
fi

: >times
for ((round = 1; round <= rounds; round++)); do
    echo "few nothing $(time_one few "")" >>times
    echo "few few.json $(time_one few few.json)" >>times
    echo "few many.json $(time_one few many.json)" >>times
    echo "many nothing $(time_one many "")" >>times
    echo "many many.json $(time_one many many.json)" >>times
done

summary() { # crate, snapshot or nothing, column: "median best" in milliseconds
    awk -v c="$1" -v w="$2" -v n="$3" '$1 == c && $2 == w { print $n * 1000 }' times | sort -n |
        awk '{ t[NR] = $1 } END { printf "%.0f %.0f\n", (t[int((NR + 1) / 2)] + t[int(NR / 2) + 1]) / 2, t[1] }'
}

printf '\n%-54s %10s %10s %8s %8s\n' "" without with added ratio
for row in "few few.json 5 of 5 objects x 60 attributes" "few many.json 5 of 200 objects x 300 attributes" \
    "many many.json 200 of 200 objects x 300 attributes"; do
    read -r crate file label <<<"$row"
    for clock in "expansion 3" "whole 4"; do
        read -r what column <<<"$clock"
        read -r without_median without_best <<<"$(summary "$crate" nothing "$column")"
        read -r with_median with_best <<<"$(summary "$crate" "$file" "$column")"
        for figures in "median $without_median $with_median" "best $without_best $with_best"; do
            read -r name a b <<<"$figures"
            printf '%-54s %7s ms %7s ms %5s ms %8s\n' "$label, $what, $name" "$a" "$b" "$((b - a))" \
                "$(awk -v a="$a" -v b="$b" 'BEGIN { printf "%.2f", b / a }')"
        done
    done
done
