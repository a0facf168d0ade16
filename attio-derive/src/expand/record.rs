//! The impls of a record.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Part, constants, write};
use crate::model::{Access, Attribute, Field, Record};
use crate::parse::StructInput;

pub(super) fn expand(
    input: &StructInput<'_>,
    record: &Record<'_>,
    parts: &[Part<'_, '_>],
) -> TokenStream {
    let name = input.ident;
    let object = &record.object;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let descriptors =
        parts.iter().map(|part| descriptor(part.field, part.attribute, record.readable));
    let count = parts.len();
    let creatable = (!record.partial).then(|| marker("Creatable", input, parts));
    let unique = write::written(parts).any(|part| part.attribute.unique.is_some()).then(|| {
        quote! {
            #[automatically_derived]
            impl #impl_generics __attio::HasUnique for #name #type_generics #where_clause {}
        }
    });
    let about = about_struct(input);
    let write = write::expand(input, record, parts);
    let read = record.readable.then(|| marker("ReadValues", input, parts));
    let constants = constants::expand(input, parts);
    quote! {
        static __FIELDS: [__attio::Field; #count] = [#(#descriptors),*];
        // Converted to a slice once: a conversion in each constant below would cost compile time.
        const __TABLE: &[__attio::Field] = &__FIELDS;

        #[automatically_derived]
        impl #impl_generics __attio::Described for #name #type_generics #where_clause {
            type Id = __attio::RecordId<Self>;
            const TARGET: __attio::Target<'static> = __attio::Target::Object(#object);
            const FIELDS: &'static [__attio::Field] = __TABLE;
            const ABOUT: __attio::StructAbout = #about;
        }

        #[automatically_derived]
        impl #impl_generics __attio::AttioRecord for #name #type_generics #where_clause {}

        #creatable
        #unique
        #write
        #read
        #constants
    }
}

/// A trait of which the derive implements nothing, and whose supertrait is `WriteValues`.
fn marker(marker: &str, input: &StructInput<'_>, parts: &[Part<'_, '_>]) -> TokenStream {
    let (name, marker) = (input.ident, format_ident!("{marker}"));
    let generics = super::with_bounds(input.generics, parts.iter().filter_map(Part::bounded));
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics __attio::#marker for #name #type_generics #where_clause {}
    }
}

fn descriptor(field: &Field<'_>, attribute: &Attribute<'_>, readable: bool) -> TokenStream {
    let name = syn::ext::IdentExt::unraw(field.ident).to_string();
    let key = attribute.address.key();
    let prefix = format!("\"{key}\":[");
    let about = about(attribute, readable);
    if attribute.kind.is_none()
        && about.is_none()
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
    let about = about.unwrap_or_else(|| quote!(__attio::PLAIN));
    let kind = match &attribute.kind {
        Some(pinned) => {
            let variant = pinned.ident("");
            quote!(__attio::Some(__attio::AttributeType::#variant))
        }
        None => quote!(__attio::None),
    };
    quote! {
        __attio::Field {
            name: #name, key: #key, prefix: #prefix, slug: #slug, kind: #kind, about: #about
        }
    }
}

/// The settings for the run-time check and `ensure`, if any are set.
fn about(attribute: &Attribute<'_>, readable: bool) -> Option<TokenStream> {
    let flags = [
        ("unique", attribute.unique.is_some()),
        ("read_only", attribute.access == Access::ReadOnly),
        ("write_only", attribute.access == Access::WriteOnly || !readable),
        ("required", attribute.required),
    ];
    let texts = [
        ("title", &attribute.title),
        ("description", &attribute.description),
        ("currency", &attribute.currency),
    ];
    let flags = flags.iter().filter(|(_, said)| *said).map(|(name, _)| {
        let name = format_ident!("{name}");
        quote!(#name: true,)
    });
    let texts = texts.iter().filter_map(|(name, text)| {
        let (name, text) = (format_ident!("{name}"), text.as_ref()?);
        Some(quote!(#name: __attio::Some(#text),))
    });
    let said: TokenStream = flags.chain(texts).collect();
    (!said.is_empty()).then(|| quote!(__attio::About { #said ..__attio::PLAIN }))
}

pub(super) fn about_struct(input: &StructInput<'_>) -> TokenStream {
    let noun = |text: &Option<crate::parse::Text>| match text {
        Some(text) => {
            let text = text.text();
            quote!(__attio::Some(#text))
        }
        None => quote!(__attio::None),
    };
    let (singular, plural) = (noun(&input.singular), noun(&input.plural));
    let (partial, name) = (input.partial, input.ident.to_string());
    quote! {
        __attio::StructAbout {
            partial: #partial, singular: #singular, plural: #plural, name: #name
        }
    }
}
