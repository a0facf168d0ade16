//! `AttioOption`: variants and titles, both ways.

use std::collections::HashMap;

use attio_schema::is_uuid;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Fields, Ident, Type};

use crate::diagnostics::Diagnostics;
use crate::model::choose;
use crate::names::TitleCase;
use crate::parse::{EnumInput, VariantInput};

/// A variant and how it is named.
pub(super) struct Choice<'a> {
    ident: &'a Ident,
    name: Name<'a>,
}

enum Name<'a> {
    Title(String),
    /// Written by ID, read by ID or title.
    Id {
        id: String,
        title: String,
    },
    /// Every other title, kept in this type.
    Other(&'a Type),
}

pub(super) fn resolve<'a>(input: &'a EnumInput<'a>, errors: &Diagnostics) -> Vec<Choice<'a>> {
    let case = input.rename_all.as_ref().and_then(|text| choose(text, TitleCase::ALL, errors));
    let case = case.unwrap_or(TitleCase::AsIs);
    if !input.generics.params.is_empty() {
        errors.error(&input.generics.params, "an enum of options has no parameters; remove them");
    }
    let choices: Vec<_> = input
        .variants
        .iter()
        .filter_map(|variant| resolve_variant(variant, case, errors))
        .collect();
    duplicates(input, &choices, errors);
    choices
}

fn resolve_variant<'a>(
    variant: &'a VariantInput<'a>,
    case: TitleCase,
    errors: &Diagnostics,
) -> Option<Choice<'a>> {
    let ident = variant.ident;
    if let Some(other) = &variant.other {
        for said in [&variant.title, &variant.id].into_iter().flatten() {
            errors.error(
                &said.key,
                format!(
                    "`{0}` contradicts `other`, which takes every other title; remove `{0}`",
                    said.key
                ),
            );
        }
        let Some(ty) = variant.inner() else {
            errors.error(
                &other.key,
                format!("the `other` variant keeps the title; write `{ident}(String)`"),
            );
            return None;
        };
        return Some(Choice { ident, name: Name::Other(ty) });
    }
    if !matches!(variant.fields, Fields::Unit) {
        errors.error(
            variant.fields,
            format!(
                "an option has no fields; write `{ident}` alone, or add `#[attio(other)]` for the \
                 variant that takes every other title"
            ),
        );
        return None;
    }
    let title = match &variant.title {
        Some(title) if title.text().is_empty() => {
            errors.error(
                &title.value,
                "a title has at least one character; write the option's title",
            );
            return None;
        }
        Some(title) => title.text(),
        None => case.title_of(ident),
    };
    let Some(id) = &variant.id else {
        return Some(Choice { ident, name: Name::Title(title) });
    };
    let text = id.text();
    if !is_uuid(&text) {
        errors.error(
            &id.value,
            format!(
                "`{text}` is not an option ID, which is a UUID such as \
                 08c2c59a-c18e-40c6-8dc4-95415313b2ea; for a title write `title = \"{text}\"`"
            ),
        );
        return None;
    }
    Some(Choice { ident, name: Name::Id { id: text.to_ascii_lowercase(), title } })
}

fn duplicates(input: &EnumInput<'_>, choices: &[Choice<'_>], errors: &Diagnostics) {
    let mut names: HashMap<&str, &Ident> = HashMap::new();
    let mut other: Option<&Ident> = None;
    for choice in choices {
        let taken = match &choice.name {
            Name::Other(_) => {
                if let Some(first) = other.replace(choice.ident) {
                    errors.error(
                        choice.ident,
                        format!("`{first}` takes every other title already; remove one `other`"),
                    );
                }
                continue;
            }
            Name::Title(title) => [Some(title), None],
            Name::Id { id, title } => [Some(id), Some(title)],
        };
        for name in taken.into_iter().flatten() {
            let Some(first) = names.insert(name, choice.ident) else {
                continue;
            };
            let message = format!(
                "the option \"{name}\" is the variant `{first}` already; remove one of them"
            );
            // At the title that was written, else at the variant that gave it.
            let said = input.variants.iter().find(|variant| variant.ident == choice.ident);
            match said.and_then(|said| said.title.as_ref().or(said.id.as_ref())) {
                Some(text) => errors.error(&text.value, message),
                None => errors.error(choice.ident, message),
            }
            break;
        }
    }
}

