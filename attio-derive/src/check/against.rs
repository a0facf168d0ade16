//! Checks the struct against the workspace. The snapshot only rejects: it never changes the written
//! bytes.

use std::sync::Arc;

use attio_schema::scan::Attribute as Actual;
use attio_schema::{AttributeType, is_slug, is_uuid};
use proc_macro2::Span;

use super::required;
use crate::diagnostics::{Diagnostics, FEW, article, is_far, known_or_near, list};
use crate::model::{Access, Attribute, Field, Known, Record, Reference};
use crate::parse::{FieldInput, Form, StructInput, Text};
use crate::shape::{self, Count};
use crate::snapshot::{CHECK, Snapshot};

/// The remedy if an attribute is missing because the snapshot is old.
const IF_NEW: &str = "if it is new, run `attio schema pull` or add `#[attio(ahead)]`";

/// Checks the record, and adds the facts from the snapshot to its attributes.
pub(crate) fn check(
    input: &StructInput<'_>,
    record: &mut Record<'_>,
    snapshot: &Snapshot,
    errors: &Diagnostics,
) {
    let Some(said) = &input.target else { return };
    if !is_slug(&record.target) && !is_uuid(&record.target) {
        return;
    }
    let Some(attributes) = target(input, said, record, snapshot, errors) else { return };
    let partial = record.partial;
    // Whether every field was resolved, so that an attribute without a field is really missing.
    let mut all_found = true;
    let mut taken: Vec<(usize, &syn::Ident)> = Vec::with_capacity(input.fields.len());
    for (index, (said, field)) in input.fields.iter().zip(&mut record.fields).enumerate() {
        let errors = &errors.member(index);
        let ident = field.ident;
        let Some(attribute) = &mut field.attribute else { continue };
        if !errors.is_clean() || said.address_is_unclear {
            all_found = false;
            continue;
        }
        let target = &record.target;
        let place = find((said, &*attribute), &attributes, (input.form, target), snapshot, errors);
        let Some(place) = place else {
            all_found &= said.ahead;
            continue;
        };
        let actual = &attributes[place];
        if let Some((_, first)) = taken.iter().find(|(other, _)| *other == place) {
            errors.error_at(
                attribute.address.span(),
                format!(
                    "the field `{first}` already maps to the attribute `{}`; remove one field, or \
                     correct its slug or ID",
                    actual.slug
                ),
            );
            continue;
        }
        taken.push((place, ident));
        let mut known = know(&attributes, place, snapshot);
        let field = (said, &*attribute);
        let file = snapshot.file();
        if is_usable(field, actual, file, errors) {
            settings(field, &known, input.form, file, errors);
            let with = attribute.with.is_some();
            if !with && errors.is_clean() {
                known.counted = count(said, actual, file, errors);
            }
            if !partial && !with && errors.is_clean() {
                required::present(field, actual, input.form, file, errors);
            }
        }
        if attribute.address.slug.is_none() {
            attribute.address.slug = Some((actual.slug.clone(), attribute.address.span()));
        }
        attribute.known = Some(known);
    }
    let clean = errors.is_clean() && all_found;
    if !partial && clean {
        required::missing(input, record, &attributes, snapshot, errors);
    }
}

/// The attributes of the object or list. It is an error if the snapshot lacks it, unless the struct is
/// ahead of the workspace.
fn target(
    input: &StructInput<'_>,
    said: &Text,
    record: &Record<'_>,
    snapshot: &Snapshot,
    errors: &Diagnostics,
) -> Option<Arc<[Actual]>> {
    let name = record.target.to_ascii_lowercase();
    let found = match input.form {
        Form::Record => {
            snapshot.object(&name).map(|found| found.map(|o| Arc::clone(&o.attributes)))
        }
        Form::Entry => snapshot.list(&name).map(|found| found.map(|l| Arc::clone(&l.attributes))),
    };
    match found {
        Ok(Some(attributes)) => return Some(attributes),
        Ok(None) if input.ahead => {}
        // An old snapshot knows no lists.
        Ok(None) if input.form == Form::Entry && !snapshot.has_lists() => {
            if snapshot.is_required() {
                errors.error(&said.value, snapshot.lacks_lists());
            }
        }
        Ok(None) => {
            let names = match input.form {
                Form::Record => snapshot.object_names(),
                Form::Entry => snapshot.list_names(),
            };
            let (key, target) = (input.form.key(), &record.target);
            let message = format!("`{}` has no {key} `{target}`", snapshot.file());
            errors.error(
                &said.value,
                match is_other(input.form, &name, snapshot) {
                    Some(remedy) => format!("{message}, but {remedy}"),
                    None => {
                        let known = known_or_near(target, &names);
                        format!(
                            "{message}{known}if it is new, run `attio schema pull`, add \
                             `#[attio(ahead)]`, or build with `{CHECK}=off`"
                        )
                    }
                },
            );
        }
        Err(problem) => snapshot.report(&problem, errors),
    }
    None
}

