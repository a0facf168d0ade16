//! The snapshot as a whole, with the positions of its objects.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::object::id;
use super::{Object, ScanError};
use crate::SNAPSHOT_VERSION;

/// A snapshot that reads its objects on request.
#[derive(Debug)]
pub struct Snapshot {
    text: String,
    objects: Vec<ObjectName>,
}

/// The names of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectName {
    /// The object's ID.
    pub id: String,
    /// The slug; the API may return null.
    pub slug: Option<String>,
    start: usize,
}

impl ObjectName {
    /// Returns whether this is the object's slug or ID.
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
    /// Scans a snapshot once, without reading its objects.
    ///
    /// # Errors
    /// Returns an error if the string is not JSON, its version is newer than [`SNAPSHOT_VERSION`], or a
    /// required member is missing. Errors inside an object may be reported only by
    /// [`object`](Self::object).
    pub fn scan(text: String) -> Result<Self, ScanError> {
        // Editors on Windows write a byte order mark, which is not part of the JSON.
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut cursor = Cursor::new(&text, start);
        let mut version = None;
        let mut objects = None;
        let mut seen_before_version = None;
        cursor.members(|cursor, name| {
            match name {
                "version" => version = Some(read_version(cursor)?),
                "objects" if version.is_some() => objects = Some(names(cursor)?),
                // Read the version first: a newer form may have something else here.
                "objects" => {
                    seen_before_version = Some(cursor.at());
                    cursor.skip()?;
                }
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
            objects = Some(names(&mut Cursor::new(&text, at))?);
        }
        let objects = objects.ok_or_else(|| cursor.missing(start, "objects"))?;
        Ok(Self { text, objects })
    }

    /// Returns the names of all objects, in the order of the snapshot.
    #[must_use]
    pub fn objects(&self) -> &[ObjectName] {
        &self.objects
    }

    /// Returns the name of the object with this slug or ID.
    #[must_use]
    pub fn object_name(&self, slug_or_id: &str) -> Option<&ObjectName> {
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
}

fn read_version(cursor: &mut Cursor<'_>) -> Result<u64, ScanError> {
    match cursor.whole_number()? {
        found if found > SNAPSHOT_VERSION => Err(ScanError::NewerVersion { found }),
        version => Ok(version),
    }
}

fn names(cursor: &mut Cursor<'_>) -> Result<Vec<ObjectName>, ScanError> {
    let mut names = Vec::new();
    cursor.items(|cursor| {
        cursor.peek();
        let start = cursor.at();
        let (mut object_id, mut slug) = (None, None);
        cursor.members(|cursor, name| {
            match name {
                "id" => object_id = Some(id(cursor, "object_id")?),
                "api_slug" if !cursor.null() => slug = Some(cursor.text().map(Cow::into_owned)?),
                "api_slug" => {}
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        let id = object_id.ok_or_else(|| cursor.missing(start, "id"))?;
        names.push(ObjectName { id, slug, start });
        Ok(())
    })?;
    Ok(names)
}