pub(super) fn expand(input: &EnumInput<'_>, choices: &[Choice<'_>]) -> TokenStream {
    let name = input.ident;
    let titles = choices.iter().filter_map(|choice| choice.name.title());
    let keys = choices.iter().map(Choice::key);
    let by_title = choices.iter().filter_map(Choice::by_title);
    let by_id = choices.iter().filter_map(Choice::by_id);
    let other = choices.iter().find_map(Choice::otherwise).unwrap_or(quote!(__attio::None));
    // A match on a reference to an enum without variants needs the value itself.
    let subject = if choices.is_empty() { quote!(*self) } else { quote!(self) };
    quote! {
        #[automatically_derived]
        impl __attio::AttioOption for #name {
            const TITLES: &'static [&'static str] = &[#(#titles),*];

            fn key(&self) -> __attio::OptionKey<'_> {
                match #subject { #(#keys)* }
            }

            fn from_title(__title: &str) -> __attio::Option<Self> {
                match __title {
                    #(#by_title)*
                    _ => #other,
                }
            }

            fn from_id(__id: __attio::Uuid) -> __attio::Option<Self> {
                match __id.as_u128() {
                    #(#by_id)*
                    _ => __attio::None,
                }
            }
        }

        #[automatically_derived]
        impl __attio::WriteValue for #name {
            fn write(
                &self,
                __out: __attio::ValueWriter<'_>,
            ) -> __attio::Result<(), __attio::ValueError> {
                __attio::write_option(self, __out)
            }
        }

        #[automatically_derived]
        impl __attio::ReadValue for #name {
            fn read(
                __value: __attio::ValueReader<'_>,
            ) -> __attio::Result<Self, __attio::ValueError> {
                __attio::read_option(__value)
            }
        }

        #[automatically_derived]
        impl __attio::Fits<__attio::kind::SelectKind> for #name {}

        #[automatically_derived]
        impl __attio::Fits<__attio::kind::StatusKind> for #name {}
    }
}

impl Name<'_> {
    fn title(&self) -> Option<&str> {
        match self {
            Self::Title(title) | Self::Id { title, .. } => Some(title),
            Self::Other(_) => None,
        }
    }
}

impl Choice<'_> {
    fn key(&self) -> TokenStream {
        let variant = self.ident;
        match &self.name {
            Name::Title(title) => quote!(Self::#variant => __attio::OptionKey::Title(#title),),
            Name::Id { id, .. } => quote!(Self::#variant => __attio::OptionKey::Id(#id),),
            Name::Other(ty) => quote! {
                Self::#variant(__title) =>
                    __attio::OptionKey::Title(<#ty as __attio::AsRef<str>>::as_ref(__title)),
            },
        }
    }

    fn by_title(&self) -> Option<TokenStream> {
        let variant = self.ident;
        let title = self.name.title()?;
        Some(quote!(#title => __attio::Some(Self::#variant),))
    }

    fn by_id(&self) -> Option<TokenStream> {
        let variant = self.ident;
        let Name::Id { id, .. } = &self.name else {
            return None;
        };
        let number = u128::from_str_radix(&id.replace('-', ""), 16).ok()?;
        Some(quote!(#number => __attio::Some(Self::#variant),))
    }

    fn otherwise(&self) -> Option<TokenStream> {
        let variant = self.ident;
        let Name::Other(ty) = &self.name else {
            return None;
        };
        Some(quote!(__attio::Some(Self::#variant(<#ty as __attio::From<&str>>::from(__title)))))
    }
}
