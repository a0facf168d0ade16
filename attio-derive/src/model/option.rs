//! The enum of options.

use std::collections::HashMap;

use attio_schema::case::TitleCase;
use attio_schema::is_uuid;
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Fields, Ident, Type};

use super::{choose, no_id};
use crate::diagnostics::Diagnostics;
use crate::parse::{EnumInput, VariantInput};
use crate::shape;

/// The options that could be resolved.
pub(crate) struct Options<'a> {
    pub(crate) choices: Vec<Choice<'a>>,
}

/// A variant and how it is named.
pub(crate) struct Choice<'a> {
    /// The index of the variant in the enum.
    index: usize,
    pub(crate) ident: &'a Ident,
    pub(crate) name: Name<'a>,
    /// Whether the snapshot may lack the option.
    pub(crate) ahead: bool,
    /// The span of its title, or of the variant if that names it.
    title_span: Span,
}

/// How an option is named.
pub(crate) enum Name<'a> {
    Title(String),
    /// Written by ID, read by ID or title.
    Id {
        id: String,
        id_span: Span,
        title: String,
    },
    /// Every other title, kept in this type.
    Other {
        ty: &'a Type,
        key_span: Span,
    },
}

impl<'a> Options<'a> {
    pub(crate) fn resolve(input: &'a EnumInput<'a>, errors: &Diagnostics) -> Self {
        let case = input.rename_all.as_ref().and_then(|text| choose(text, TitleCase::ALL, errors));
        let case = case.unwrap_or_default();
        if !input.generics.params.is_empty() {
            errors
                .error(&input.generics.params, "an options enum takes no parameters; remove them");
        }
        let variants = input.variants.iter().enumerate();
        let choices: Vec<_> = variants
            .filter_map(|(index, variant)| {
                Choice::resolve(index, variant, case, &errors.member(index))
            })
            .collect();
        duplicates(&choices, errors);
        Self { choices }
    }
}

impl<'a> Choice<'a> {
    fn resolve(
        index: usize,
        variant: &'a VariantInput<'a>,
        case: TitleCase,
        errors: &Diagnostics,
    ) -> Option<Self> {
        if !variant.understood {
            return None;
        }
        let ident = variant.ident;
        let title_span = variant.title.as_ref().map_or(ident.span(), |title| title.span());
        let name = match &variant.other {
            Some(_) => other(variant, errors)?,
            None => option(variant, case, errors)?,
        };
        Some(Self { index, ident, name, ahead: variant.ahead.is_some(), title_span })
    }
}

fn other<'a>(variant: &'a VariantInput<'a>, errors: &Diagnostics) -> Option<Name<'a>> {
    let other = variant.other.as_ref()?;
    let texts = [&variant.title, &variant.id].into_iter().flatten().map(|text| &text.key);
    for key in texts.chain(variant.ahead.as_ref().map(|flag| &flag.key)) {
        errors.error(
            key,
            format!("`{key}` contradicts `other`, which takes every other title; remove `{key}`"),
        );
    }
    let fix = format!("the `other` variant holds the title; write `{}(String)`", variant.ident);
    let Some(ty) = variant.inner() else {
        errors.error(&other.key, fix);
        return None;
    };
    if shape::is_no_text(ty) {
        errors.error(ty, fix);
        return None;
    }
    Some(Name::Other { ty, key_span: other.key.span() })
}

fn option<'a>(
    variant: &'a VariantInput<'a>,
    case: TitleCase,
    errors: &Diagnostics,
) -> Option<Name<'a>> {
    let ident = variant.ident;
    if !matches!(variant.fields, Fields::Unit) {
        errors.error(
            variant.fields,
            format!(
                "an option has no fields; write `{ident}` alone, or add `#[attio(other)]` to take \
                 every other title"
            ),
        );
        return None;
    }
    let title = match &variant.title {
        Some(title) if title.text().is_empty() => {
            errors.error(
                &title.value,
                format!(
                    "the title is empty; write the option's title, or remove `title` to use `{}`",
                    case.title_of(&ident.unraw().to_string())
                ),
            );
            return None;
        }
        Some(title) => title.text(),
        None => case.title_of(&ident.unraw().to_string()),
    };
    let Some(id) = &variant.id else {
        return Some(Name::Title(title));
    };
    let text = id.text();
    if !is_uuid(&text) {
        errors.error(&id.value, no_id(id, "option", "title", true));
        return None;
    }
    Some(Name::Id { id: text.to_ascii_lowercase(), id_span: id.span(), title })
}

/// Reports options with two variants.
fn duplicates(choices: &[Choice<'_>], errors: &Diagnostics) {
    let mut titles: HashMap<&str, &Ident> = HashMap::new();
    let mut ids: HashMap<&str, &Ident> = HashMap::new();
    let mut other: Option<&Ident> = None;
    for choice in choices {
        let errors = errors.member(choice.index);
        let (id, title) = match &choice.name {
            Name::Other { key_span, .. } => {
                if let Some(first) = other.replace(choice.ident) {
                    errors.error_at(
                        *key_span,
                        format!("`{first}` already takes every other title; remove one variant"),
                    );
                }
                continue;
            }
            Name::Title(title) => (None, title),
            Name::Id { id, id_span, title } => (Some((id, *id_span)), title),
        };
        if let Some((id, span)) = id
            && let Some(first) = ids.insert(id, choice.ident)
        {
            errors.error_at(span, format!("`{first}` already has this ID; correct one ID"));
        }
        if let Some(first) = titles.insert(title, choice.ident) {
            errors.error_at(
                choice.title_span,
                format!(
                    "`{first}` already has the title \"{title}\"; change one title, as in \
                     `title = \"…\"`"
                ),
            );
        }
    }
}
