//! The struct of a record.

use attio_schema::case::SlugCase;
use attio_schema::{AttributeType, is_slug, is_uuid};
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Ident, Path, Type, Visibility};

use super::{Known, choose, no_id, parse_path};
use crate::diagnostics::{Diagnostics, suggestion};
use crate::names::{constant_of, slugified};
use crate::parse::{DefaultInput, FieldInput, Flag, StructInput, Text};
use crate::shape;

/// A record, as far as it could be resolved.
pub(crate) struct Record<'a> {
    pub(crate) object: String,
    pub(crate) partial: bool,
    /// Whether it can be read: only `write_only` fields borrow.
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

/// How a field without a value is filled.
pub(crate) enum Fallback {
    Default,
    Function(Path),
}

/// The attribute that a field maps to.
pub(crate) struct Attribute<'a> {
    pub(crate) vis: &'a Visibility,
    pub(crate) address: Address,
    pub(crate) kind: Option<Pinned>,
    pub(crate) unique: Option<Flag>,
    pub(crate) access: Access,
    pub(crate) with: Option<Path>,
    pub(crate) required: bool,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) currency: Option<String>,
    pub(crate) constant: Ident,
    /// Set if the snapshot has the attribute.
    pub(crate) known: Option<Known>,
}

impl Attribute<'_> {
    /// The attribute type that the type of the field is checked against.
    pub(crate) fn checked_kind(&self) -> Option<AttributeType> {
        let pinned = self.kind.as_ref().map(|pinned| pinned.kind);
        pinned.or_else(|| self.known.as_ref().and_then(|known| known.kind))
    }
}

/// The names of an attribute in requests and responses, with their spans.
pub(crate) struct Address {
    pub(crate) slug: Option<(String, Span)>,
    pub(crate) id: Option<(String, Span)>,
}

impl Address {
    /// The key in requests: the ID if there is one, which survives a rename, otherwise the slug.
    pub(crate) fn key(&self) -> &str {
        let named = self.id.as_ref().or(self.slug.as_ref());
        named.map_or("", |(key, _)| key)
    }

    /// The span of the ID or slug.
    pub(crate) fn span(&self) -> Span {
        let named = self.id.as_ref().or(self.slug.as_ref());
        named.map_or_else(Span::call_site, |(_, span)| *span)
    }
}

/// A pinned attribute type and its span.
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
        let case = case.unwrap_or_default();
        let fields = input.fields.iter().enumerate();
        let fields: Vec<_> = fields
            .map(|(index, field)| Field::resolve(field, case, &errors.member(index)))
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
        if !input.object_is_excused {
            errors.error(
                input.ident,
                format!(
                    "`{}` has no object; add `#[attio(object = \"…\")]` with the slug of the object, \
                     such as `people`",
                    input.ident
                ),
            );
        }
        return String::new();
    };
    let text = object.text();
    if !is_slug(&text) && !is_uuid(&text) {
        errors.error(&object.value, no_slug(object, "people"));
    }
    text
}

impl<'a> Field<'a> {
    fn resolve(input: &'a FieldInput<'a>, case: SlugCase, errors: &Diagnostics) -> Self {
        let default = match &input.default {
            None => None,
            Some(DefaultInput::Trait) => Some(Fallback::Default),
            Some(DefaultInput::Function(text)) => {
                parse_path(text, "a function", "path::to::function", errors).map(Fallback::Function)
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
            with: input
                .with
                .as_ref()
                .and_then(|text| parse_path(text, "a module", "path::to::module", errors)),
            required: input.required.is_some(),
            title: input.title.as_ref().map(Text::text),
            description: input.description.as_ref().map(Text::text),
            currency: input.currency.as_ref().map(Text::text),
            constant: constant(input, errors),
            known: None,
        }
    }
}

fn address(input: &FieldInput<'_>, case: SlugCase, errors: &Diagnostics) -> Address {
    let id = input.id.as_ref().map(|id| {
        let text = id.text();
        if !is_uuid(&text) {
            errors.error(&id.value, no_id(id, "attribute", "slug", is_slug(&text)));
        }
        // Responses have IDs in lower case.
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
                errors.error(&slug.value, no_slug(slug, "job_title"));
            }
            Some((text, slug.span()))
        }
        None if id.is_some() || input.address_is_unclear => None,
        None => {
            let text = case.slug_of(&input.ident.unraw().to_string());
            if !is_slug(&text) {
                let slug = slugified(&text);
                errors.error(
                    input.ident,
                    format!(
                        "the field's name is not a slug ({SLUG_CHARACTERS}); write the attribute's \
                         slug, as in `#[attio(slug = \"{}\")]`",
                        slug.as_deref().unwrap_or("job_title")
                    ),
                );
            }
            Some((text, input.ident.span()))
        }
    };
    Address { slug, id }
}

