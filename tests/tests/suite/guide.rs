//! The guide and the pages of the repository: every link target exists, and every chapter is in the
//! table of contents and has its code run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The base URL of links to files outside of the book, so that they also work in the book.
const REPOSITORY: [&str; 2] = [
    "https://github.com/attio-rs/attio-rs/blob/main/",
    "https://github.com/attio-rs/attio-rs/tree/main/",
];
const DOCS: [(&str, &str); 2] = [
    ("https://docs.rs/attio-core/latest/attio_core/", "attio-core"),
    ("https://docs.rs/attio-emulator/latest/attio_emulator/", "attio-emulator"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|is| is == extension) {
            found.push(path);
        }
    }
    found
}

fn chapters() -> Vec<PathBuf> {
    files(&root().join("docs/guide/src"), "md")
}

/// The lines of a page outside of code blocks.
fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    page.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// The link targets of a page, in both forms, `[…](target)` and `[…]: target`.
fn links(page: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for line in prose(page) {
        let inline = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        found.extend(inline);
        let reference = line.strip_prefix('[').and_then(|rest| rest.split_once("]: "));
        found.extend(reference.map(|(_, target)| target));
    }
    found
}

/// The anchors of a page's headings, as GitHub and mdBook derive them.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = prose(page).filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#').trim())).collect()
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The mistake in a link from this page, if any.
fn problem(page: &Path, link: &str) -> Option<String> {
    let (target, anchor) = match link.split_once('#') {
        Some((target, anchor)) => (target, Some(anchor)),
        None => (link, None),
    };
    if let Some((path, name)) =
        DOCS.iter().find_map(|(at, name)| Some((target.strip_prefix(at)?, name)))
    {
        return item_problem(&root().join(name).join("src"), path, anchor);
    }
    let in_repository = REPOSITORY.iter().find_map(|at| target.strip_prefix(at));
    let path = match in_repository {
        Some(path) => root().join(path),
        None if target.starts_with("https://") => return None,
        None if target.is_empty() => page.to_owned(),
        None => page.parent().expect("a folder").join(target),
    };
    if !path.exists() {
        return Some(format!("{} is not there", path.display()));
    }
    let is_outside = page.starts_with(root().join("docs/guide/src")) && target.starts_with("../");
    if is_outside {
        return Some("the book has no such page; link to the repository".to_owned());
    }
    let anchor = anchor?;
    let has_heading = anchors(&text(&path)).contains(anchor);
    (!has_heading).then(|| format!("{} has no heading `{anchor}`", path.display()))
}

