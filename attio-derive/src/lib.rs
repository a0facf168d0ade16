//! The derive macros of `attio-core`. Use them from there: `attio_core::{AttioRecord, AttioValue,
//! AttioOption}`.
//!
//! Each macro goes through the same stages: `parse` reads the struct and its `#[attio(…)]`
//! attributes, `model` and `check` turn that into something that is known to make sense, `expand`
//! writes code; `snapshot` finds the file that describes the workspace. Mistakes are collected on the
//! way, so that one compile shows them all; after one, stand-in impls keep the rest of the program
//! from failing too.

mod check;
mod diagnostics;
mod expand;
mod model;
mod names;
mod parse;
mod shape;
mod snapshot;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct a record of an object in Attio.
///
/// ```
/// use attio_core::{AttioRecord, Date, EmailAddress, PersonalName};
///
/// #[derive(AttioRecord)]
/// #[attio(object = "people")]
/// struct Person {
///     name: PersonalName,
///     #[attio(slug = "email_addresses", unique)]
///     emails: Vec<EmailAddress>,
///     #[attio(id = "41252299-f8c7-4b5e-99c9-4ff8321d2f96", slug = "birthday")]
///     born: Option<Date>,
///     #[attio(skip)]
///     dirty: bool,
/// }
/// assert_eq!(Person::EMAILS.slug(), Some("email_addresses"));
/// ```
///
/// # The struct
///
/// | `#[attio(…)]` | |
/// |---|---|
/// | `object = "people"` | the slug or ID of the object; required |
/// | `partial` | a view for reading and patching: it cannot be created, so it may lack attributes that are required |
/// | `rename_all = "kebab-case"` | how field names become slugs; `snake_case` by default |
/// | `crate = "path"` | where `attio_core` is, if it was renamed |
/// | `schema = "path"` | the snapshot to check against, relative to the folder of Cargo.toml; found by itself by default |
/// | `singular = "…"`, `plural = "…"` | the nouns of the object, for code that creates it |
///
/// # Its fields
///
/// The type says how many values there are: `T` exactly one, `Option<T>` none or one, `Vec<T>` any
/// number. `None` and an empty `Vec` are never written.
///
/// | `#[attio(…)]` | |
/// |---|---|
/// | `slug = "…"` | the slug of the attribute; the field's name by default |
/// | `id = "…"` | the ID of the attribute, which requests then use; with `slug` beside it the field can be read too |
/// | `kind = "select"` | pins the attribute type: checks the field's type, and writes a general type in that type's object form |
/// | `unique` | records can be matched by this attribute |
/// | `read_only` | only read: Attio writes it |
/// | `write_only` | only written; filled with its default when read |
/// | `skip` | no attribute at all; filled with its default when read |
/// | `default`, `default = "path"` | the value when there is none: `Default::default()`, or what the function returns |
/// | `with = "module"` | the field goes through `module::write(&T, &mut FieldWriter) -> Result<(), ValueError>` and `module::read(FieldReader) -> Result<T, ValueError>` |
/// | `constant = "NAME"` | the name of the field's constant; the field's name in upper case by default |
/// | `title`, `description`, `required`, `currency = "USD"` | settings of the attribute, for code that creates it |
///
/// Each field becomes a constant, such as `Person::EMAILS`, an `Attribute` that knows the type of
/// the field.
///
/// # What is checked when
///
/// 0. The struct by itself: keys, slugs, IDs, duplicates, shapes that no attribute has.
/// 1. The types of the fields: each fits some attribute type, or the one that `kind` pins.
/// 2. The workspace, where there is a snapshot `attio.schema.json`: unknown and archived objects and
///    attributes, attributes that only Attio writes, types, one value or several, `unique`,
///    attributes that are required and missing, the object that a `RecordRef<T>` refers to, the
///    titles of an `AttioOption` enum.
///
/// The snapshot only rejects: the bytes that are written do not depend on it. It also teaches a
/// field that is addressed by `id` alone the slug that answers have, so that it can be read.
///
/// The snapshot is the file that `schema = "…"` names, or the variable `ATTIO_SCHEMA` (a relative
/// path starts at the folder of Cargo.toml), or the `attio.schema.json` in that folder or one above
/// it, up to the root of the workspace. Two on that way are an error. Where there is none, levels 0
/// and 1 are all; `ATTIO_SCHEMA_REQUIRED=1` makes that an error, for CI. A changed or deleted
/// snapshot and a changed variable rebuild the crate; a file that was not there before is seen once
/// a source file is touched.
///
/// What is not seen: `Option` and `Vec` behind an alias where the attribute has one value, and the
/// options and references of a struct's type parameter.
#[proc_macro_derive(AttioRecord, attributes(attio))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::record(&input, &snapshot::Surroundings::of_the_process()).into()
}

/// Makes a newtype a value of the attributes that its inner type fits.
///
/// ```
/// use attio_core::AttioValue;
///
/// #[derive(AttioValue)]
/// struct JobTitle(String);
/// ```
///
/// On the struct, `#[attio(crate = "path")]` says where `attio_core` is, if it was renamed; the field
/// takes no keys.
#[proc_macro_derive(AttioValue, attributes(attio))]
pub fn derive_value(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::value(&input).into()
}

/// Makes an enum the options of a select attribute, or the statuses of a status attribute.
///
/// ```
/// use attio_core::AttioOption;
///
/// #[derive(AttioOption)]
/// enum Stage {
///     Lead,
///     #[attio(title = "In Progress")]
///     InProgress,
///     #[attio(id = "11f07f01-c10f-4e05-a522-33e050bc52ee", title = "Won 🎉")]
///     Won,
///     #[attio(other)]
///     Other(String),
/// }
/// ```
///
/// A variant is written and read by its title: its name, unless `title = "…"` says another. With
/// `id = "…"` it is written by ID and read by either. A variant with `other` takes every title that
/// no other variant has. On the enum, `rename_all = "Title Case"` makes titles of names, and
/// `crate = "path"` says where `attio_core` is.
#[proc_macro_derive(AttioOption, attributes(attio))]
pub fn derive_option(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::option(&input).into()
}
