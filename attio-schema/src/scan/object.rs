//! One object of a snapshot, with the members that the compile-time checks need.

use std::borrow::Cow;

use super::ScanError;
use super::cursor::Cursor;
use crate::AttributeType;

/// An object: a kind of record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Object {
    /// The object's ID.
    pub id: String,
    /// The slug; the API may return null.
    pub slug: Option<String>,
    /// The attributes, in the order of the snapshot.
    pub attributes: Vec<Attribute>,
}

/// An attribute of an object or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attribute {
    /// The attribute's ID.
    pub id: String,
    /// The slug.
    pub slug: String,
    /// The name of the type, which may be newer than this crate.
    pub type_name: String,
    /// Whether values can be written with the API.
    pub is_writable: bool,
    /// Whether a new record must have a value.
    pub is_required: bool,
    /// Whether values are unique: two records cannot have the same value.
    pub is_unique: bool,
    /// Whether a record can have several values.
    pub is_multiselect: bool,
    /// Whether the attribute is hidden.
    pub is_archived: bool,
    /// Whether a new record without a value gets a default.
    pub has_default: bool,
    /// The IDs of the objects whose records can be referred to; `None` or an empty list means any
    /// object.
    pub allowed_object_ids: Option<Vec<String>>,
    /// The options of a select attribute, or the statuses of a status attribute.
    pub choices: Vec<Choice>,
}

/// An option or a status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// Its ID.
    pub id: String,
    /// The title.
    pub title: String,
    /// Whether it is hidden.
    pub is_archived: bool,
}

impl Object {
    /// Returns the attribute with this slug or ID.
    #[must_use]
    pub fn attribute(&self, slug_or_id: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.is(slug_or_id))
    }

    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, ScanError> {
        let mut object = Self::default();
        cursor.members(|cursor, name| {
            match name {
                "id" => object.id = id(cursor, "object_id")?,
                "api_slug" => object.slug = optional_text(cursor)?,
                "attributes" => list(cursor, |cursor| {
                    object.attributes.push(Attribute::read(cursor)?);
                    Ok(())
                })?,
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        Ok(object)
    }
}

impl Attribute {
    /// Returns whether this is the attribute's slug or ID.
    #[must_use]
    pub fn is(&self, slug_or_id: &str) -> bool {
        self.slug == slug_or_id || self.id == slug_or_id
    }

    /// Returns the type, if this crate knows it.
    #[must_use]
    pub fn attribute_type(&self) -> Option<AttributeType> {
        self.type_name.parse().ok()
    }

    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, ScanError> {
        cursor.peek();
        let start = cursor.at();
        let (mut slug, mut type_name) = (None, None);
        let (mut default_is_enabled, mut default_is_there) = (None, false);
        // The defaults of absent members, as in the model.
        let mut attribute = Self { is_writable: true, ..Self::default() };
        cursor.members(|cursor, name| {
            match name {
                "id" => attribute.id = id(cursor, "attribute_id")?,
                "api_slug" => slug = Some(cursor.text()?.into_owned()),
                "type" => type_name = Some(cursor.text()?.into_owned()),
                "is_writable" => set(&mut attribute.is_writable, cursor)?,
                "is_required" => set(&mut attribute.is_required, cursor)?,
                "is_unique" => set(&mut attribute.is_unique, cursor)?,
                "is_multiselect" => set(&mut attribute.is_multiselect, cursor)?,
                "is_archived" => set(&mut attribute.is_archived, cursor)?,
                "is_default_value_enabled" if !cursor.null() => {
                    default_is_enabled = Some(cursor.flag()?);
                }
                "default_value" if !cursor.null() => {
                    default_is_there = true;
                    cursor.skip()?;
                }
                "is_default_value_enabled" | "default_value" => {}
                "config" => attribute.allowed_object_ids = allowed_object_ids(cursor)?,
                "options" => choices(cursor, "option_id", &mut attribute.choices)?,
                "statuses" => choices(cursor, "status_id", &mut attribute.choices)?,
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        attribute.slug = slug.ok_or_else(|| cursor.missing(start, "api_slug"))?;
        attribute.type_name = type_name.ok_or_else(|| cursor.missing(start, "type"))?;
        attribute.has_default = default_is_enabled.unwrap_or(default_is_there);
        Ok(attribute)
    }
}

/// Reads an ID: a string, or an object of the API with the ID in a member.
pub(super) fn id(cursor: &mut Cursor<'_>, member: &'static str) -> Result<String, ScanError> {
    if cursor.peek() != Some(b'{') {
        return cursor.text().map(Cow::into_owned);
    }
    let start = cursor.at();
    let mut found = None;
    cursor.members(|cursor, name| {
        match name == member {
            true => found = Some(cursor.text()?.into_owned()),
            false => cursor.skip()?,
        }
        Ok(())
    })?;
    found.ok_or_else(|| cursor.missing(start, member))
}

fn set(flag: &mut bool, cursor: &mut Cursor<'_>) -> Result<(), ScanError> {
    if !cursor.null() {
        *flag = cursor.flag()?;
    }
    Ok(())
}

fn optional_text(cursor: &mut Cursor<'_>) -> Result<Option<String>, ScanError> {
    if cursor.null() {
        return Ok(None);
    }
    cursor.text().map(|text| Some(text.into_owned()))
}

/// Reads an array, or `null` for an empty one.
pub(super) fn list<'t>(
    cursor: &mut Cursor<'t>,
    item: impl FnMut(&mut Cursor<'t>) -> Result<(), ScanError>,
) -> Result<(), ScanError> {
    if cursor.null() { Ok(()) } else { cursor.items(item) }
}

fn allowed_object_ids(cursor: &mut Cursor<'_>) -> Result<Option<Vec<String>>, ScanError> {
    let mut allowed = None;
    if cursor.null() {
        return Ok(allowed);
    }
    cursor.members(|cursor, name| {
        if name != "record_reference" || cursor.peek() != Some(b'{') {
            return cursor.skip();
        }
        cursor.members(|cursor, name| {
            if name != "allowed_object_ids" {
                return cursor.skip();
            }
            if cursor.null() {
                return Ok(());
            }
            let mut ids = Vec::new();
            cursor.items(|cursor| {
                ids.push(cursor.text()?.into_owned());
                Ok(())
            })?;
            allowed = Some(ids);
            Ok(())
        })
    })?;
    Ok(allowed)
}

fn choices(
    cursor: &mut Cursor<'_>,
    id_member: &'static str,
    choices: &mut Vec<Choice>,
) -> Result<(), ScanError> {
    list(cursor, |cursor| {
        cursor.peek();
        let start = cursor.at();
        let mut title = None;
        let mut choice = Choice::default();
        cursor.members(|cursor, name| {
            match name {
                "id" => choice.id = id(cursor, id_member)?,
                "title" => title = Some(cursor.text()?.into_owned()),
                "is_archived" => set(&mut choice.is_archived, cursor)?,
                _ => cursor.skip()?,
            }
            Ok(())
        })?;
        choice.title = title.ok_or_else(|| cursor.missing(start, "title"))?;
        choices.push(choice);
        Ok(())
    })
}