/// Returns the remedy if the target of a record is a list, or the target of an entry is an object.
fn is_other(form: Form, name: &str, snapshot: &Snapshot) -> Option<&'static str> {
    match form {
        Form::Record => matches!(snapshot.list(name), Ok(Some(_)))
            .then_some("a list with this name; derive `AttioEntry`, and write `list` and `parent`"),
        Form::Entry => snapshot.object_name(name).map(|_| {
            "an object with this name; write the slug of the list, or derive `AttioRecord` and write \
             `object`"
        }),
    }
}

type Said<'f> = (&'f FieldInput<'f>, &'f Attribute<'f>);

/// The index of the attribute that a field maps to. It is an error if there is none, unless the
/// field is ahead of the workspace.
fn find(
    (said, Attribute { address, kind, with, .. }): Said<'_>,
    attributes: &[Actual],
    (form, target): (Form, &str),
    snapshot: &Snapshot,
    errors: &Diagnostics,
) -> Option<usize> {
    let place = |slug_or_id: &str| attributes.iter().position(|attribute| attribute.is(slug_or_id));
    let file = snapshot.file();
    let error = |span: Span, message: String| errors.error_at(span, message);
    if let Some((id, span)) = &address.id {
        let Some(place) = place(id) else {
            if !said.ahead {
                error(
                    *span,
                    format!(
                        "`{target}` has no attribute with this ID in `{file}`; correct the \
                         ID; {IF_NEW}"
                    ),
                );
            }
            return None;
        };
        let actual = &attributes[place];
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
        return Some(place);
    }
    let (slug, span) = address.slug.as_ref()?;
    let found = place(slug);
    if found.is_none() && !said.ahead {
        let message = format!("`{target}` has no attribute `{slug}` in `{file}`");
        if let Some(parent) = parent_with(slug, (form, target), snapshot) {
            error(
                *span,
                format!(
                    "{message}, but `{parent}` has it; read it from the parent record; {IF_NEW}"
                ),
            );
            return None;
        }
        let slugs = attributes.iter().filter(|attribute| !attribute.is_archived);
        let slugs: Vec<_> = slugs.map(|attribute| attribute.slug.as_str()).collect();
        let kind = match (kind, with) {
            (Some(pinned), _) => Some(pinned.kind),
            (None, Some(_)) => None,
            (None, None) => shape::natural_kind(said.ty),
        };
        let fitting = kind.filter(|_| is_far(slug, &slugs)).map(|kind| of_kind(kind, attributes));
        let known = match fitting.filter(|fitting| !fitting.is_empty()) {
            Some(fitting) => format!("; {fitting}; "),
            None => known_or_near(slug, &slugs),
        };
        error(*span, format!("{message}{known}{IF_NEW}"));
    }
    found
}

/// Returns the object of the list's parents that has the attribute.
fn parent_with(slug: &str, (form, target): (Form, &str), snapshot: &Snapshot) -> Option<String> {
    let list = match form {
        Form::Record => return None,
        Form::Entry => snapshot.list(&target.to_ascii_lowercase()).ok()??,
    };
    list.parent_objects
        .iter()
        .find_map(|parent| {
            let object = snapshot.object(parent).ok()??;
            let has_it = object.attributes.iter().any(|attribute| attribute.slug == slug);
            has_it.then(|| {
                snapshot.object_name(parent).map_or(parent.as_str(), |object| object.name())
            })
        })
        .map(str::to_owned)
}

/// "its … attributes are …", for a slug that resembles none of the target; empty if there are none,
/// or too many to list.
fn of_kind(kind: AttributeType, attributes: &[Actual]) -> String {
    let fits =
        |attribute: &&Actual| !attribute.is_archived && attribute.attribute_type() == Some(kind);
    let slugs = attributes.iter().filter(fits);
    let slugs: Vec<_> = slugs.map(|attribute| attribute.slug.as_str()).collect();
    match slugs.len() {
        1 => format!("its only `{kind}` attribute is {}", list(&slugs)),
        2..=FEW => format!("its `{kind}` attributes are {}", list(&slugs)),
        _ => String::new(),
    }
}

