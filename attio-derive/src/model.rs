//! The second stage: what was said, resolved to what it means. What cannot be resolved is an error
//! and leaves a gap that the later stages can live with.

use attio_schema::{AttributeType, is_slug, is_uuid};
use proc_macro2::Span;
use syn::{Ident, Path, Type, Visibility};

use crate::diagnostics::{Diagnostics, list, suggestion};
use crate::names::{SlugCase, constant_of, slugified};
use crate::parse::{DefaultInput, FieldInput, Flag, StructInput, Text};
use crate::shape;

/// A record, as far as it makes sense.
pub(crate) struct Record<'a> {
    pub(crate) object: String,
    pub(crate) partial: bool,
    /// Whether it can be read: no written field borrows.
    pub(crate) readable: bool,
    pub(crate) fields: Vec<Field<'a>>,
}

/// A field of the struct.
pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) default: Option<Fallback>,
    /// `None` for a skipped field.
    pub(crate) attribute: Option<Attribute<'a>>,
}

/// The value of a field without a value.
pub(crate) enum Fallback {
    Default,
    Function(Path),
}

/// The attribute that a field stands for.
pub(crate) struct Attribute<'a> {
    pub(crate) vis: &'a Visibility,
    pub(crate) address: Address,
    pub(crate) kind: Option<Pinned>,
    pub(crate) unique: Option<Flag>,
    pub(crate) access: Access,
    pub(crate) with: Option<Path>,
    pub(crate) constant: Ident,
}

/// How requests and answers name an attribute, and where that was said.
pub(crate) struct Address {
    pub(crate) slug: Option<(String, Span)>,
    pub(crate) id: Option<(String, Span)>,
}

impl Address {
    /// What requests are keyed by: the ID where there is one, which a rename does not break.
    pub(crate) fn key(&self) -> &str {
        let named = self.id.as_ref().or(self.slug.as_ref());
        named.map_or("", |(key, _)| key)
    }
}

/// A pinned attribute type, and where.
pub(crate) struct Pinned {
    pub(crate) kind: AttributeType,
    pub(crate) span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    ReadWrite,
    ReadOnly,
    WriteOnly,
}

impl<'a> Record<'a> {
    pub(crate) fn resolve(input: &'a StructInput<'a>, errors: &Diagnostics) -> Self {
        let case = input.rename_all.as_ref().and_then(|text| choose(text, SlugCase::ALL, errors));
        let fields: Vec<_> = input
            .fields
            .iter()
            .map(|field| Field::resolve(field, case.unwrap_or(SlugCase::Snake), errors))
            .collect();
        let readable = !fields.iter().any(|field| {
            field.attribute.as_ref().is_some_and(|attribute| {
                attribute.access != Access::WriteOnly && shape::borrows(field.ty)
            })
        });
        Self { object: object(input, errors), partial: input.partial, readable, fields }
    }
}

fn object(input: &StructInput<'_>, errors: &Diagnostics) -> String {
    let Some(object) = &input.object else {
        errors.error(
            input.ident,
            format!(
                "`{}` does not say which object it is a record of; add `#[attio(object = \"…\")]`",
                input.ident
            ),
        );
        return String::new();
    };
    let text = object.text();
    if !is_slug(&text) && !is_uuid(&text) {
        errors.error(&object.value, malformed("object", "a slug or an ID", &text));
    }
    text
}

impl<'a> Field<'a> {
    fn resolve(input: &'a FieldInput<'a>, case: SlugCase, errors: &Diagnostics) -> Self {
        let default = match &input.default {
            None => None,
            Some(DefaultInput::Trait) => Some(Fallback::Default),
            Some(DefaultInput::Function(text)) => {
                parse_path(text, "a function", errors).map(Fallback::Function)
            }
        };
        let attribute = input.skip.is_none().then(|| Attribute::resolve(input, case, errors));
        Self { ident: input.ident, ty: input.ty, default, attribute }
    }
}

impl<'a> Attribute<'a> {
    fn resolve(input: &'a FieldInput<'a>, case: SlugCase, errors: &Diagnostics) -> Self {
        let access = match (&input.read_only, &input.write_only) {
            (Some(_), _) => Access::ReadOnly,
            (None, Some(_)) => Access::WriteOnly,
            (None, None) => Access::ReadWrite,
        };
        Self {
            vis: input.vis,
            address: address(input, case, errors),
            kind: input.kind.as_ref().and_then(|text| pinned(text, errors)),
            unique: input.unique.clone(),
            access,
            with: input.with.as_ref().and_then(|text| parse_path(text, "a module", errors)),
            constant: constant(input, errors),
        }
    }
}

