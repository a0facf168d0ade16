//! One constant a field: the attribute, with the field's own type.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::Part;
use crate::model::Access;
use crate::parse::StructInput;

pub(super) fn expand(input: &StructInput<'_>, parts: &[Part<'_, '_>]) -> TokenStream {
    let name = input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let constants = parts.iter().map(|Part { index, field, attribute, .. }| {
        let (vis, constant, ty) = (attribute.vis, &attribute.constant, field.ty);
        let doc = format!("The attribute `{}`.", attribute.address.key());
        let kind = match &attribute.kind {
            Some(pinned) => pinned.ident("Kind"),
            None => format_ident!("Unpinned"),
        };
        let unique = match attribute.unique {
            Some(_) => quote!(__attio::Unique),
            None => quote!(__attio::NotUnique),
        };
        let access = match attribute.access {
            Access::ReadOnly => quote!(__attio::ReadOnly),
            Access::ReadWrite | Access::WriteOnly => quote!(__attio::Writable),
        };
        // At the field: that is where a constant of the same name in the user's code is in the way.
        let constant = quote_spanned! {super::blame(field.ident)=>
            const #constant: __attio::Attribute<Self, #ty, __attio::kind::#kind, #unique, #access> =
                __attio::attribute(&__FIELDS, #index);
        };
        quote! {
            #[doc = #doc]
            #vis #constant
        }
    });
    quote! {
        impl #impl_generics #name #type_generics #where_clause {
            #(#constants)*
        }
    }
}
