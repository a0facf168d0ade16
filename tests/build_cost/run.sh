#!/usr/bin/env bash
# Measures the build time of a derive.
#
# Makes two crates of 200 structs with the same 12 fields each, one with
# #[derive(AttioRecord)], one with serde's #[derive(Serialize, Deserialize)]. Each
# struct has a function that writes it and one that reads it, so that its code is
# really generated. Builds everything else first. Then times `cargo check`, `cargo build`
# and `cargo build --release` of each crate alone, from clean, in turns. Prints the
# medians, the best and the ratios of the time on the clock and of the CPU time. At the
# end, prints the machine code of a struct in a program: the linked size, minus that of the
# same program without the structs.
#
#   tests/build_cost/run.sh [rounds, 5] [structs, 200]
#   tests/build_cost/run.sh instructions [structs, 200]
#   tests/build_cost/run.sh entries [structs, 200]
#
# The second form counts the instructions of rustc for `cargo check` with valgrind, which are the same
# each time. The third form counts them for #[derive(AttioRecord)] and for #[derive(AttioEntry)].
#
# The generated crates are kept in $BUILD_COST_DIR (target/build_cost by default).
# On a busy machine, look at the CPU time and at the best.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
rounds=${1:-5}
structs=${2:-200}
dir=${BUILD_COST_DIR:-$root/target/build_cost}
export CARGO_TARGET_DIR=$dir/target

mkdir -p "$dir"/{values,by_serde,by_attio,records,entries}/src
dir=$(cd "$dir" && pwd)
# The versions of this project.
cp "$root/Cargo.lock" "$dir/Cargo.lock"

cat >"$dir/Cargo.toml" <<TOML
[workspace]
members = ["values", "by_serde", "by_attio", "records", "entries"]
resolver = "3"
TOML

