//! One constant per field: the attribute, with the field's own type.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::Part;
use super::record::Parent;
use crate::model::{Access, Attribute};
use crate::parse::{Form, StructInput};

pub(super) fn expand(input: &StructInput<'_>, parts: &[Part<'_, '_>]) -> TokenStream {
    let name = input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let constants = parts.iter().map(|Part { index, field, attribute, .. }| {
        let (vis, constant, ty) = (attribute.vis, &attribute.constant, field.ty);
        let doc = format!("The attribute `{}`.", attribute.address.key());
        let settings = settings(attribute);
        // The span is the field, so that a duplicate constant of the user's is reported there.
        let constant = quote_spanned! {super::blame(field.ident)=>
            const #constant: __attio::Attribute<Self, #ty #settings> =
                __attio::attribute(__TABLE, #index);
        };
        quote! {
            #[doc = #doc]
            #vis #constant
        }
    });
    let parent = parent(input);
    quote! {
        impl #impl_generics #name #type_generics #where_clause {
            #parent
            #(#constants)*
        }
    }
}

/// The constant that leads from an entry to its parent.
pub(super) fn parent(input: &StructInput<'_>) -> Option<TokenStream> {
    if input.form == Form::Record {
        return None;
    }
    let (vis, parent) = (input.vis, Parent::of(input).ty);
    Some(quote! {
        /// The parent of an entry, for filters and sorts.
        #vis const PARENT: __attio::Parent<Self, #parent> = __attio::Parent::new();
    })
}

/// The parameters of the constant's type after the first two, without trailing defaults: most
/// attributes then have none, and each token costs compile time.
fn settings(attribute: &Attribute<'_>) -> Option<TokenStream> {
    let access = (attribute.access == Access::ReadOnly).then(|| quote!(, __attio::ReadOnly));
    let unique = match attribute.unique {
        Some(_) => Some(quote!(, __attio::Unique)),
        None => access.is_some().then(|| quote!(, __attio::NotUnique)),
    };
    let kind = match &attribute.kind {
        Some(pinned) => Some(pinned.ident("Kind")),
        None => unique.is_some().then(|| format_ident!("Unpinned")),
    };
    kind.map(|kind| quote!(, __attio::kind::#kind #unique #access))
}
