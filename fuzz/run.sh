#!/usr/bin/env bash
# Usage: run.sh [SECONDS [TARGET...]]
# Fuzzes each target for SECONDS (default 10), from the committed seeds and the findings of earlier
# runs. Prints SKIPPED without cargo-fuzz. RUSTC_BOOTSTRAP lets a stable compiler accept the flags that
# fuzzing needs. There is no sanitizer, because the fuzzed crates contain no unsafe code.
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