fn address(input: &FieldInput<'_>, case: SlugCase, errors: &Diagnostics) -> Address {
    let id = input.id.as_ref().map(|id| {
        let text = id.text();
        if !is_uuid(&text) {
            let hint = if is_slug(&text) {
                format!("; for a slug write `slug = \"{text}\"`")
            } else {
                String::new()
            };
            errors.error(
                &id.value,
                format!(
                    "`{text}` is not an attribute ID, which is a UUID such as \
                     41252299-f8c7-4b5e-99c9-4ff8321d2f96{hint}"
                ),
            );
        }
        // Answers have IDs in lower case.
        (text.to_ascii_lowercase(), id.span())
    });
    let slug = match &input.slug {
        Some(slug) => {
            let text = slug.text();
            if is_uuid(&text) {
                errors.error(
                    &slug.value,
                    format!("`{text}` is an ID, not a slug; write `id = \"{text}\"`"),
                );
            } else if !is_slug(&text) {
                errors.error(&slug.value, malformed("slug", "a slug", &text));
            }
            Some((text, slug.span()))
        }
        None if id.is_some() => None,
        None => {
            let text = case.slug_of(input.ident);
            if !is_slug(&text) {
                errors.error(
                    input.ident,
                    format!(
                        "the field's name is not a slug, which has lower-case letters, digits, \
                         `_` and `-`; write `#[attio(slug = \"{}\")]`",
                        slugified(&text)
                    ),
                );
            }
            Some((text, input.ident.span()))
        }
    };
    Address { slug, id }
}

fn pinned(text: &Text, errors: &Diagnostics) -> Option<Pinned> {
    let name = text.text();
    match name.parse() {
        Ok(kind) => Some(Pinned { kind, span: text.span() }),
        Err(_) => {
            let known: Vec<_> = AttributeType::ALL.iter().map(|kind| kind.as_str()).collect();
            errors.error(
                &text.value,
                format!("`{name}` is not an attribute type{}", suggestion(&name, &known)),
            );
            None
        }
    }
}

fn constant(input: &FieldInput<'_>, errors: &Diagnostics) -> Ident {
    let Some(text) = &input.constant else {
        // Errors in code that names the constant are the user's, not the macro's.
        let mut constant = constant_of(input.ident);
        constant.set_span(input.ident.span());
        return constant;
    };
    text.value.parse().unwrap_or_else(|_| {
        errors.error(
            &text.value,
            format!(
                "`{}` cannot be the name of a constant; write `constant = \"{}\"`",
                text.text(),
                constant_of(input.ident)
            ),
        );
        constant_of(input.ident)
    })
}

fn malformed(what: &str, expected: &str, text: &str) -> String {
    if text.is_empty() {
        return format!("the {what} is empty; write {expected} such as `{what} = \"people\"`");
    }
    format!(
        "`{text}` is not {expected}, which has lower-case letters, digits, `_` and `-`; did you \
         mean `{}`?",
        slugified(text)
    )
}

/// The case that was chosen by name.
pub(crate) fn choose<T: Copy>(text: &Text, known: &[(&str, T)], errors: &Diagnostics) -> Option<T> {
    let name = text.text();
    let found = known.iter().find(|(known, _)| *known == name).map(|(_, case)| *case);
    if found.is_none() {
        let known: Vec<_> = known.iter().map(|(name, _)| *name).collect();
        errors.error(
            &text.value,
            format!("`{name}` is not a case of names; expected one of {}", list(&known)),
        );
    }
    found
}

/// A path in a string.
pub(crate) fn parse_path(text: &Text, what: &str, errors: &Diagnostics) -> Option<Path> {
    let path = text.value.parse_with(Path::parse_mod_style);
    if path.is_err() {
        errors.error(
            &text.value,
            format!(
                "`{}` is not a path to {what}; write `{} = \"path::to::it\"`",
                text.text(),
                text.key
            ),
        );
    }
    path.ok()
}

impl Pinned {
    /// The name of the attribute type's variant, marker or bound, with this ending.
    pub(crate) fn ident(&self, ending: &str) -> Ident {
        Ident::new(&format!("{:?}{ending}", self.kind), Span::call_site())
    }
}