manifest() { # name, then the dependencies
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n%s\n' "$1" "$2" >"$dir/$1/Cargo.toml"
}
serde='serde = { version = "1", features = ["derive"] }'
manifest values "$serde
uuid = { version = \"1\", features = [\"serde\"] }"
manifest by_serde "$serde
serde_json = \"1\"
values = { path = \"../values\" }"
for name in by_attio records entries; do
    manifest $name "attio-core = { path = \"$root/attio-core\", default-features = false }"
done

# Serde's side needs value types with serde impls. They are in a separate crate, like those
# of attio-core, so that neither side pays for them here.
cat >"$dir/values/src/lib.rs" <<'RUST'
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct PersonalName {
    pub first_name: String,
    pub last_name: String,
    pub full_name: String,
}
#[derive(Serialize, Deserialize)]
pub struct EmailAddress {
    pub email_address: String,
}
#[derive(Serialize, Deserialize)]
pub struct PhoneNumber {
    pub original_phone_number: String,
}
#[derive(Serialize, Deserialize)]
pub struct Location {
    pub line_1: Option<String>,
    pub locality: Option<String>,
    pub country_code: Option<String>,
}
#[derive(Serialize, Deserialize)]
pub struct Currency {
    pub currency_value: f64,
}
#[derive(Serialize, Deserialize)]
pub struct Date {
    pub value: String,
}
#[derive(Serialize, Deserialize)]
pub struct Timestamp {
    pub value: String,
}
#[derive(Serialize, Deserialize)]
pub struct SelectOption {
    pub option: String,
}
#[derive(Serialize, Deserialize)]
pub struct AnyRecordRef {
    pub target_object: String,
    pub target_record_id: uuid::Uuid,
}
RUST

types='AnyRecordRef, Currency, Date, EmailAddress, Location, PersonalName, PhoneNumber, SelectOption, Timestamp'

# The twelve fields. Their order rotates from struct to struct, with a period of four, and all
# names contain the number, because in a real code base no two structs are the same.
fields() {
    local i=$1
    local all=(
        "name: PersonalName"
        "email_addresses: Vec<EmailAddress>"
        "phone_numbers: Vec<PhoneNumber>"
        "job_title_$i: String"
        "description: Option<String>"
        "score_$i: Option<f64>"
        "amount: Option<Currency>"
        "birthday: Option<Date>"
        "seen_at_$i: Option<Timestamp>"
        "location: Option<Location>"
        "tier: Option<SelectOption>"
        "company: Option<AnyRecordRef>"
    )
    local n=${#all[@]} k
    for ((k = 0; k < n; k++)); do
        printf '    pub %s,\n' "${all[(k + i % 4 * 3) % n]}"
    done
}

{
    echo "use serde::{Deserialize, Serialize};"
    echo "use values::{$types};"
    for ((i = 0; i < structs; i++)); do
        echo "#[derive(Serialize, Deserialize)]"
        echo "pub struct Record$i {"
        fields "$i"
        echo "}"
        echo "pub fn write_$i(record: &Record$i) -> serde_json::Result<Vec<u8>> { serde_json::to_vec(record) }"
        echo "pub fn read_$i(json: &str) -> serde_json::Result<Record$i> { serde_json::from_str(json) }"
    done
} >"$dir/by_serde/src/lib.rs"

{
    echo "use attio_core::{AttioRecord, Error, Values, $types};"
    for ((i = 0; i < structs; i++)); do
        echo "#[derive(AttioRecord)]"
        echo "#[attio(object = \"object_$i\")]"
        echo "pub struct Record$i {"
        fields "$i"
        echo "}"
        echo "pub fn write_$i(record: &Record$i) -> Result<Vec<u8>, Error> { record.to_json() }"
        echo "pub fn read_$i(values: &Values) -> Result<Record$i, Error> { values.decode() }"
    done
} >"$dir/by_attio/src/lib.rs"

# The same structs as records and as entries, with a call that writes and one that reads. A list cannot have names
# of people, so a rating takes the place of the name.
rows() { # derive, the struct's keys, ID, row
    echo "use attio_core::{$1, Call, Client, Error, Rating, ${types/PersonalName, }};"
    echo "#[derive(attio_core::AttioRecord)]"
    echo "#[attio(object = \"companies\")]"
    echo "pub struct Company {"
    echo "    pub name: Option<String>,"
    echo "}"
    for ((i = 0; i < structs; i++)); do
        echo "#[derive($1)]"
        echo "#[attio(${2/NUMBER/$i})]"
        echo "pub struct Row$i {"
        fields "$i" | sed 's/name: PersonalName/rating: Option<Rating>/'
        echo "}"
        echo "pub fn write_$i(client: &Client, id: attio_core::$3<Row$i>, row: &Row$i) -> Call<attio_core::$4<Row$i>> { row.append(client, id) }"
        echo "pub fn read_$i(row: &attio_core::$4<Row$i>) -> Result<Row$i, Error> { row.decode() }"
    done
}
rows AttioRecord 'object = "object_NUMBER"' RecordId Record >"$dir/records/src/lib.rs"
rows AttioEntry 'list = "list_NUMBER", parent = Company' EntryId Entry >"$dir/entries/src/lib.rs"

cd "$dir"

if [ "$rounds" = instructions ] || [ "$rounds" = entries ]; then
    crates="by_serde by_attio"
    [ "$rounds" = entries ] && crates="records entries"
    for crate in $crates; do
        cargo check -q -p $crate
        cargo clean -q -p $crate
        command=$(cargo rustc --offline -vv --profile check -p $crate 2>&1 |
            sed -n 's/^ *Running `\(.*\)`$/\1/p' | grep -- "--crate-name $crate ")
        command=${command//--error-format=json/}
        command=$(sed 's/--json=[^ ]*//; s#\([^ ]*/rustc\) --crate-name#valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null \1 --crate-name#' <<<"$command")
        eval "$command" 2>&1 | awk -v c=$crate '/I *refs:/ { gsub(",", "", $NF); printf "%-10s %.1f million instructions\n", c, $NF / 1e6 }'
    done
    exit
fi

echo "building the dependencies of both …"
# Each alone, as it is timed: together, cargo would enable other features.
for crate in by_serde by_attio; do
    cargo check -q -p $crate
    cargo build -q -p $crate
    cargo build -q --release -p $crate
done

declare -A command=([check]=check [build]=build [release]="build --release")

time_one() { # check, build or release, crate: seconds on the clock, seconds of CPU
    cargo clean -q ${3:-} -p "$2"
    local LC_ALL=C TIMEFORMAT='%R %U %S'
    # shellcheck disable=SC2086 # a command of several words
    { time cargo ${command[$1]} -q --offline -p "$2" 2>/dev/null; } 2>&1 | awk '{ printf "%.3f %.3f\n", $1, $2 + $3 }'
}

: >times
for ((round = 1; round <= rounds; round++)); do
    for what in check build release; do
        for crate in by_serde by_attio; do
            release=; [ $what = release ] && release=--release
            echo "$what $crate $(time_one $what $crate $release)" | tee -a times
        done
    done
done

summary() { # command, crate, column of the times: "median best"
    awk -v c="$1" -v k="$2" -v n="$3" '$1 == c && $2 == k { print $n }' times | sort -n |
        awk '{ t[NR] = $1 } END { printf "%.2f %.2f\n", (t[int((NR + 1) / 2)] + t[int(NR / 2) + 1]) / 2, t[1] }'
}

echo
printf '%-20s %14s %14s %16s\n' "$structs structs" "serde" "attio" "attio / serde"
for mode in check build release; do
    for clock in "wall 3" "CPU 4"; do
        read -r what column <<<"$clock"
        read -r serde_median serde_best <<<"$(summary $mode by_serde "$column")"
        read -r attio_median attio_best <<<"$(summary $mode by_attio "$column")"
        for row in "median $serde_median $attio_median" "best $serde_best $attio_best"; do
            read -r label a b <<<"$row"
            printf '%-20s %12s s %12s s %16s\n' "$mode, $what, $label" "$a" "$b" \
                "$(awk -v a="$a" -v b="$b" 'BEGIN { printf "%.2f", b / a }')"
        done
    done
done

# A program that uses every struct, and one that uses none.
program() { # name, crate, structs that are used
    mkdir -p "$dir/$1/src"
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n%s = { path = "../%s" }\n%s\n' \
        "$1" "$2" "$2" "$([ "$2" = by_attio ] && echo "attio-core = { path = \"$root/attio-core\", default-features = false }")" >"$dir/$1/Cargo.toml"
    {
        echo "use std::hint::black_box;"
        echo "fn main() {"
        for ((i = 0; i < $3; i++)); do
            echo "    black_box(($2::write_$i as fn(_) -> _, $2::read_$i as fn(_) -> _));"
        done
        echo "}"
    } >"$dir/$1/src/main.rs"
}
for crate in by_serde by_attio; do
    program "${crate}_all" $crate "$structs"
    # One struct is used, so that the shared code is in both programs.
    program "${crate}_one" $crate 1
done
sed -i 's/^members = .*/members = ["values", "by_serde", "by_attio", "by_serde_all", "by_serde_one", "by_attio_all", "by_attio_one"]/' Cargo.toml
cargo build -q --release --workspace

text() { # program: bytes of machine code and constants
    size -B "target/release/$1" | awk 'NR == 2 { print $1 }'
}
awk -v s="$(($(text by_serde_all) - $(text by_serde_one)))" -v a="$(($(text by_attio_all) - $(text by_attio_one)))" -v n=$((structs - 1)) \
    'BEGIN { printf "%-20s %11.0f B %12.0f B %16.2f\n", "code of a struct", s / n, a / n, a / s }'
