//! The snapshot as a whole, with the positions of its objects and lists.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::cursor::Cursor;
use super::object::id;
use super::{List, Object, ScanError};
use crate::SNAPSHOT_VERSION;

/// A snapshot that reads its objects and lists on request.
#[derive(Debug)]
pub struct Snapshot {
    text: String,
    objects: Vec<TargetName>,
    /// The position of the array of lists.
    lists_start: Option<usize>,
    /// Read on the first request, because most crates have no structs for lists.
    lists: OnceLock<Result<Vec<TargetName>, ScanError>>,
}

/// The names of an object or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TargetName {
    /// The ID.
    pub id: String,
    /// The slug; the API may return null for an object.
    pub slug: Option<String>,
    start: usize,
}

impl TargetName {
    /// Returns whether this is the slug or ID.
    #[must_use]
    pub fn is(&self, slug_or_id: &str) -> bool {
        self.slug.as_deref() == Some(slug_or_id) || self.id == slug_or_id
    }

    /// Returns the slug, or the ID if there is no slug.
    #[must_use]
    pub fn name(&self) -> &str {
        self.slug.as_deref().unwrap_or(&self.id)
    }
}

impl Snapshot {
    /// Scans a snapshot once, without reading its objects and lists.
    ///
    /// # Errors
    /// Returns an error if the string is not JSON, its version is newer than [`SNAPSHOT_VERSION`], or a
    /// required member is missing. Errors inside an object or a list may be reported only by
    /// [`object`](Self::object), [`lists`](Self::lists) or [`list`](Self::list).
    pub fn scan(text: String) -> Result<Self, ScanError> {
        // Editors on Windows write a byte order mark, which is not part of the JSON.
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut cursor = Cursor::new(&text, start);
        let mut version = None;
        let mut objects = None;
        let mut seen_before_version = None;
        let mut lists_start = None;
        cursor.members(|cursor, name| {
            match name {
                "version" => version = Some(read_version(cursor)?),
                "objects" if version.is_some() => objects = Some(names(cursor, "object_id")?),
                // Read the version first: a newer form may have something else here.
                "objects" => {
                    seen_before_version = Some(cursor.at());
                    cursor.skip()?;
                }
                "lists" if !cursor.null() => {
                    lists_start = Some(cursor.at());
                    cursor.skip()?;
                }
                "lists" => {}
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        if cursor.peek().is_some() {
            return Err(cursor.not_json("the end of the file"));
        }
        if version.is_none() {
            return Err(cursor.missing(start, "version"));
        }
        if let Some(at) = seen_before_version {
            objects = Some(names(&mut Cursor::new(&text, at), "object_id")?);
        }
        let objects = objects.ok_or_else(|| cursor.missing(start, "objects"))?;
        Ok(Self { text, objects, lists_start, lists: OnceLock::new() })
    }

    /// Returns the names of all objects, in the order of the snapshot.
    #[must_use]
    pub fn objects(&self) -> &[TargetName] {
        &self.objects
    }

    /// Returns the name of the object with this slug or ID.
    #[must_use]
    pub fn object_name(&self, slug_or_id: &str) -> Option<&TargetName> {
        self.objects.iter().find(|object| object.is(slug_or_id))
    }

    /// Reads the object with this slug or ID.
    ///
    /// # Errors
    /// Returns an error if the object has another form.
    pub fn object(&self, slug_or_id: &str) -> Result<Option<Object>, ScanError> {
        let Some(name) = self.object_name(slug_or_id) else { return Ok(None) };
        Object::read(&mut Cursor::new(&self.text, name.start)).map(Some)
    }

    /// Returns the names of all lists, in the order of the snapshot; `None` if the snapshot does not
    /// have its workspace's lists.
    ///
    /// # Errors
    /// Returns an error if the lists have another form.
    pub fn lists(&self) -> Result<Option<&[TargetName]>, ScanError> {
        let Some(start) = self.lists_start else { return Ok(None) };
        let read = || names(&mut Cursor::new(&self.text, start), "list_id");
        match self.lists.get_or_init(read) {
            Ok(names) => Ok(Some(names)),
            Err(error) => Err(error.clone()),
        }
    }

    /// Reads the list with this slug or ID.
    ///
    /// # Errors
    /// Returns an error if the lists or this list have another form.
    pub fn list(&self, slug_or_id: &str) -> Result<Option<List>, ScanError> {
        let mut names = self.lists()?.into_iter().flatten();
        let Some(name) = names.find(|list| list.is(slug_or_id)) else { return Ok(None) };
        List::read(&mut Cursor::new(&self.text, name.start)).map(Some)
    }
}

fn read_version(cursor: &mut Cursor<'_>) -> Result<u64, ScanError> {
    match cursor.whole_number()? {
        found if found > SNAPSHOT_VERSION => Err(ScanError::NewerVersion { found }),
        version => Ok(version),
    }
}

fn names(cursor: &mut Cursor<'_>, id_member: &'static str) -> Result<Vec<TargetName>, ScanError> {
    let mut names = Vec::new();
    cursor.items(|cursor| {
        cursor.peek();
        let start = cursor.at();
        let (mut found, mut slug) = (None, None);
        cursor.members(|cursor, name| {
            match name {
                "id" => found = Some(id(cursor, id_member)?),
                "api_slug" if !cursor.null() => slug = Some(cursor.text().map(Cow::into_owned)?),
                "api_slug" => {}
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        let id = found.ok_or_else(|| cursor.missing(start, "id"))?;
        names.push(TargetName { id, slug, start });
        Ok(())
    })?;
    Ok(names)
}
