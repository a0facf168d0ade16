//! The order that ARCHITECTURE.md declares.

use std::collections::BTreeSet;

/// The info string of the code block with the list of crates.
const CRATES: &str = "order-of-crates";
/// The info string of the code block with the list of modules.
const MODULES: &str = "order-of-modules";
/// The last line of the list of modules: the number of known upward imports.
const KNOWN: &str = "upward imports:";

/// The order of the crates and of the modules of `attio-core`, both lowest first.
#[derive(Debug)]
pub struct Order {
    /// One rule per crate.
    pub crates: Vec<CrateRule>,
    /// The modules; modules on one line may import each other.
    pub modules: Vec<Vec<String>>,
    /// The number of lines in the list of known upward imports.
    pub known: usize,
}

/// The crates of the workspace that a crate may use.
#[derive(Debug)]
pub struct CrateRule {
    /// The crate.
    pub name: String,
    /// The crates that it may depend on.
    pub uses: BTreeSet<String>,
    /// The crates that its tests, benches and examples may use in addition.
    pub tests_use: BTreeSet<String>,
}

impl Order {
    /// Reads the two lists of ARCHITECTURE.md.
    ///
    /// # Errors
    ///
    /// Returns an error if a list is missing, has a line of another form, or names something twice.
    pub fn parse(architecture: &str) -> Result<Self, String> {
        let crates = crate_rules(&block(architecture, CRATES)?)?;
        let (modules, known) = module_lines(&block(architecture, MODULES)?)?;
        Ok(Self { crates, modules, known })
    }

    /// Returns the line of a module, counted from the lowest.
    #[must_use]
    pub fn level(&self, module: &str) -> Option<usize> {
        self.modules.iter().position(|line| line.iter().any(|name| name == module))
    }
}

/// Returns the lines of the code block with this info string.
fn block(architecture: &str, info: &str) -> Result<Vec<String>, String> {
    let start = format!("```{info}");
    let mut lines = architecture.lines().skip_while(|line| line.trim() != start);
    if lines.next().is_none() {
        return Err(format!("ARCHITECTURE.md has no block that starts with {start}"));
    }
    Ok(lines
        .map(str::trim)
        .take_while(|line| !line.starts_with("```"))
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect())
}

/// Parses lines such as `attio-derive: attio-schema; tests: attio-core`.
fn crate_rules(lines: &[String]) -> Result<Vec<CrateRule>, String> {
    let mut rules: Vec<CrateRule> = Vec::new();
    for line in lines {
        let wrong =
            || format!("ARCHITECTURE.md, {CRATES}: `{line}` is not `crate: crates; tests: crates`");
        let (name, rest) = line.split_once(':').ok_or_else(wrong)?;
        let (uses, tests_use) = match rest.split_once(';') {
            Some((uses, tests)) => (uses, tests.trim().strip_prefix("tests:").ok_or_else(wrong)?),
            None => (rest, ""),
        };
        let uses = words(uses);
        if let Some(above) = uses.iter().find(|used| rules.iter().all(|rule| rule.name != **used)) {
            return Err(format!(
                "ARCHITECTURE.md, {CRATES}: `{name}` may use `{above}`, which has no line before it"
            ));
        }
        if rules.iter().any(|rule| rule.name == name) {
            return Err(format!("ARCHITECTURE.md, {CRATES}: `{name}` has two lines"));
        }
        rules.push(CrateRule { name: name.to_owned(), uses, tests_use: words(tests_use) });
    }
    Ok(rules)
}

/// Parses lines such as `value wire`, and a last line such as `upward imports: 12`.
fn module_lines(lines: &[String]) -> Result<(Vec<Vec<String>>, usize), String> {
    let (last, lines) =
        lines.split_last().ok_or("ARCHITECTURE.md: the order of modules is empty")?;
    let known = last
        .strip_prefix(KNOWN)
        .and_then(|number| number.trim().parse().ok())
        .ok_or_else(|| format!("ARCHITECTURE.md, {MODULES}: `{last}` is not `{KNOWN} <number>`"))?;
    let modules: Vec<Vec<String>> =
        lines.iter().map(|line| line.split_whitespace().map(str::to_owned).collect()).collect();
    let mut seen = BTreeSet::new();
    if let Some(twice) = modules.iter().flatten().find(|module| !seen.insert(*module)) {
        return Err(format!("ARCHITECTURE.md, {MODULES}: `{twice}` is named twice"));
    }
    Ok((modules, known))
}

fn words(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