/// Returns whether the attribute allows the use that the field makes of it.
fn is_usable(
    (said, attribute): Said<'_>,
    actual: &Actual,
    file: &str,
    errors: &Diagnostics,
) -> bool {
    let slug = &actual.slug;
    if actual.is_archived {
        errors.error_at(
            attribute.address.span(),
            format!(
                "the attribute `{slug}` is archived in `{file}`; remove the field, or restore the \
                 attribute in Attio"
            ),
        );
        return false;
    }
    if !actual.is_writable && attribute.access != Access::ReadOnly {
        let (span, fix) = match &said.write_only {
            Some(flag) => (flag.key.span(), "write `read_only`"),
            None => (attribute.address.span(), "add `read_only`"),
        };
        errors.error_at(span, format!("the attribute `{slug}` is read-only in `{file}`; {fix}"));
        return false;
    }
    true
}

/// Checks the `kind` and `unique` keys of the field.
fn settings(
    (_, attribute): Said<'_>,
    actual: &Known,
    form: Form,
    file: &str,
    errors: &Diagnostics,
) {
    let slug = &actual.slug;
    if let (Some(pinned), Some(kind)) = (&attribute.kind, actual.kind)
        && pinned.kind != kind
    {
        errors.error_at(
            pinned.span,
            format!(
                "the attribute `{slug}` is {} `{kind}` attribute in `{file}`; write `kind = \
                 \"{kind}\"`, or remove `kind`",
                article(kind)
            ),
        );
    }
    if let Some(unique) = &attribute.unique
        && !actual.is_unique
    {
        errors.error(
            &unique.key,
            format!(
                "the attribute `{slug}` is not unique in `{file}`, so it cannot match {}; remove \
                 `unique`",
                form.plural()
            ),
        );
    }
}

/// Checks the number of values. Returns whether the type of the field shows it.
fn count(said: &FieldInput<'_>, actual: &Actual, file: &str, errors: &Diagnostics) -> bool {
    let slug = &actual.slug;
    let Some((count, value)) = shape::count(said.ty, said.wrapper) else { return false };
    let (has, wrapper) = match (count, actual.is_multiselect) {
        (Count::Many, false) => ("has at most one value", "Option"),
        (Count::One, true) => ("can have several values", "Vec"),
        (Count::Many, true) | (Count::One, false) => return true,
    };
    let value = shape::written(value);
    errors.error(
        said.ty,
        format!("the attribute `{slug}` {has} in `{file}`; write `{wrapper}<{value}>`"),
    );
    true
}

/// Collects the facts that the compiler's checks need.
fn know(attributes: &Arc<[Actual]>, place: usize, snapshot: &Snapshot) -> Known {
    let mut known = Known::new(attributes, place);
    if known.kind == Some(AttributeType::RecordReference)
        && let Some(ids) = known.allowed_object_ids.as_ref().filter(|ids| !ids.is_empty())
    {
        let reference = |id: &String| {
            let object = snapshot.object_name(id)?;
            Some(Reference { name: object.name().to_owned(), id: object.id.clone() })
        };
        // If the snapshot lacks one of the objects, its slug is unknown, and nothing is checked.
        known.references = ids.iter().map(reference).collect();
    }
    known
}

/// Adds the slugs of the snapshot to fields with only an ID, and checks nothing.
pub(crate) fn teach(record: &mut Record<'_>, form: Form, snapshot: &Snapshot) {
    let only_by_id = |field: &Field<'_>| {
        let address = field.attribute.as_ref().map(|attribute| &attribute.address);
        address.is_some_and(|address| address.slug.is_none() && address.id.is_some())
    };
    if !record.fields.iter().any(only_by_id) {
        return;
    }
    let name = record.target.to_ascii_lowercase();
    let attributes = match form {
        Form::Record => snapshot.object(&name).ok().flatten().map(|o| Arc::clone(&o.attributes)),
        Form::Entry => snapshot.list(&name).ok().flatten().map(|l| Arc::clone(&l.attributes)),
    };
    let Some(attributes) = attributes else { return };
    for attribute in record.fields.iter_mut().filter_map(|field| field.attribute.as_mut()) {
        let address = &mut attribute.address;
        if let (None, Some((id, span))) = (&address.slug, &address.id)
            && let Some(actual) = attributes.iter().find(|attribute| attribute.is(id))
        {
            address.slug = Some((actual.slug.clone(), *span));
        }
    }
}

/// Returns whether a field maps to the attribute.
pub(super) fn stands_for(field: &Field<'_>, actual: &Actual) -> bool {
    let known = field.attribute.as_ref().and_then(|attribute| attribute.known.as_ref());
    known.is_some_and(|known| known.slug == actual.slug)
}
