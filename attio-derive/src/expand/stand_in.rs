//! After an error: impls that do nothing, so that the rest of the program does not fail too. They
//! never run, because the program does not compile.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Generics, parse_quote};

use super::Part;
use crate::diagnostics::Diagnostics;
use crate::model::Access;
use crate::names::PARENT;
use crate::parse::{EnumInput, Form, NewtypeInput, StructInput};
use crate::shape;

pub(super) fn record(
    input: &StructInput<'_>,
    parts: &[Part<'_, '_>],
    errors: &Diagnostics,
) -> TokenStream {
    let name = input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let constants = constants(parts, input.form);
    let checks = checks(input, parts, errors);
    let about = super::record::about_struct(input);
    let (calls, rows) = (super::record::calls(input), super::record::rows(input));
    let target = super::record::target(input, "");
    let parent = super::constants::parent(input);
    quote! {
        static __FIELD: __attio::Field = __attio::Field {
            name: "", key: "", prefix: "", slug: __attio::None, kind: __attio::None,
            about: __attio::PLAIN,
        };
        impl #impl_generics __attio::Rows for #name #type_generics #where_clause {
            #rows
        }
        impl #impl_generics __attio::Described for #name #type_generics #where_clause {
            const TARGET: __attio::Target<'static> = #target;
            const FIELDS: &'static [__attio::Field] = &[];
            const ABOUT: __attio::StructAbout = #about;
        }
        impl #impl_generics __attio::#calls for #name #type_generics #where_clause {}
        impl #impl_generics __attio::WriteValues for #name #type_generics #where_clause {
            fn fields(_: __attio::FieldsTask<'_, Self>) -> __attio::Option<Self> {
                #(#checks)*
                __attio::None
            }
        }
        impl #impl_generics __attio::Creatable for #name #type_generics #where_clause {}
        impl #impl_generics __attio::HasUnique for #name #type_generics #where_clause {}
        impl #impl_generics __attio::ReadValues for #name #type_generics #where_clause {}
        impl #impl_generics #name #type_generics #where_clause {
            #parent
            #(#constants)*
        }
    }
}

/// The constants, unique and writable, so that no use of one is a second error.
fn constants<'r>(parts: &'r [Part<'_, '_>], form: Form) -> impl Iterator<Item = TokenStream> + 'r {
    let mut taken = HashSet::new();
    if form == Form::Entry {
        taken.insert(PARENT.to_owned());
    }
    parts.iter().filter(move |part| taken.insert(part.attribute.constant.to_string())).map(
        |Part { field, attribute, .. }| {
            let (vis, constant, ty) = (attribute.vis, &attribute.constant, field.ty);
            quote! {
                #vis const #constant:
                    __attio::Attribute<Self, #ty, __attio::kind::Unpinned, __attio::Unique> =
                    __attio::Attribute::new(&__FIELD);
            }
        },
    )
}

/// The bounds on the types of the fields without mistakes, so that the same compile also shows types
/// that do not fit.
fn checks<'r>(
    input: &'r StructInput<'_>,
    parts: &'r [Part<'_, '_>],
    errors: &'r Diagnostics,
) -> impl Iterator<Item = TokenStream> + 'r {
    parts.iter().filter_map(|Part { member, field, attribute, bound, span, .. }| {
        let ty = field.ty;
        // A generic type would need bounds on the impls, which could cause a second error elsewhere.
        let checked = errors.member(*member).is_clean()
            && attribute.with.is_none()
            && !shape::is_generic(ty, input.generics);
        let method = match attribute.access {
            Access::ReadOnly => quote!(read),
            Access::ReadWrite | Access::WriteOnly => quote!(write),
        };
        checked.then(|| {
            let method = quote_spanned!(*span=> <#ty as __attio::#bound>::#method);
            quote!(let _ = #method;)
        })
    })
}

pub(super) fn value(input: &NewtypeInput<'_>) -> TokenStream {
    let name = input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let mut fits = input.generics.clone();
    fits.params.push(parse_quote!(__K));
    let (fits_generics, _, _) = fits.split_for_impl();
    let written_and_read = written_and_read(name, input.generics);
    let mut operand = input.generics.clone();
    operand.params.push(parse_quote!(__K: __attio::FilterKind));
    let (operand_generics, _, _) = operand.split_for_impl();
    let operand = quote! {
        impl #operand_generics __attio::Operand<__K> for #name #type_generics #where_clause {
            const SEALED: __attio::Sealed = __attio::Sealed;
            fn write(&self, _: &mut __attio::String) {}
        }
    };
    quote! {
        #written_and_read
        impl #fits_generics __attio::Fits<__K> for #name #type_generics #where_clause {}
        impl #impl_generics __attio::ValueKind for #name #type_generics #where_clause {
            type Kind = __attio::AnyText;
        }
        #operand
    }
}

/// Impls that write nothing and always fail to read.
fn written_and_read(name: &Ident, generics: &Generics) -> TokenStream {
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    quote! {
        impl #impl_generics __attio::WriteValue for #name #type_generics #where_clause {
            fn write(&self, _: __attio::ValueWriter<'_>) -> __attio::Result<(), __attio::ValueError> {
                __attio::Result::Ok(())
            }
        }
        impl #impl_generics __attio::ReadValue for #name #type_generics #where_clause {
            fn read(
                __value: __attio::ValueReader<'_>,
            ) -> __attio::Result<Self, __attio::ValueError> {
                __attio::Result::Err(__value.not(""))
            }
        }
    }
}

pub(super) fn option(input: &EnumInput<'_>) -> TokenStream {
    let name = input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let written_and_read = written_and_read(name, input.generics);
    quote! {
        impl #impl_generics __attio::AttioOption for #name #type_generics #where_clause {
            const TITLES: &'static [&'static str] = &[];
            fn key(&self) -> __attio::OptionKey<'_> {
                __attio::OptionKey::Title("")
            }
            fn from_title(_: &str) -> __attio::Option<Self> {
                __attio::None
            }
            fn from_id(_: __attio::Uuid) -> __attio::Option<Self> {
                __attio::None
            }
        }
        #written_and_read
        impl #impl_generics __attio::ValueKind for #name #type_generics #where_clause {
            type Kind = __attio::ChoiceKind<Self>;
        }
        impl #impl_generics __attio::Fits<__attio::kind::SelectKind> for #name #type_generics
        #where_clause {}
        impl #impl_generics __attio::Fits<__attio::kind::StatusKind> for #name #type_generics
        #where_clause {}
    }
}
