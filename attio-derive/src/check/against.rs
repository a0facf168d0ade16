//! Does the struct fit the workspace? The snapshot only rejects: nothing that is written depends
//! on it.

use std::collections::HashMap;

use attio_schema::scan::{Attribute as Actual, Object};
use attio_schema::{is_slug, is_uuid};
use proc_macro2::Span;

use super::required;
use crate::diagnostics::{Diagnostics, article, known_or_near};
use crate::model::{Access, Address, Attribute, Field, Known, Record, Reference};
use crate::parse::{FieldInput, StructInput};
use crate::shape::{self, Count};
use crate::snapshot::Snapshot;

/// Checks the record, and notes at its attributes what is known of them now.
pub(crate) fn check(
    input: &StructInput<'_>,
    record: &mut Record<'_>,
    snapshot: &Snapshot,
    errors: &Diagnostics,
) {
    let Some(said) = &input.object else { return };
    if !is_slug(&record.object) && !is_uuid(&record.object) {
        return;
    }
    let object = match snapshot.object(&record.object.to_ascii_lowercase()) {
        Ok(Some(object)) => object,
        Ok(None) => {
            let known = known_or_near(&record.object, &snapshot.object_names());
            errors.error(
                &said.value,
                format!("`{}` has no object `{}`{known}", snapshot.file(), record.object),
            );
            return;
        }
        Err(problem) => return snapshot.report(&problem, errors),
    };
    let partial = record.partial;
    // Whether every field was understood, so that what no field stands for is missing indeed.
    let mut all_found = true;
    let mut fields: HashMap<&str, &syn::Ident> = HashMap::new();
    for (index, (said, field)) in input.fields.iter().zip(&mut record.fields).enumerate() {
        let errors = &errors.member(index);
        let ident = field.ident;
        let Some(attribute) = &mut field.attribute else { continue };
        if !errors.is_clean() || said.address_is_unclear {
            all_found = false;
            continue;
        }
        let object_name = &record.object;
        let Some(actual) = find(&attribute.address, &object, object_name, snapshot, errors) else {
            all_found = false;
            continue;
        };
        if let Some(first) = fields.insert(&actual.slug, ident) {
            errors.push(syn::Error::new(
                attribute.address.span(),
                format!(
                    "the field `{first}` is the attribute `{}` already; remove one of the fields, \
                     or correct its slug or ID",
                    actual.slug
                ),
            ));
            continue;
        }
        let field = (said, &*attribute);
        if is_usable(field, actual, errors) {
            settings(field, actual, errors);
            let with = attribute.with.is_some();
            if !with && errors.is_clean() {
                count(said, actual, errors);
            }
            if !partial && !with && errors.is_clean() {
                required::present(field, actual, errors);
            }
        }
        know(attribute, actual, snapshot);
    }
    let clean = errors.is_clean() && all_found;
    if !partial && clean {
        required::missing(input, record, &object, snapshot, errors);
    }
}

type Said<'f> = (&'f FieldInput<'f>, &'f Attribute<'f>);

/// The attribute that a field stands for.
fn find<'o>(
    address: &Address,
    object: &'o Object,
    object_name: &str,
    snapshot: &Snapshot,
    errors: &Diagnostics,
) -> Option<&'o Actual> {
    let file = snapshot.file();
    let error = |span: Span, message: String| errors.push(syn::Error::new(span, message));
    if let Some((id, span)) = &address.id {
        let Some(actual) = object.attribute(id) else {
            error(
                *span,
                format!(
                    "`{object_name}` has no attribute with this ID in `{file}`; correct the ID, \
                     or update the file with `attio schema pull`"
                ),
            );
            return None;
        };
        if let Some((slug, span)) = &address.slug
            && *slug != actual.slug
        {
            error(
                *span,
                format!(
                    "the attribute with this ID has the slug `{}` in `{file}`; write `slug = \
                     \"{}\"`",
                    actual.slug, actual.slug
                ),
            );
            return None;
        }
        return Some(actual);
    }
    let (slug, span) = address.slug.as_ref()?;
    let found = object.attributes.iter().find(|attribute| attribute.slug == *slug);
    if found.is_none() {
        let slugs = object.attributes.iter().filter(|attribute| !attribute.is_archived);
        let slugs: Vec<_> = slugs.map(|attribute| attribute.slug.as_str()).collect();
        let known = known_or_near(slug, &slugs);
        error(*span, format!("`{object_name}` has no attribute `{slug}` in `{file}`{known}"));
    }
    found
}