/// Other names of the attribute types: in Attio's app, in other APIs, in Rust.
const OTHER_WORDS: &[(&str, AttributeType)] = &[
    ("address", AttributeType::Location),
    ("bool", AttributeType::Checkbox),
    ("boolean", AttributeType::Checkbox),
    ("datetime", AttributeType::Timestamp),
    ("decimal", AttributeType::Currency),
    ("email", AttributeType::EmailAddress),
    ("enum", AttributeType::Select),
    ("float", AttributeType::Number),
    ("int", AttributeType::Number),
    ("integer", AttributeType::Number),
    ("member", AttributeType::ActorReference),
    ("money", AttributeType::Currency),
    ("multi-select", AttributeType::Select),
    ("multiselect", AttributeType::Select),
    ("name", AttributeType::PersonalName),
    ("option", AttributeType::Select),
    ("phone", AttributeType::PhoneNumber),
    ("record", AttributeType::RecordReference),
    ("reference", AttributeType::RecordReference),
    ("relationship", AttributeType::RecordReference),
    ("str", AttributeType::Text),
    ("string", AttributeType::Text),
    ("url", AttributeType::Text),
    ("user", AttributeType::ActorReference),
];

fn pinned(text: &Text, errors: &Diagnostics) -> Option<Pinned> {
    let name = text.text();
    match name.parse() {
        Ok(kind) => Some(Pinned { kind, span: text.span() }),
        Err(_) => {
            let known: Vec<_> = AttributeType::ALL.iter().map(|kind| kind.as_str()).collect();
            let suggestion = match OTHER_WORDS.iter().find(|(word, _)| *word == name) {
                Some((_, kind)) => format!("; did you mean `{kind}`?"),
                None => suggestion(&name, &known),
            };
            errors.error(&text.value, format!("`{name}` is not an attribute type{suggestion}"));
            None
        }
    }
}

fn constant(input: &FieldInput<'_>, errors: &Diagnostics) -> Ident {
    let Some(text) = &input.constant else {
        // Errors about the constant are shown at the user's field, not at the macro.
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

const SLUG_CHARACTERS: &str = "lower-case letters a to z, digits, `_` and `-`";

/// The message about a string that is not a slug.
fn no_slug(said: &Text, example: &str) -> String {
    let Text { key, .. } = said;
    let text = said.text();
    if text.is_empty() {
        return format!("the {key} is empty; write a slug, as in `{key} = \"{example}\"`");
    }
    let slug = slugified(&text);
    format!(
        "`{text}` is not a slug ({SLUG_CHARACTERS}); write the slug, as in `{key} = \"{}\"`",
        slug.as_deref().unwrap_or(example)
    )
}

impl Pinned {
    /// The name of the attribute type's variant or marker, with this ending.
    pub(crate) fn ident(&self, ending: &str) -> Ident {
        kind_ident(self.kind, ending)
    }
}

/// The name of the attribute type's variant, marker or bound, with this ending.
pub(crate) fn kind_ident(kind: AttributeType, ending: &str) -> Ident {
    Ident::new(&format!("{}{ending}", kind.rust_name()), Span::call_site())
}
