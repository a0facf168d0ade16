#!/usr/bin/env bash
# Measures how much attio-core adds to a clean build of its user's crate.
#
# Makes two programs that create one person and print its ID: one with attio-core and its default
# features, one hand-written with reqwest, the same TLS and serde's derives. Prints how many crates each
# depends on and which of them only one has. Then builds both from nothing, debug and release, in turns. Prints
# the medians and the best of the time on the clock and of the CPU time, and the size of the stripped programs.
#
#   tests/build_cost/clean.sh [rounds, 3]
#   tests/build_cost/clean.sh tree
#   tests/build_cost/clean.sh run
#
# The second form only counts the crates. The third only builds both, in debug, and runs them against
# `ATTIO_BASE_URL` with `ATTIO_API_KEY`, such as those of `attio emulator`.
#
# The programs are kept in $BUILD_COST_DIR (target/clean_cost by default). On a busy machine, look at
# the CPU time and at the best.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
rounds=${1:-3}
dir=${BUILD_COST_DIR:-$root/target/clean_cost}
# A user's dependencies come from crates.io, and cargo does not build those incrementally.
export CARGO_INCREMENTAL=0
unset ATTIO_SCHEMA ATTIO_SCHEMA_REQUIRED ATTIO_SCHEMA_CHECK CARGO_PROFILE_DEV_DEBUG

mkdir -p "$dir"/{by_attio,by_hand}/src
dir=$(cd "$dir" && pwd)
export CARGO_TARGET_DIR=$dir/target
# The versions of this project.
cp "$root/Cargo.lock" "$dir/Cargo.lock"
cat >"$dir/Cargo.toml" <<TOML
[workspace]
members = ["by_attio", "by_hand"]
resolver = "3"

[profile.release]
strip = true
TOML

manifest() { # name, then the dependencies beside tokio
    cat >"$dir/$1/Cargo.toml" <<TOML
[package]
name = "$1"
version = "0.0.0"
edition = "2024"

[dependencies]
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
$2
TOML
}
manifest by_attio "attio-core = { path = \"$root/attio-core\" }"
# The features that attio-core enables in reqwest, and `json`, which a hand-written call needs.
manifest by_hand 'reqwest = { version = "0.13", default-features = false, features = ["rustls", "http2", "system-proxy", "json"] }
serde = { version = "1", features = ["derive"] }'

cat >"$dir/by_attio/src/main.rs" <<'RUST'
use attio_core::{AttioRecord, Client, EmailAddress, PersonalName};

#[derive(AttioRecord)]
#[attio(object = "people")]
struct Person {
    name: PersonalName,
    #[attio(slug = "email_addresses", unique)]
    emails: Vec<EmailAddress>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let ada = Person {
        name: PersonalName::new("Ada", "Lovelace"),
        emails: vec!["ada@example.com".parse()?],
    };
    println!("{}", ada.create(&client).await?.id.record_id);
    Ok(())
}
RUST

cat >"$dir/by_hand/src/main.rs" <<'RUST'
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct Body<'a> {
    data: Data<'a>,
}
#[derive(Serialize)]
struct Data<'a> {
    values: Person<'a>,
}
#[derive(Serialize)]
struct Person<'a> {
    name: [PersonalName<'a>; 1],
    email_addresses: [EmailAddress<'a>; 1],
}
#[derive(Serialize)]
struct PersonalName<'a> {
    first_name: &'a str,
    last_name: &'a str,
    full_name: &'a str,
}
#[derive(Serialize)]
struct EmailAddress<'a> {
    email_address: &'a str,
}

#[derive(Deserialize)]
struct Answer {
    data: Created,
}
#[derive(Deserialize)]
struct Created {
    id: Id,
}
#[derive(Deserialize)]
struct Id {
    record_id: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let host = std::env::var("ATTIO_BASE_URL").unwrap_or_else(|_| "https://api.attio.com".into());
    let body = Body {
        data: Data {
            values: Person {
                name: [PersonalName {
                    first_name: "Ada",
                    last_name: "Lovelace",
                    full_name: "Ada Lovelace",
                }],
                email_addresses: [EmailAddress { email_address: "ada@example.org" }],
            },
        },
    };
    let answer: Answer = reqwest::Client::new()
        .post(format!("{host}/v2/objects/people/records"))
        .bearer_auth(std::env::var("ATTIO_API_KEY")?)
        .json(&body)
        .send()
        .await?
        .error_for_status()?
        .json()
        .await?;
    println!("{}", answer.data.id.record_id);
    Ok(())
}
RUST

