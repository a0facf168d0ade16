#!/usr/bin/env bash
# Fuzzes each target for SECONDS (10 without it), from the seeds that are committed and what earlier
# runs have found. Targets can be named behind it. Needs cargo-fuzz; says so loudly without it.
# RUSTC_BOOTSTRAP lets a stable compiler take the flags that fuzzing needs; no sanitizer, since
# nothing here has unsafe code of its own.
set -euo pipefail
cd "$(dirname "$0")"

seconds=${1:-10}
shift || true
if ! cargo fuzz --version >/dev/null 2>&1; then
    echo "SKIPPED: cargo-fuzz is not installed (cargo install cargo-fuzz); nothing was fuzzed"
    exit 0
fi
export RUSTC_BOOTSTRAP=1
mapfile -t targets < <(if [ $# -gt 0 ]; then printf '%s\n' "$@"; else ls seeds; fi)
for target in "${targets[@]}"; do
    mkdir -p "corpus/$target"
    echo "== $target, $seconds s"
    cargo fuzz run --fuzz-dir . --sanitizer none "$target" "corpus/$target" "seeds/$target" -- \
        -max_total_time="$seconds" -max_len=8192 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
        -verbosity=0
done
