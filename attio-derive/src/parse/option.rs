//! The enum of `#[derive(AttioOption)]`.

use syn::{Data, DeriveInput, Fields, Generics, Ident, Type};

use super::items::{Flag, Items, Text};
use super::keys::{ENUM, VARIANT};
use crate::diagnostics::Diagnostics;

/// An enum and its keys.
pub(crate) struct EnumInput<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    pub(crate) rename_all: Option<Text>,
    pub(crate) crate_path: Option<Text>,
    pub(crate) variants: Vec<VariantInput<'a>>,
}

/// A variant and its keys.
pub(crate) struct VariantInput<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) fields: &'a Fields,
    pub(crate) title: Option<Text>,
    pub(crate) id: Option<Text>,
    pub(crate) other: Option<Flag>,
    pub(crate) ahead: Option<Flag>,
    /// Whether every key was parsed, so that an absent key is certainly not set.
    pub(crate) understood: bool,
}

impl VariantInput<'_> {
    /// The type of the unnamed field, if the variant has exactly one.
    pub(crate) fn inner(&self) -> Option<&Type> {
        match self.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                fields.unnamed.first().map(|field| &field.ty)
            }
            _ => None,
        }
    }
}

impl<'a> EnumInput<'a> {
    pub(crate) fn parse(input: &'a DeriveInput, errors: &Diagnostics) -> Self {
        let items = Items::parse(&input.attrs, &ENUM, errors);
        let variants = match &input.data {
            Data::Enum(data) => data
                .variants
                .iter()
                .enumerate()
                .map(|(index, variant)| {
                    let errors = errors.member(index);
                    let items = Items::parse(&variant.attrs, &VARIANT, &errors);
                    VariantInput {
                        ident: &variant.ident,
                        fields: &variant.fields,
                        title: items.text("title"),
                        id: items.text("id"),
                        other: items.flag("other"),
                        ahead: items.flag("ahead"),
                        understood: errors.is_clean(),
                    }
                })
                .collect(),
            Data::Struct(_) | Data::Union(_) => {
                errors.error(
                    &input.ident,
                    "`AttioOption` needs an enum with a variant per option; for a newtype derive \
                     `AttioValue`",
                );
                Vec::new()
            }
        };
        Self {
            ident: &input.ident,
            generics: &input.generics,
            rename_all: items.text("rename_all"),
            crate_path: items.text("crate"),
            variants,
        }
    }
}
