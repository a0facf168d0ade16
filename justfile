# The commands of a contributor; CONTRIBUTING.md explains them. Each is one line here, or a script in `.ci`.

[private]
default:
    @just --list --unsorted

# Formatting, words, clippy and unit tests; cargo builds what changed
check:
    .ci/check

# All tests, as CI runs them
test *args:
    cargo test --workspace {{ args }}

# Rewrites the expected compile errors of all topics, or of the named ones
[positional-arguments]
ui *topics:
    ATTIO_NO_SKIP=1 ATTIO_UI="$(IFS=,; echo "$*")" TRYBUILD=overwrite cargo test -p attio-compile-fail
    git diff --quiet -- tests/ui && echo "no difference" || git diff --stat -- tests/ui

# Measures speed with all benches, or with one: `just bench limiter --real`
[positional-arguments]
bench *args:
    .ci/bench "$@"

# Prints the public names, or the difference from the commit REV
surface *rev:
    .ci/surface {{ rev }}

# Compares the CPU time of `cargo test --workspace` from an empty target folder with the commit REV
cold-test rev="HEAD^":
    .ci/cold-test {{ rev }}

# Applies all deliberate bugs, or the named ones, and shows which ones the tests catch
mutants *names:
    tests/mutants/run.sh {{ names }}

# Finds words that docs and messages do not use, and sentences of more than 30 words
words *args:
    .ci/words {{ args }}

# Rewrites the page of all messages; with a commit, shows which compile errors differ from it
messages rev="--write":
    .ci/messages {{ rev }}
