//! `AttioOption`: converts variants to titles and back.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::model::{Choice, Name, Options};
use crate::parse::EnumInput;

pub(super) fn expand(input: &EnumInput<'_>, options: &Options<'_>) -> TokenStream {
    let name = input.ident;
    let choices = &options.choices;
    let titles = choices.iter().filter_map(|choice| choice.name.title());
    let named: Vec<_> = choices
        .iter()
        .filter_map(|choice| Some((choice.name.id_or_empty()?, choice.ahead)))
        .collect();
    // Most enums have none of these.
    let ids = named.iter().map(|(id, _)| id);
    let ids = named
        .iter()
        .any(|(id, _)| !id.is_empty())
        .then(|| quote!(const IDS: &'static [&'static str] = &[#(#ids),*];));
    let ahead = named.iter().map(|(_, ahead)| ahead);
    let ahead = named
        .iter()
        .any(|(_, ahead)| *ahead)
        .then(|| quote!(const AHEAD: &'static [bool] = &[#(#ahead),*];));
    let has_other = (named.len() < choices.len()).then(|| {
        quote!(
            const HAS_OTHER: bool = true;
        )
    });
    let fingerprint = match ids.is_some() {
        false => fingerprint(choices.iter().filter_map(|choice| choice.name.title())),
        true if named.iter().any(|(id, _)| id.is_empty()) => 0,
        true => fingerprint(named.iter().map(|(id, _)| *id)),
    };
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
            #ids
            #ahead
            #has_other
            const FINGERPRINT: u64 = #fingerprint;

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
            const SHAPE: __attio::ValueShape = __attio::option_shape::<Self>();

            fn write(
                &self,
                __out: __attio::ValueWriter<'_>,
            ) -> __attio::Result<(), __attio::ValueError> {
                __attio::write_option(self, __out)
            }
        }

        #[automatically_derived]
        impl __attio::ReadValue for #name {
            const SHAPE: __attio::ValueShape = <Self as __attio::WriteValue>::SHAPE;

            fn read(
                __value: __attio::ValueReader<'_>,
            ) -> __attio::Result<Self, __attio::ValueError> {
                __attio::read_option(__value)
            }
        }

        #[automatically_derived]
        impl __attio::ValueKind for #name {
            type Kind = __attio::ChoiceKind<Self>;
        }

        #[automatically_derived]
        impl __attio::Fits<__attio::kind::SelectKind> for #name {}

        #[automatically_derived]
        impl __attio::Fits<__attio::kind::StatusKind> for #name {}
    }
}

/// Returns a number for the set of titles or IDs: the sum of their hashes (FNV-1a, then mixed).
pub(super) fn fingerprint<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    let hash = |text: &str| {
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        hash ^ (hash >> 32)
    };
    texts.into_iter().map(hash).fold(0, u64::wrapping_add)
}

impl Name<'_> {
    fn title(&self) -> Option<&str> {
        match self {
            Self::Title(title) | Self::Id { title, .. } => Some(title),
            Self::Other { .. } => None,
        }
    }

    /// The ID that the option is written by, or "" if there is none. One per title.
    fn id_or_empty(&self) -> Option<&str> {
        match self {
            Self::Title(_) => Some(""),
            Self::Id { id, .. } => Some(id),
            Self::Other { .. } => None,
        }
    }
}

impl Choice<'_> {
    fn key(&self) -> TokenStream {
        let variant = self.ident;
        match &self.name {
            Name::Title(title) => quote!(Self::#variant => __attio::OptionKey::Title(#title),),
            Name::Id { id, .. } => quote!(Self::#variant => __attio::OptionKey::Id(#id),),
            Name::Other { ty, .. } => {
                let text = quote_spanned!(super::blame(ty)=> <#ty as __attio::AsRef<str>>::as_ref);
                quote!(Self::#variant(__title) => __attio::OptionKey::Title(#text(__title)),)
            }
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
        let Name::Other { ty, .. } = &self.name else {
            return None;
        };
        let keep = quote_spanned!(super::blame(ty)=> <#ty as __attio::From<&str>>::from);
        Some(quote!(__attio::Some(Self::#variant(#keep(__title)))))
    }
}
