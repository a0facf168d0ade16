# The commands of a contributor; CONTRIBUTING.md explains them. Each is one line here, and a script in
# `.ci` where it takes more than that.

[private]
default:
    @just --list --unsorted

# Formatting, words, clippy and unit tests; cargo builds what changed
check:
    .ci/check

# All tests, as CI runs them
test *args:
    cargo test --workspace {{ args }}

# Writes the expected compile errors again: of all topics, or of those named
[positional-arguments]
ui *topics:
    ATTIO_NO_SKIP=1 ATTIO_UI="$(IFS=,; echo "$*")" TRYBUILD=overwrite cargo test -p attio-compile-fail
    git diff --quiet -- tests/ui && echo "no difference" || git diff --stat -- tests/ui

# Measures speed: all benches, or one, as in `just bench limiter --real`
[positional-arguments]
bench *args:
    .ci/bench "$@"

# Prints the public names, or what differs in them from the commit REV
surface *rev:
    .ci/surface {{ rev }}

# CPU time of `cargo test --workspace` from an empty target folder, beside that of the commit REV
cold-test rev="HEAD^":
    .ci/cold-test {{ rev }}

# Applies deliberate bugs, all of them or those named, and shows which the tests catch
mutants *names:
    tests/mutants/run.sh {{ names }}

# Finds words that docs and messages do not use, and sentences of more than 30 words
words *args:
    .ci/words {{ args }}