cd "$dir"
cargo fetch -q

if [ "$rounds" = run ]; then
    for program in by_attio by_hand; do
        echo "$program $(cargo run -q --offline -p "$program")"
    done
    exit
fi

# tree NAME: the crates that are built for it here, without itself.
tree() {
    cargo tree -q --offline -p "$1" --prefix none --no-dedupe --format '{p}' |
        sed 's/ (.*//' | grep -v "^$1 " | sort -u
}
tree by_attio >by_attio/tree
tree by_hand >by_hand/tree
echo "only in the tree of attio-core: $(comm -23 by_attio/tree by_hand/tree | paste -sd, | sed 's/,/, /g')"
echo "only in the tree by hand: $(comm -13 by_attio/tree by_hand/tree | paste -sd, | sed 's/,/, /g')"

row() { # label, by hand, by attio, unit
    printf '%-36s %10s %-2s %10s %-2s %8s %6s\n' "$1" "$2" "$4" "$3" "$4" \
        "$(awk -v a="$2" -v b="$3" 'BEGIN { print b - a }')" \
        "$(awk -v a="$2" -v b="$3" 'BEGIN { printf "%.2f", b / a }')"
}
table() {
    printf '\n%-36s %13s %13s %8s %6s\n' "" "by hand" "attio" added ratio
    row "crates in the tree" "$(wc -l <by_hand/tree)" "$(wc -l <by_attio/tree)" ""
}
if [ "$rounds" = tree ]; then
    table
    exit
fi

time_one() { # debug or release, program: seconds on the clock, seconds of CPU
    rm -rf "$CARGO_TARGET_DIR"
    local profile=dev
    [ "$1" = debug ] || profile=release
    local LC_ALL=C TIMEFORMAT='%R %U %S'
    # The times go to awk, cargo's messages to the terminal.
    { time cargo build -q --offline --profile "$profile" -p "$2" 2>&3; } 3>&2 2>&1 |
        awk '{ printf "%.1f %.1f\n", $1, $2 + $3 }'
}

size_of() { # debug or release, program: kB without symbols
    cp "$CARGO_TARGET_DIR/$1/$2" program
    strip program
    wc -c <program | awk '{ printf "%.0f\n", $1 / 1000 }'
    rm program
}

echo "building each from nothing, $rounds times debug and release; load $(cut -d' ' -f1-3 /proc/loadavg) …"
: >times
for ((round = 1; round <= rounds; round++)); do
    for kind in debug release; do
        for program in by_hand by_attio; do
            times=$(time_one $kind $program)
            size=$(size_of $kind $program)
            echo "$kind $program $times $size" | tee -a times
        done
    done
done
rm -rf "$CARGO_TARGET_DIR"

summary() { # kind, program, column of the times: "median best"
    awk -v c="$1" -v k="$2" -v n="$3" '$1 == c && $2 == k { print $n }' times | sort -n |
        awk '{ t[NR] = $1 } END { printf "%.1f %.1f\n", (t[int((NR + 1) / 2)] + t[int(NR / 2) + 1]) / 2, t[1] }'
}

table
for kind in debug release; do
    for clock in "wall 3" "CPU 4"; do
        read -r what column <<<"$clock"
        read -r hand_median hand_best <<<"$(summary $kind by_hand "$column")"
        read -r attio_median attio_best <<<"$(summary $kind by_attio "$column")"
        row "clean build, $kind, $what, median" "$hand_median" "$attio_median" s
        row "clean build, $kind, $what, best" "$hand_best" "$attio_best" s
    done
    read -r hand _ <<<"$(summary $kind by_hand 5)"
    read -r attio _ <<<"$(summary $kind by_attio 5)"
    row "program, $kind, stripped" "${hand%.*}" "${attio%.*}" kB
done
echo "load at the end: $(cut -d' ' -f1-3 /proc/loadavg)"
