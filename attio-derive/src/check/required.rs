//! A new record or entry needs a value for every required attribute that has no default.

use attio_schema::AttributeType;
use attio_schema::scan::Attribute as Actual;

use super::against::stands_for;
use crate::diagnostics::{Diagnostics, list};
use crate::model::{Access, Attribute, Record};
use crate::parse::{FieldInput, Form, StructInput};
use crate::shape::{self, Wrapper};
use crate::snapshot::Snapshot;

fn must_be_given(actual: &Actual) -> bool {
    actual.is_required && actual.is_writable && !actual.has_default && !actual.is_archived
}

/// Reports a field that does not always write the value of its required attribute.
pub(super) fn present(
    (said, attribute): (&FieldInput<'_>, &Attribute<'_>),
    actual: &Actual,
    form: Form,
    file: &str,
    errors: &Diagnostics,
) {
    if !must_be_given(actual) {
        return;
    }
    let slug = &actual.slug;
    let new = match form {
        Form::Record => "record",
        Form::Entry => "entry",
    };
    if let (Access::ReadOnly, Some(read_only)) = (attribute.access, &said.read_only) {
        errors.error(
            &read_only.key,
            format!(
                "the attribute `{slug}` is required in `{file}`, so every new {new} needs \
                 it; remove `read_only`, or make the struct `partial`"
            ),
        );
    } else if let Some((Wrapper::Option, inner)) = said.wrapper {
        errors.error(
            said.ty,
            format!(
                "the attribute `{slug}` is required in `{file}`, so every new {new} needs \
                 it; write `{}`, or make the struct `partial`",
                shape::written(inner)
            ),
        );
    }
}

/// Reports required attributes without a field.
pub(super) fn missing(
    input: &StructInput<'_>,
    record: &Record<'_>,
    attributes: &[Actual],
    snapshot: &Snapshot,
    errors: &Diagnostics,
) {
    let missing: Vec<&Actual> = attributes
        .iter()
        .filter(|actual| must_be_given(actual))
        .filter(|actual| !record.fields.iter().any(|field| stands_for(field, actual)))
        .collect();
    if missing.is_empty() {
        return;
    }
    let name = input.ident;
    let slugs: Vec<_> = missing.iter().map(|actual| actual.slug.as_str()).collect();
    let lines: Vec<_> = missing.iter().map(|actual| suggested_field(actual)).collect();
    let are = if slugs.len() == 1 { "is" } else { "are" };
    errors.error(
        name,
        format!(
            "`{name}` lacks {}, which {are} required in `{}`; add `{}`, or make the struct \
             `partial`",
            list(&slugs),
            snapshot.file(),
            lines.join(" ")
        ),
    );
}

/// A field that could be added for the attribute.
fn suggested_field(actual: &Actual) -> String {
    // `attribute_type` is `None` for a type that is newer than this crate.
    let ty = actual.attribute_type().map_or("String", AttributeType::value_type);
    let slug = &actual.slug;
    let ty = if actual.is_multiselect { format!("Vec<{ty}>") } else { ty.to_owned() };
    if syn::parse_str::<syn::Ident>(slug).is_ok() {
        return format!("{slug}: {ty},");
    }
    // The slug is a keyword, or it has hyphens.
    if syn::parse_str::<syn::Ident>(&format!("r#{slug}")).is_ok() {
        return format!("r#{slug}: {ty},");
    }
    format!("#[attio(slug = \"{slug}\")] {}: {ty},", slug.replace('-', "_"))
}
