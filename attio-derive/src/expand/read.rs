//! The decoder of `WriteValues`, which is one struct literal.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::Part;
use super::write::function;
use crate::model::{Access, Fallback, Field, Record};

/// The record that was read, or `None` if the struct cannot be read.
pub(super) fn expand(record: &Record<'_>, parts: &[Part<'_, '_>]) -> TokenStream {
    if !record.readable {
        return quote!(__None);
    }
    let is_read = |part: &&Part<'_, '_>| part.attribute.access != Access::WriteOnly;
    let mut parts = parts.iter();
    let members = record.fields.iter().map(|field| {
        let member = field.ident;
        let part = field.attribute.as_ref().and_then(|_| parts.next());
        let value = part.filter(is_read).map_or_else(|| fallback(field), read);
        quote!(#member: #value)
    });
    quote!(__Some(Self { #(#members),* }))
}

/// The value of a field that is read.
fn read(Part { index, field, attribute, bound, span, .. }: &Part<'_, '_>) -> TokenStream {
    let ty = field.ty;
    let read = match &attribute.with {
        Some(module) => {
            let read = function("read", *index, super::blame(module));
            quote!(__values.read(#index, #read))
        }
        None => {
            let read = quote_spanned!(*span=> <#ty as __attio::#bound>::read);
            quote!(#read(__values, #index))
        }
    };
    // Not `?`: the compiler would resolve its traits again for each field, and checking a record
    // would take a tenth longer.
    let read = quote! {
        match #read {
            __Some(__value) => __value,
            __None => return __None,
        }
    };
    if field.default.is_none() {
        return read;
    }
    let fallback = fallback(field);
    quote!(if __values.is_empty(#index) { #fallback } else { #read })
}

fn fallback(field: &Field<'_>) -> TokenStream {
    let ty = field.ty;
    match &field.default {
        Some(Fallback::Function(path)) => quote_spanned!(super::blame(path)=> #path()),
        Some(Fallback::Default) | None => {
            quote_spanned!(super::blame(ty)=> <#ty as __attio::FieldDefault>::value())
        }
    }
}
