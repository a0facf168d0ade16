//! The impls of a record.

use proc_macro2::TokenStream;
use quote::quote;

use super::{constants, read, write};
use crate::model::{Attribute, Field, Record};
use crate::parse::StructInput;

pub(super) fn expand(input: &StructInput<'_>, record: &Record<'_>) -> TokenStream {
    let name = input.ident;
    let object = &record.object;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let descriptors: Vec<_> = attributes(record).map(|(_, f, a)| descriptor(f, a)).collect();
    let count = descriptors.len();
    let creatable = (!record.partial).then(|| creatable(input, record));
    let write = write::expand(input, record);
    let read = record.readable.then(|| read::expand(input, record));
    let constants = constants::expand(input, record);
    quote! {
        static __FIELDS: [__attio::Field; #count] = [#(#descriptors),*];

        #[automatically_derived]
        impl #impl_generics __attio::AttioRecord for #name #type_generics #where_clause {
            const OBJECT: &'static str = #object;
            const FIELDS: &'static [__attio::Field] = &__FIELDS;
        }

        #creatable
        #write
        #read
        #constants
    }
}

fn creatable(input: &StructInput<'_>, record: &Record<'_>) -> TokenStream {
    let name = input.ident;
    let generics = super::with_bounds(input.generics, write::bounds(record));
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics __attio::CreatableRecord for #name #type_generics #where_clause {}
    }
}

/// The fields that are attributes, with their places in the table of descriptors.
pub(super) fn attributes<'r, 'a>(
    record: &'r Record<'a>,
) -> impl Iterator<Item = (usize, &'r Field<'a>, &'r Attribute<'a>)> {
    record
        .fields
        .iter()
        .filter_map(|field| field.attribute.as_ref().map(|attribute| (field, attribute)))
        .enumerate()
        .map(|(index, (field, attribute))| (index, field, attribute))
}

fn descriptor(field: &Field<'_>, attribute: &Attribute<'_>) -> TokenStream {
    let name = syn::ext::IdentExt::unraw(field.ident).to_string();
    let key = attribute.address.key();
    let prefix = format!("\"{key}\":[");
    if attribute.kind.is_none()
        && key == name
        && attribute.address.slug.as_ref().is_some_and(|(slug, _)| *slug == name)
    {
        // The most frequent form, and the cheapest to compile.
        return quote!(__attio::Field::plain(#name, #prefix));
    }
    let slug = match &attribute.address.slug {
        Some((slug, _)) => quote!(__attio::Some(#slug)),
        None => quote!(__attio::None),
    };
    let kind = match &attribute.kind {
        Some(pinned) => {
            let variant = pinned.ident("");
            quote!(__attio::Some(__attio::AttributeType::#variant))
        }
        None => quote!(__attio::None),
    };
    quote! {
        __attio::Field { name: #name, key: #key, prefix: #prefix, slug: #slug, kind: #kind }
    }
}