/// The mistake in a link to the page of an item, such as `struct.Client.html`, or of a module.
fn item_problem(sources: &Path, page: &str, anchor: Option<&str>) -> Option<String> {
    let all = || files(sources, "rs").into_iter().map(|path| text(&path));
    let (module, item) = page.rsplit_once('/').unwrap_or(("", page));
    let is_there = match item.strip_suffix(".html").and_then(|item| item.split_once('.')) {
        Some(("derive", name)) => {
            let macros = root().join("attio-derive/src/lib.rs");
            text(&macros).contains(&format!("proc_macro_derive({name},"))
        }
        Some((kind, name)) => {
            let (generic, plain) = (format!("pub {kind} {name}<"), format!("pub {kind} {name}"));
            let ends = |text: &str| {
                text.match_indices(&plain).any(|(at, found)| {
                    !text[at + found.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
                })
            };
            all().any(|text| text.contains(&generic) || ends(&text))
        }
        // The front page of a module or a crate.
        None => {
            let file = sources.join(format!("{module}.rs"));
            module.is_empty() || file.exists() || sources.join(module).join("mod.rs").exists()
        }
    };
    if !is_there {
        return Some(format!("there is no `{page}` in {}", sources.display()));
    }
    let anchor = anchor?;
    let named = match anchor.strip_prefix("method.") {
        Some(method) => all().any(|text| text.contains(&format!("fn {method}"))),
        None => all().any(|text| {
            text.lines().any(|line| {
                let heading = line.trim_start_matches(['/', '!', ' ']).strip_prefix("# ");
                heading.is_some_and(|heading| self::anchor(heading) == anchor)
            })
        }),
    };
    (!named).then(|| format!("`{page}` has no `#{anchor}`"))
}

#[test]
fn every_link_has_a_target() {
    let mut problems = Vec::new();
    let mut seen = 0;
    let others = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];
    for page in chapters().into_iter().chain(others.map(|name| root().join(name))) {
        let content = text(&page);
        for link in links(&content) {
            seen += 1;
            let problem = problem(&page, link);
            problems.extend(problem.map(|why| format!("{}: {link}: {why}", page.display())));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(seen > 80, "only {seen} links were found");
}

#[test]
fn every_chapter_is_in_the_contents_and_has_its_code_run() {
    let contents = text(&root().join("docs/guide/src/SUMMARY.md"));
    let listed: BTreeSet<&str> = links(&contents).into_iter().collect();
    let run = text(&root().join("tests/src/guide.rs"));
    for page in chapters() {
        let name = page.file_name().expect("a name").to_string_lossy().into_owned();
        if name == "SUMMARY.md" {
            continue;
        }
        assert!(listed.contains(name.as_str()), "{name} is not in SUMMARY.md");
        assert!(run.contains(&format!("docs/guide/src/{name}\"")), "{name} is not in guide.rs");
        // `ignore`, `no_run` and the like would skip code.
        assert!(!text(&page).contains("```rust,"), "{name} has code that is not run");
    }
}

/// Each test that the list of promises names, as `path::function`, exists.
#[test]
fn every_promise_names_a_test_that_exists() {
    let short = [
        ("suite/", "tests/tests/suite/"),
        ("cli/", "attio-cli/tests/commands/"),
        ("emu/", "attio-emulator/tests/api/"),
        ("core/", "attio-core/src/"),
    ];
    let list = text(&root().join("docs/design/promises.md"));
    let (mut problems, mut seen) = (Vec::new(), 0);
    for line in list.lines().filter(|line| line.starts_with("- ")) {
        let Some((_, evidence)) = line.split_once(" → ") else {
            problems.push(format!("no evidence: {line}"));
            continue;
        };
        for word in evidence.split([' ', ';', ',', '(', ')']) {
            let Some((file, function)) = word.split_once(".rs::") else { continue };
            let long = short
                .iter()
                .find_map(|(short, long)| Some(format!("{long}{}.rs", file.strip_prefix(short)?)));
            let path = root().join(long.unwrap_or_else(|| format!("{file}.rs")));
            seen += 1;
            let exists = fs::read_to_string(&path)
                .is_ok_and(|source| source.contains(&format!("fn {function}(")));
            if !exists {
                problems.push(format!("{word} does not exist: {line}"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(seen > 300, "only {seen} tests were found");
}

/// Shows that the tests above detect mistakes.
#[test]
fn a_dead_link_is_detected() {
    let page = root().join("docs/guide/src/introduction.md");
    for link in [
        "no-such-chapter.md",
        "failures.md#no-such-heading",
        "../../../README.md",
        "https://github.com/attio-rs/attio-rs/blob/main/no-such-file.md",
        "https://docs.rs/attio-core/latest/attio_core/struct.Clien.html",
        "https://docs.rs/attio-core/latest/attio_core/struct.NoSuchStruct.html",
        "https://docs.rs/attio-core/latest/attio_core/struct.Client.html#no-such-heading",
        "https://docs.rs/attio-core/latest/attio_core/no_such_module/index.html",
    ] {
        assert!(problem(&page, link).is_some(), "{link} was accepted");
    }
    assert_eq!(links("[a](b.md) and `[c]`\n```\n[d](e.md)\n```\n[f]: g.md"), ["b.md", "g.md"]);
    assert_eq!(anchor("Updates, and what None means"), "updates-and-what-none-means");
}
