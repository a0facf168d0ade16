//! The snapshot of the workspace that the derive checks against: how it is found and read, and how
//! cargo notices changes.

mod cache;
mod find;
mod problem;
mod recent;
mod track;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use attio_schema::scan::{List, Object, TargetName};
use proc_macro2::{Span, TokenStream};

use self::cache::{CACHE, Scanned};
use self::find::Found;
pub(crate) use self::problem::Problem;
use self::recent::RECENT;
use crate::diagnostics::Diagnostics;
use crate::parse::Text;

/// The file name of a snapshot.
pub(crate) const FILE_NAME: &str = "attio.schema.json";

/// The variable that makes a missing snapshot an error.
const REQUIRED: &str = "ATTIO_SCHEMA_REQUIRED";

/// The variable that switches off the checks against the snapshot.
pub(crate) const CHECK: &str = "ATTIO_SCHEMA_CHECK";

/// The value of [`CHECK`].
#[derive(Clone, Default, PartialEq, Eq)]
enum Check {
    #[default]
    On,
    Off,
    /// Another value, which is a mistake.
    Unknown(String),
}

/// The environment of the macro. The default has no folder, so no snapshot.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// The folder of the crate's Cargo.toml.
    manifest_dir: Option<PathBuf>,
    /// `ATTIO_SCHEMA`.
    variable: Option<OsString>,
    /// `ATTIO_SCHEMA_REQUIRED`.
    required: bool,
    /// `ATTIO_SCHEMA_CHECK`.
    check: Check,
}

/// A snapshot, and what it is used for.
pub(crate) enum Use {
    /// The struct is checked against it.
    Check(Snapshot),
    /// It only supplies slugs, because the checks are off.
    Teach(Snapshot),
    /// There is none.
    Nothing,
}

impl Use {
    /// The snapshot, if there is one.
    pub(crate) fn snapshot(&self) -> Option<&Snapshot> {
        match self {
            Self::Check(snapshot) | Self::Teach(snapshot) => Some(snapshot),
            Self::Nothing => None,
        }
    }
}

impl Surroundings {
    /// Reads the variables that cargo and the user set.
    pub(crate) fn of_the_process() -> Self {
        let said = |name| env::var_os(name).filter(|value| !value.is_empty());
        Self {
            manifest_dir: said("CARGO_MANIFEST_DIR").map(PathBuf::from),
            variable: said("ATTIO_SCHEMA"),
            required: said(REQUIRED).is_some_and(|value| value != "0"),
            check: match said(CHECK) {
                None => Check::On,
                Some(value) if value == "on" => Check::On,
                Some(value) if value == "off" => Check::Off,
                Some(value) => Check::Unknown(value.to_string_lossy().into_owned()),
            },
        }
    }

    /// The environment of a crate in this folder, without variables.
    #[cfg(test)]
    pub(crate) fn of_folder(manifest_dir: PathBuf) -> Self {
        Self { manifest_dir: Some(manifest_dir), ..Self::default() }
    }

    /// Returns the snapshot for a struct, if there is one; `said` is the struct's `schema = "…"`.
    pub(crate) fn snapshot(&self, said: Option<&Text>, errors: &Diagnostics) -> Use {
        let Some(manifest_dir) = self.manifest_dir.as_deref() else { return Use::Nothing };
        // A mistake that all structs share is one error, not one per struct.
        let shared = |problem: &Problem| {
            let message = problem.message(manifest_dir);
            if track::is_first(&message) {
                errors.error_at(Span::call_site(), message);
            }
            Use::Nothing
        };
        match &self.check {
            Check::On => {}
            Check::Off if self.required => return shared(&Problem::RequiredAndOff),
            Check::Off => {}
            Check::Unknown(value) => return shared(&Problem::UnknownCheck(value.clone())),
        }
        let result = match said {
            Some(text) => self.named(text.text(), manifest_dir, Problem::NoNamedFile),
            None => RECENT.or_look(self, Instant::now(), || self.found(manifest_dir)),
        };
        match (result, said) {
            (Ok(None), _) => Use::Nothing,
            (Ok(Some(snapshot)), _) if self.check == Check::Off => Use::Teach(snapshot),
            (Ok(Some(snapshot)), _) => Use::Check(snapshot),
            (Err(_), _) if self.check == Check::Off => Use::Nothing,
            (Err(problem), Some(text)) => {
                errors.error(&text.value, problem.message(manifest_dir));
                Use::Nothing
            }
            (Err(problem), None) => shared(&problem),
        }
    }

