//! One list of a snapshot, with the members that the compile-time checks need.

use super::cursor::Cursor;
use super::object::{id, list};
use super::{Attribute, ScanError};

/// A list: records of one object, or of several, each as an entry with values of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct List {
    /// The list's ID.
    pub id: String,
    /// The slug.
    pub slug: String,
    /// The slugs or IDs of the objects whose records can be on the list.
    pub parent_objects: Vec<String>,
    /// The attributes of an entry, in the order of the snapshot.
    pub attributes: Vec<Attribute>,
}

impl List {
    /// Returns the attribute with this slug or ID.
    #[must_use]
    pub fn attribute(&self, slug_or_id: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.is(slug_or_id))
    }

    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, ScanError> {
        let start = cursor.at();
        let mut read = Self::default();
        let (mut slug, mut parents) = (None, None);
        cursor.members(|cursor, name| {
            match name {
                "id" => read.id = id(cursor, "list_id")?,
                "api_slug" => slug = Some(cursor.text()?.into_owned()),
                "parent_object" if !cursor.null() => parents = Some(parent_objects(cursor)?),
                "parent_object" => {}
                "attributes" => list(cursor, |cursor| {
                    read.attributes.push(Attribute::read(cursor)?);
                    Ok(())
                })?,
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        read.slug = slug.ok_or_else(|| cursor.missing(start, "api_slug"))?;
        read.parent_objects = parents.ok_or_else(|| cursor.missing(start, "parent_object"))?;
        Ok(read)
    }
}

/// Reads the parents: an array in responses, and one string in requests.
fn parent_objects(cursor: &mut Cursor<'_>) -> Result<Vec<String>, ScanError> {
    if cursor.peek() != Some(b'[') {
        return Ok(vec![cursor.text()?.into_owned()]);
    }
    let mut parents = Vec::new();
    cursor.items(|cursor| {
        parents.push(cursor.text()?.into_owned());
        Ok(())
    })?;
    Ok(parents)
}
