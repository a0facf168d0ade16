#!/usr/bin/env bash
# Applies deliberate bugs to a copy of the tree, one after another, and shows which of them the tests
# catch. It exits with 1 if a bug is not caught.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$root/tests/mutants

usage() {
    cat <<'END'
Usage: tests/mutants/run.sh [NAME...]   all bugs, or those of tests/mutants/NAME.patch

A patch begins with two lines, before the output of `git diff`:
    # bug: a sentence that describes the bug
    # test: the command that has to fail, such as cargo test -p attio-schema --test scan
END
}

# The copy and its build stay between runs, so that each bug compiles no more than it changes.
work=$root/target/mutants
tree=$work/tree
export CARGO_TARGET_DIR=$work/build CARGO_INCREMENTAL=1 CARGO_PROFILE_DEV_DEBUG=0
export CARGO_TERM_COLOR=never
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
# A bug can make a test wait forever.
limit=${ATTIO_MUTANT_SECONDS:-900}

# Sets the copy to the working tree, including uncommitted changes. Git writes only the files that differ, so
# that cargo sees what is new.
copy_tree() {
    local index=$work/index objects commit
    objects=$(git -C "$root" rev-parse --path-format=absolute --git-path objects) &&
        mkdir -p "$work" && rm -f "$index" &&
        GIT_INDEX_FILE=$index git -C "$root" add --all &&
        commit=$(GIT_INDEX_FILE=$index git -C "$root" write-tree) &&
        commit=$(git -C "$root" -c user.name=mutants -c user.email=mutants@localhost \
            commit-tree -m "the tree under test" "$commit") &&
        git init -q "$tree" &&
        echo "$objects" >"$tree/.git/objects/info/alternates" &&
        git -C "$tree" -c advice.detachedHead=false checkout -q -f --detach "$commit" &&
        clean_tree
}

clean_tree() { git -C "$tree" reset -q --hard && git -C "$tree" clean -q -fd; }

header() { sed -n "s/^# $1: //p" "$folder/$2.patch" | head -n 1; }

in_tree() { (cd "$tree" && timeout --foreground "$limit" bash -c "$1") >>"$log" 2>&1; }

# compiles COMMAND: whether the tests of the command compile. Other commands build nothing.
compiles() {
    local command=$1
    # Removes variables before the command.
    while [[ $command =~ ^[A-Z_]+=[^\ ]*\ (.*) ]]; do command=${BASH_REMATCH[1]}; done
    case $command in
        "cargo test "*) in_tree "cargo test --no-run ${command#cargo test }" ;;
    esac
}

declare -A passes
# judge NAME: prints the result for the bug.
judge() {
    echo "building and testing $1, first without it; log: $log" >&2
    local test status
    test=$(header test "$1")
    if [ -z "$test" ] || [ -z "$(header bug "$1")" ]; then echo "lacks '# bug' or '# test'"; return; fi
    # One line of context is enough, so that a patch survives changes near it.
    if ! git -C "$tree" apply -C1 "$folder/$1.patch" 2>>"$log"; then echo "does not apply"; return; fi
    compiles "$test" || { echo "does not compile"; return; }
    in_tree "$test"
    status=$?
    case $status in
        0) echo "SURVIVED" ;;
        124) echo "caught (no end in $limit s)" ;;
        *) echo "caught" ;;
    esac
}

case ${1-} in --help) usage; exit ;; -*) usage >&2; exit 2 ;; esac
names=("$@")
if [ $# = 0 ]; then
    for patch in "$folder"/*.patch; do
        [ -e "$patch" ] && patch=${patch##*/} && names+=("${patch%.patch}")
    done
fi
if [ ${#names[@]} = 0 ]; then echo "no patch in $folder"; exit 2; fi
for name in "${names[@]}"; do
    if [ ! -e "$folder/$name.patch" ]; then echo "no file tests/mutants/$name.patch"; exit 2; fi
done
copy_tree || { echo "mutants: the tree cannot be copied"; exit 2; }

# A test that fails anyway catches nothing.
log=$work/unchanged.log
: >"$log"
for name in "${names[@]}"; do
    test=$(header test "$name")
    if [ -n "$test" ] && [ -z "${passes[$test]-}" ]; then
        in_tree "$test" && passes[$test]=yes || passes[$test]=no
    fi
done

missed=0
for name in "${names[@]}"; do
    log=$work/$name.log
    : >"$log"
    test=$(header test "$name")
    if [ "${passes[${test:-none}]-}" = no ]; then
        result="test fails without it"
    else
        result=$(judge "$name")
    fi
    clean_tree || { echo "mutants: the copy cannot be restored"; exit 2; }
    printf '%-28s %-22s %s\n' "$name" "$result" "$(header bug "$name")"
    case $result in caught*) ;; *) missed=$((missed + 1)) ;; esac
done
echo "${#names[@]} bugs, ${missed} not caught; the output of each test is in target/mutants"
[ "$missed" = 0 ]
