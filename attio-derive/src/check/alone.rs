//! Checks the struct by itself: duplicate names, keys that contradict each other, types that no
//! attribute can have.

use attio_schema::{AttributeType, is_currency_code, is_slug, is_uuid};

use crate::diagnostics::{Diagnostics, article};
use crate::model::{Access, Attribute, Record};
use crate::names::PARENT;
use crate::parse::{FieldInput, Form, StructInput};
use crate::shape::{self, Wrapper};

pub(crate) fn check(input: &StructInput<'_>, record: &Record<'_>, errors: &Diagnostics) {
    duplicates(input, record, errors);
    let names = [("singular", &input.singular), ("plural", &input.plural), ("name", &input.name)];
    for (key, name) in names {
        if let Some(name) = name.as_ref().filter(|name| name.text().is_empty()) {
            let what = if key == "name" { "name" } else { "noun" };
            errors.error(&name.value, format!("the {what} is empty; set it or remove `{key}`"));
        }
    }
    for (index, (said, field)) in input.fields.iter().zip(&record.fields).enumerate() {
        let errors = &errors.member(index);
        if said.understood {
            contradictions(said, errors);
        }
        if let Some(attribute) = &field.attribute {
            // The other checks would report the same type again.
            if input.form == Form::Entry && !fits_list(said, attribute, errors) {
                continue;
            }
            if said.understood {
                fits_kind(said, attribute, errors);
            }
            if said.with.is_none() {
                shape_of(said, attribute, errors);
            }
        }
    }
}

/// Reports attributes with two fields, and constants with the same name.
fn duplicates(input: &StructInput<'_>, record: &Record<'_>, errors: &Diagnostics) {
    // A linear search is faster than hashing for the number of fields that structs have.
    let mut attributes: Vec<(&str, &syn::Ident)> = Vec::new();
    let mut constants: Vec<(String, &syn::Ident)> = Vec::new();
    for (index, field) in record.fields.iter().enumerate() {
        let errors = &errors.member(index);
        let Some(attribute) = &field.attribute else {
            continue;
        };
        let address = &attribute.address;
        // A malformed name already has its own error.
        let slug = address.slug.iter().filter(|(slug, _)| is_slug(slug));
        let names = slug.chain(address.id.iter().filter(|(id, _)| is_uuid(id)));
        let taken = names.clone().find_map(|(name, span)| {
            let first = attributes.iter().find(|(taken, _)| taken == name)?;
            Some((name, *span, first.1))
        });
        if let Some((name, span, first)) = taken {
            errors.error_at(
                span,
                format!(
                    "the field `{first}` already maps to the attribute `{name}`; remove one field, \
                     or correct its slug or ID"
                ),
            );
            continue;
        }
        for (name, _) in names {
            attributes.push((name, field.ident));
        }
        let constant = attribute.constant.to_string();
        if input.form == Form::Entry && constant == PARENT {
            let message = match &input.fields[index].constant {
                Some(_) => "`PARENT` is the constant of the entry's parent; choose another name",
                None => {
                    "an entry's parent is not a field, and its constant is `PARENT`; rename the field, and \
                     keep an attribute of the list with `slug = \"parent\"`"
                }
            };
            errors.error(&attribute.constant, message);
            continue;
        }
        if let Some((_, first)) = constants.iter().find(|(taken, _)| *taken == constant) {
            errors.error(
                &attribute.constant,
                format!(
                    "the fields `{first}` and `{}` both define the constant `{constant}`; rename \
                     one with `#[attio(constant = \"…\")]`",
                    field.ident
                ),
            );
        }
        constants.push((constant, field.ident));
    }
}

/// Reports the two attribute types that no list has (Attio's docs, "Attribute types"), and returns
/// whether it is neither.
fn fits_list(said: &FieldInput<'_>, attribute: &Attribute<'_>, errors: &Diagnostics) -> bool {
    let pinned = attribute.kind.as_ref().map(|pinned| pinned.kind);
    let natural = || said.with.is_none().then(|| shape::natural_kind(said.ty)).flatten();
    let Some(kind) = pinned.or_else(natural) else { return true };
    let remedy = match kind {
        AttributeType::PersonalName => "use text, or read the name of the parent record",
        AttributeType::Interaction => "read it from the parent record",
        _ => return true,
    };
    let article = article(kind);
    let message = format!("a list cannot have {article} `{kind}` attribute; {remedy}");
    match &said.kind {
        Some(kind) if pinned.is_some() => errors.error(&kind.value, message),
        _ => errors.error(said.ty, message),
    }
    false
}

