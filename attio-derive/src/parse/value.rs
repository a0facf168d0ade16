//! The newtype of `#[derive(AttioValue)]`.

use quote::ToTokens;
use syn::{Data, DeriveInput, Generics, Ident, Member, Type};

use super::items::{Items, Text};
use super::keys::NEWTYPE;
use crate::diagnostics::Diagnostics;

/// A newtype and its keys.
pub(crate) struct NewtypeInput<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    pub(crate) crate_path: Option<Text>,
    /// The name and type of the only field; `None` if there is not exactly one, which is an error.
    pub(crate) inner: Option<(Member, &'a Type)>,
}

impl<'a> NewtypeInput<'a> {
    pub(crate) fn parse(input: &'a DeriveInput, errors: &Diagnostics) -> Self {
        let items = Items::parse(&input.attrs, &NEWTYPE, errors);
        Self {
            ident: &input.ident,
            generics: &input.generics,
            crate_path: items.text("crate"),
            inner: inner(input, errors),
        }
    }
}

fn inner<'a>(input: &'a DeriveInput, errors: &Diagnostics) -> Option<(Member, &'a Type)> {
    let message = match &input.data {
        Data::Struct(data) => {
            let mut fields = data.fields.members().zip(&data.fields);
            match (fields.next(), fields.next()) {
                (Some((member, field)), None) => {
                    for attribute in field.attrs.iter().filter(|a| a.path().is_ident("attio")) {
                        errors.error(attribute, "the field of a newtype takes no `#[attio(…)]`");
                    }
                    return Some((member, &field.ty));
                }
                (None, _) => {
                    "a value is a newtype with exactly one field; add it, as in `struct \
                     JobTitle(String);`"
                }
                (Some(_), Some(_)) => {
                    "a value is a newtype with one field; for amounts, addresses and names \
                     use `Currency`, `Location` and `PersonalName`; `with = \"module\"` \
                     converts another struct; a record derives `AttioRecord`, an entry `AttioEntry`"
                }
            }
        }
        Data::Enum(_) => {
            "a value is a newtype; for an enum of select options or statuses derive `AttioOption`"
        }
        Data::Union(_) => "a value is a newtype, not a union",
    };
    errors.error(input.ident.to_token_stream(), message);
    None
}