/// Whether the attribute can be used as the field uses it.
fn is_usable((said, attribute): Said<'_>, actual: &Actual, errors: &Diagnostics) -> bool {
    let slug = &actual.slug;
    if actual.is_archived {
        errors.push(syn::Error::new(
            attribute.address.span(),
            format!(
                "the attribute `{slug}` is archived; remove the field, or restore the attribute \
                 in Attio"
            ),
        ));
        return false;
    }
    if !actual.is_writable && attribute.access != Access::ReadOnly {
        let (span, fix) = match &said.write_only {
            Some(flag) => (flag.key.span(), "write `read_only`"),
            None => (attribute.address.span(), "add `read_only`"),
        };
        errors.push(syn::Error::new(
            span,
            format!("only Attio writes the attribute `{slug}`; {fix}"),
        ));
        return false;
    }
    true
}

/// What the field says of the attribute.
fn settings((_, attribute): Said<'_>, actual: &Actual, errors: &Diagnostics) {
    let slug = &actual.slug;
    if let (Some(pinned), Some(kind)) = (&attribute.kind, actual.attribute_type())
        && pinned.kind != kind
    {
        errors.push(syn::Error::new(
            pinned.span,
            format!(
                "the attribute `{slug}` is {} `{kind}` attribute; write `kind = \"{kind}\"`, or \
                 remove `kind`",
                article(kind)
            ),
        ));
    }
    if let Some(unique) = &attribute.unique
        && !actual.is_unique
    {
        errors.error(
            &unique.key,
            format!(
                "the attribute `{slug}` is not unique, so nothing is matched by it; remove `unique`"
            ),
        );
    }
}

/// One value or several.
fn count(said: &FieldInput<'_>, actual: &Actual, errors: &Diagnostics) {
    let slug = &actual.slug;
    let Some((count, value)) = shape::count(said.ty) else { return };
    let (has, wrapper) = match (count, actual.is_multiselect) {
        (Count::Many, false) => ("one value at most", "Option"),
        (Count::One, true) => ("any number of values", "Vec"),
        (Count::Many, true) | (Count::One, false) => return,
    };
    let value = shape::written(value);
    errors.error(said.ty, format!("the attribute `{slug}` has {has}; write `{wrapper}<{value}>`"));
}

/// Notes what is known of the attribute for the checks that the compiler does.
fn know(attribute: &mut Attribute<'_>, actual: &Actual, snapshot: &Snapshot) {
    if attribute.address.slug.is_none() {
        attribute.address.slug = Some((actual.slug.clone(), attribute.address.span()));
    }
    let objects = actual.allowed_object_ids.as_ref().filter(|ids| !ids.is_empty());
    // Where a snapshot lacks one of the objects, its slug is unknown, and so is what is allowed.
    let objects: Option<Vec<_>> =
        objects.and_then(|ids| ids.iter().map(|id| snapshot.object_name(id)).collect());
    attribute.known = Some(Known {
        slug: actual.slug.clone(),
        kind: actual.attribute_type(),
        is_multiselect: actual.is_multiselect,
        references: objects.map(|objects| {
            let reference = |object: &attio_schema::scan::ObjectName| Reference {
                name: object.name().to_owned(),
                id: object.id.clone(),
            };
            objects.into_iter().map(reference).collect()
        }),
        choices: actual.choices.iter().map(|c| (c.title.clone(), c.id.clone())).collect(),
        file: snapshot.file().to_owned(),
    });
}

/// Whether a field stands for the attribute.
pub(super) fn stands_for(field: &Field<'_>, actual: &Actual) -> bool {
    let known = field.attribute.as_ref().and_then(|attribute| attribute.known.as_ref());
    known.is_some_and(|known| known.slug == actual.slug)
}