/// Reports keys that exclude each other.
fn contradictions(field: &FieldInput<'_>, errors: &Diagnostics) {
    if field.skip.is_some() {
        if let Some(key) = &field.beside_skip {
            errors.error(
                key,
                format!(
                    "a skipped field has no attribute, so `{key}` does nothing; remove it or `skip`"
                ),
            );
        }
        return;
    }
    if let Some(currency) = &field.currency
        && !is_currency_code(&currency.text())
    {
        let code = currency.text();
        let upper = code.to_ascii_uppercase();
        let fix = match is_currency_code(&upper) {
            true => format!("write `{upper}`"),
            false => "write an ISO 4217 code such as `USD`".to_owned(),
        };
        errors.error(&currency.value, format!("Attio has no currency `{code}`; {fix}"));
    }
    if let Some(title) = field.title.as_ref().filter(|title| title.text().is_empty()) {
        errors.error(&title.value, "the title is empty; set it or remove `title`");
    }
    if let (Some(_), Some(write_only)) = (&field.read_only, &field.write_only) {
        errors.error(
            &write_only.key,
            "`write_only` contradicts `read_only`; keep one, or use `skip` for a field without an \
             attribute",
        );
    }
    if let (Some(_), Some(required)) = (&field.read_only, &field.required) {
        errors.error(
            &required.key,
            "`required` contradicts `read_only`: Attio sets the value itself; remove `required`",
        );
    }
}

/// Reports keys that the pinned attribute type does not allow.
fn fits_kind(field: &FieldInput<'_>, attribute: &Attribute<'_>, errors: &Diagnostics) {
    let Some(pinned) = &attribute.kind else {
        return;
    };
    let kind = pinned.kind;
    let article = article(kind);
    if let Some(unique) = &attribute.unique
        && !kind.can_be_unique()
    {
        errors.error(
            &unique.key,
            format!("{article} `{kind}` attribute cannot be unique; remove `unique`"),
        );
    }
    if let Some(currency) = &field.currency
        && kind != AttributeType::Currency
    {
        errors.error(
            &currency.key,
            format!("{article} `{kind}` attribute has no currency; remove `currency`"),
        );
    }
    if kind == AttributeType::Interaction && field.read_only.is_none() {
        errors.error_at(
            pinned.span,
            "only Attio writes interactions; write `kind = \"interaction\", read_only`",
        );
    }
}

/// Reports field types that no attribute can have.
fn shape_of(field: &FieldInput<'_>, attribute: &Attribute<'_>, errors: &Diagnostics) {
    if attribute.access == Access::ReadOnly && shape::borrows(field.ty) {
        errors.error(
            field.ty,
            "a `read_only` field cannot be a reference; use an owned type such as `String`",
        );
        return;
    }
    let Some((outer, inner)) = field.wrapper else {
        return;
    };
    if let Some((nested, mut innermost)) = shape::wrapper(inner) {
        let reason = match (outer, nested) {
            (Wrapper::Option, Wrapper::Vec) => "an empty `Vec` already means no value",
            (Wrapper::Vec, Wrapper::Option) => "a value in a list is never absent",
            (Wrapper::Option, Wrapper::Option) => "one `Option` is enough",
            (Wrapper::Vec, Wrapper::Vec) => "an attribute has one list of values",
        };
        let mut is_list = [outer, nested].contains(&Wrapper::Vec);
        while let Some((wrapper, deeper)) = shape::wrapper(innermost) {
            is_list |= wrapper == Wrapper::Vec;
            innermost = deeper;
        }
        let fix = if is_list { "Vec" } else { "Option" };
        let value = shape::written(innermost);
        errors.error(field.ty, format!("{reason}; write `{fix}<{value}>`"));
        return;
    }
    if let Some(pinned) = &attribute.kind
        && outer == Wrapper::Vec
        && !pinned.kind.can_be_multiselect()
    {
        let (kind, value) = (pinned.kind, shape::written(inner));
        errors.error(
            field.ty,
            format!("a `{kind}` attribute has at most one value; write `Option<{value}>`"),
        );
    }
}
