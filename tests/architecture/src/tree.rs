//! One crate: its files, and the imports between its modules.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use crate::imports::{Import, Scanned, scan};
use crate::root::{ROOT, Root};

/// The Rust files of a folder, with their paths from the folder.
#[derive(Debug, Default)]
pub struct Sources(pub(crate) BTreeMap<String, String>);

impl Sources {
    /// Reads every Rust file in a folder and its subfolders.
    ///
    /// # Errors
    ///
    /// Returns an error if a file or folder cannot be read.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut sources = Self::default();
        sources.read_into(folder, "")?;
        Ok(sources)
    }

    /// Returns whether a file is a module that is compiled only for tests, or is in one. A file that is not valid
    /// Rust declares no modules.
    pub(crate) fn is_for_tests(&self, file: &str) -> bool {
        let module = file.trim_end_matches(".rs").trim_end_matches("/mod");
        let path: Vec<String> = module.split('/').map(str::to_owned).collect();
        (0..path.len()).any(|depth| {
            let (parent, child) = (&path[..depth], &path[..=depth]);
            let folder = parent.join("/");
            let candidates = match parent {
                [] => [ROOT.to_owned(), "main.rs".to_owned()],
                _ => [format!("{folder}.rs"), format!("{folder}/mod.rs")],
            };
            let declared = candidates
                .iter()
                .filter_map(|file| self.0.get(file))
                .flat_map(|source| scan(source, parent, false).unwrap_or_default().modules);
            declared.into_iter().any(|declared| declared.path == child && declared.in_tests)
        })
    }

    fn read_into(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                self.read_into(&entry.path(), &format!("{name}/"))?;
            } else if name.ends_with(".rs") {
                self.0.insert(name, fs::read_to_string(entry.path())?);
            }
        }
        Ok(())
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Sources {
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a str)>>(files: T) -> Self {
        let owned = |(name, content): (&str, &str)| (name.to_owned(), content.to_owned());
        Self(files.into_iter().map(owned).collect())
    }
}

/// The modules of a crate and the arrows between them.
#[derive(Debug)]
pub struct Tree {
    pub(crate) root: Root,
    pub(crate) arrows: Vec<Arrow>,
}

/// An import of one module from another.
#[derive(Debug)]
pub(crate) struct Arrow {
    /// The file, from the crate's `src`.
    pub(crate) file: String,
    pub(crate) line: usize,
    /// The path from the root as it is imported, such as `crate::Error`.
    pub(crate) path: String,
    /// The module that the file is in.
    pub(crate) from: String,
    /// The module that defines the imported item.
    pub(crate) to: String,
}

impl Tree {
    /// Reads the modules of a crate from `lib.rs` on, without code that is compiled only for tests.
    ///
    /// # Errors
    ///
    /// Returns the problems if a file is not valid Rust, is missing, or does not belong to a module.
    pub fn read(sources: &Sources) -> Result<Self, Vec<String>> {
        let mut loader = Loader { sources, scanned: BTreeMap::new(), problems: Vec::new() };
        loader.load(ROOT, &[], false);
        let Loader { mut scanned, mut problems, .. } = loader;
        let strays = sources.0.keys().filter(|file| !scanned.contains_key(*file));
        problems
            .extend(strays.map(|file| format!("{file} belongs to no module: no file declares it")));
        let Some(lib) = scanned.remove(ROOT) else { return Err(problems) };
        if !problems.is_empty() {
            return Err(problems);
        }
        if lib.imports.iter().any(|import| import.from_root && import.path == ["self"]) {
            return Err(vec![format!(
                "{ROOT} has `extern crate self`, which hides imports: remove it"
            )]);
        }
        let root = Root::new(lib);
        let arrows =
            scanned.iter().flat_map(|(file, scanned)| arrows(&root, file, scanned)).collect();
        Ok(Self { root, arrows })
    }
}

/// Returns the arrows that start in one file.
fn arrows<'a>(
    root: &'a Root,
    file: &'a str,
    scanned: &'a Scanned,
) -> impl Iterator<Item = Arrow> + 'a {
    let module = file.split('/').next().unwrap_or(file).trim_end_matches(".rs");
    let imports = scanned.imports.iter().filter(|import| import.from_root && !import.in_tests);
    imports.flat_map(move |import: &Import| {
        let targets = root.origins(&import.path).into_iter().filter(move |to| to != module);
        targets.map(move |to| Arrow {
            file: file.to_owned(),
            line: import.line,
            path: format!("crate::{}", import.path.join("::")),
            from: module.to_owned(),
            to,
        })
    })
}

struct Loader<'a> {
    sources: &'a Sources,
    scanned: BTreeMap<String, Scanned>,
    problems: Vec<String>,
}

impl Loader<'_> {
    /// Scans a file and the files of the modules that it declares.
    fn load(&mut self, file: &str, module: &[String], in_tests: bool) {
        let Some(source) = self.sources.0.get(file) else {
            self.problems.push(format!("{file} is missing"));
            return;
        };
        let scanned = match scan(source, module, in_tests) {
            Ok(scanned) => scanned,
            Err(problem) => {
                self.problems.push(format!("{file}, {problem}"));
                Scanned::default()
            }
        };
        for declared in scanned.modules.iter().filter(|module| module.in_a_file) {
            let path = declared.path.join("/");
            let in_folder = format!("{path}/mod.rs");
            let beside = format!("{path}.rs");
            let file = if self.sources.0.contains_key(&in_folder) { in_folder } else { beside };
            self.load(&file, &declared.path, declared.in_tests);
        }
        self.scanned.insert(file.to_owned(), scanned);
    }
}