    /// Returns code without effect that makes cargo rebuild the crate when the snapshot or one of
    /// the variables changes.
    pub(crate) fn tracking(&self, snapshot: Option<&Snapshot>) -> Option<TokenStream> {
        self.manifest_dir.as_ref()?;
        track::expand(snapshot.map(|snapshot| &*snapshot.path))
    }

    fn found(&self, manifest_dir: &Path) -> Result<Option<Snapshot>, Problem> {
        if let Some(variable) = &self.variable {
            return self.named(variable, manifest_dir, Problem::NoFileOfVariable);
        }
        match find::upwards(manifest_dir) {
            Found::One(path) => self.load(path, manifest_dir).map(Some),
            Found::Two(near, far) => Err(Problem::Two(near, far)),
            Found::Nothing { root } if self.required => Err(Problem::Required { root }),
            Found::Nothing { .. } => Ok(None),
        }
    }

    /// Loads a file that was named explicitly, so that its absence is an error.
    fn named(
        &self,
        path: impl AsRef<Path>,
        manifest_dir: &Path,
        absent: fn(PathBuf) -> Problem,
    ) -> Result<Option<Snapshot>, Problem> {
        let path = manifest_dir.join(path);
        if !path.exists() {
            return Err(absent(path));
        }
        self.load(path, manifest_dir).map(Some)
    }

    fn load(&self, path: PathBuf, manifest_dir: &Path) -> Result<Snapshot, Problem> {
        let scanned = CACHE.get(&path)?;
        let shown = find::shown(&path, manifest_dir).into();
        Ok(Snapshot { path: path.into(), shown, scanned, is_required: self.required })
    }
}

/// A snapshot that was read.
#[derive(Clone)]
pub(crate) struct Snapshot {
    path: Arc<Path>,
    shown: Arc<str>,
    scanned: Arc<Scanned>,
    /// Whether `ATTIO_SCHEMA_REQUIRED` is set.
    is_required: bool,
}

impl Snapshot {
    /// Whether the struct must be checked against the snapshot.
    pub(crate) fn is_required(&self) -> bool {
        self.is_required
    }

    /// The path of the file for messages.
    pub(crate) fn file(&self) -> &str {
        &self.shown
    }

    /// The object with this slug or ID.
    pub(crate) fn object(&self, slug_or_id: &str) -> Result<Option<Arc<Object>>, Problem> {
        self.scanned
            .object(slug_or_id)
            .map_err(|error| Problem::Scan { path: self.path.to_path_buf(), error })
    }

    /// The list with this slug or ID.
    pub(crate) fn list(&self, slug_or_id: &str) -> Result<Option<Arc<List>>, Problem> {
        self.scanned
            .list(slug_or_id)
            .map_err(|error| Problem::Scan { path: self.path.to_path_buf(), error })
    }

    /// Whether the snapshot knows the lists of its workspace.
    pub(crate) fn has_lists(&self) -> bool {
        matches!(self.scanned.snapshot().lists(), Ok(Some(_)) | Err(_))
    }

    /// The slugs of all lists.
    pub(crate) fn list_names(&self) -> Vec<&str> {
        let lists = self.scanned.snapshot().lists().ok().flatten().unwrap_or_default();
        lists.iter().map(TargetName::name).collect()
    }

    /// The message about a snapshot without lists.
    pub(crate) fn lacks_lists(&self) -> String {
        format!(
            "`{}` has no lists, and `{REQUIRED}` is set; run `attio schema pull` with a token that has \
             the scope `list_configuration:read`",
            self.file()
        )
    }

    /// The name of the object with this slug or ID.
    pub(crate) fn object_name(&self, slug_or_id: &str) -> Option<&TargetName> {
        self.scanned.snapshot().object_name(slug_or_id)
    }

    /// The slugs of all objects, or their IDs if they have none.
    pub(crate) fn object_names(&self) -> Vec<&str> {
        self.scanned.snapshot().objects().iter().map(TargetName::name).collect()
    }

    /// Reports a problem that occurred while an object was read, once per process.
    pub(crate) fn report(&self, problem: &Problem, errors: &Diagnostics) {
        let message = problem.message(Path::new(""));
        if track::is_first(&message) {
            errors.error_at(Span::call_site(), message);
        }
    }
}
