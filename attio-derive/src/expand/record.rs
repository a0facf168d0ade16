//! The impls of a record or an entry.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::{Part, constants, write};
use crate::model::{Access, Attribute, Field, Record};
use crate::parse::{Form, StructInput};

pub(super) fn expand(
    input: &StructInput<'_>,
    record: &Record<'_>,
    parts: &[Part<'_, '_>],
) -> TokenStream {
    let name = input.ident;
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
    let (calls, rows, target) = (calls(input), rows(input), target(input, &record.target));
    quote! {
        static __FIELDS: [__attio::Field; #count] = [#(#descriptors),*];
        // Converted to a slice once: a conversion in each constant below would cost compile time.
        const __TABLE: &[__attio::Field] = &__FIELDS;

        #[automatically_derived]
        impl #impl_generics __attio::Rows for #name #type_generics #where_clause {
            #rows
        }

        #[automatically_derived]
        impl #impl_generics __attio::Described for #name #type_generics #where_clause {
            const TARGET: __attio::Target<'static> = #target;
            const FIELDS: &'static [__attio::Field] = __TABLE;
            const ABOUT: __attio::StructAbout = #about;
        }

        #[automatically_derived]
        impl #impl_generics __attio::#calls for #name #type_generics #where_clause {}

        #creatable
        #unique
        #write
        #read
        #constants
    }
}

/// The trait with the calls.
pub(super) fn calls(input: &StructInput<'_>) -> TokenStream {
    match input.form {
        Form::Record => quote!(AttioRecord),
        Form::Entry => quote!(AttioEntry),
    }
}

/// The types of what Attio stores.
pub(super) fn rows(input: &StructInput<'_>) -> TokenStream {
    match input.form {
        Form::Record => quote! {
            type Id = __attio::RecordId<Self>;
            type Row = __attio::Record<Self>;
            type ParentId = __attio::NoParent;
        },
        Form::Entry => {
            let Parent { id, object, .. } = Parent::of(input);
            quote! {
                type Id = __attio::EntryId<Self>;
                type Row = __attio::Entry<Self>;
                type ParentId = #id;
                const PARENT_OBJECT: __attio::Option<&'static str> = #object;
            }
        }
    }
}

/// The parent of an entry, in generated code.
pub(super) struct Parent {
    /// The type that `PARENT` leads to.
    pub(super) ty: TokenStream,
    /// The type of its name.
    id: TokenStream,
    /// The slug or ID of its object. The only check that it is a record, so that a mistake is one error.
    object: TokenStream,
}

impl Parent {
    pub(super) fn of(input: &StructInput<'_>) -> Self {
        // After an error, any parent does.
        let any = || Self {
            ty: quote!(__attio::AnyRecord),
            id: quote!(__attio::AnyRecordRef),
            object: quote!(__attio::None),
        };
        let Some(path) = &input.parent else { return any() };
        let span = super::blame(path);
        if path.segments.last().is_some_and(|last| last.ident == "AnyRecord") {
            let object = quote_spanned! {span=> {
                let _: fn(#path) -> __attio::AnyRecord = |any| any;
                __attio::None
            }};
            return Self { object, ..any() };
        }
        let ty = if has_parameters(input) { quote!(#path) } else { quote!(__Parent) };
        let last = path.segments.last().filter(|last| last.arguments.is_none());
        let record = match last.filter(|_| !has_parameters(input)) {
            Some(last) => {
                let span = super::blame(last);
                quote_spanned!(span=> __Parent)
            }
            None => quote!(#path),
        };
        Self {
            id: quote!(__attio::RecordId<#ty>),
            ty,
            object: quote_spanned!(span=> <#record as __attio::ParentOf>::OBJECT),
        }
    }
}

/// The alias of the parent, so that a path that is not a type is one error.
pub(super) fn parent_alias(input: &StructInput<'_>) -> Option<TokenStream> {
    let path = input.parent.as_ref()?;
    (!has_parameters(input)).then(|| quote!(type __Parent = #path;))
}

/// Whether the parent may mention a parameter of the struct, which an alias cannot.
fn has_parameters(input: &StructInput<'_>) -> bool {
    !input.generics.params.is_empty()
}

/// The target with this slug or ID.
pub(super) fn target(input: &StructInput<'_>, name: &str) -> TokenStream {
    match input.form {
        Form::Record => quote!(__attio::Target::Object(#name)),
        Form::Entry => quote!(__attio::Target::List(#name)),
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
    // A list has one name.
    let plural = if input.name.is_some() { &input.name } else { &input.plural };
    let (singular, plural) = (noun(&input.singular), noun(plural));
    let parent = match input.form {
        Form::Record => quote!(__attio::None),
        Form::Entry => quote!(<Self as __attio::Rows>::PARENT_OBJECT),
    };
    let (partial, name) = (input.partial, input.ident.to_string());
    quote! {
        __attio::StructAbout {
            partial: #partial, singular: #singular, plural: #plural, parent: #parent, name: #name
        }
    }
}
