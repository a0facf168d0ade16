//! After an error: impls that do nothing, so that the rest of the program does not fail as well.
//! They never run, since the program does not compile.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Record;
use crate::parse::{EnumInput, NewtypeInput, StructInput};

pub(super) fn record(input: &StructInput<'_>, record: &Record<'_>) -> TokenStream {
    let name = input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let mut taken = HashSet::new();
    // Unique and writable: nothing that is done with a constant is to be a second error.
    let constants = record
        .fields
        .iter()
        .filter_map(|field| field.attribute.as_ref().map(|attribute| (field, attribute)))
        .filter(|(_, attribute)| taken.insert(attribute.constant.to_string()))
        .map(|(field, attribute)| {
            let (vis, constant, ty) = (attribute.vis, &attribute.constant, field.ty);
            quote! {
                #vis const #constant:
                    __attio::Attribute<Self, #ty, __attio::kind::Unpinned, __attio::Unique> =
                    __attio::Attribute::new(&__FIELD);
            }
        });
    quote! {
        static __FIELD: __attio::Field = __attio::Field {
            name: "", key: "", prefix: "", slug: __attio::None, kind: __attio::None,
        };
        impl #impl_generics __attio::AttioRecord for #name #type_generics #where_clause {
            const OBJECT: &'static str = "";
            const FIELDS: &'static [__attio::Field] = &[];
        }
        impl #impl_generics __attio::WriteRecord for #name #type_generics #where_clause {
            fn write_values(&self, _: &mut __attio::ValuesWriter) {}
        }
        impl #impl_generics __attio::CreatableRecord for #name #type_generics #where_clause {}
        impl #impl_generics __attio::ReadRecord for #name #type_generics #where_clause {
            fn read_values(_: &__attio::RecordReader<'_>) -> __attio::Option<Self> {
                __attio::None
            }
        }
        impl #impl_generics #name #type_generics #where_clause {
            #(#constants)*
        }
    }
}

pub(super) fn value(input: &NewtypeInput<'_>) -> TokenStream {
    let name = input.ident;
    let (_, type_generics, where_clause) = input.generics.split_for_impl();
    let impl_generics = &input.generics.params;
    quote! {
        impl<#impl_generics> __attio::WriteValue for #name #type_generics #where_clause {
            fn write(&self, _: __attio::ValueWriter<'_>) -> __attio::Result<(), __attio::ValueError> {
                __attio::Result::Ok(())
            }
        }
        impl<#impl_generics> __attio::ReadValue for #name #type_generics #where_clause {
            fn read(
                value: __attio::ValueReader<'_>,
            ) -> __attio::Result<Self, __attio::ValueError> {
                __attio::Result::Err(value.not(""))
            }
        }
        impl<__K, #impl_generics> __attio::Fits<__K> for #name #type_generics #where_clause {}
    }
}

pub(super) fn option(input: &EnumInput<'_>) -> TokenStream {
    let name = input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
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
        impl #impl_generics __attio::WriteValue for #name #type_generics #where_clause {
            fn write(&self, _: __attio::ValueWriter<'_>) -> __attio::Result<(), __attio::ValueError> {
                __attio::Result::Ok(())
            }
        }
        impl #impl_generics __attio::ReadValue for #name #type_generics #where_clause {
            fn read(
                value: __attio::ValueReader<'_>,
            ) -> __attio::Result<Self, __attio::ValueError> {
                __attio::Result::Err(value.not(""))
            }
        }
        impl #impl_generics __attio::Fits<__attio::kind::SelectKind> for #name #type_generics
        #where_clause {}
        impl #impl_generics __attio::Fits<__attio::kind::StatusKind> for #name #type_generics
        #where_clause {}
    }
}
